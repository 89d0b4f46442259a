"""Counters of days: in whose books something is counted, and how a month lies in the table."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from counts import days
from counts.days import Happened
from counts.tally import differences
from customers import counted
from kernel import keys
from kernel.facts import Number

ANNE, BINH, CHI = (f"01JZX5T0Q8V3M4N5P6R7S8T9A{n}" for n in "123")
SALES, SERVICE = (f"01JZX5T0Q8V3M4N5P6R7S8T9B{n}" for n in "12")
WORKS = {ANNE: SALES, BINH: SALES, CHI: SERVICE}
PERSONS = st.lists(st.tuples(st.sampled_from([keys.own, keys.held]), st.sampled_from([ANNE, BINH, CHI])))
DEPARTMENTS = st.lists(st.sampled_from([SALES, SERVICE]), unique=True)


@given(PERSONS, DEPARTMENTS)
def test_what_somebody_sees_is_a_sum_of_books_in_which_nothing_lies_twice(
    persons: list[tuple[Callable[[str], str], str]], told: list[str]
):
    listed = {of(who) for of, who in persons} | {keys.members(one) for one in told}
    found = days.books(listed, WORKS)
    assert len(set(found)) == len(found)
    for who, works in WORKS.items():
        alone = {keys.personal(who, held=held, told=False) for held in (True, False)}
        sees = bool(listed & {keys.own(who), keys.held(who), keys.members(works)})
        assert sum(book in found for book in {*alone, keys.members(works)}) == sees
        mine = {keys.personal(who, held=True, told=told) for told in (True, False)}
        assert sum(book in found for book in mine) == (keys.held(who) in listed)


def test_the_days_of_a_month_are_one_item_and_those_of_another_a_second_one():
    books = ["A"]
    before = days.tally("leads", books, [Happened("2026-03-01", "made", 5), Happened("2026-03-31", "lost#price", 5)])
    after = days.tally("leads", books, [Happened("2026-03-02", "made", 7), Happened("2026-04-01", "lost#price", 5)])
    changes = {("acme", counter): one for counter, one in differences(before, after).items()}
    assert dict(days.months(changes)) == {
        ("acme#DAYS#leads#A", "2026-03#made"): {"n01": -1, "v01": -5, "n02": 1, "v02": 7},
        ("acme#DAYS#leads#A", "2026-03#lost#price"): {"n31": -1, "v31": -5},
        ("acme#DAYS#leads#A", "2026-04#lost#price"): {"n01": 1, "v01": 5},
    }


def test_twice_on_a_day_is_once_with_both_values():
    twice = [Happened("2026-03-01", "revenue", 5), Happened("2026-03-01", "revenue", Decimal("2.5"))]
    assert days.tally("money", ["A"], twice) == {"days#money#A#2026-03-01#revenue": Decimal("7.5")}


def test_days_that_have_nothing_any_more_are_passed_over():
    month: dict[str, Number] = {"n01": 0, "v01": 0, "n05": 2, "v09": Decimal("0.5"), "touched": 9}
    assert list(days.days_of("2026-03", month)) == [
        (date(2026, 3, 5), 2, 0), (date(2026, 3, 9), 0, Decimal("0.5")),
    ]  # fmt: skip


def test_the_largest_month_is_written_with_one_unit():
    """31 days with numbers of six digits, and amounts of 19: what every amount may have."""
    key = len("a-company-with-a-long-name") + len(f"#DAYS#opportunities#{keys.personal(ANNE, held=True, told=True)}")
    cell = len("pk") + key + len("sk") + len("2026-03#lost#") + 40 + len("touched") + 5
    assert cell + 31 * (len("n01") + 5 + len("v01") + 12) <= 1024


def test_a_lead_is_counted_on_the_companys_day_and_a_partner_or_what_is_gone_is_not():
    late = datetime(2026, 3, 31, 17, 30, tzinfo=UTC).isoformat()
    lead = {"relationship": "lead", "owner": ANNE, "department": SALES, "created_at": late, "expected_revenue": 3}
    hanoi, paris = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Europe/Paris")
    books = ["A", f"T:{SALES}", f"V:{ANNE}"]
    assert counted.days(lead, hanoi) == {f"days#leads#{book}#2026-04-01#made": 3 for book in books}
    assert counted.days(lead, paris).keys() == {f"days#leads#{book}#2026-03-31#made" for book in books}
    for other in ({"relationship": "partner"}, {"deleted_at": late}, {"merged_into": CHI}):
        assert counted.days({**lead, **other}, hanoi) == {}


def test_what_became_of_a_lead_counts_on_the_day_of_its_making_and_a_loss_on_its_own():
    made = {"owner": ANNE, "department": SALES, "created_at": "2026-03-01T00:00:00Z"}
    became = made | {"relationship": "customer", "opportunity": CHI}
    lost = made | {"relationship": "lead", "lost_at": "2026-05-01T00:00:00Z", "lost_reason": "price"}

    def cells(lead: dict[str, str]) -> set[tuple[str, ...]]:
        return {tuple(name.split("#", 4)[3:]) for name in counted.days(lead, ZoneInfo("UTC"))}

    assert cells(became) == {("2026-03-01", one) for one in ("made", "customer", "opportunity")}
    assert cells(lost) == {("2026-03-01", "made"), ("2026-05-01", "lost#price")}
