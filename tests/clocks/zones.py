"""Clocks that go otherwise than those of Hà Nội, and the hours in which they are put forward or back."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from dateutil import tz
from hypothesis import strategies as st

HOUR = timedelta(hours=1)
NAMES = (
    "Asia/Ho_Chi_Minh", "UTC", "America/New_York", "Europe/London", "Asia/Kathmandu",
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Chatham",  # three quarters of an hour beside the others
    "America/Santiago", "Asia/Beirut", "Africa/Cairo",  # put forward at midnight: the day begins at one
    "America/Havana", "Atlantic/Azores",  # put back at one: midnight comes twice
    "Pacific/Apia",  # had no 30 December 2011
    "Africa/Casablanca",  # its summer stops for Ramadan
    "America/St_Johns",
)  # fmt: skip
FROM, TO = datetime(2018, 1, 1, tzinfo=UTC), datetime(2023, 1, 1, tzinfo=UTC)
"""The years of which the oracle's own time zone database knows as well."""
SKIPPED = date(2011, 12, 30)


def offset(name: str, at: datetime) -> timedelta:
    """How far ahead of UTC the clocks of a zone are, from dateutil: it shares nothing with zoneinfo."""
    found = at.astimezone(tz.gettz(name)).utcoffset()
    assert found is not None
    return found


@cache
def turns(name: str) -> tuple[datetime, ...]:
    """The hours in which a zone's clocks are put forward or back."""
    at, found = FROM, []
    while at < TO:
        if offset(name, at) != offset(name, at + timedelta(days=7)):
            hours = (at + n * HOUR for n in range(7 * 24))
            found.append(next(hour for hour in hours if offset(name, hour) != offset(name, hour + HOUR)))
        at += timedelta(days=7)
    return tuple(found)


def moments(name: str) -> st.SearchStrategy[datetime]:
    """Any moment, and most of all those around which something happens to the clocks or the calendar."""
    near = st.builds(
        lambda turn, away: turn + away, st.sampled_from(turns(name) or (FROM,)),
        st.timedeltas(timedelta(hours=-26), timedelta(hours=26)),
    )  # fmt: skip
    ends = st.sampled_from([date(2020, 2, 29), date(2021, 2, 28), date(2019, 12, 31), date(2020, 4, 30)])
    midnights = ends.map(lambda day: there(name, datetime.combine(day + timedelta(days=1), time())))
    at_midnight = st.builds(lambda at, late: at + timedelta(microseconds=late), midnights, st.integers(-1, 1))
    return near | at_midnight | st.datetimes(FROM.replace(tzinfo=None), TO.replace(tzinfo=None), timezones=st.just(UTC))


def there(name: str, local: datetime) -> datetime:
    """The first moment at which a zone's clocks show that, or the one in which they leap over it."""
    found: datetime = tz.resolve_imaginary(local.replace(tzinfo=tz.gettz(name)))
    return found.astimezone(UTC)


ZONES = {name: ZoneInfo(name) for name in NAMES}
