"""What each provider documents is read as it is meant; what it does not is kept with its reason, alone (J4)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from intake import reading
from intake.raw import Body
from intake.reports import Event, Report, Unreadable
from tests.mailing.examples import CUSTOMER

NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)
AT = 1772424019
"""2026-03-02T04:00:19Z"""
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
type Json = dict[str, Any]


def read(source: str, document: Any) -> list[Event]:
    text = document if isinstance(document, str) else json.dumps(document)
    return list(reading.events(Body(f"raw/acme/{source}/2026-03-02/x", "acme", source, NOW, text)))


def one(source: str, document: Any) -> Report:
    (event,) = read(source, document)
    assert isinstance(event, Report), event
    return event


def reason(source: str, document: Any) -> str:
    (event,) = read(source, document)
    assert isinstance(event, Unreadable), event
    assert event.tenant == "acme"
    return event.reason


# --- SendGrid: https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event --------------------------
SENDGRID: dict[str, Json] = {
    "processed": {"smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>"},
    "deferred": {"ip": "168.1.1.1", "response": "400 try again later", "attempt": "5"},
    "delivered": {"ip": "168.1.1.1", "response": "250 OK"},
    "open": {"useragent": AGENT, "ip": "255.255.255.255", "sg_machine_open": False},
    "click": {"useragent": AGENT, "ip": "255.255.255.255", "url": "http://www.sendgrid.com/"},
    "bounce": {"reason": "500 unknown recipient", "status": "5.0.0", "type": "bounce"},
    "dropped": {"reason": "Bounced Address", "status": "5.0.0"},
    "spamreport": {},
    "unsubscribe": {},
    "group_unsubscribe": {"useragent": AGENT, "asm_group_id": 10},
    "group_resubscribe": {"useragent": AGENT, "asm_group_id": 10},
}


def sendgrid(kind: str, **more: Any) -> Json:
    about = {"email": "Example@test.com", "timestamp": AT, "category": "cat facts", "sg_event_id": "sg_event_id",
             "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0"}  # fmt: skip
    return {**about, "event": kind, **SENDGRID.get(kind, {}), **more}


def test_all_that_sendgrid_documents_is_read():
    found = read("sendgrid", [sendgrid(kind, campaign="tet-2026", customer=CUSTOMER) for kind in SENDGRID])
    assert all(isinstance(event, Report) for event in found)
    kinds = [event.signal.kind if event.signal else None for event in found if isinstance(event, Report)]
    assert kinds == [
        "send", None, "delivery", "open", "click", "bounce", None, "complaint", "unsubscribe", "unsubscribe", None
    ]  # fmt: skip
    (opened,) = [e for e in found if isinstance(e, Report) and e.signal and e.signal.kind == "open"]
    assert (opened.recipient.tenant, opened.recipient.customer) == ("acme", CUSTOMER)
    assert opened.recipient.address == "example@test.com"
    assert opened.signal
    assert (opened.signal.message, opened.signal.verdict, opened.signal.ip) == (
        "14c5d75ce93",
        "unknown",
        "255.255.255.255",
    )
    assert opened.signal.at == datetime(2026, 3, 2, 4, 0, 19, tzinfo=UTC)


def test_what_apple_opened_by_itself_is_a_machines():
    signal = one("sendgrid", [sendgrid("open", sg_machine_open=True)]).signal
    assert signal
    assert (signal.verdict, signal.reason) == ("bot", "provider_flag")


def test_the_senders_own_name_of_a_message_wins_and_one_of_odd_characters_is_told_by_its_digest():
    signal = one("sendgrid", [sendgrid("open", message="bao-gia-7")]).signal
    assert signal
    assert signal.message == "bao-gia-7"
    odd = one("sendgrid", [sendgrid("open", message="báo#giá")]).signal
    assert odd
    assert len(odd.message) == 32


def test_a_bounce_for_good_stops_and_one_that_may_pass_does_not():
    stop = one("sendgrid", [sendgrid("bounce")]).stop
    assert stop
    assert (stop.cause, stop.message) == ("bounce", "14c5d75ce93")
    assert one("sendgrid", [sendgrid("bounce", type="blocked")]).stop is None
    assert one("sendgrid", [sendgrid("spamreport")]).stop


def test_one_bad_event_does_not_fail_the_others():
    bad: list[Any] = [
        None, 7, [], {}, sendgrid("open", timestamp="soon"), sendgrid("click", url="javascript:alert(1)"),
        sendgrid("open", message="a\r\nb"), sendgrid("open", timestamp=AT + 9000), sendgrid("open", timestamp=True),
        sendgrid("click", url=f"https://x.vn/{'a' * 9000}"), sendgrid("open", timestamp=10**400),
    ]  # fmt: skip
    found = read("sendgrid", [sendgrid("open"), *bad, sendgrid("click")])
    assert [isinstance(event, Report) for event in found] == [True, *[False] * len(bad), True]
    assert all(event.reason for event in found if isinstance(event, Unreadable))


@pytest.mark.parametrize("text", [
    "", "x", "{}", "null", "[NaN]", '[{"event": Infinity}]', "[" * 60_000, '{"a":' * 60_000, "[1,]", '"\\ud800"',
])  # fmt: skip
@pytest.mark.parametrize("source", ["generic", "sendgrid", "mailgun", "postmark"])
def test_a_body_that_is_none_is_kept_with_its_reason(source: str, text: str):
    assert reason(source, text)


# --- Mailgun: https://documentation.mailgun.com/docs/mailgun/user-manual/events/events ----------------------------
def mailgun(kind: str, **more: Any) -> Json:
    client = {"client-type": "browser", "client-os": "Linux", "device-type": "desktop", "client-name": "Chromium",
              "user-agent": AGENT, "bot": ""}  # fmt: skip
    event = {
        "event": kind, "id": "CPgfbmQMTCKtHW6uIWtuVe", "timestamp": AT + 0.5, "log-level": "info",
        "recipient": "alice@example.com", "ip": "50.56.129.169", "client-info": client,
        "message": {"headers": {"message-id": "20130503182626.18666.16540@example.org"}}, "tags": ["my_tag_1"],
        "user-variables": {"customer": CUSTOMER, "campaign": "tet-2026"}, **more,
    }  # fmt: skip
    return {"signature": {"timestamp": "1", "token": "t", "signature": "s"}, "event-data": event}


MAILGUN: dict[str, tuple[str | None, str | None]] = {
    "accepted": ("send", None), "delivered": ("delivery", None), "opened": ("open", None),
    "failed": ("bounce", "transient"), "complained": ("complaint", None), "unsubscribed": ("unsubscribe", "all"),
    "stored": (None, None), "rejected": (None, None),
}  # fmt: skip


@pytest.mark.parametrize("kind", MAILGUN)
def test_what_mailgun_documents_is_read(kind: str):
    found = one("mailgun", mailgun(kind))
    assert (found.recipient.address, found.recipient.customer) == ("alice@example.com", CUSTOMER)
    assert (found.signal and found.signal.kind, found.signal and found.signal.detail) == MAILGUN[kind]
    if found.signal:
        assert found.signal.message == "20130503182626.18666.16540@example.org"


def test_a_failure_of_mailguns_is_for_good_or_may_pass():
    found = one("mailgun", mailgun("failed", severity="permanent"))
    assert found.signal
    assert found.signal.detail == "permanent"
    assert found.stop


@pytest.mark.parametrize(("bot", "verdict"), [("apple", "bot"), ("gmail", "bot"), ("generic", "bot"), ("", "unknown")])
def test_mailgun_says_which_openings_and_clicks_were_of_programs(bot: str, verdict: str):
    event = mailgun("clicked", url="http://mailgun.com", **{"client-info": {"user-agent": AGENT, "bot": bot}})
    signal = one("mailgun", event).signal
    assert signal
    assert (signal.kind, signal.link, signal.verdict) == ("click", "http://mailgun.com", verdict)


# --- Postmark: https://postmarkapp.com/developer/webhooks/webhooks-overview ---------------------------------------
GEO = {"CountryISOCode": "RS", "City": "Novi Sad", "Coords": "45.2517,19.8369", "IP": "188.2.95.4"}
POSTMARK: dict[str, Json] = {
    "Delivery": {"Recipient": "john@example.com", "DeliveredAt": "2026-03-02T04:00:19Z", "Details": "Test"},
    "Bounce": {"Email": "john@example.com", "Type": "HardBounce", "TypeCode": 1, "BouncedAt": "2026-03-02T04:00:19Z"},
    "SpamComplaint": {"Email": "john@example.com", "Type": "SpamComplaint", "BouncedAt": "2026-03-02T04:00:19Z"},
    "Open": {"Recipient": "john@example.com", "FirstOpen": True, "UserAgent": AGENT, "Geo": GEO, "Platform": "WebMail",
             "ReceivedAt": "2026-03-02T04:00:19.9070259Z"},
    "Click": {"Recipient": "john@example.com", "ClickLocation": "HTML", "UserAgent": AGENT, "Geo": GEO,
              "OriginalLink": "https://example.com", "ReceivedAt": "2026-03-01T23:00:19.9070259-05:00"},
    "SubscriptionChange": {"Recipient": "john@example.com", "SuppressSending": True, "Origin": "Recipient",
                           "SuppressionReason": "ManualSuppression", "ChangedAt": "2026-03-02T04:00:19Z"},
    "Inbound": {"From": "john@example.com"},
}  # fmt: skip
KINDS = ["delivery", "bounce", "complaint", "open", "click", "unsubscribe", None]


def postmark(kind: str, **more: Any) -> Json:
    about = {"RecordType": kind, "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483", "Tag": "welcome-email",
             "Metadata": {"customer": CUSTOMER, "campaign": "tet-2026"}}  # fmt: skip
    return {**about, **POSTMARK[kind], **more}


@pytest.mark.parametrize(("kind", "signal"), list(zip(POSTMARK, KINDS, strict=True)))
def test_what_postmark_documents_is_read(kind: str, signal: str | None):
    found = one("postmark", postmark(kind))
    assert found.recipient.customer == CUSTOMER
    assert (found.signal and found.signal.kind) == signal
    if found.signal:
        assert found.recipient.address == "john@example.com"
        assert found.signal.at.replace(microsecond=0) == datetime(2026, 3, 2, 4, 0, 19, tzinfo=UTC)
        assert found.signal.ip == ("188.2.95.4" if signal in {"open", "click"} else None)


@pytest.mark.parametrize("more", [{"SuppressSending": False}, {"SuppressionReason": "HardBounce"}])
def test_who_wants_mail_again_or_has_bounced_has_not_unsubscribed(more: Json):
    assert one("postmark", postmark("SubscriptionChange", **more)).signal is None


# --- our own ------------------------------------------------------------------------------------------------------
def generic(**more: Any) -> Json:
    return {
        "events": [{"type": "opened", "at": "2026-03-02T11:00:19+07:00", "message": "m1", "email": "hoa@x.vn", **more}]
    }


@pytest.mark.parametrize(("machine", "verdict"), [(True, "bot"), (False, "human"), (None, "unknown")])
def test_our_own_format_says_of_itself_who_it_was(machine: bool | None, verdict: str):
    signal = one("generic", generic(user_agent=AGENT, machine=machine)).signal
    assert signal
    assert (signal.verdict, signal.at) == (verdict, datetime(2026, 3, 2, 4, 0, 19, tzinfo=UTC))


def test_the_company_is_the_one_that_signed_and_no_other_that_is_named():
    assert one("generic", generic(tenant="rival")).recipient.tenant == "acme"


@pytest.mark.parametrize("more", [
    {"at": None}, {"at": "2026-03-02T11:00:19"}, {"at": "yesterday"}, {"at": "2030-01-01T00:00:00Z"}, {"message": None},
    {"message": "a\nb"}, {"machine": "yes"}, {"type": None}, {"type": "clicked"}, {"type": "clicked", "link": "ftp://x"},
    {"type": "bounced"}, {"type": "bounced", "bounce": "hard"}, {"ip": 7}, {"user_agent": []},
    {"sent_at": "2026-03-02 04:00"}, {"message": "x" * 999},
])  # fmt: skip
def test_what_is_not_as_documented_says_why(more: Json):
    assert reason("generic", generic(**more))


def test_an_event_of_a_type_that_comes_later_is_noted():
    assert one("generic", generic(type="forwarded")).signal is None


def test_more_events_than_a_body_has_room_for_are_one_body_that_cannot_be_read():
    assert reason("generic", {"events": [0] * 10_001}) == "body has more than 10000 events"
