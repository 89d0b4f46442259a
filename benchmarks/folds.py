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
from kernel.facts import Fact, Facts
from kernel.fold import Change, Mark, State, advance
from kernel.stream import consume
from scoring import folding, stream
from scoring.points import compiled, evaluate, observe, restored
from tests.world import lambda_record

CUSTOMERS, EVENTS = 10, 100
"""Of one batch."""


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """One batch, as the stream delivers it."""
    say(f"folding {EVENTS} events of {CUSTOMERS} customers")
    alone, *records = _batch(firm)
    one = firm.bill(lambda: stream.handler({"Records": [alone]}, None))
    changes = _changes(records)
    book = folding.in_force(firm.admin.tenant).book
    begun = State(mark=Mark(changes[0].label, 0))
    texts = [json.dumps(record) for record in records]

    def bare() -> None:
        states: dict[str, Any] = {}
        for change in changes:
            states[change.pk] = advance(states.get(change.pk, begun), [change], observe)
            evaluate(states[change.pk].facts, book, 0)

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
    yield from _rules()
    yield Figure("fold.stream.ratio", pure / (handled - calls), "ratio")
    yield Figure("fold.stream.with_calls.ratio", pure / handled, "ratio")
    yield Figure("fold.stream.calls", len(bill.calls), "calls", 4 * CUSTOMERS)
    queries = sum(call.operation == "Query" for call in bill.calls)
    yield Figure("fold.stream.queries", queries, "calls", CUSTOMERS)
    yield Figure("fold.stream.read_units", bill.reads, "read units")
    yield Figure("fold.stream.write_units", bill.writes, "write units", CUSTOMERS * one.writes)
    yield Figure("fold.stream.one_event.write_units", one.writes, "write units")


def _rules() -> Iterable[Figure]:
    """A typical rulebook on a typical customer, beside reading the same facts as JSON."""
    book = compiled(restored({"rules": RULES, "thresholds": (0, 20, 40, 60, 80)}))
    text = json.dumps(FACTS.stored())

    def decided() -> None:
        for _ in range(TIMES):
            evaluate(FACTS, book, 0)

    def read() -> None:
        for _ in range(TIMES):
            json.loads(text)

    assert len(evaluate(FACTS, book, 0).contributions) == FOUND
    yield Figure("fold.evaluate.per_read_of_facts", seconds(decided) / seconds(read), "ratio", MOST)


def _rule(kind: str, **fields: object) -> dict[str, Any]:
    return {"kind": kind, "id": f"{kind}-{len(fields)}", "points": 5, "name": {"vi": "Quy tắc", "en": "Rule"}, **fields}


RULES = (
    _rule("group", group="vip"), _rule("group", group="north"), _rule("field", field="source", values=("referral",)),
    _rule("field", field="source", values=("exhibition",)), _rule("field", field="sector", values=("steel",)),
    _rule("field", field="expected_revenue", operator="at_least", values=("500000000",)),
    _rule("field", field="size", values=("large",)),
    _rule("field", field="priority", operator="at_least", values=("2",)),
    _rule("activity", activity="meeting", cap=50), _rule("activity", activity="call", cap=50), _rule("quote"),
    _rule("quote_value", bands=({"at_least": 80_000_000, "points": 30}, {"at_least": 10_000_000, "points": 10})),
    _rule("email_opened", cap=20), _rule("email_clicked", cap=40), _rule("opportunity_stage", stage="won"),
    _rule("opportunity_stage", stage="negotiating"), _rule("campaign_status", campaign="tet", status="opened"),
    _rule("campaign_action", campaign="tet", action="clicked"), _rule("web_visit", minutes=5),
    _rule("visited_path", path="/bang-gia"),
)  # fmt: skip
"""Twenty, of every kind but points by hand."""
FACTS = Facts({
    Fact("group", "vip"): 1, Fact("source", "referral"): 1, Fact("sector", "steel"): 1, Fact("stage", "new"): 1,
    Fact("owner", "01JZX5T0Q8V3M4N5P6R7S8T9W0"): 1, Fact("expected_revenue", "900000000"): 1,
    Fact("activity", "meeting"): 2, Fact("quote", "120000000"): 1, Fact("open"): 7, Fact("click"): 2,
    Fact("campaign", "tet:opened"): 1, Fact("opportunity_stage", "negotiating"): 1,
})  # fmt: skip
"""Twelve."""
FOUND, MOST, TIMES = 11, 4.0, 2000


def _batch(firm: Company) -> list[dict[str, Any]]:
    """Records of events that nobody has folded yet: one of a customer by itself, then of several in turn."""
    other, *found = [firm.call("POST", "/v1/leads", body)["id"] for body in leads(1 + CUSTOMERS, seed=5)]
    firm.world.pump()
    firm.event(other)
    for place in range(EVENTS):
        firm.event(found[place % CUSTOMERS], "click" if place % 4 == 0 else "open")
    mine = [r for r in firm.world.records() if r["dynamodb"]["Keys"]["sk"]["S"].startswith("SIGNAL#")]
    assert len(mine) == 1 + EVENTS
    return [lambda_record(record, firm.world.stream_arn) for record in mine]


def _changes(records: list[dict[str, Any]]) -> list[Change]:
    found: list[Change] = []
    consume("benchmark", {"Records": records}, lambda _pk, changes: found.extend(changes))
    return found
