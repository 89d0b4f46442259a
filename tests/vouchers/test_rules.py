"""How numbers read and when counting begins anew (B5)."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.messages import FIELD_MESSAGES
from kernel.problems import Problem
from vouchers.defaults import books
from vouchers.rules import Book, BookKind, Count, due, mistakes, number, taken

NAME = {"vi": "Sổ", "en": "Book"}
DAY = date(2026, 3, 9)


def book(**fields: Any) -> Book:
    return Book.model_validate({"code": "HD", "name": NAME, "kind": "contract", **fields})


@pytest.mark.parametrize(
    ("fields", "following", "said"),
    [
        ({}, 7, "0007"),
        ({"padding": 0}, 7, "7"),
        ({"padding": 0}, 123456, "123456"),
        ({"prefix": "HĐ-", "suffix": "/SV", "padding": 3}, 12, "HĐ-012/SV"),
        ({"prefix": "{YYYY}/{MM}-", "reset": "monthly"}, 1, "2026/03-0001"),
        ({"suffix": "-{YY}", "reset": "yearly"}, 9999, "9999-26"),
    ],
)
def test_a_number_is_prefix_digits_and_suffix(fields: dict[str, Any], following: int, said: str):
    one = book(**fields)
    assert number(one, Count(due(one, Count(), DAY).period, following), DAY) == said


def test_a_book_whose_digits_are_used_up_is_full():
    assert number(book(padding=2), Count(next=99), DAY) == "99"
    with pytest.raises(Problem, match="book_full") as full:
        number(book(padding=2), Count(next=100), DAY)
    assert full.value.values == {"code": book().code}
    with pytest.raises(Problem, match="book_full"):
        number(book(padding=0), Count(next=10**12), DAY)


@pytest.mark.parametrize(
    ("reset", "period", "day", "after"),
    [
        ("none", "ever", date(2030, 1, 1), Count("ever", 5, 4)),
        ("yearly", "2026", date(2026, 12, 31), Count("2026", 5, 4)),
        ("yearly", "2026", date(2027, 1, 1), Count("2027", 1, 0)),
        ("monthly", "2026-03", date(2026, 3, 31), Count("2026-03", 5, 4)),
        ("monthly", "2026-03", date(2026, 4, 1), Count("2026-04", 1, 0)),
        ("monthly", "2026-12", date(2027, 1, 1), Count("2027-01", 1, 0)),
    ],
)
def test_counting_begins_anew_with_the_period(reset: str, period: str, day: date, after: Count):
    assert due(book(prefix="{YYYY}{MM}-", reset=reset), Count(period, 5, 4), day) == after


def test_a_clock_that_is_slow_does_not_take_a_book_back_to_last_year():
    one = book(prefix="{YYYY}-{MM}-", reset="yearly")
    count = Count("2027", 3, 2)
    assert due(one, count, date(2026, 12, 31)) == count
    assert number(one, count, date(2026, 12, 31)) == "2027-01-0003"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"reset": "yearly"}, [("/reset", "needs_period")]),
        ({"reset": "yearly", "prefix": "{MM}"}, [("/reset", "needs_period")]),
        ({"reset": "monthly"}, [("/reset", "needs_period"), ("/reset", "needs_period")]),
        ({"reset": "monthly", "prefix": "{YY}"}, [("/reset", "needs_period")]),
        ({"reset": "monthly", "prefix": "{YY}", "suffix": "{MM}"}, []),
        ({"prefix": "{DD}"}, [("/prefix", "placeholder")]),
        ({"suffix": "{YYYY"}, [("/suffix", "placeholder")]),
        ({"suffix": "{YYYY}}"}, [("/suffix", "placeholder")]),
        ({"prefix": "x" * 15, "suffix": "x" * 14}, [("/prefix", "too_long")]),
        ({"prefix": "x" * 14, "suffix": "x" * 14}, []),
        ({"default": True, "active": False}, [("/active", "default_is_open")]),
    ],
)
def test_what_cannot_be_a_book_is_named(fields: dict[str, Any], expected: list[tuple[str, str]]):
    found = list(mistakes(book(**fields)))
    assert [(error.path, error.code) for error in found] == expected
    for error in found:
        assert error.code in FIELD_MESSAGES
        assert "…" not in error.message("vi") + error.message("en")


@pytest.mark.parametrize(("reset", "names"), [("yearly", ["{YYYY}"]), ("monthly", ["{YYYY}", "{MM}"])])
def test_what_a_book_lacks_to_begin_anew_is_named(reset: str, names: list[str]):
    assert [dict(error.values) for error in mistakes(book(reset=reset))] == [{"placeholder": name} for name in names]


def test_a_placeholder_may_stand_anywhere_in_a_text_and_not_in_another():
    assert not list(mistakes(book(prefix="HD{YYYY}/{MM}-", suffix="-{YY}")))
    assert [error.path for error in mistakes(book(prefix="{YY{YYYY}YY}", suffix="}{"))] == ["/prefix", "/suffix"]


@given(
    st.sampled_from([("none", "N-"), ("yearly", "{YY}-"), ("monthly", "{YYYY}{MM}-")]),
    st.lists(st.integers(-3, 40), max_size=60),
)
def test_whatever_the_days_no_number_comes_twice_and_each_period_counts_from_1(how: tuple[str, str], steps: list[int]):
    one, count, day = book(reset=how[0], prefix=how[1]), Count(), DAY
    count = due(one, count, day)
    given_out: dict[str, list[str]] = {}
    for step in steps:
        day += timedelta(days=step)
        count = due(one, count, day)
        given_out.setdefault(count.period, []).append(number(one, count, day))
        count = taken(count)
        assert count.last == count.next - 1
    everything = [said for numbers in given_out.values() for said in numbers]
    assert len(set(everything)) == len(everything)
    for numbers in given_out.values():
        assert [int(said.rpartition("-")[2]) for said in numbers] == list(range(1, len(numbers) + 1))


def test_the_default_books_are_sound_and_one_for_each_kind():
    assert [list(mistakes(one)) for one in books()] == [[]] * len(books())
    assert {one.kind for one in books()} == set(BookKind.__value__.__args__)
    assert len({one.code for one in books()}) == len(books())
    assert all(one.default and one.active for one in books())
