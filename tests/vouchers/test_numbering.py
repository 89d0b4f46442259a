"""Numbers of documents: from a book or typed, never twice, never with a gap (B5)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from kernel import clock, table
from kernel.problems import Problem
from tests.world import Answer, Person, World
from vouchers import numbering
from vouchers.numbering import Wish, numbered

BOOKS = "/v1/voucher-books"
NAME = {"vi": "Sổ", "en": "Book"}


@pytest.fixture(autouse=True)
def march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 9, 5, tzinfo=UTC))


@pytest.fixture
def draft(world: World, admin: Person) -> Callable[..., Answer]:
    customer = world.call("POST", "/v1/leads", {"name": "A"}, by=admin)["id"]

    def drafted(kind: str = "contracts", *, headers: Any = None, **fields: Any) -> Answer:
        body = {"customer": customer, "date": "2026-03-01", "amount": 1} | fields
        return world.call("POST", f"/v1/{kind}", body, by=admin, headers=headers)

    return drafted


def errors(answer: Answer) -> list[tuple[str, str]]:
    assert (answer.status, answer["code"]) == (422, "invalid_request"), answer.raw
    return [(error["path"], error["code"]) for error in answer["errors"]]


def upcoming(world: World, by: Person, code: str = "HD") -> Any:
    return world.call("GET", f"{BOOKS}/{code}", by=by)["preview"]


def test_a_document_without_a_number_gets_the_next_of_its_kinds_book(draft: Callable[..., Answer]):
    assert [draft(kind)["number"] for kind in ("contracts", "receipts", "contracts")] == [
        "HD-2026-0001", "PT-2026-0001", "HD-2026-0002",
    ]  # fmt: skip


def test_a_book_may_be_named(world: World, admin: Person, draft: Callable[..., Answer]):
    world.call("POST", BOOKS, {"code": "X", "name": NAME, "kind": "contract", "prefix": "X"}, by=admin)
    assert draft(book="X")["number"] == "X0001"
    assert draft()["number"] == "HD-2026-0001"


def test_without_a_default_book_a_document_may_go_without_a_number(
    world: World, admin: Person, draft: Callable[..., Answer]
):
    world.call("PATCH", f"{BOOKS}/HD", {"default": False}, by=admin)
    assert draft()["number"] is None
    assert draft(book="HD")["number"] == "HD-2026-0001"


@pytest.mark.parametrize(("book", "code"), [("none", "no_such_book"), ("PT", "no_such_book"), ("a b", "format")])
def test_a_book_that_is_none_for_the_document_is_refused(book: str, code: str, draft: Callable[..., Answer]):
    assert errors(draft(book=book)) == [("/book", code)]


def test_a_closed_book_gives_no_numbers(world: World, admin: Person, draft: Callable[..., Answer]):
    world.call("PATCH", f"{BOOKS}/HD", {"active": False, "default": False}, by=admin)
    assert errors(draft(book="HD")) == [("/book", "book_closed")]


def test_a_full_book_gives_no_numbers_and_says_so(world: World, admin: Person, draft: Callable[..., Answer]):
    world.call("PATCH", f"{BOOKS}/HD", {"padding": 1, "next": 9}, by=admin)
    assert draft()["number"] == "HD-2026-9"
    full = draft()
    assert (full.status, full["code"]) == (409, "book_full")
    assert "HD" in full["detail"]
    world.call("PATCH", f"{BOOKS}/HD", {"padding": 2}, by=admin)
    assert draft()["number"] == "HD-2026-10"


def test_a_typed_number_stays_and_is_not_typed_twice(draft: Callable[..., Answer]):
    assert draft(number="HĐ 7/2026")["number"] == "HĐ 7/2026"
    assert errors(draft(number="HĐ 7/2026")) == errors(draft(number="hđ 7/2026")) == [("/number", "taken")]
    assert draft("receipts", number="HĐ 7/2026").status == 201


def test_a_number_is_typed_or_from_a_book(draft: Callable[..., Answer]):
    assert errors(draft(number="1", book="HD")) == [("/book", "not_with")]


def test_a_book_passes_over_numbers_that_were_typed(world: World, admin: Person, draft: Callable[..., Answer]):
    for typed in ("HD-2026-0001", "HD-2026-0002", "HD-2026-0004"):
        draft(number=typed)
    assert [draft()["number"] for _ in range(2)] == ["HD-2026-0003", "HD-2026-0005"]
    assert upcoming(world, admin) == "HD-2026-0006"


def test_a_document_that_is_refused_takes_no_number(world: World, admin: Person, draft: Callable[..., Answer]):
    assert draft(customer="01JZX5T0Q8V3M4N5P6R7S8T9W0").status == 422
    assert upcoming(world, admin) == "HD-2026-0001"


def test_the_same_request_again_is_the_same_number(world: World, admin: Person, draft: Callable[..., Answer]):
    answers = [draft(headers={"idempotency-key": "k"}) for _ in range(2)]
    assert [answer["number"] for answer in answers] == ["HD-2026-0001"] * 2
    assert answers[0]["id"] == answers[1]["id"]
    assert upcoming(world, admin) == "HD-2026-0002"


def keep(number: str | None, writes: list[table.Write]) -> str | None:
    table.write(*writes)
    return number


def wish(document: str = "D") -> Wish:
    return Wish("acme", "contract", document)


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize("others", [1, 2, 7])
def test_who_is_overtaken_between_reading_and_writing_gets_the_next_number(others: int):
    got: list[str | None] = []

    def overtaken(number: str | None, writes: list[table.Write]) -> str | None:
        if len(got) < others:
            got.append(numbered(wish("other"), keep))
        return keep(number, writes)

    last = numbered(wish(), overtaken)
    assert [*got, last] == [f"HD-2026-{n:04d}" for n in range(1, others + 2)]


def test_who_is_overtaken_while_the_book_changes_follows_the_change(world: World, admin: Person):
    asked: list[str | None] = []

    def overtaken(number: str | None, writes: list[table.Write]) -> str | None:
        asked.append(number)
        if len(asked) == 1:
            world.call("PATCH", f"{BOOKS}/HD", {"prefix": "N{YY}-"}, by=admin)
        return keep(number, writes)

    assert numbered(wish(), overtaken) == "N26-0001"
    assert asked == ["HD-2026-0001", "N26-0001"]


def test_who_is_overtaken_by_the_closing_of_the_book_is_told(world: World, admin: Person):
    def overtaken(number: str | None, writes: list[table.Write]) -> str | None:
        world.call("PATCH", f"{BOOKS}/HD", {"active": False, "default": False}, by=admin)
        return keep(number, writes)

    with pytest.raises(Problem, match="invalid_request") as refused:
        numbered(wish(), overtaken)
    assert refused.value.errors[0].code == "book_closed"


@pytest.mark.usefixtures("admin")
def test_a_conflict_with_another_transaction_is_tried_again():
    tries: list[str | None] = []

    def conflicting(number: str | None, writes: list[table.Write]) -> str | None:
        tries.append(number)
        if len(tries) < 3:
            raise table.Transient("TransactionConflict")
        return keep(number, writes)

    assert numbered(wish(), conflicting) == "HD-2026-0001"
    assert tries == ["HD-2026-0001"] * 3


@pytest.mark.usefixtures("admin")
def test_what_else_stands_in_the_way_is_not_the_books_business():
    other = table.Write("Put", {})

    def refused(_number: str | None, _writes: list[table.Write]) -> str | None:
        raise table.Refused(other)

    with pytest.raises(table.Refused) as raised:
        numbered(wish(), refused)
    assert raised.value.write is other


def test_patience_ends_and_nothing_is_written(world: World, admin: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(numbering, "PATIENCE", 0.05)

    def never(_number: str | None, _writes: list[table.Write]) -> str | None:
        raise table.Transient("TransactionConflict")

    with pytest.raises(Problem, match="busy") as given_up:
        numbered(wish(), never)
    assert given_up.value.headers == {"Retry-After": "2"}
    assert upcoming(world, admin) == "HD-2026-0001"
