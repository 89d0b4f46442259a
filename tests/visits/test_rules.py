"""Bodies of the GA4 Measurement Protocol: what is read of them, and what can never be kept."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits import rules, shown
from visits.paths import path_of
from visits.rules import Body, Refused
from visits.shown import Told

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def micros(at: datetime) -> int:
    return int(at.timestamp()) * 1_000_000


def event(name: str = "page_view", at: object = None, **params: object) -> dict[str, Any]:
    told = {"page_location": "https://x.vn/bang-gia?q=1#top", "session_id": "1700000000", **params}
    made = {"name": name, "params": {k: v for k, v in told.items() if v is not None}}
    return made if at is None else {**made, "timestamp_micros": at}


def body(*events: Any, **more: Any) -> bytes:
    return json.dumps({"client_id": "123.456", "events": list(events), **more}).encode()


def read(*events: Any, now: datetime = NOW, **more: Any) -> Body:
    return rules.read(body(*events, **more), now)


def wrong(raw: bytes) -> tuple[str, list[tuple[str, str]]]:
    with pytest.raises(Refused) as refused:
        rules.read(raw, NOW)
    return refused.value.code, [(one.path, one.code) for one in refused.value.errors]


def test_the_documented_example_is_a_visit_of_a_page_for_a_time():
    (visit,) = read(event(engagement_time_msec=100, at=micros(NOW - DAY))).visits
    assert (visit.client, visit.user, visit.told.paths) == ("123.456", None, frozenset({"/bang-gia"}))
    assert (visit.told.at, visit.told.seconds) == ("2026-03-01T08:00:00.000000Z", 1)


@pytest.mark.parametrize("written", [90_000, "90000", 90_000.0, "90000.0"])
def test_numbers_may_be_text(written: object):
    (visit,) = read(event(engagement_time_msec=written, session_id=7), timestamp_micros=str(micros(NOW))).visits
    assert visit.told.seconds == 90
    assert visit.id == read(event(session_id="7")).visits[0].id


@pytest.mark.parametrize("written", ["NaN", "ten", -1, 1.5, True, [], {}, "1e3", " 5"])
def test_what_is_no_number_of_milliseconds_is_told_where_it_stands(written: object):
    code, errors = wrong(body(event(), event(engagement_time_msec=written)))
    assert (code, errors) == ("invalid_request", [("/events/1/params/engagement_time_msec", "integer")])


@pytest.mark.parametrize(
    ("more", "path", "code"),
    [
        ({"client_id": None}, "/client_id", "missing"),
        ({"client_id": ""}, "/client_id", "missing"),
        ({"client_id": 1.5}, "/client_id", "text"),
        ({"client_id": "a\r\nb"}, "/client_id", "control_characters"),
        ({"client_id": "c" * 101}, "/client_id", "too_long"),
        ({"user_id": "u" * 257}, "/user_id", "too_long"),
        ({"events": None}, "/events", "missing"),
        ({"events": []}, "/events", "too_few"),
        ({"events": {}}, "/events", "list"),
        ({"events": [event()] * 26}, "/events", "too_many"),
        ({"events": ["page_view"]}, "/events/0", "object"),
        ({"events": [{"params": {}}]}, "/events/0/name", "missing"),
        ({"events": [{"name": "a", "params": 5}]}, "/events/0/params", "object"),
        ({"timestamp_micros": "soon"}, "/timestamp_micros", "integer"),
        ({"timestamp_micros": micros(NOW) // 1000}, "/timestamp_micros", "too_long_ago"),
        ({"timestamp_micros": 10**30}, "/timestamp_micros", "in_future"),
    ],
)
def test_what_can_never_be_kept_is_told_by_its_place(more: dict[str, Any], path: str, code: str):
    raw = json.dumps({"client_id": "1", "events": [event()], **more}).encode()
    assert wrong(raw) == ("invalid_request", [(path, code)])


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{", b"\xff", b'{"client_id": NaN}', b"[" * 100_000, b'{"a": 1' + b"0" * 5000 + b"}"]
)
def test_what_is_no_json_object_is_refused_as_that(raw: bytes):
    assert wrong(raw) == ("invalid_json", [])


def test_a_body_has_to_be_smaller_than_130_kb():
    fits = body(event(), filler="")
    assert rules.read(body(event(), filler="x" * (rules.BODY_LIMIT - len(fits) - 1)), NOW).visits
    assert wrong(body(event(), filler="x" * (rules.BODY_LIMIT - len(fits)))) == ("body_too_large", [])


@pytest.mark.parametrize(("back", "kept"), [(72, True), (72.001, False), (0, True), (-1, True), (-1.001, False)])
def test_nothing_is_dated_back_further_than_72_hours(back: float, kept: bool):
    at = micros(NOW - timedelta(hours=1) * back) if back == int(back) else micros(NOW - timedelta(hours=back))
    events = (event(at=at), event())
    if kept:
        assert read(*events).visits
    else:
        assert wrong(body(*events))[1][0][0] == "/events/0/timestamp_micros"


def test_the_time_of_an_event_wins_over_that_of_the_body():
    at = [one.told.at for one in read(
        event(session_id="1", at=micros(NOW - DAY)), event(session_id="2"), timestamp_micros=micros(NOW - 2 * DAY)
    ).visits]  # fmt: skip
    assert at == ["2026-03-01T08:00:00.000000Z", "2026-02-28T08:00:00.000000Z"]


def test_events_that_tell_of_no_page_and_no_time_are_counted_and_not_failed():
    read_ = read({"name": "purchase"}, {"name": "xyz"}, event("scroll", page_location=None), event("anything"))
    assert (len(read_.visits), dict(read_.noted)) == (1, {"other": 2, "scroll": 1})


def test_without_a_session_a_visit_is_what_a_client_does_on_a_day():
    first, second = (NOW.replace(hour=hour) for hour in (0, 7))
    ids = [read(event(session_id=None, at=micros(at))).visits[0].id for at in (first, second, first - DAY)]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://x.vn/bang-gia?email=an@x.vn#a", "/bang-gia"),
        ("https://x.vn", "/"),
        ("http://an:secret@x.vn:8080/a", "/a"),
        ("/tin-tuc?x", "/tin-tuc"),
        ("https://x.vn/b%E1%BA%A3ng%20gi%C3%A1", "/bảng giá"),
        ("https://x.vn/u/an%40x.vn/view", "/u/*/view"),
        ("https://x.vn/call/0912345678/a", "/call/*/a"),
        ("https://x.vn/call/+84912345678", "/call/*"),
        ("https://x.vn/p/1234567", "/p/1234567"),
        ("https://x.vn/a%0d%0ab", "/ab"),
        ("https://x.vn/a%3Fphone=1%23x", "/a"),
        ("https://x.vn/" + "a" * 500, "/" + "a" * 199),
        ("javascript:alert(1)", None),
        ("http://[", None),
        ("bang-gia", None),
        ("", None),
        (5, None),
        ("https://x.vn/" + "a" * 9000, None),
    ],
)
def test_of_an_address_the_path_is_kept_and_nothing_that_says_who_somebody_is(address: object, path: str | None):
    assert path_of(address) == path


def told(*bodies: Body) -> Mapping[str, Told]:
    found: dict[str, Told] = {}
    for one in bodies:
        for visit in one.visits:
            found[visit.id] = visit.told.joined(found.get(visit.id))
    return found


def test_time_that_comes_in_several_events_adds_up_once_each_in_any_order():
    parts = [
        read(event("user_engagement", engagement_time_msec=msec, at=micros(NOW) - 1000 * place))
        for place, msec in enumerate((200_000, 200_000, 201_000))
    ]
    ends = {tuple(told(*some, *some[:2]).items()).__repr__() for some in permutations(parts)}
    (visit,) = told(*parts, *parts).values()
    assert visit.seconds == 601
    assert len({tuple(sorted(one.parts.items())) for some in permutations(parts) for one in told(*some).values()}) == 1
    assert ends


def test_two_events_of_a_body_that_say_the_same_are_two_and_the_body_again_is_none():
    same = event("user_engagement", engagement_time_msec=1000)
    twice = read(same, same)
    (visit,) = told(twice, read(same, same, now=NOW + timedelta(minutes=1))).values()
    assert visit.seconds == 2


def test_a_begun_second_counts_so_that_longer_than_ten_minutes_stays_longer():
    assert [read(event(engagement_time_msec=msec)).visits[0].told.seconds for msec in (600_000, 600_001)] == [600, 601]


TOLD = st.builds(
    Told,
    at=st.sampled_from(["2026-03-01T00:00:00.000000Z", "2026-03-02T00:00:00.000000Z"]),
    received_at=st.sampled_from(["2026-03-02T00:00:00.000000Z", "2026-03-03T00:00:00.000000Z"]),
    entry=st.one_of(st.none(), st.tuples(st.sampled_from(["1", "2"]), st.sampled_from(["/a", "/b"]))),
    paths=st.frozensets(st.sampled_from(["/a", "/b", "/c", "/d", "/e"])),
    parts=st.dictionaries(st.sampled_from("abcdef"), st.just(5)),
)


@given(TOLD, TOLD, TOLD)
def test_what_is_told_joins_in_any_order_and_any_number_of_times(one: Told, other: Told, third: Told):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shown, "MOST_PATHS", 3)
        patch.setattr(shown, "MOST_PARTS", 3)
        whole = one.joined(other).joined(third)
        assert whole.joined(third.joined(one)).joined(other) == third.joined(other).joined(one).joined(whole) == whole
        assert whole.joined(whole) == whole
        assert Told.stored(whole.shown()) == whole
