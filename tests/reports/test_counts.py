"""What reports count is what a recount of the records gives, for everybody and in every scope, whatever happened."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from customers import standing
from customers.rules import MOST_SHARES, Customer
from identity.viewers import viewer_of
from kernel import ids, keys, table
from kernel.access import Viewer, sight
from tests.conftest import opened
from tests.opportunities.deals import Deals, dealing
from tests.properties.effort import examples
from tests.reports.recount import counted, recorded, standing_counted, standing_told, told
from tests.world import Person, World, deliver

SCOPES: dict[str, tuple[str | None, ...]] = {
    "admin": (None, "mine"), "owner": (None, "mine", "department"), "neighbour": (None, "mine", "department"),
    "stranger": (None, "mine", "department"), "boss": (None, "team", "mine"),
}  # fmt: skip


def require_exact(firm: Deals) -> None:
    """For everybody and in every scope."""
    records = list(recorded(firm.world, firm.admin.tenant))
    for name, scopes in SCOPES.items():
        person: Person = getattr(firm, name)
        for what in ("opportunities", "leads"):
            for scope in scopes:
                asked = "team" if name == "boss" and scope is None else scope
                query: dict[str, Any] = {"scope": asked} if asked else {}
                assert told(person, what, **query) == counted(records, person, what, asked), (name, what, scope)
                assert standing_told(person, **query) == standing_counted(records, person, asked), (name, scope)


def require_exact_over_two_teams(firm: Deals) -> None:
    """Who manages where both work sees what either team sees, and counts it once."""
    body = {"manager": firm.boss.id}
    assert firm.call("PATCH", f"/v1/departments/{firm.owner.department}", body, firm.admin).status == 200
    records = list(recorded(firm.world, firm.admin.tenant))
    for what in ("opportunities", "leads"):
        assert told(firm.boss, what) == counted(records, firm.boss, what, "team"), what
    assert standing_told(firm.boss) == standing_counted(records, firm.boss, "team")
    pipeline = firm.call("GET", "/v1/reports/pipeline", by=firm.boss)["series"][0]["total"]
    viewer, seen = viewer_of(firm.boss.tenant, firm.boss.id), 0
    for record, deals in records:
        seen += sum(
            deal["outcome"] == "open" and (_seen(viewer, record, deal) or deal["department"] in viewer.manages)
            for deal in deals
        )
    assert pipeline == seen


def _seen(viewer: Viewer, record: Customer, deal: dict[str, Any]) -> bool:
    team = Viewer(viewer.tenant, "-", "manager", "-", viewer.manages)
    found = sight(team, record)
    since = found.since("opportunities")
    return found.sees("opportunities") and (since is None or deal["id"] >= ids.first(since))


class Story:
    """What may happen, chosen by numbers."""

    def __init__(self, firm: Deals) -> None:
        self.firm, self.deals, self.leads = firm, list[str](), [firm.lead]
        self.merges: list[tuple[str, str]] = []

    def do(self, step: int, one: int, other: int) -> None:
        (self.open, self.close, self.reopen, self.hand_over, self.remove, self.lead, self.lose_lead, self.share,
         self.transfer, self.merge, self.undo, self.delete, self.convert, self.replay)[step](one, other)  # fmt: skip

    def open(self, one: int, other: int) -> None:
        self.firm.call(
            "POST", f"/v1/scores/{self.pick(self.leads, one)}/adjustments", {"points": other * 9 - 20, "reason": "r"},
            self.firm.admin,
        )  # fmt: skip
        holder = (self.firm.owner, self.firm.stranger)[other % 2]
        body = {"customer": self.pick(self.leads, one), "owner": holder.id, "opened": f"2026-0{1 + one % 3}-28"}
        made = self.firm.post(self.firm.admin, **body, expected_value=str(other + 1))
        if made.status == 201:
            self.deals.append(made["id"])

    def close(self, one: int, other: int) -> None:
        reason = ("price", "competitor")[one % 2]
        body = {"stage": "won"} if other % 2 else {"stage": "lost", "reason": reason}
        self.firm.stage(self.pick(self.deals, one), self.firm.admin, **body)

    def reopen(self, one: int, _: int) -> None:
        self.firm.call("POST", f"/v1/opportunities/{self.pick(self.deals, one)}/reopen", {}, self.firm.admin)

    def hand_over(self, one: int, other: int) -> None:
        holder = (self.firm.neighbour, self.firm.stranger)[other % 2]
        self.firm.patch(self.pick(self.deals, one), self.firm.admin, owner=holder.id, expected_value=str(other))

    def remove(self, one: int, _: int) -> None:
        self.firm.call("DELETE", f"/v1/opportunities/{self.pick(self.deals, one)}", by=self.firm.admin)

    def lead(self, _: int, other: int) -> None:
        by = (self.firm.owner, self.firm.stranger)[other % 2]
        self.leads.append(str(self.firm.call("POST", "/v1/leads", {"name": "B", "expected_revenue": other}, by)["id"]))

    def lose_lead(self, one: int, other: int) -> None:
        lead = self.pick(self.leads, one)
        if other % 2:
            self.firm.call("POST", f"/v1/leads/{lead}/lost", {"reason": "price"}, self.firm.admin)
        else:
            self.firm.call("POST", f"/v1/leads/{lead}/reopen", {}, self.firm.admin)

    def share(self, one: int, other: int) -> None:
        whom = (
            {"employees": [self.firm.neighbour.id]}, {"employees": [self.firm.stranger.id]},
            {"departments": [self.firm.neighbour.department]}, {"departments": [self.firm.stranger.department]},
        )[other % 4]  # fmt: skip
        categories = (["profile"], ["profile", "opportunities"], ["opportunities"])[one % 3]
        body = {**whom, "categories": categories, "mode": ("add", "replace", "remove")[(one + other) % 3]}
        if body["mode"] == "remove":
            del body["categories"]
        self.firm.call("POST", f"/v1/customers/{self.pick(self.leads, one)}/share", body, self.firm.admin)

    def transfer(self, one: int, other: int) -> None:
        body: dict[str, Any] = {"employees": [(self.firm.stranger, self.firm.neighbour)[other % 2].id]}
        if other % 3:
            body["carry_over"] = ["opportunities"]
        self.firm.call("POST", f"/v1/customers/{self.pick(self.leads, one)}/transfer", body, self.firm.admin)

    def merge(self, one: int, other: int) -> None:
        mine, theirs = self.pick(self.leads, one), self.pick(self.leads, one + 1 + other)
        self.firm.call("POST", f"/v1/leads/{mine}/merge", {"absorbed": theirs}, self.firm.admin)
        self.merges.append((mine, theirs))
        self.firm.world.pump()

    def undo(self, one: int, _: int) -> None:
        for mine, theirs in self.merges[one % 3 :][:1]:
            self.firm.call("POST", f"/v1/leads/{mine}/merges/{theirs}/undo", by=self.firm.admin)
        self.firm.world.pump()

    def delete(self, one: int, other: int) -> None:
        lead = self.pick(self.leads, one)
        record = self.firm.call("GET", f"/v1/leads/{lead}", by=self.firm.admin)
        if other % 2 and record.status == 200:
            self.firm.call(
                "DELETE", f"/v1/leads/{lead}", by=self.firm.admin, headers={"If-Match": f'"{record["version"]}"'}
            )
        else:
            self.firm.call("POST", f"/v1/leads/{lead}/recover", by=self.firm.admin)

    def convert(self, one: int, other: int) -> None:
        lead, kind = self.pick(self.leads, one), ("create", "leave")[other % 2]
        if one % 2:
            self.firm.call("POST", f"/v1/leads/{lead}/convert", by=self.firm.admin)
        else:
            body = {"customer": kind, "assignee": self.firm.stranger.id, "name": "A", "expected_close": "2099-01-01"}
            self.firm.call("POST", f"/v1/leads/{lead}/convert-to-opportunity", body, self.firm.admin)

    def replay(self, one: int, other: int) -> None:
        """Some of what the stream told comes again, late and in another order."""
        self.firm.world.pump()
        history = self.firm.world.history
        some = history[one * len(history) // 20 :][: 5 + other]
        deliver(list(some[::-1] if other % 2 else some))

    def pick(self, several: list[str], place: int) -> str:
        return several[place % len(several)] if several else self.firm.lead


STEPS = st.lists(st.tuples(st.integers(0, 13), st.integers(0, 11), st.integers(0, 11)), min_size=12, max_size=24)


@settings(max_examples=examples(1), deadline=None)
@example(
    [
        (5, 0, 1),
        (0, 1, 1),
        (1, 0, 1),
        (1, 1, 0),
        (2, 0, 0),
        (3, 2, 1),
        (7, 1, 2),
        (7, 1, 1),
        (9, 0, 0),
        (13, 3, 3),
        (10, 0, 0),
        (8, 0, 0),
        (0, 0, 0),
        (1, 3, 0),
        (11, 1, 1),
        (13, 0, 11),
        (11, 1, 0),
        (6, 1, 1),
        (12, 0, 0),
        (4, 2, 0),
    ]
)
@given(STEPS)
def test_reports_are_a_recount_whatever_happened(steps: list[tuple[int, int, int]]):
    with pytest.MonkeyPatch.context() as monkeypatch, opened(monkeypatch) as world:
        firm = dealing(world)
        firm.lead = str(firm.call("POST", "/v1/leads", {"name": "A", "expected_revenue": "7"})["id"])
        story = Story(firm)
        for number in range(3):
            story.open(0, number)
        for step in steps:
            story.do(*step)
        world.pump()
        require_exact(firm)
        require_exact_over_two_teams(firm)


def test_who_is_shared_with_as_many_as_can_be_is_counted_in_each_of_their_books(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    """That takes more than one transaction; whoever is cut off between two of them is followed by another."""
    lead = str(world.call("POST", "/v1/leads", {"name": "A"}, by=admin)["id"])
    people = [world.employee(world.department(code=f"D{n}"), f"P{n}") for n in range(10, 10 + MOST_SHARES)]
    body = {"employees": [one.id for one in people], "categories": ["profile"]}
    assert world.call("POST", f"/v1/customers/{lead}/share", body, by=admin).status == 200
    world.pump()
    real, pk, written = table.write, keys.customer(admin.tenant, lead), list[int]()

    def cut_off(*writes: table.Write) -> None:
        written.append(len(writes))
        if len(written) % 2 == 0:
            raise table.Transient("cut off")
        real(*writes)

    given = {"points": 95, "reason": "r"}
    assert world.call("POST", f"/v1/scores/{lead}/adjustments", given, by=admin).status == 201
    deliver(world.records())  # the score is decided, and nobody has been told of that
    with monkeypatch.context() as patch:
        patch.setattr("customers.standing.table.write", cut_off)
        with pytest.raises(table.Transient):
            standing.recount(pk)
    world.pump()
    assert [one for one in world.items() if "SETASIDE" in one["pk"]["S"]] == []
    records = list(recorded(world, admin.tenant))
    for who in (admin, people[0], people[-1]):
        assert standing_told(who) == standing_counted(records, who), who
    assert not standing.recount(pk)
