"""Reports at their limits: the first and the last day, the longest span, and the points that it has by itself."""

from datetime import date, timedelta
from typing import Any

import pytest

from reports.rules import MOST_DAYS, MOST_POINTS, By, Span, span
from tests.deciding import refusal

TODAY = date(2026, 3, 5)
FIRST, LAST = date(1970, 1, 2), date(9998, 12, 30)
DAY = timedelta(days=1)
OUT_OF_REACH = {"first": "1970-01-02", "last": "9998-12-30"}


def asked(**more: Any) -> Span:
    given: dict[str, Any] = {"first": None, "last": None, "preset": None, "by": None, **more}
    return span(**given, today=TODAY, usual="this_month")


def lasting(days: int) -> date:
    """The last day of so many that begin today."""
    return TODAY + (days - 1) * DAY


@pytest.mark.parametrize(
    ("more", "path", "code", "values"),
    [
        ({"preset": "today", "first": TODAY}, "/preset", "not_with", {"other": "from, to"}),
        ({"preset": "today", "last": TODAY}, "/preset", "not_with", {"other": "from, to"}),
        ({"last": TODAY}, "/from", "missing", {}),
        ({"first": FIRST - DAY, "last": FIRST}, "/from", "day_out_of_reach", OUT_OF_REACH),
        ({"first": LAST, "last": LAST + DAY}, "/to", "day_out_of_reach", OUT_OF_REACH),
        ({"first": TODAY, "last": TODAY - DAY}, "/to", "not_before", {"other": "from"}),
        ({"first": TODAY, "last": lasting(MOST_DAYS + 1)}, "/from", "too_many_days", {"most": MOST_DAYS}),
        ({"first": TODAY, "last": lasting(MOST_POINTS + 1), "by": "day"}, "/by", "too_many_points",
         {"most": MOST_POINTS}),
    ],
)  # fmt: skip
def test_of_a_span_that_makes_no_sense_it_is_told_what_would(
    more: dict[str, Any], path: str, code: str, values: dict[str, Any]
):
    assert refusal(lambda: asked(**more)) == ("invalid_request", {}, (path, code, values))


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_the_first_and_the_last_day_are_days_of_a_report(day: date):
    assert asked(first=day, last=day, by="quarter") == Span(day, day, "quarter")
    assert [(one.first, one.last) for one in Span(day, day, "quarter").buckets] == [(day, day)]


@pytest.mark.parametrize(
    ("length", "by"),
    [(1, "day"), (31, "day"), (32, "week"), (120, "week"), (121, "month"), (800, "month"), (801, "quarter"),
     (MOST_DAYS, "quarter")],
)  # fmt: skip
def test_the_longer_a_span_the_more_days_are_a_point(length: int, by: By):
    assert asked(first=TODAY, last=lasting(length)).by == by


@pytest.mark.parametrize("by", ["week", "month", "quarter"])
def test_only_by_days_can_a_report_have_too_many_points(by: By):
    assert len(asked(first=TODAY, last=lasting(MOST_DAYS), by=by).buckets) < MOST_POINTS


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [("2028-01-31", "2028-01-01", "2028-03-31"), ("2026-05-31", "2026-04-01", "2026-06-30"),
     ("2026-09-30", "2026-07-01", "2026-09-30"), ("2026-10-01", "2026-10-01", "2026-12-31")],
)  # fmt: skip
def test_a_quarter_is_three_whole_months(day: str, first: str, last: str):
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    whole = Span(begin, end, "quarter")
    assert [(one.first, one.last) for one in whole.buckets] == [(begin, end)]
    assert whole.key(date.fromisoformat(day)) == whole.buckets[0].key


@pytest.mark.parametrize(
    ("by", "vi", "en"),
    [("day", "14/12/2026", "14 Dec 2026"), ("week", "Tuần 51/2026", "Week 51, 2026"),
     ("month", "Tháng 12/2026", "Dec 2026"), ("quarter", "Quý 4/2026", "Q4 2026")],
)  # fmt: skip
def test_numbers_of_two_digits_stand_whole_below_a_point(by: By, vi: str, en: str):
    (bucket,) = Span(date(2026, 12, 14), date(2026, 12, 14), by).buckets
    assert (bucket.label("vi"), bucket.label("en")) == (vi, en)
