"""Numbers under many writers, and what it costs to know what a customer owes, however many documents they have."""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient

from benchmarks.company import Company, fresh, lay, raw
from benchmarks.figures import Figure
from benchmarks.operations import figures
from benchmarks.people import leads
from kernel import clock, keys
from kernel.access import Viewer
from kernel.problems import Problem
from ledger.model import Change, posting
from ledger.rules import Step
from sales import service
from sales.rules import Document
from sales.schemas import ContractCreate

WRITERS = (1, 20, 200)
DOCUMENTS = 10_000
DRAFT_CALLS, DEBT_CALLS, PAGE_CALLS, CONFIRM_CALLS = 8, 7, 3, 7
CROWD_CALLS = 60
"""For each document when 200 want a number of one book at the same moment."""
DAY = date(2026, 3, 2)


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """Creations in one book; then the debt of a customer with very many documents."""
    customer = str(firm.call("POST", "/v1/leads", next(leads(1, seed=91)))["id"])
    firm.world.pump()
    for writers in WRITERS:
        say(f"{writers} create documents in one book at once")
        yield from _creations(firm, customer, writers)
    say(f"a customer with {DOCUMENTS:,} documents")
    yield from _debts(firm, customer)


def _creations(firm: Company, customer: str, writers: int) -> Iterator[Figure]:
    viewer = Viewer(firm.admin.tenant, firm.admin.id, "admin", firm.admin.department)
    body = ContractCreate(customer=customer, date=DAY, amount=Decimal(1))

    def create(_: int) -> str | None:
        while True:
            try:
                return service.create(viewer, "contract", body).number
            except Problem as problem:
                if problem.code != "in_flight":  # the caller is told to try again, and does
                    raise

    def crowd() -> None:
        with ThreadPoolExecutor(writers) as pool:
            numbers = list(pool.map(create, range(writers)))
        assert len(set(numbers)) == writers

    with _one_call_at_a_time() as made:
        crowd()
    yield Figure(f"ops.draft_contract.calls_each@{writers}", made[0] / writers, "calls",
                 DRAFT_CALLS if writers == 1 else CROWD_CALLS)  # fmt: skip


@contextmanager
def _one_call_at_a_time() -> Iterator[list[int]]:
    """Counts calls; moto's transactions are none for threads that come between."""
    count, lock, call = [0], threading.Lock(), BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001

    def alone(client: Any, operation: str, arguments: Any) -> Any:  # noqa: ANN401 - as botocore has it
        with lock:
            count[0] += 1
            return call(client, operation, arguments)

    with patch.object(BaseClient, "_make_api_call", alone):
        yield count


def _debts(firm: Company, customer: str) -> Iterator[Figure]:
    _lay(firm, customer)
    yield from figures(f"read_debt@{DOCUMENTS}", firm.bill(lambda: firm.call("GET", f"/v1/debts/{customer}")),
                       calls=DEBT_CALLS)  # fmt: skip
    first: list[Any] = []
    page = firm.bill(lambda: first.append(firm.call("GET", f"/v1/debts/{customer}/entries")))
    yield from figures(f"list_50_entries@{DOCUMENTS}", page, calls=PAGE_CALLS)
    after = first[0]["next_cursor"]
    more = firm.bill(lambda: firm.call("GET", f"/v1/debts/{customer}/entries", cursor=after))
    yield from figures(f"list_50_entries.second@{DOCUMENTS}", more, calls=PAGE_CALLS)
    body = {"customer": customer, "date": DAY.isoformat(), "amount": "5"}
    made = firm.call("POST", "/v1/receipts", body)["id"]
    confirm = firm.bill(lambda: firm.call("POST", f"/v1/receipts/{made}/confirm"))
    yield from figures(f"confirm_receipt@{DOCUMENTS}", confirm, calls=CONFIRM_CALLS)


def _lay(firm: Company, customer: str) -> None:
    """Contracts, of which every other one was paid: as the product posts them, without a request for each."""
    pk, now = keys.customer(firm.admin.tenant, customer), clock.now()
    for number in range(DOCUMENTS):
        sort, kind = ((keys.CONTRACT, "contract"), (keys.RECEIPT, "receipt"))[number % 2]
        value = _document(firm, customer, kind)
        step = Step(keys.document(sort, value.id), {}, value.model_dump(), "confirmed")
        lay(*map(raw, posting(Change(pk, [step], now, firm.admin.id))), told=False)


def _document(firm: Company, customer: str, kind: Any) -> Document:  # noqa: ANN401 - one of two literals
    now, who = clock.now(), firm.admin.id
    return Document(
        id=fresh(), kind=kind, customer=customer, date=DAY, amount=Decimal(1_000_000), state="confirmed",
        created_at=now, created_by=who, updated_at=now, updated_by=who,
    )  # fmt: skip
