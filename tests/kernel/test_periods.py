"""Whole days as bounds, where the company is."""

from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter, ValidationError

from kernel.bounds import begins, ends
from kernel.periods import Bound

HOME, BERLIN = ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("Europe/Berlin")


def test_a_day_goes_from_midnight_to_midnight_however_long_it_is():
    assert (begins("2026-03-01", HOME), ends("2026-03-01", HOME)) == (
        "2026-02-28T17:00:00.000000Z", "2026-03-01T17:00:00.000000Z",
    )  # fmt: skip
    summer = begins("2026-03-29", BERLIN), ends("2026-03-29", BERLIN)  # the clocks are put forward
    assert summer == ("2026-03-28T23:00:00.000000Z", "2026-03-29T22:00:00.000000Z")


def test_a_moment_is_itself_in_every_zone():
    moment = "2026-03-01T09:00:00+07:00"
    assert begins(moment, BERLIN) == ends(moment, HOME) == "2026-03-01T02:00:00.000000Z"


@pytest.mark.parametrize("text", [
    "", "2026", "2026-02-30", "2026-3-1", "20260301", "2026-03-01T09:00:00", "0001-01-01", "9999-12-31", "today",
])  # fmt: skip
def test_what_is_neither_is_refused(text: str):
    with pytest.raises(ValidationError):
        TypeAdapter(Bound).validate_python(text)
