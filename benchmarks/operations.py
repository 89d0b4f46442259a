"""What each operation asks of DynamoDB: calls and units, counted exactly."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from benchmarks.company import Company, collection, fresh, lay, raw
from benchmarks.figures import Figure
from benchmarks.meter import Bill
from benchmarks.people import leads
from kernel import clock, ids, keys, table
from kernel.facts import Fact, Facts
from kernel.stream import consume
from mailing.model import SignalItem
from reactions.stream import REACTIONS
from sales.model import creating
from sales.rules import Document
from scoring.folding import FOLD
from tests.world import deliver
from tiers import folding as tiers

OPEN_WRITES, OPEN_READS, OPEN_MORE = 8, 3.5, 4
"""A half is for what it was counted as by stars and steps of scores: reports tell how many there are of each."""
CLICK_READS = OPEN_READS + 1
"""It is judged by the other clicks of its message."""
SIGNALS = (3, 300, 30_000)
DOCUMENTS, AMOUNT = (10, 10_000), 100_000
TIER_WRITES, TIER_READS = 6, 3
NOTICE_WRITES = 11
"""The mail to the owner: entered, marked before and after it is sent."""
SOLD_WRITES, STANDING_WRITES = 8, 14
"""Counters of reports: what was sold that day, for three kinds of viewers, and where they see one more and one less;
each with what the record was counted as, in a transaction."""
CONFIRM_WRITES = 10 + TIER_WRITES + 9 + NOTICE_WRITES + SOLD_WRITES + STANDING_WRITES
"""The contract, its entry and due day in one transaction; the tier, the contract's row in each of three books, where
lists find it by its state, the mail, and the counters."""


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """All operations on single records."""
    yield from _leads(firm)
    yield from _first_contract(firm)
    _ladder(firm)
    for number in DOCUMENTS:
        say(f"a contract of a customer with {number:,} documents")
        yield from _contracts(firm, number)
    for number in SIGNALS:
        say(f"an event for a customer with {number:,} signals")
        yield from _events(firm, number)


def figures(
    name: str,
    bill: Bill,
    at: str = "",
    *,
    writes: float | None = None,
    reads: float | None = None,
    calls: float | None = None,
) -> Iterator[Figure]:
    """A bill as figures, with limits where there are any."""
    yield Figure(f"ops.{name}.calls{at}", len(bill.calls), "calls", calls)
    yield Figure(f"ops.{name}.write_units{at}", bill.writes, "write units", writes)
    yield Figure(f"ops.{name}.read_units{at}", bill.reads, "read units", reads)


def _leads(firm: Company) -> Iterator[Figure]:
    first, second = leads(2)
    firm.call("POST", "/v1/leads", first)
    firm.world.pump()
    made: list[str] = []
    create = firm.bill(lambda: made.append(firm.call("POST", "/v1/leads", second)["id"]))
    yield from figures("create_lead", create)
    yield from figures("create_lead.until_scored", create + firm.bill(firm.world.pump))
    lead = made[0]
    yield from figures("read_lead", firm.bill(lambda: firm.call("GET", f"/v1/leads/{lead}")))
    yield from figures("explain_score", firm.bill(lambda: firm.call("GET", f"/v1/scores/{lead}")))
    yield from _until(firm, "patch.note", lambda: firm.call("PATCH", f"/v1/leads/{lead}", {"description": "Gọi lại"}))
    yield from _until(firm, "patch.stage", lambda: firm.call("PATCH", f"/v1/leads/{lead}", {"stage": "negotiating"}))
    yield from _until(firm, "convert", lambda: firm.call("POST", f"/v1/leads/{lead}/convert"))


def _until(firm: Company, name: str, act: Callable[[], object]) -> Iterator[Figure]:
    """The request by itself, and with all that follows from it."""
    request = firm.bill(act)
    yield from figures(name, request)
    yield from figures(f"{name}.until_visible", request + firm.bill(firm.world.pump))


def customer(firm: Company, number: int) -> str:
    """A customer with so many signals, all but the last of them folded as the stream would have: moto is slow."""
    made: str = firm.call("POST", "/v1/leads", next(leads(1, seed=number)))["id"]
    firm.world.pump()
    pk, now = collection(firm.admin, made), clock.stamp(clock.now())
    for place in range(number - 1):
        signal = SignalItem(
            pk, keys.signal(f"open#thu-{place:06d}"), kind="open", message=f"thu-{place:06d}", at=now,
            received_at=now, ip="192.0.2.1",
        )  # fmt: skip
        lay(raw(table.put(signal)), told=False)
    before = FOLD.latest(pk)
    assert before is not None
    facts = before.state.facts + Facts({Fact("open"): number - 1})
    mind = FOLD.mind(firm.admin.tenant)
    assert FOLD._put(pk, before, replace(before.state, facts=facts), mind)  # noqa: SLF001 - what the stream does next
    firm.event(made, message="thu-cuoi")
    firm.world.pump()
    return made


def _events(firm: Company, number: int) -> Iterator[Figure]:
    lead, at = customer(firm, number), f"@{number}"
    writes = OPEN_WRITES + (OPEN_MORE if number == SIGNALS[-1] else 0)
    before, moment = _score(firm, lead), datetime.now(UTC)
    bill = firm.bill(lambda: firm.event(lead, message="bao-gia", at=moment), firm.world.pump)
    assert _score(firm, lead) == before + 2
    yield from figures("open_event", bill, at, writes=writes, reads=OPEN_READS)
    again = firm.bill(lambda: firm.event(lead, message="bao-gia", at=moment), firm.world.pump)
    yield from figures("open_event.repeated", again, at)
    signals = [r for r in firm.world.history if r["dynamodb"]["Keys"]["sk"]["S"].startswith(keys.SIGNAL)]
    redelivered = firm.bill(lambda: deliver(signals[-1:]))
    yield from figures("open_event.redelivered", redelivered, at)
    reopened = firm.bill(lambda: firm.event(lead, message="bao-gia"), firm.world.pump)
    yield from figures("open_event.reopened", reopened, at)
    clicked = firm.bill(lambda: firm.event(lead, "click", "bao-gia"), firm.world.pump)
    assert _score(firm, lead) == before + 7
    yield from figures("click_event", clicked, at, writes=writes, reads=CLICK_READS)


def _score(firm: Company, lead: str) -> int:
    score: int = firm.call("GET", f"/v1/leads/{lead}")["score"]
    return score


def _first_contract(firm: Company) -> Iterator[Figure]:
    """Once in a company's life a confirmation fixes its currency too; all others find that done."""
    lead = firm.call("POST", "/v1/leads", next(leads(1)))["id"]
    made = firm.call("POST", "/v1/contracts", {"customer": lead, "date": "2026-03-02", "amount": "1000000"})["id"]
    firm.world.pump()
    yield from figures("confirm_first_contract.request", firm.bill(_confirming(firm, made)))
    firm.world.pump()


def _confirming(firm: Company, contract: str) -> Callable[[], object]:
    return lambda: firm.call("POST", f"/v1/contracts/{contract}/confirm")


def _contracts(firm: Company, number: int) -> Iterator[Figure]:
    lead = firm.call("POST", "/v1/leads", next(leads(1, seed=number)))["id"]
    firm.world.pump()
    _brings(firm, lead, number - 1)
    body = {"customer": lead, "date": "2026-03-02", "amount": "5000000000", "number": f"HD-2026-{number}"}
    made = firm.call("POST", "/v1/contracts", body)["id"]
    firm.world.pump()
    request = firm.bill(_confirming(firm, made))
    records = firm.world.records()
    mine = [r for r in records if r["dynamodb"]["Keys"]["sk"]["S"].startswith(REACTIONS["tiers"][0])]
    tier = firm.bill(lambda: consume("tiers", {"Records": mine}, tiers.react))
    assert firm.call("GET", f"/v1/leads/{lead}")["tier"] is not None
    rest = firm.bill(lambda: deliver(records), firm.world.pump)  # the tier is looked at once more
    at = f"@{number}"
    yield from figures("confirm_contract.request", request, at)
    yield from figures("confirm_contract.tier", tier, at, writes=TIER_WRITES, reads=TIER_READS)
    yield from figures("confirm_contract.until_visible", request + tier + rest, at, writes=CONFIRM_WRITES)


def _brings(firm: Company, lead: str, number: int) -> None:
    """So many confirmed contracts, laid into the table with the facts that folding them gives: moto is slow."""
    for _ in range(number):
        lay(*map(raw, creating(firm.admin.tenant, _document(firm, lead, "confirmed", AMOUNT))), told=False)
    pk, mind = collection(firm.admin, lead), tiers.FOLD.mind(firm.admin.tenant)
    before = tiers.FOLD.latest(pk)
    assert before is not None
    facts = before.state.facts + Facts({Fact("revenue"): number * AMOUNT, Fact("contracts"): number})
    state = replace(before.state, facts=facts)
    assert tiers.FOLD._put(pk, before, state, mind)  # noqa: SLF001 - what the stream does next


def _ladder(firm: Company) -> None:
    steps = ((2, "Bạc", "Silver", "100000000000"), (1, "Đồng", "Bronze", "2000000000"))
    tiers = [
        {"id": ids.new(datetime(2026, 1, 3 - rank, tzinfo=UTC)), "name": {"vi": vi, "en": en}, "colour": "#CD7F32",
         "discount": 3, "min_amount": least}
        for rank, vi, en, least in reversed(steps)
    ]  # fmt: skip
    firm.call("PUT", "/v1/tiers", {"basis": "revenue", "tiers": tiers})


def _document(firm: Company, lead: str, state: str, amount: int) -> Document:
    now = clock.now()
    stamps = {"created_at": now, "created_by": firm.admin.id, "updated_at": now, "updated_by": firm.admin.id}
    return Document.model_validate({
        "id": fresh(), "kind": "contract", "customer": lead, "state": state, "amount": Decimal(amount),
        "date": now.date(), "number": f"HD-{fresh()[-8:]}", **stamps,
    })  # fmt: skip
