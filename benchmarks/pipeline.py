"""A pipeline of very many open opportunities: what its board costs, and whether its sums are exact (F5)."""

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from attached import notes
from attached.kinds import OPPORTUNITIES
from benchmarks.company import Company, fresh, lay, raw
from benchmarks.figures import Figure
from benchmarks.operations import figures
from benchmarks.people import leads
from catalogs.model import entries
from counts import days
from counts.model import CounterItem
from counts.tally import Difference, place
from kernel import clock, keys, table
from kernel.values import decode_item, encode
from opportunities.model import OpportunityItem
from opportunities.rules import Opportunity
from tests.world import Person

OPEN = 5_000
CARDS = 10
BOARD_CALLS, MORE_CALLS = 10, 5
PER_CARD = 2.5
"""Read units of a card at most: its row, the opportunity, and its customer's profile where no other card has it."""


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """My board, everybody's, the page after a column, and one opportunity more."""
    owner = firm.world.employee(firm.admin.department, "SELLER")
    customer = str(firm.call("POST", "/v1/leads", next(leads(1, seed=97)), by=owner)["id"])
    firm.world.pump()
    say(f"a pipeline of {OPEN:,} open opportunities")
    laid = _lay(firm, owner, customer)
    for scope, by in (("mine", owner), ("all", firm.admin)):
        yield from _board(firm, by, scope, laid)
    body = {"customer": customer, "name": "Trạm quan trắc", "expected_close": "2099-06-30", "expected_value": "1234567"}
    made = firm.bill(lambda: laid.append(_made(firm, owner, body)), firm.world.pump)
    yield from figures(f"create_opportunity.until_on_board@{OPEN}", made)
    _require_exact(_read(firm, owner, "mine"), laid)


def _board(firm: Company, by: Person, scope: str, laid: list[Opportunity]) -> Iterator[Figure]:
    found: list[Any] = []
    bill = firm.bill(lambda: found.append(_read(firm, by, scope)))
    _require_exact(found[0], laid)
    cards = sum(len(column["items"]) for column in found[0]["columns"])
    yield from figures(f"board.{scope}@{OPEN}", bill, calls=BOARD_CALLS, reads=PER_CARD * cards)
    column = max(found[0]["columns"], key=lambda one: one["count"])
    more = firm.bill(lambda: firm.call(
        "GET", "/v1/opportunities", by=by, scope=scope, stage=column["stage"], limit=CARDS, cursor=column["next_cursor"]
    ))  # fmt: skip
    yield from figures(f"board.{scope}.column_goes_on@{OPEN}", more, calls=MORE_CALLS)


def _read(firm: Company, by: Person, scope: str) -> Any:  # noqa: ANN401 - JSON
    return firm.call("GET", "/v1/opportunities/board", by=by, scope=scope, limit=CARDS).body


def _made(firm: Company, by: Person, body: dict[str, str]) -> Opportunity:
    view = firm.call("POST", "/v1/opportunities", body, by=by).body
    return Opportunity.model_validate({name: view[name] for name in Opportunity.model_fields if name in view})


def _require_exact(board: Any, laid: list[Opportunity]) -> None:  # noqa: ANN401 - JSON
    """Counts, sums and weighted sums are those of the opportunities themselves, to the last digit."""
    for column in board["columns"]:
        mine = [one for one in laid if one.stage == column["stage"]]
        value = sum((one.expected_value or Decimal(0) for one in mine), Decimal(0))
        weighted = sum(((one.expected_value or Decimal(0)) * one.probability / 100 for one in mine), Decimal(0))
        shown = column["count"], Decimal(column["expected_value"]), Decimal(column["weighted_value"])
        if shown != (len(mine), value, weighted):
            raise AssertionError(f"{column['stage']}: {shown} is not {len(mine), value, weighted}")
    if board["count"] != len(laid):
        raise AssertionError(f"{board['count']} of {len(laid)}")


def _lay(firm: Company, owner: Person, customer: str) -> list[Opportunity]:
    """Opportunities with their notes, rows and counters, as the product makes them of each."""
    tenant = firm.admin.tenant
    stages = [item.value for item in entries(tenant, "opportunity-stages") if item.value.outcome == "open"]
    profile = decode_item(table.read((keys.customer(tenant, customer), keys.PROFILE)) or {})["value"]
    chance = random.Random(5)  # noqa: S311 - the same amounts every time, not a secret
    sums, found = dict[str, tuple[int, Decimal]](), list[Opportunity]()
    for number in range(OPEN):
        stage = chance.choice(stages)
        one = _opportunity(owner, customer, stage.code, number, chance)
        where = keys.customer(tenant, customer), keys.document(keys.OPPORTUNITY, one.id)
        item = raw(table.put(OpportunityItem(*where, value=one, version=1)))
        note = notes.wanted(OPPORTUNITIES, profile, decode_item(item)["value"], lambda: ZoneInfo(clock.HOME))
        lay(item, *_rows(tenant, customer, one, note), told=False)
        for counter, amount in note.tally(OPPORTUNITIES.name).items():
            before = sums.get(counter, (0, Decimal(0)))
            sums[counter] = before[0] + 1, before[1] + Decimal(amount)
        found.append(one)
    for counter, (many, amount) in sums.items():
        if not days.is_day(counter):
            lay(raw(table.put(CounterItem(*place(tenant, counter), number=many, value=amount, touched=1))), told=False)
    of_days = {(tenant, name): Difference(*one) for name, one in sums.items() if days.is_day(name)}
    for (pk, sk), amounts in days.months(of_days):
        plain = {"pk": pk, "sk": sk, "touched": 1, **amounts}
        lay({name: encode(one) for name, one in plain.items()}, told=False)
    return found


def _rows(tenant: str, customer: str, one: Opportunity, note: notes.Note) -> Iterator[dict[str, Any]]:
    row = keys.attached_row(one.id, customer)
    for book, says in note.rows.items():
        orders = {order: encode(text) for order, text in says["orders"].items()}
        yield {"pk": {"S": keys.attached_book(tenant, OPPORTUNITIES.name, book)}, "sk": {"S": row}, **orders}


def _opportunity(owner: Person, customer: str, stage: str, number: int, chance: random.Random) -> Opportunity:
    now = clock.now()
    day = now.date()
    return Opportunity.model_validate({
        "id": fresh(), "name": f"Trạm quan trắc {number}", "number": f"CH-{number:05}", "customer": customer,
        "owner": owner.id, "department": owner.department, "stage": stage, "probability": chance.randrange(0, 101, 5),
        "expected_value": Decimal(chance.randrange(1, 10**12)) / 100, "opened": day, "from_book": True,
        "expected_close": day + timedelta(days=chance.randrange(1, 400)), "created_at": now, "created_by": owner.id,
        "updated_at": now, "updated_by": owner.id,
    })  # fmt: skip
