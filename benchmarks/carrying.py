"""What importing rows costs the table, by row: the record itself, and what makes it found.

A record's own units are those of its profile, which is written in a transaction. All else of a new record is index:
where its code and addresses find it, its rows in the books of who lists it, and the entries of these in the table's
indexes. Search and counters follow by the stream, as after any request.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from unittest.mock import patch

from benchmarks import units
from benchmarks.company import Company
from benchmarks.figures import Figure
from benchmarks.meter import Bill
from benchmarks.people import leads
from imports import rules
from imports.columns import Kind
from imports.work import work
from kernel import keys
from tests.imports.carried import begin, creates, item, laid, updates
from tests.world import Person

ROWS = 100
OWN = 3
"""Write units of a row, without what makes it found."""
_KINDS: Sequence[Kind] = ("contacts", "opportunities", "products")


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """Leads in full; of the other kinds what a row costs together."""
    say(f"an import of {ROWS} leads, and back")
    department = firm.world.department(code="D9")
    by = firm.world.employee(department, "S9")
    yield from _leads(firm, by)
    say("imports of contacts, opportunities and products")
    home = firm.call("POST", "/v1/leads", next(leads(1, seed=99)))["id"]
    for kind in _KINDS:
        key = laid(firm.admin, kind, creates(list(_rows(kind, home))), size=ROWS)
        yield from _by_row(f"imports.{kind}.create", _run(firm, key, "importing"))
        yield from _by_row(f"imports.{kind}.undo", _run(firm, key, "undoing"))


def _leads(firm: Company, by: Person) -> Iterator[Figure]:
    plan = creates([{**body, "stage": "new", "owner": by.id} for body in leads(ROWS, seed=31)])
    key = laid(by, "leads", plan, size=ROWS)
    bill = _run(firm, key, "importing")
    yield from _by_row("imports.leads.create", bill)
    own = sum(_own(firm, by.tenant, str(one.record)) for one in plan)
    yield Figure("imports.leads.create.record_units", own / ROWS, "write units", OWN)
    firm.world.pump()
    changes = updates([(str(one.record), 1, {"address": f"{one.row} Lê Lợi, Quận 1"}) for one in plan])
    again = laid(by, "leads", changes, size=ROWS)
    yield from _by_row("imports.leads.update", _run(firm, again, "importing"))
    yield from _by_row("imports.leads.update.undo", _run(firm, again, "undoing"))
    others = laid(by, "leads", creates([{**body, "owner": by.id} for body in leads(ROWS, seed=32)]), size=ROWS)
    _run(firm, others, "importing")
    firm.world.pump()
    yield from _by_row("imports.leads.create.undo", _run(firm, others, "undoing"))


def _own(firm: Company, tenant: str, record: str) -> float:
    raw = firm.world.item(keys.customer(tenant, record), keys.PROFILE)
    return units.write_units(None, raw, (), transaction=True)


def _run(firm: Company, key: tuple[str, str], phase: Any) -> Bill:  # noqa: ANN401 - one of two
    """A whole phase, its looks and counts too."""
    with patch.object(rules, "SETTLES", rules.SETTLES * 0):
        begin(key, phase)

    def through() -> None:
        while rules.is_open(value := item(key).value):
            work(key, value.step)

    with patch("imports.rowwise.AT_ONCE", 1):
        bill = firm.bill(through)
    value = item(key).value
    told = value.results if phase == "importing" else value.undone
    assert sum(told.values()) == sum(value.counts.values()), (value.state, value.reason)
    assert not {"changed", "left"} & told.keys(), told
    return bill


def _by_row(name: str, bill: Bill) -> Iterator[Figure]:
    yield Figure(f"{name}.calls", len(bill.calls) / ROWS, "calls")
    yield Figure(f"{name}.write_units", bill.writes / ROWS, "write units")
    yield Figure(f"{name}.read_units", bill.reads / ROWS, "read units")


def _rows(kind: Kind, home: str) -> Iterator[Mapping[str, Any]]:
    for place, body in enumerate(islice(leads(ROWS, seed=37), ROWS)):
        name = body["name"]
        if kind == "contacts":
            yield {"customer": home, "name": name, "phones": body["phones"], "emails": body["emails"]}
        elif kind == "opportunities":
            yield {"customer": home, "name": name, "expected_close": "2030-01-01", "expected_value": "5000000"}
        else:
            yield {"code": f"SP{place:03d}", "name": name, "price": "1000000", "unit": "bộ"}
