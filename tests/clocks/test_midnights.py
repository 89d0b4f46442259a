"""The last microsecond of a day, of a leap day and of a year, in two companies whose days begin 12 hours apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kernel import clock
from tests.sampling import THOROUGH
from tests.world import Person, World

ZONES = {"acme": "Asia/Ho_Chi_Minh", "west": "America/New_York"}
TICK = timedelta(microseconds=1)
DAYS = ["2027-12-31", "2028-02-29", "2028-03-11"]
"""The end of a year, a leap day, and in New York one of 24 hours before one of 23."""
ASKED = [(tenant, day) for tenant in ZONES for day in DAYS] if THOROUGH else [("acme", DAYS[0]), ("west", DAYS[1])]
BOOK = {
    "code": "HD27", "name": {"vi": "H", "en": "C"}, "kind": "contract", "prefix": "{YYYY}{MM}-", "reset": "monthly",
    "default": True,
}  # fmt: skip


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Clocks that stand still."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: at.astimezone(UTC))
        yield


@pytest.fixture(scope="module")
def companies(shared: World) -> dict[str, Person]:
    found = {}
    for tenant, zone in ZONES.items():
        with frozen(datetime(2027, 6, 1, tzinfo=UTC)):
            found[tenant] = shared.company(tenant)
            for method, path, body in (("PUT", "settings", {"time_zone": zone}), ("POST", "voucher-books", BOOK)):
                assert shared.call(method, f"/v1/{path}", body, by=found[tenant]).status < 300
    shared.pump()
    return found


@pytest.mark.parametrize(("tenant", "day"), ASKED)
def test_the_last_tick_of_a_day_is_that_day_everywhere_and_the_next_is_the_next(
    shared: World, companies: dict[str, Person], tenant: str, day: str
):
    by = companies[tenant]
    last = datetime.fromisoformat(f"{day}T23:59:59.999999").replace(tzinfo=ZoneInfo(ZONES[tenant]))
    first = last.astimezone(UTC) + TICK
    following = first.astimezone(last.tzinfo).date().isoformat()
    made: dict[str, str] = {}
    numbers: list[str] = []
    for name, at in (("last", last), ("first", first)):
        with frozen(at):
            lead = _made(shared.call("POST", "/v1/leads", {"name": name}, by=by))
            task = {"customer": lead, "type": "call", "subject": name, "deadline": clock.stamp(at)}
            money = {"customer": lead, "date": day, "amount": 5}
            made |= {lead: name, _made(shared.call("POST", "/v1/activities", task, by=by)): name}
            numbers.append(shared.call("POST", "/v1/contracts", money, by=by)["number"])
            assert shared.call("POST", f"/v1/leads/{lead}/lost", {"reason": "price"}, by=by).status == 200
            shared.pump()
            lists = [f"/v1/leads?{field}_from={there}&{field}_to={there}" for field in ("created", "lost")
                     for there in (day, following)]  # fmt: skip
    with frozen(first + timedelta(hours=1)):
        for path, wanted in zip(lists, ["last", "first"] * 2, strict=True):
            assert [one["name"] for one in shared.call("GET", path, by=by)["items"]] == [wanted], path
        today = shared.call("GET", "/v1/activities/my-day", by=by)
        assert today["day"] == following
        due = shared.call("GET", "/v1/activities?deadline_in=today", by=by)
        before = shared.call("GET", "/v1/activities?deadline_in=yesterday", by=by)
        assert [[made[one["id"]] for one in found["items"]] for found in (due, before)] == [["first"], ["last"]]
        lost = shared.call("GET", f"/v1/reports/lost-leads?from={day}&to={following}", by=by)
        assert _points(lost) == 2
        for there in (day, following):
            assert _points(shared.call("GET", f"/v1/reports/lost-leads?from={there}&to={there}", by=by)) == 1
    months = [f"{there[:4]}{there[5:7]}" for there in (day, following)]
    assert [number[:6] for number in numbers] == months
    assert int(numbers[1][7:]) == (1 if months[0] != months[1] else int(numbers[0][7:]) + 1)


def _made(answer: Any) -> str:
    assert answer.status == 201, answer.raw
    return str(answer["id"])


def _points(report: Any) -> int:
    assert report.status == 200, report.raw
    (series,) = [one for one in report["series"] if one["unit"] == "records"][:1]
    return int(series["total"])
