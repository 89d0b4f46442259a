"""What a night's recalculation of tiers costs: a read for each customer, writes for those who move."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from benchmarks.company import Company, collection
from benchmarks.figures import Figure
from benchmarks.meter import Bill
from benchmarks.people import leads
from kernel import clock
from kernel.facts import Fact, Facts
from tiers import runs
from tiers.folding import FOLD
from tiers.queue import Order
from tiers.recalculation import recalculate

RECORDS, MOVED = 100, 20
"""Of one step; how far the run is and who moved are read and written once for all of them."""
STEP_WRITES = 1
TIER = {"id": "silver", "name": {"vi": "Bạc", "en": "Silver"}, "colour": "#C0C0C0", "discount": 3}


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """A night in which nothing changes, and one after another ladder."""
    say(f"recalculating the tiers of {RECORDS} customers")
    firm.call("PUT", "/v1/tiers", {"tiers": [TIER | {"min_amount": "1000000"}]})
    for place, body in enumerate(leads(RECORDS, seed=5)):
        _brings(firm, firm.call("POST", "/v1/leads", body)["id"], 500_000 if place < MOVED else 5_000_000)
    quiet = _night(firm, "2027-01-11")
    yield Figure("ops.night.unchanged.calls_per_customer", len(quiet.calls) / RECORDS, "calls", 1.1)
    yield Figure("ops.night.unchanged.read_units_per_customer", quiet.reads / RECORDS, "read units", 1.0)
    yield Figure("ops.night.unchanged.write_units", quiet.writes, "write units", STEP_WRITES)
    firm.call("PUT", "/v1/tiers", {"tiers": [TIER | {"min_amount": "400000"}]})
    busy = _night(firm, "2027-01-12")
    yield Figure("ops.night.moved.write_units_each", (busy.writes - quiet.writes) / MOVED, "write units", 9)
    yield Figure("ops.night.moved.read_units_per_customer", busy.reads / RECORDS, "read units", 1.0)


def _brings(firm: Company, customer: str, amount: int) -> None:
    """As the stream would have it: moto is slow."""
    firm.world.pump()
    pk = collection(firm.admin, customer)
    before, mind = FOLD.latest(pk), FOLD.mind(firm.admin.tenant)
    assert before is not None
    facts = before.state.facts + Facts({Fact("revenue"): Decimal(amount), Fact("contracts"): 1})
    now = FOLD._put(pk, before, replace(before.state, facts=facts), mind)  # noqa: SLF001 - what the stream does next
    assert now is not None
    FOLD.project(firm.admin.tenant, customer, now)


def _night(firm: Company, day: str) -> Bill:
    """The step that goes through all of them."""
    tenant = firm.admin.tenant
    assert runs.begin(tenant, day, clock.HOME, clock.now())
    return firm.bill(lambda: recalculate(Order(tenant, day), lambda _: None))
