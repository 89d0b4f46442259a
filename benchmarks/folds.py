"""How fast events become scores: the pure fold, and the stream's handler around it."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from benchmarks.canned import Canned
from benchmarks.company import Company
from benchmarks.figures import Figure
from benchmarks.people import leads
from benchmarks.timing import seconds
from kernel import table
from kernel.fold import Change, Mark, State, advance
from kernel.stream import consume
from scoring import model, rules, stream
from tests.world import lambda_record

CUSTOMERS, EVENTS = 10, 100
"""Of one batch."""


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """One batch, as the stream delivers it."""
    say(f"folding {EVENTS} events of {CUSTOMERS} customers")
    records = _batch(firm)
    changes = _changes(records)
    book = model.current(firm.admin.tenant).value
    begun = State(mark=Mark(changes[0].label, 0))
    texts = [json.dumps(record) for record in records]

    def bare() -> None:
        states: dict[str, Any] = {}
        for change in changes:
            states[change.pk] = advance(states.get(change.pk, begun), [change], rules.observe)
            rules.evaluate(states[change.pk].facts, book)

    def parsed() -> None:
        for text in texts:
            json.loads(text)

    pure = seconds(bare)
    yield Figure("fold.pure.ratio", seconds(parsed) / pure, "ratio")
    canned = Canned(table.connection().connection.client)
    with canned.recording():
        bill = firm.bill(lambda: stream.handler({"Records": records}, None))
    with canned.replaying():
        handled = seconds(lambda: stream.handler({"Records": records}, None))
        calls = seconds(canned.again)
    yield Figure("fold.stream.ratio", pure / (handled - calls), "ratio")
    yield Figure("fold.stream.with_calls.ratio", pure / handled, "ratio")
    yield Figure("fold.stream.calls", len(bill.calls), "calls", 4 * CUSTOMERS)
    yield Figure("fold.stream.read_units", bill.reads, "read units")
    yield Figure("fold.stream.write_units", bill.writes, "write units")


def _batch(firm: Company) -> list[dict[str, Any]]:
    """Records of events that nobody has folded yet, of several customers in turn."""
    found = [firm.call("POST", "/v1/leads", body)["id"] for body in leads(CUSTOMERS, seed=5)]
    firm.world.pump()
    for place in range(EVENTS):
        firm.event(found[place % CUSTOMERS], "click" if place % 4 == 0 else "open")
    mine = [r for r in firm.world.records() if r["dynamodb"]["Keys"]["sk"]["S"].startswith("SIGNAL#")]
    assert len(mine) == EVENTS
    return [lambda_record(record, firm.world.stream_arn) for record in mine]


def _changes(records: list[dict[str, Any]]) -> list[Change]:
    found: list[Change] = []
    consume("benchmark", {"Records": records}, lambda _pk, changes: found.extend(changes))
    return found
