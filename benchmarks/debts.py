"""Numbers under many writers, and what it costs to know what a customer owes, however many documents they have."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from benchmarks.company import Company, fresh, lay, raw
from benchmarks.figures import Figure
from benchmarks.operations import figures
from benchmarks.people import leads
from kernel import clock, keys, table
from kernel.problems import Problem
from kernel.table import Write
from ledger.model import Change, posting
from ledger.rules import Step
from sales.rules import Document
from vouchers import model as vouchers
from vouchers import numbering
from vouchers.defaults import books
from vouchers.model import BookItem
from vouchers.numbering import Wish, numbered
from vouchers.rules import EVER

WRITERS = (1, 20, 200)
DOCUMENTS = 10_000
DRAFT_CALLS, DEBT_CALLS, PAGE_CALLS, CONFIRM_CALLS = 8, 7, 3, 8
LATENCY = 0.005
"""Seconds of a call in one region."""
CROWD_CALLS = 25
"""Reads of the book and transactions for each document, its own two included."""
DAY = date(2026, 3, 2)


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """Creations in one book; then the debt of a customer with very many documents."""
    customer = str(firm.call("POST", "/v1/leads", next(leads(1, seed=91)))["id"])
    firm.world.pump()
    body = {"customer": customer, "date": DAY.isoformat(), "amount": "5"}
    made: list[Any] = []
    draft = firm.bill(lambda: made.append(firm.call("POST", "/v1/receipts", body)))
    yield from figures("draft_receipt", draft, calls=DRAFT_CALLS)
    confirm = firm.bill(lambda: firm.call("POST", f"/v1/receipts/{made[0]['id']}/confirm"))
    yield from figures("confirm_receipt", confirm, calls=CONFIRM_CALLS)
    for writers in WRITERS:
        say(f"{writers} want a number of one book at once")
        yield Figure(f"ops.number.calls_each@{writers}", _crowd(writers) / writers, "calls", CROWD_CALLS)
    say(f"a customer with {DOCUMENTS:,} documents")
    yield from _debts(firm, customer)


class _Table:
    """One voucher book as DynamoDB would keep it: who comes too late is refused, and each call takes its time.

    Not moto: it copies all of itself for each transaction.
    """

    def __init__(self) -> None:
        self.calls, self._next, self._lock = 0, 1, threading.Lock()

    def find(self, tenant: str, code: str) -> BookItem:
        """The book as it is now."""
        self._call()
        book = books()[0].model_copy(update={"code": code, "padding": 0, "prefix": None, "reset": "none"})
        return BookItem(keys.vouchers(tenant), keys.voucher_book(code), value=book, version=1, period=EVER,
                        next=self._next, last=self._next - 1)  # fmt: skip

    def make(self, number: str | None, writes: list[Write]) -> str:
        """A document is written with its number, if that still is the next."""
        self._call()
        with self._lock:
            if number != str(self._next):
                raise table.Refused(writes[0])
            self._next += 1
        return str(number)

    def _call(self) -> None:
        with self._lock:
            self.calls += 1
        time.sleep(LATENCY)


def _crowd(writers: int) -> int:
    """How many calls so many make who want a number at once; who is told to try again does."""
    book = _Table()

    def create(number: int) -> str:
        while True:
            try:
                return numbered(Wish("acme", "contract", str(number), book="HD"), book.make)
            except Problem as problem:
                if problem.code != "busy":
                    raise

    with (
        patch.object(vouchers, "find", book.find), patch.object(numbering, "today", lambda _: DAY),
        ThreadPoolExecutor(writers) as pool,
    ):  # fmt: skip
        numbers = sorted(map(int, pool.map(create, range(writers))))
    assert numbers == list(range(1, writers + 1))
    return book.calls


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


def _lay(firm: Company, customer: str) -> None:
    """Contracts, of which every other one was paid: as the product posts them, without a request for each."""
    steps: list[Step] = []
    for number in range(DOCUMENTS):
        sort, kind = ((keys.CONTRACT, "contract"), (keys.RECEIPT, "receipt"))[number % 2]
        value = _document(firm, customer, kind)
        steps.append(Step(keys.document(sort, value.id), {}, value.model_dump(), "confirmed"))
    change = Change(keys.customer(firm.admin.tenant, customer), steps, clock.now(), firm.admin.id)
    lay(*map(raw, posting(change)), told=False)


def _document(firm: Company, customer: str, kind: Any) -> Document:  # noqa: ANN401 - one of two literals
    now, who = clock.now(), firm.admin.id
    return Document(
        id=fresh(), kind=kind, customer=customer, date=DAY, amount=Decimal(1_000_000), state="confirmed",
        created_at=now, created_by=who, updated_at=now, updated_by=who,
    )  # fmt: skip
