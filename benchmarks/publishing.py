"""What new rules cost: read units for each record that they are tried on, write units only where they change it.

And what the day costs: only those are touched whose score it changes.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

from benchmarks.company import RULES, Company
from benchmarks.figures import Figure
from benchmarks.meter import Bill
from benchmarks.people import leads
from kernel import clock
from scoring import daily, rescoring

RECORDS, DUE = 60, 20
"""Of one step; the look at the rules in force is shared by them. And those of them that a day changes."""
DAYS = 10
NOBODY: Mapping[str, Any] = {
    "kind": "activity", "id": "nobody", "points": 5, "activity": "meeting", "name": {"vi": "Không ai", "en": "Nobody"},
}  # fmt: skip
"""A rule for what none of them has had."""
FOR_DAYS: Mapping[str, Any] = {**cast("Any", RULES[0]), "id": "for-days", "points": 7, "valid_days": DAYS}


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """A version that changes nobody's score; and then a day."""
    say(f"publishing rules to {RECORDS} records")
    made = [firm.call("POST", "/v1/leads", body)["id"] for body in leads(RECORDS, seed=3)]
    firm.world.pump()
    bill = _published(firm, 2, NOBODY)
    yield Figure("ops.publish.unchanged.calls_per_record", len(bill.calls) / RECORDS, "calls", 1.1)
    yield Figure("ops.publish.unchanged.read_units_per_record", bill.reads / RECORDS, "read units", 1.0)
    yield Figure("ops.publish.unchanged.write_units", bill.writes, "write units", 0)
    say(f"a day that changes the scores of {DUE} of {RECORDS} records")
    yield from _day(firm, made[:DUE])


def _published(firm: Company, version: int, rule: Mapping[str, Any]) -> Bill:
    firm.call("PUT", "/v1/scoring/rulebook", {"rules": [*RULES, rule], "thresholds": [0, 20, 40, 60, 80]})
    job = cast("Any", SimpleNamespace(cursor=None))
    return firm.bill(lambda: rescoring.step(firm.admin.tenant, {"version": version}, job))


def _day(firm: Company, due: Iterable[str]) -> Iterable[Figure]:
    """For each record that is due: its entry, its snapshot, a new one, its card; for all others nothing."""
    _published(firm, 3, FOR_DAYS)
    for customer in due:
        firm.event(customer)
    firm.world.pump()
    nobody = firm.bill(lambda: daily.change(firm.admin.tenant))
    later = clock.now() + timedelta(days=DAYS)
    with patch.object(clock, "now", lambda: later):
        bill = firm.bill(lambda: daily.change(firm.admin.tenant))
    yield Figure("ops.day.changed.calls_per_record", (len(bill.calls) - len(nobody.calls)) / DUE, "calls", 4)
    yield Figure("ops.day.changed.read_units_per_record", (bill.reads - nobody.reads) / DUE, "read units", 1.1)
    yield Figure("ops.day.changed.write_units_per_record", bill.writes / DUE, "write units", 10)
    yield Figure("ops.day.others.calls", len(nobody.calls), "calls", 2)
    yield Figure("ops.day.others.write_units", nobody.writes, "write units", 0)
