"""What sharing and handing over ask of DynamoDB: of one record, of many, and of the events that come after."""

from collections.abc import Callable, Iterable

from benchmarks.company import Company
from benchmarks.figures import Figure
from benchmarks.meter import Bill
from benchmarks.operations import OPEN_READS, figures
from benchmarks.people import leads
from tests.world import Person

MANY, MEMBERS = 25, 50
SHARED_EVENT_WRITES = 8 + 3
"""An event of a record that was shared once: three units for the copy of its card."""


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """One record, then many with a department."""
    say("a record is shared, and an event comes")
    department = firm.world.department(code="SHARED")
    people = [firm.world.employee(department, f"M{number}") for number in range(MEMBERS)]
    yield from _one(firm, department, people[0])
    say(f"{MANY} records are shared with a department of {MEMBERS}")
    yield from _many(firm, department)


def _one(firm: Company, department: str, colleague: Person) -> Iterable[Figure]:
    lead = firm.call("POST", "/v1/leads", next(leads(1, seed=77)))["id"]
    firm.world.pump()
    share, transfer = f"/v1/customers/{lead}/share", f"/v1/customers/{lead}/transfer"
    shared = firm.bill(lambda: firm.call("POST", share, {"departments": [department]}), firm.world.pump)
    yield from figures("share.until_visible", shared)
    event = firm.bill(lambda: firm.event(lead), firm.world.pump)
    yield from figures("open_event.shared_once", event, writes=SHARED_EVENT_WRITES, reads=OPEN_READS)
    seen = firm.bill(lambda: firm.call("GET", f"/v1/leads/{lead}", by=colleague))
    yield from figures("read_lead.shared", seen)
    moved = firm.bill(lambda: firm.call("POST", transfer, {"employees": [colleague.id]}), firm.world.pump)
    yield from figures("transfer.until_visible", moved)


def _many(firm: Company, department: str) -> Iterable[Figure]:
    made = [firm.call("POST", "/v1/leads", one)["id"] for one in leads(MANY, seed=78)]
    firm.world.pump()
    action = {"kind": "share", "departments": [department]}
    bill = firm.bill(lambda: firm.call("POST", "/v1/bulk", {"action": action, "records": made}), firm.world.pump)
    again = firm.bill(lambda: firm.call("POST", "/v1/bulk", {"action": action, "records": made}), firm.world.pump)
    yield from _each("bulk_share", bill)
    yield from _each("bulk_share.repeated", again)


def _each(name: str, bill: Bill) -> Iterable[Figure]:
    """Of a whole job with all that follows, the part of one record."""
    yield Figure(f"ops.{name}.calls_per_record", round(len(bill.calls) / MANY, 2), "calls")
    yield Figure(f"ops.{name}.write_units_per_record", round(bill.writes / MANY, 2), "write units")
    yield Figure(f"ops.{name}.read_units_per_record", round(bill.reads / MANY, 2), "read units")
