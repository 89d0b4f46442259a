"""What SES may tell, at its limits: each mistake with the field and the words, and nothing lost of what is read."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailing.rules import MOST_DESTINATIONS, ip_of, moment, parse, signal, user_agent_of
from mailing.shapes import Malformed
from tests.mailing.examples import AT, EVENTS, changed

SENT = datetime(2026, 3, 2, 2, 15, 40, 12000, UTC)
GOOGLE = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"


def read(body: Any) -> Any:
    return parse(json.dumps(body))


def test_a_body_that_is_no_object_is_told_so():
    with pytest.raises(Malformed) as refused:
        parse("[]")
    assert str(refused.value) == "body is not an object"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("eventType", "x" * 65, "eventType is longer than 64 characters"),
        ("mail.messageId", "x" * 257, "mail.messageId is longer than 256 characters"),
        ("open.timestamp", "2" * 41, "open.timestamp is longer than 40 characters"),
        ("open.timestamp", "2" * 40, "open.timestamp is not a UTC timestamp"),
        ("mail.destination", ["a@x.vn"] * 51, "mail.destination has not 1 to 50 addresses"),
        ("mail.tags", {"tenant": [7]}, "mail.tags has a value that is not text"),
        ("open.userAgent", 7, "open.userAgent is not text"),
    ],
)
def test_a_mistake_is_told_with_its_field_and_the_limit(path: str, value: object, said: str):
    with pytest.raises(Malformed) as refused:
        read(changed("open", path, value))
    assert str(refused.value) == said


def test_a_link_that_leads_nowhere_on_the_web_is_told():
    with pytest.raises(Malformed) as refused:
        read(changed("click", "click.link", "ftp://x"))
    assert str(refused.value) == "click.link is not a web address"


def test_what_is_at_its_limit_is_read():
    assert read(changed("open", "eventType", "x" * 64)).event_type == "other"
    assert read(changed("open", "mail.messageId", "x" * 256)).message_id == "x" * 256
    assert len(read(changed("open", "mail.destination", ["a@x.vn"] * MOST_DESTINATIONS)).destination) == 50


def test_when_a_mail_was_sent_is_read_but_not_believed_of_the_future():
    assert read(EVENTS["open"]).sent_at == SENT
    assert (
        parse(json.dumps(changed("open", "mail.timestamp", "2026-03-02T05:00:20Z")), AT - timedelta(hours=1)).sent_at
        is None
    )


def test_of_a_bounce_its_kind_is_read_and_no_reader():
    found = read(changed("bounce", "bounce.ipAddress", "192.0.2.1"))
    assert (found.ip, found.user_agent, found.detail) == (None, None, "permanent")


def test_who_clicks_as_a_mail_is_sent_is_a_machine_and_who_opens_it_may_be_none():
    quick = {name: changed(name, "mail.timestamp", EVENTS[name][name]["timestamp"]) for name in ("click", "open")}
    told = {name: signal(read(body)) for name, body in quick.items()}
    assert {name: (one.verdict, one.reason, one.sent_at == one.at) for name, one in told.items() if one} == {
        "click": ("bot", "no_pause", True), "open": ("unknown", None, True),
    }  # fmt: skip


def test_a_program_that_calls_itself_so_is_known():
    told = signal(read(changed("open", "open.userAgent", GOOGLE)))
    assert told is not None
    assert (told.verdict, told.reason) == ("proxy", "agent:gmail")


def test_what_is_empty_is_not_there():
    assert (ip_of("", "ip"), ip_of(None, "ip"), user_agent_of("", "program")) == (None, None, None)


def test_another_spelling_of_a_moment_is_refused():
    with pytest.raises(ValueError, match=r"^is not a UTC timestamp$"):
        moment("2026-03-02T02:15:40+00:00")
