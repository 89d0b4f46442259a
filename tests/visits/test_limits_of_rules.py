"""Bodies of the GA4 Measurement Protocol at their limits: what just fits, and what is said of what does not."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from kernel.problems import FieldError
from visits import rules
from visits.rules import AHEAD, BACK, LONGEST_ENGAGED, Body, Refused

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
AT = int(NOW.timestamp()) * 1_000_000
MICROSECOND = timedelta(microseconds=1)
SESSION = "/events/0/params/session_id"


def page(**params: object) -> dict[str, Any]:
    return {"name": "page_view", "params": {"page_location": "https://x.vn/a", **params}}


def read(*events: Any, now: datetime = NOW, slack: timedelta = timedelta(0), **more: Any) -> Body:
    return rules.read(json.dumps({"client_id": "1.2", "events": events, **more}).encode(), now, slack)


def ids(*events: Any, **more: Any) -> list[str]:
    return [visit.id for visit in read(*events, **more).visits]


def digest(*said: object, length: int) -> str:
    return sha256("\n".join(map(str, said)).encode()).hexdigest()[:length]


def back(by: timedelta) -> int:
    return AT - by // MICROSECOND


@pytest.mark.parametrize(
    ("more", "errors"),
    [
        ({"client_id": "c" * 101}, [("/client_id", "too_long", {"max_length": 100})]),
        ({"client_id": True, "user_id": []}, [("/client_id", "text", {}), ("/user_id", "text", {})]),
        ({"events": []}, [("/events", "too_few", {"min_length": 1})]),
        ({"events": [page()] * 26}, [("/events", "too_many", {"max_length": 25})]),
        ({"timestamp_micros": back(BACK + MICROSECOND)}, [("/timestamp_micros", "too_long_ago", {"hours": 72})]),
        ({"timestamp_micros": back(-AHEAD - MICROSECOND)}, [("/timestamp_micros", "in_future", {})]),
        ({"events": [page(engagement_time_msec=LONGEST_ENGAGED + 1)]},
         [("/events/0/params/engagement_time_msec", "too_large", {"limit": LONGEST_ENGAGED})]),
        ({"events": [page(session_id=1.5)]}, [(SESSION, "integer", {})]),
        ({"events": [page(session_id=-1)]}, [(SESSION, "integer", {})]),
        ({"events": [page(session_id=True)]}, [(SESSION, "text", {})]),
        ({"events": [page(session_id=[])]}, [(SESSION, "text", {})]),
        ({"events": [page(session_id="s" * 101)]}, [(SESSION, "too_long", {"max_length": 100})]),
        ({"events": [page(session_id=10**100)]}, [(SESSION, "too_long", {"max_length": 100})]),
        ({"client_id": None, "events": [{"name": "n" * 41}, 5]}, [("/client_id", "missing", {}),
         ("/events/0/name", "too_long", {"max_length": 40}), ("/events/1", "object", {})]),
    ],
)  # fmt: skip
def test_of_all_that_is_wrong_it_is_told_where_and_what_the_limit_is(more: dict[str, Any], errors: Iterable[Any]):
    with pytest.raises(Refused, match=r"^invalid_request$") as refused:
        rules.read(json.dumps({"client_id": "1.2", "events": [page()], **more}).encode(), NOW)
    assert list(refused.value.errors) == [FieldError(path, code, tuple(told.items())) for path, code, told in errors]


def test_what_is_as_long_as_it_may_be_is_kept():
    (visit,) = read(*[page(session_id="s" * 100, engagement_time_msec=LONGEST_ENGAGED)] * 25,
        client_id="c" * 100, user_id="u" * 256).visits  # fmt: skip
    assert (visit.client, visit.user, visit.told.seconds) == ("c" * 100, "u" * 256, 25 * 86_400)
    assert read({"name": "n" * 40}).noted == {"other": 1}


def test_who_it_was_may_be_a_number():
    (visit,) = read(page(), client_id=123, user_id=7).visits
    assert (visit.client, visit.user) == ("123", "7")


def test_an_event_without_a_time_of_its_own_adds_none():
    (visit,) = read(page(engagement_time_msec=0)).visits
    assert (visit.told.parts, visit.told.paths) == ({}, frozenset({"/a"}))


def test_a_session_has_its_id_as_a_text_or_a_number_under_either_of_its_names():
    assert ids(*(page(session_id=one) for one in ("7", 7, 7.0)), page(ga_session_id=7)) == ids(page(session_id="7"))
    assert ids(page(session_id=7, ga_session_id=8)) == ids(page(session_id=7))
    assert len(ids(page(session_id="x"), page(session_id="y"), page(ga_session_id="z"), page())) == 4


def test_a_visit_has_the_same_id_after_any_change_of_this_program():
    assert ids(page(session_id="x")) == [digest("1.2", "sx", length=24)]
    assert ids(page()) == [digest("1.2", "d2026-03-02", length=24)]
    assert ids(page(), client_id="3.4") == [digest("3.4", "d2026-03-02", length=24)]


def test_a_part_of_a_visit_is_the_same_after_any_change_of_this_program():
    (visit,) = read(*[page(engagement_time_msec=9)] * 2, {"name": "scroll", "params": {"engagement_time_msec": 8}},
        timestamp_micros=AT).visits  # fmt: skip
    assert visit.told.parts == {
        digest("page_view", AT, "/a", 9, 1, length=12): 9,
        digest("page_view", AT, "/a", 9, 2, length=12): 9,
        digest("scroll", AT, "", 8, 1, length=12): 8,
    }


def test_who_reads_again_what_was_let_in_takes_what_lay_back_just_far_enough():
    slack = timedelta(minutes=5)
    assert read(page(), slack=slack, timestamp_micros=back(BACK + slack)).visits
    with pytest.raises(Refused):
        read(page(), slack=slack, timestamp_micros=back(BACK + slack + MICROSECOND))


def test_the_greatest_number_that_is_a_time_is_one():
    then = datetime(2100, 1, 1, tzinfo=UTC)
    whole = int(then.timestamp()) * 1_000_000
    assert read(page(), now=then, timestamp_micros=whole).visits
    with pytest.raises(Refused):
        read(page(), now=then, timestamp_micros=whole + 1)
