"""The documented bodies of Zalo's webhooks, and what is not believed."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.zalo_events import ZaloEvent, read, signed_at

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
APP, SECRET = "2074138120372622546", "an-oa-secret"
STAMP = str(int(NOW.timestamp() * 1000))


def event(**more: Any) -> str:
    message = {"delivery_time": STAMP, "msg_id": "15a0cc0bbb13bd4ce403", "tracking_id": "w-1-2"}
    told = {
        "sender": {"id": "2893352839501541173"}, "recipient": {"id": "84912345678"}, "message": message,
        "event_name": "user_received_message", "app_id": APP, "timestamp": STAMP,
    }  # fmt: skip
    return json.dumps(told | more, ensure_ascii=False)


def signature(body: str, timestamp: str = STAMP, app: str = APP, secret: str = SECRET) -> str:
    return "mac=" + sha256(f"{app}{body}{timestamp}{secret}".encode()).hexdigest()


def test_a_notice_that_reached_its_phone_is_told_of_with_our_id():
    body = event()
    assert signed_at(body, signature(body), [SECRET], NOW) == NOW
    assert signed_at(body, signature(body).removeprefix("mac=").upper(), ["another", SECRET], NOW) == NOW
    assert read(body) == ZaloEvent("w-1-2", "15a0cc0bbb13bd4ce403", "delivered", NOW)


def test_the_timestamp_that_is_signed_may_be_the_header_s():
    body, other = event(), str(int(STAMP) + 7)
    assert signed_at(body, signature(body, other), [SECRET], NOW, other)
    assert not signed_at(body, signature(body, other), [SECRET], NOW)


@pytest.mark.parametrize(
    ("body", "mac"),
    [
        (event() + " ", signature(event())),
        (event(), ""),
        (event(), "mac=" + "0" * 64),
        (event(), signature(event(), secret="another")),
        (event(app_id="1"), signature(event(app_id="1"))),
        (event(timestamp="x"), signature(event(timestamp="x"), "x")),
        ("[]", signature("[]")),
        ("{", signature("{")),
        (event(text="x" * 70_000), signature(event(text="x" * 70_000))),
    ],
)
def test_what_zalo_has_not_signed_is_not_believed(body: str, mac: str):
    assert not signed_at(body, mac, [SECRET], NOW)


def test_without_a_secret_nothing_is_believed():
    body = event()
    assert not signed_at(body, signature(body, secret=""), [""], NOW)
    assert not signed_at(body, signature(body), [], NOW)


@pytest.mark.parametrize(("after", "believed"), [(-6, False), (-1, True), (100, True), (60 * 25, False)])
def test_an_old_body_and_one_of_the_future_are_not_believed(after: int, believed: bool):
    body = event()
    assert bool(signed_at(body, signature(body), [SECRET], NOW + timedelta(minutes=after))) is believed


@pytest.mark.parametrize(
    "body",
    [
        event(event_name="user_send_text"), event(message="x"), event(message={}), "", "null",
        event(message={"tracking_id": "a b", "delivery_time": STAMP}),
        event(message={"tracking_id": "x" * 49, "delivery_time": STAMP}),
        event(message={"tracking_id": "w-1", "delivery_time": "soon"}),
    ],
)  # fmt: skip
def test_whatever_else_zalo_tells_is_nothing_of_ours(body: str):
    assert read(body) is None


@given(st.text())
def test_any_text_can_be_read(body: str):
    assert read(body) is None
    assert not signed_at(body, "mac=" + "0" * 64, [SECRET], NOW)
