"""Every order and every filter of a list, for everybody who may ask, against the records themselves (C7)."""

import random
from typing import Any

import pytest

from kernel.text import sortable
from tests.world import Person, World

NAMES = ("Nguyễn Hoà", "Đỗ An", "Trần Bình", "công ty Ánh", "An Đỗ", "Zoe", "Ông Bảy", "nguyễn hoà")
STAGES, SOURCES = ("new", "contacted", "won"), ("website", "referral")


class Crowd:
    """A company with colleagues and records, some of them shared."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.admin = world.company()
        north, south = world.department(code="N"), world.department(code="S")
        self.staff = [world.employee(where, f"S{n}") for n, where in enumerate((north, north, south))]
        self.manager = world.employee(self.admin.department, "M1", "manager")
        for department in (north, self.admin.department):
            world.call("PATCH", f"/v1/departments/{department}", {"manager": self.manager.id}, by=self.admin)
        self.people = [self.admin, self.manager, *self.staff]
        dice = random.Random(7)  # noqa: S311 - the same crowd every time
        self.there: dict[str, list[dict[str, Any]]] = {}
        self.leads = [self._lead(dice, number) for number in range(16)]
        world.pump()
        self.rows = {lead: world.call("GET", f"/v1/leads/{lead}", by=self.admin).body for lead in self.leads}

    def _lead(self, dice: random.Random, number: int) -> str:
        owner = dice.choice([*self.staff, self.manager])
        body = {
            "name": dice.choice(NAMES), "code": f"K{dice.randrange(10**6):06d}", "stage": dice.choice([*STAGES, None]),
            "source": dice.choice(SOURCES), "groups": dice.sample(["vip", "north", "south"], dice.randrange(3)),
            "labels": dice.sample(["hot", "paused"], dice.randrange(2)),
            "expected_close": dice.choice([None, "2026-05-01", "2026-07-09"]),
            "expected_revenue": dice.choice([None, "5", "1000000.5", "70"]), "priority": dice.randrange(4),
        }  # fmt: skip
        made = self.world.call("POST", "/v1/leads", body, by=owner)
        assert made.status == 201, made.raw
        lead = str(made["id"])
        share: dict[str, Any] = {}
        if number % 3 == 0:
            share = {"employees": [dice.choice([p for p in self.staff if p.id != owner.id]).id]}
        if number % 4 == 0:
            share |= {"departments": [dice.choice(self.staff).department]}
        if share:
            self.world.call("POST", f"/v1/customers/{lead}/share", share, by=owner)
        if number % 5 == 0:
            self.world.call("POST", f"/v1/leads/{lead}/lost", {"reason": "price"}, by=owner)
        return lead

    def walked(self, by: Person, limit: int, **query: Any) -> list[str]:
        """All pages of a list."""
        found: list[str] = []
        after = None
        while True:
            page = self.world.call("GET", "/v1/leads", by=by, limit=limit, cursor=after, **query)
            assert page.status == 200, page.raw
            assert len(page["items"]) <= limit
            found += [row["id"] for row in page["items"]]
            after = page["next_cursor"]
            if after is None:
                return found

    def seen(self, by: Person) -> list[dict[str, Any]]:
        """What exists for somebody, as its address answers; asked once."""
        if by.id not in self.there:
            answers = {lead: self.world.call("GET", f"/v1/leads/{lead}", by=by).status for lead in self.rows}
            self.there[by.id] = [row for lead, row in self.rows.items() if answers[lead] == 200]
        return self.there[by.id]


@pytest.fixture(scope="module")
def crowd(shared: World) -> Crowd:
    return Crowd(shared)


KEYS: dict[str, tuple[Any, bool]] = {
    "newest": (lambda r: r["id"], True),
    "score": (lambda r: (r["stars"], r["score"], r["id"]), True),
    "name": (lambda r: (sortable(r["name"]) + "#", r["id"]), False),
    "code": (lambda r: r["code"], False),
    "updated": (lambda r: r["updated_at"], True),
    "last_activity": (lambda r: r["created_at"], True),
    "expected_close": (lambda r: (r["expected_close"] or "9", r["id"]), False),
    "expected_value": (lambda r: (float(r["expected_revenue"] or 0), r["id"]), True),
}
FILTERS: list[tuple[dict[str, Any], Any]] = [
    ({}, lambda _r: True),
    ({"stage": "new"}, lambda r: r["stage"] == "new"),
    ({"stage": "new", "lost": "false"}, lambda r: r["stage"] == "new" and not r["lost_at"]),
    ({"stage": "new,won", "source": "website"}, lambda r: r["stage"] in STAGES[::2] and r["source"] == "website"),
    ({"group": "vip,south"}, lambda r: {"vip", "south"} & {*r["groups"]}),
    ({"label": "hot"}, lambda r: "hot" in r["labels"]),
    ({"lost": "true"}, lambda r: r["lost_at"]),
    ({"stars": "1"}, lambda r: r["stars"] == 1),
    ({"stars": "2,3"}, lambda r: r["stars"] in {2, 3}),
]


@pytest.mark.parametrize("sort", KEYS)
@pytest.mark.parametrize("limit", [3, 100])
def test_every_order_shows_what_one_sees_once_and_in_order(sort: str, limit: int, crowd: Crowd):
    key, descending = KEYS[sort]
    for who in crowd.people:
        expected = [row["id"] for row in sorted(crowd.seen(who), key=key, reverse=descending)]
        assert crowd.walked(who, limit, sort=sort) == expected
        assert crowd.walked(who, limit, sort=sort, reverse="true") == expected[::-1]


@pytest.mark.parametrize(("query", "passes"), FILTERS)
def test_every_filter_combines_with_every_order(query: dict[str, Any], passes: Any, crowd: Crowd):
    for who in (crowd.admin, crowd.manager, crowd.staff[0]):
        for sort, (key, descending) in KEYS.items():
            wanted = sorted((row for row in crowd.seen(who) if passes(row)), key=key, reverse=descending)
            assert crowd.walked(who, 7, sort=sort, **query) == [row["id"] for row in wanted], (sort, who)


def test_an_owner_or_a_department_narrows_it_to_what_one_sees_of_theirs(crowd: Crowd):
    for who in crowd.people:
        for owner in [*crowd.staff, crowd.manager]:
            for sort in ("newest", "score", "name"):
                listed = crowd.walked(who, 5, sort=sort, owner=owner.id)
                assert sorted(listed) == sorted(r["id"] for r in crowd.seen(who) if r["owner"] == owner.id)
        for department in {p.department for p in crowd.people}:
            listed = crowd.walked(who, 5, sort="name", department=department)
            assert sorted(listed) == sorted(r["id"] for r in crowd.seen(who) if r["department"] == department)


def test_ranges_of_time_have_their_beginning_and_not_their_end(crowd: Crowd):
    rows = sorted(crowd.rows.values(), key=lambda r: r["id"])
    first, last = rows[4], rows[11]
    for sort in KEYS:
        listed = crowd.walked(
            crowd.admin, 4, sort=sort, created_from=first["created_at"], created_to=last["created_at"]
        )
        assert sorted(listed) == sorted(
            r["id"] for r in rows if first["created_at"] <= r["created_at"] < last["created_at"]
        )
        listed = crowd.walked(crowd.admin, 4, sort=sort, updated_from=first["updated_at"])
        assert sorted(listed) == sorted(r["id"] for r in rows if r["updated_at"] >= first["updated_at"])
