import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local import sns as local_sns
from mailing.rules import Signal, parse, recipient, signal
from mailing.shapes import Malformed
from tests.mailing.examples import AT, CUSTOMER, EVENTS, changed


def refusal(body: object, now: datetime | None = None) -> Malformed:
    with pytest.raises(Malformed) as refused:
        parse(body if isinstance(body, str) else json.dumps(body), now)
    return refused.value


# --- what is refused -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "body",
    [
        "",
        "Successfully validated SNS topic for Amazon SES event publishing.",  # SES really sends this once
        "[]",
        "null",
        "7",
        '"text"',
        "{}",
        '{"eventType": NaN}',
        '{"a": Infinity}',
        "[" * 100_000,
        '{"a":' * 100_000,
        "1" * 10_000,
        '{"eventType": "Open"',
        " " * 262_145,
        "\ud800",
    ],
)
def test_a_body_that_is_no_event_is_malformed(body: str) -> None:
    assert refusal(body).reason


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_has_not_is_malformed_wherever_it_stands(number: float) -> None:
    assert refusal(changed("open", "mail.headersTruncated", number)).field == "body"


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("open", "eventType", None),
        ("open", "eventType", ["Open"]),
        ("open", "eventType", "Open" * 20),
        ("open", "mail", None),
        ("open", "mail", [1]),
        ("open", "mail.messageId", None),
        ("open", "mail.messageId", ""),
        ("open", "mail.messageId", 7),
        ("open", "mail.messageId", "a" * 257),
        ("open", "mail.messageId", "a#b"),
        ("open", "mail.messageId", "a\nb"),
        ("open", "mail.destination", None),
        ("open", "mail.destination", "recipient@example.com"),
        ("open", "mail.destination", []),
        ("open", "mail.destination", ["a@example.com"] * 51),
        ("open", "mail.destination", [None]),
        ("open", "mail.destination", ["a" * 999]),
        ("open", "mail.destination", ["a\x00@example.com"]),
        ("open", "mail.destination", ["\ud800@example.com"]),
        ("open", "mail.tags", ["tenant"]),
        ("open", "mail.tags", {"tenant": "nam-an"}),
        ("open", "mail.tags", {"tenant": [1]}),
        ("open", "mail.tags", {"tenant": [["nam-an"]]}),
        ("open", "open", None),
        ("open", "open", []),
        ("open", "open.timestamp", None),
        ("open", "open.timestamp", 1772424019),
        ("open", "open.ipAddress", 7),
        ("open", "open.ipAddress", "1" * 257),
        ("open", "open.userAgent", {"a": 1}),
        ("click", "click.link", None),
        ("click", "click.link", ""),
        ("click", "click.link", ["https://example.com"]),
        ("click", "click.link", "https://example.com/" + "a" * 8_192),
        ("click", "click.link", "javascript:alert(1)"),
        ("click", "click.link", "https://example.com/\ud800"),
        ("send", "mail.timestamp", None),
    ],
)
def test_a_field_that_is_not_as_documented_is_named(name: str, path: str, value: object) -> None:
    refused = refusal(changed(name, path, value))
    assert refused.field == path
    assert refused.reason
    assert str(refused) == f"{refused.field} {refused.reason}"


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2026-03-02T04:00:19.652",
        "2026-03-02T04:00:19.652+07:00",
        "2026-03-02 04:00:19Z",
        "2026-02-30T04:00:19Z",
        "2026-03-02T25:00:19Z",
        "２０２６-03-02T04:00:19Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "2011-01-24T23:59:59.999Z",
        "2026-03-02T04:00:19.652Z\n",
    ],
)
def test_a_time_that_is_no_utc_timestamp_or_before_ses_is_malformed(text: str) -> None:
    assert refusal(changed("open", "open.timestamp", text)).field == "open.timestamp"


def test_an_event_from_the_far_future_is_malformed_to_who_knows_the_time() -> None:
    body = changed("open", "open.timestamp", "9999-12-31T23:59:59.999Z")
    assert refusal(body, now=AT).field == "open.timestamp"
    assert parse(json.dumps(EVENTS["open"]), now=AT - timedelta(minutes=59)).at == AT
    assert refusal(EVENTS["open"], now=AT - timedelta(minutes=61)).reason == "is an absurd time"


@pytest.mark.parametrize("fraction", ["", ".6", ".652", ".652123", ".652123999"])
def test_any_fraction_of_a_second_is_read(fraction: str) -> None:
    found = parse(json.dumps(changed("open", "open.timestamp", f"2026-03-02T04:00:19{fraction}Z")))
    assert found.at.replace(microsecond=0) == AT.replace(microsecond=0)


def test_what_the_reader_writes_never_costs_the_signal() -> None:
    found = parse(json.dumps(changed("open", "open.userAgent", "bad\x00\ud800 agent" * 1_000)))
    assert found.user_agent is not None
    assert found.user_agent.startswith("bad   agent")
    assert len(found.user_agent.encode()) == 512
    assert parse(json.dumps(changed("open", "open.userAgent", None))).user_agent is None
    assert parse(json.dumps(changed("open", "open.ipAddress", "unknown"))).ip is None


# --- properties ----------------------------------------------------------------------------------
texts = st.text(st.characters()) | st.text(st.characters(categories=["Cs", "Cc", "Nd", "Lu"]))
trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=10,
)


def paths(node: object, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [way, *(path for step, inner in steps for path in paths(inner, (*way, step)))]


@st.composite
def damaged(draw: st.DrawFn) -> object:
    body = deepcopy(EVENTS[draw(st.sampled_from(sorted(EVENTS)))])
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from([path for path in paths(body) if path]))
        node = body
        for step in way:
            node = node[step]
        if draw(st.booleans()):
            node[last] = draw(trees)
        else:
            del node[last]
    return body


def read_to_the_end(body: str) -> None:
    try:
        found = parse(body, AT)
    except Malformed as refused:
        assert refused.field  # noqa: PT017 - both outcomes are right
        assert refused.reason  # noqa: PT017
        return
    whom, what = recipient(found), signal(found)
    assert all(value is None or value.encode() for value in (whom.tenant, whom.customer, whom.address))
    if what is not None:
        assert what.identity.isascii()
        assert len(what.identity) <= 300


@settings(deadline=None)
@given(texts)
def test_any_text_is_an_event_or_malformed(body: str) -> None:
    read_to_the_end(body)


@settings(deadline=None)
@given(trees)
def test_any_json_is_an_event_or_malformed(body: object) -> None:
    read_to_the_end(json.dumps(body))


@settings(deadline=None, max_examples=400)
@given(damaged())
def test_any_damage_to_a_documented_body_leaves_an_event_or_malformed(body: object) -> None:
    read_to_the_end(json.dumps(body))


names = st.from_regex(r"[A-Za-z0-9_.@-]{1,40}", fullmatch=True)
links = st.from_regex(r"https?://[a-zA-Z0-9./?&=#%-]{1,60}", fullmatch=True)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def click(message: str, link: str, at: datetime, agent: str) -> Signal:
    body = local_sns.click_event(
        tenant="nam-an", customer=CUSTOMER, message=message, to="a@example.com", at=at, link=link, user_agent=agent
    )
    found = signal(parse(body))
    assert found is not None
    return found


@settings(deadline=None)
@given(names, links, moments, moments, st.text())
def test_a_repeated_click_is_the_same_signal_whenever_and_however_it_comes(
    message: str, link: str, first: datetime, again: datetime, agent: str
) -> None:
    assert click(message, link, first, "").identity == click(message, link, again, agent).identity


@settings(deadline=None)
@given(names, names, links, links, moments)
def test_another_message_or_link_is_another_signal(one: str, two: str, first: str, second: str, at: datetime) -> None:
    same = (one, first) == (two, second)
    assert (click(one, first, at, "").identity == click(two, second, at, "").identity) is same
