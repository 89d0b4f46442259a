"""What new rules cost: read units for each record that they are tried on, write units only where they change it."""

from collections.abc import Callable, Iterable, Mapping
from types import SimpleNamespace
from typing import Any, cast

from benchmarks.company import RULES, Company
from benchmarks.figures import Figure
from benchmarks.people import leads
from scoring import rescoring

RECORDS = 60
"""Of one step; the look at the rules in force is shared by them."""
NOBODY: Mapping[str, Any] = {
    "kind": "group", "id": "nobody", "points": 5, "group": "nobody", "name": {"vi": "Không ai", "en": "Nobody"},
}  # fmt: skip


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """A version that changes nobody's score."""
    say(f"publishing rules to {RECORDS} records")
    for body in leads(RECORDS, seed=3):
        firm.call("POST", "/v1/leads", body)
    firm.world.pump()
    firm.call("PUT", "/v1/scoring/rulebook", {"rules": [*RULES, NOBODY], "thresholds": [0, 20, 40, 60, 80]})
    job = cast("Any", SimpleNamespace(cursor=None))
    bill = firm.bill(lambda: rescoring.step(firm.admin.tenant, {"version": 2}, job))
    yield Figure("ops.publish.unchanged.calls_per_record", len(bill.calls) / RECORDS, "calls", 1.1)
    yield Figure("ops.publish.unchanged.read_units_per_record", bill.reads / RECORDS, "read units", 1.0)
    yield Figure("ops.publish.unchanged.write_units", bill.writes, "write units", 0)
