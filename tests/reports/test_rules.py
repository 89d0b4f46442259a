"""Which days a report is about, and what its points are."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.problems import Problem
from reports import rules
from reports.rules import MOST_DAYS, MOST_POINTS, By, Span, span

TODAY = date(2026, 3, 5)
BYS: list[By] = ["day", "week", "month", "quarter"]


def refused(**asked: object) -> tuple[str, str]:
    given = {"first": None, "last": None, "preset": None, "by": None, **asked}
    with pytest.raises(Problem) as caught:
        span(**given, today=TODAY, usual="this_month")  # type: ignore[arg-type]
    (error,) = caught.value.errors
    return error.path, error.code


@given(st.dates(date(1971, 1, 1), date(9990, 1, 1)), st.integers(0, 400), st.sampled_from(BYS))
def test_the_points_are_all_the_days_each_once(first: date, length: int, by: By):
    whole = Span(first, first + timedelta(length), by)
    days = [one.first + timedelta(n) for one in whole.buckets for n in range((one.last - one.first).days + 1)]
    assert days == [first + timedelta(n) for n in range(length + 1)]
    assert [whole.key(one.last) for one in whole.buckets] == [one.key for one in whole.buckets]
    assert len({one.key for one in whole.buckets}) == len(whole.buckets)


def test_a_point_is_called_as_each_language_does():
    at = date(2026, 1, 1)
    said = {by: rules.Span(at, at, by).buckets[0] for by in BYS}
    assert [said[by].label("vi") for by in BYS] == ["01/01/2026", "Tuần 1/2026", "Tháng 1/2026", "Quý 1/2026"]
    assert [said[by].label("en") for by in BYS] == ["1 Jan 2026", "Week 1, 2026", "Jan 2026", "Q1 2026"]


def test_the_days_between_two_years_are_of_the_week_that_most_of_it_is_in():
    assert [one.key for one in Span(date(2026, 12, 28), date(2027, 1, 10), "week").buckets] == ["2026-W53", "2027-W01"]


def test_a_span_may_be_said_by_its_name_its_ends_its_beginning_or_not_at_all():
    assert span(None, None, "last_month", None, TODAY, "today") == Span(date(2026, 2, 1), date(2026, 2, 28), "day")
    assert span(TODAY, TODAY, None, "month", TODAY, "today") == Span(TODAY, TODAY, "month")
    assert span(date(2026, 1, 1), None, None, None, TODAY, "today") == Span(date(2026, 1, 1), TODAY, "week")
    assert span(date(2027, 1, 1), None, None, None, TODAY, "today").last == date(2027, 1, 1)
    assert span(None, None, None, None, TODAY, "this_year").by == "month"


def test_a_span_that_makes_no_sense_is_refused_with_what_to_ask_for_instead():
    assert refused(first=TODAY, last=date(2026, 3, 4)) == ("/to", "not_before")
    assert refused(last=TODAY) == ("/from", "missing")
    assert refused(first=date(1926, 1, 1), last=date(2026, 1, 1)) == ("/from", "day_out_of_reach")
    assert refused(first=date(1971, 1, 1), last=date(2071, 1, 1)) == ("/from", "too_many_days")
    assert refused(first=date.min, last=TODAY) == ("/from", "day_out_of_reach")
    assert refused(first=TODAY, last=date.max) == ("/to", "day_out_of_reach")
    assert refused(first=TODAY, preset="today") == ("/preset", "not_with")
    assert refused(first=date(2024, 1, 1), last=date(2026, 1, 1), by="day") == ("/by", "too_many_points")


def test_the_most_that_may_be_asked_for():
    most = timedelta(MOST_DAYS - 1)
    assert span(TODAY, TODAY + most, None, None, TODAY, "today").by == "quarter"
    assert refused(first=TODAY, last=TODAY + most + timedelta(1)) == ("/from", "too_many_days")
    year = timedelta(MOST_POINTS - 1)
    assert len(span(TODAY, TODAY + year, None, "day", TODAY, "today").buckets) == MOST_POINTS
    assert refused(first=TODAY, last=TODAY + year + timedelta(1), by="day") == ("/by", "too_many_points")
