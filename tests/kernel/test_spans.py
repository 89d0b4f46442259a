"""Spans of days by their names: as a company's own clocks count, whatever those do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.spans import Period, days, last_of_month, today

PERIODS = Period.__value__.__args__
A_THURSDAY = date(2026, 1, 15)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("today", "2026-01-15", "2026-01-15"), ("yesterday", "2026-01-14", "2026-01-14"),
        ("this_week", "2026-01-12", "2026-01-18"), ("last_week", "2026-01-05", "2026-01-11"),
        ("this_month", "2026-01-01", "2026-01-31"), ("last_month", "2025-12-01", "2025-12-31"),
        ("this_quarter", "2026-01-01", "2026-03-31"), ("last_quarter", "2025-10-01", "2025-12-31"),
        ("this_year", "2026-01-01", "2026-12-31"), ("last_year", "2025-01-01", "2025-12-31"),
        ("last_7_days", "2026-01-09", "2026-01-15"), ("last_30_days", "2025-12-17", "2026-01-15"),
        ("last_90_days", "2025-10-18", "2026-01-15"),
    ],
)  # fmt: skip
def test_a_period_has_a_first_and_a_last_day(period: Period, first: str, last: str):
    assert days(period, A_THURSDAY) == (date.fromisoformat(first), date.fromisoformat(last))


def test_a_week_begins_on_monday_and_a_leap_day_is_a_day():
    assert days("this_week", date(2026, 1, 12))[0] == date(2026, 1, 12)
    assert days("last_week", date(2026, 1, 18)) == (date(2026, 1, 5), date(2026, 1, 11))
    assert days("last_month", date(2028, 3, 31)) == (date(2028, 2, 1), date(2028, 2, 29))
    assert last_of_month(date(2026, 12, 3)) == date(2026, 12, 31)


@given(st.dates(date(1970, 1, 1), date(9000, 1, 1)))
def test_periods_follow_each_other_without_gap_and_have_the_day_in_the_present_one(day: date):
    for unit in ("week", "month", "quarter", "year"):
        this, last = (days(f"{which}_{unit}", day) for which in ("this", "last"))  # type: ignore[arg-type]
        assert this[0] <= day <= this[1]
        assert last[1] + timedelta(days=1) == this[0]
        assert days(f"this_{unit}", last[0]) == last  # type: ignore[arg-type]
    for period in PERIODS:
        first, last_day = days(period, day)
        assert first <= last_day


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("Asia/Ho_Chi_Minh", datetime(2026, 1, 15, 17, 0, tzinfo=UTC), date(2026, 1, 16)),
        ("Asia/Ho_Chi_Minh", datetime(2026, 1, 15, 16, 59, tzinfo=UTC), date(2026, 1, 15)),
        ("Pacific/Kiritimati", datetime(2026, 1, 15, 10, 0, tzinfo=UTC), date(2026, 1, 16)),
        ("Pacific/Pago_Pago", datetime(2026, 1, 15, 10, 59, tzinfo=UTC), date(2026, 1, 14)),
        # New York: the clocks go forward on 8 March 2026 at 07:00 UTC, so that its days begin at 05:00, then at 04:00.
        ("America/New_York", datetime(2026, 3, 8, 4, 59, tzinfo=UTC), date(2026, 3, 7)),
        ("America/New_York", datetime(2026, 3, 9, 3, 59, tzinfo=UTC), date(2026, 3, 8)),
        ("America/New_York", datetime(2026, 3, 9, 4, 0, tzinfo=UTC), date(2026, 3, 9)),
    ],
)
def test_it_is_the_day_that_the_companys_own_clocks_show(zone: str, instant: datetime, day: date):
    assert today(instant, ZoneInfo(zone)) == day
