"""Where a day begins and ends, in zones whose clocks leap; dateutil, which has its own, says so once more."""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from dateutil.relativedelta import MO, relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st

from activities import asking
from attached.held import day_of
from campaigns.rules import moment
from customers import counted
from kernel import clock
from kernel.bounds import begins, ends
from kernel.problems import Problem
from kernel.spans import Period, days, today
from ledger.ageing import bucket, stood
from reports import care
from tests.clocks.zones import HOUR, NAMES, ZONES, moments, offset, turns
from tests.properties.effort import examples
from tests.sampling import THOROUGH
from tiers import nightly, runs

DAY = timedelta(days=1)
DAYS: st.SearchStrategy[tuple[str, datetime]] = st.sampled_from(NAMES).flatmap(
    lambda name: st.tuples(st.just(name), moments(name))
)


@settings(max_examples=examples(120))
@given(DAYS)
def test_a_moment_is_in_the_day_that_its_clocks_show_and_in_no_other(told: tuple[str, datetime]):
    name, at = told
    zone, day = ZONES[name], (at + offset(name, at)).date()
    assert today(at, zone) == day
    assert day_of(clock.stamp(at), lambda: zone) == counted._day(clock.stamp(at), zone) == day.isoformat()
    for near in (day - DAY, day, day + DAY):
        inside = begins(f"{near}", zone) <= clock.stamp(at) < ends(f"{near}", zone)
        assert inside == (near == day), near
    assert ends(f"{day}", zone) == begins(f"{day + DAY}", zone)


@settings(max_examples=examples(30))
@given(DAYS)
def test_every_list_report_and_export_means_the_same_midnight(told: tuple[str, datetime]):
    name, at = told
    zone = ZONES[name]
    day = today(at, zone)
    midnight = begins(f"{day}", zone)
    assert asking._midnight(day, zone) == midnight
    assert datetime.fromisoformat(care._midnight(day, zone)) == datetime.fromisoformat(midnight)
    where = asking.where({"deadline_in": "today"}, lambda: zone, at)
    assert where.deadline == (midnight, ends(f"{day}", zone))


def test_a_day_that_a_zone_never_had_has_no_moment():
    apia = ZoneInfo("Pacific/Apia")
    assert begins("2011-12-30", apia) == ends("2011-12-30", apia) == "2011-12-30T10:00:00.000000Z"


def oracle(period: Period, day: date) -> tuple[date, date]:
    """The same from another library's calendar."""
    which, _, unit = period.partition("_")
    back = -1 if which == "last" else 0
    match unit:
        case "":
            found = day - DAY if which == "yesterday" else day
            return found, found
        case "week":
            monday = day + relativedelta(weekday=MO(-1), weeks=back)
            return monday, monday + relativedelta(days=6)
        case "month":
            return day + relativedelta(months=back, day=1), day + relativedelta(months=back, day=31)
        case "quarter":
            first = day + relativedelta(month=(day.month - 1) // 3 * 3 + 1, day=1) + relativedelta(months=3 * back)
            return first, first + relativedelta(months=2, day=31)
        case "year":
            year = day + relativedelta(years=back)
            return year + relativedelta(yearday=1), year + relativedelta(month=12, day=31)
    return day - relativedelta(days=int(unit.removesuffix("_days")) - 1), day


def test_periods_are_what_a_calendar_says_on_every_day_of_five_years():
    for number, period in itertools.product(range(0, 5 * 365 + 2, 1 if THOROUGH else 3), Period.__value__.__args__):
        day = date(2023, 12, 30) + number * DAY
        assert days(period, day) == oracle(period, day), (period, day)


def nights(name: str) -> Iterator[datetime]:
    """When it is looked whether a night begins, around each turn of the clocks and the ends of years."""
    for turn in (*turns(name)[-6:], datetime(2019, 12, 31, 12, tzinfo=UTC), datetime(2020, 2, 29, 12, tzinfo=UTC)):
        start = turn.replace(minute=10) - 48 * HOUR
        yield from (start + n * HOUR for n in range(96))


@pytest.mark.parametrize("name", NAMES)
def test_every_day_has_one_night_also_where_half_past_two_never_comes_or_comes_twice(
    name: str, monkeypatch: pytest.MonkeyPatch
):
    began: list[str] = []

    def begin(_tenant: str, day: str, *_: Any) -> bool:
        if day in began:
            return False
        began.append(day)
        return True

    monkeypatch.setattr(nightly, "_zone", lambda _: ZONES[name])
    monkeypatch.setattr(runs, "begin", begin)
    monkeypatch.setattr(nightly, "send", lambda *_: None)
    looked = sorted(set(nights(name)))
    for at in looked:
        nightly._begin("acme", at)
    here = [(at + offset(name, at)).date() for at in looked]
    whole = [day.isoformat() for day in sorted(set(here)) if here.count(day) >= 22]
    assert [day for day in whole if began.count(day) != 1] == []


@pytest.mark.parametrize(
    ("at", "zone", "balance_day"),
    [
        ("2026-03-04T18:30:00.000000Z", "Asia/Ho_Chi_Minh", date(2026, 3, 5)),
        ("2026-03-05T16:59:59.999999Z", "Asia/Ho_Chi_Minh", date(2026, 3, 5)),
        ("2028-02-29T17:00:00.000000Z", "Asia/Ho_Chi_Minh", date(2028, 3, 1)),
        ("2026-03-06T03:30:00.000000Z", "America/New_York", date(2026, 3, 5)),
    ],
)
def test_what_a_merge_brought_is_due_on_the_day_that_it_was_where_the_company_is(at: str, zone: str, balance_day: date):
    entry = {"seq": 1, "amount": 30, "balance": 30, "at": at}
    assert stood([entry], ZoneInfo(zone)) == (30, [(balance_day, 30)])


@settings(max_examples=examples(30))
@given(st.dates(date(2019, 1, 1), date(2029, 1, 1)), st.integers(-3, 400))
def test_lateness_is_counted_in_days_of_the_calendar(due: date, late: int):
    names = {0: "not_due", 30: "days_1_30", 60: "days_31_60", 90: "days_61_90", 10**6: "days_over_90"}
    assert bucket(due, due + relativedelta(days=late)) == next(names[most] for most in names if late <= most)


# where summer time is the standard, as in Morocco, dateutil errs for the hour after the clocks were put back
@settings(max_examples=examples(40))
@given(DAYS.filter(lambda told: told[0] != "Africa/Casablanca"))
def test_a_campaign_starts_at_the_hour_that_the_clocks_show_or_is_told_that_they_leap_over_it(
    told: tuple[str, datetime],
):
    name, at = told
    local = (at + offset(name, at)).replace(tzinfo=None)
    for asked in (local, local + HOUR):
        there = asked.replace(tzinfo=tz.gettz(name))
        if tz.datetime_exists(there):
            assert moment(asked.isoformat(), ZONES[name]) == there.astimezone(UTC)  # of two, the first
        else:
            with pytest.raises(Problem):
                moment(asked.isoformat(), ZONES[name])


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("0001-01-01T00:00", "Asia/Ho_Chi_Minh"), ("9999-12-31T23:59", "America/New_York"),
        ("0001-01-01T00:00+23:00", "UTC"), ("9999-12-31T23:59-23:00", "UTC"),
    ],
)  # fmt: skip
def test_a_campaign_cannot_start_where_time_ends(written: str, zone: str):
    with pytest.raises(Problem) as refused:
        moment(written, ZoneInfo(zone))
    assert [(one.path, one.code) for one in refused.value.errors] == [("/at", "local_time")]
