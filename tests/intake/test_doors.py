"""Only who has a company's key is let in, and says what it signed just now; a body is kept once (J4)."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from intake import keyring, signatures
from intake.signatures import Request
from kernel import aws, keys
from mailing.rejected import Rejected
from tests.intake import providers
from tests.intake.providers import Letter, generic, key_of, mailgun, postmark, sendgrid
from tests.intake.taken import read
from tests.world import ENVIRONMENT, Answer, Person, World, client


def now() -> datetime:
    """The time at which a test runs: not that at which it was found."""
    return datetime.now(UTC)


HOUR = timedelta(hours=1)
EVENT = {"type": "opened", "at": "2026-03-02T04:00:00Z", "message": "m1", "email": "hoa@x.vn"}
RECORD = {"RecordType": "Delivery", "MessageID": "m1", "Recipient": "a@x.vn", "DeliveredAt": "2026-03-02T04:00:00Z"}


@pytest.fixture(autouse=True)
def _nobody_is_known() -> Iterator[None]:
    keyring.forget()
    yield
    keyring.forget()


def bodies() -> list[str]:
    found = client("s3").list_objects_v2(Bucket=ENVIRONMENT["BUCKET_NAME"], Prefix=keys.RAW).get("Contents", [])
    return [one["Key"] for one in found]


def refused(answer: Answer, reason: str) -> None:
    assert (answer.status, answer["code"]) == (403, "notification_rejected"), answer.raw
    assert reason in answer["detail"]
    assert bodies() == []


LETTERS: dict[str, Callable[[str], Letter]] = {
    "generic": lambda secret: generic(secret, [EVENT]),
    "sendgrid": lambda _: sendgrid([{"event": "processed"}]),
    "mailgun": lambda secret: mailgun({"event": "accepted"}, key=secret),
    "postmark": lambda secret: postmark(RECORD, secret),
}


@pytest.mark.parametrize("source", LETTERS)
def test_a_signed_body_is_kept_as_it_came_and_once(source: str, world: World, admin: Person):
    letter = LETTERS[source](key_of(world, admin, source))
    answers = [letter.post(world) for _ in range(3)]
    assert [(one.status, one["outcome"]) for one in answers] == [(202, "accepted"), *[(202, "repeated")] * 2]
    (key,) = bodies()
    assert key.startswith(f"raw/acme/{source}/")
    found = client("s3").get_object(Bucket=ENVIRONMENT["BUCKET_NAME"], Key=key)
    assert found["Body"].read() == letter.content
    assert sum(read(world).values()) == 1


@pytest.mark.parametrize("source", LETTERS)
def test_a_request_makes_two_calls_the_first_time_and_then_one(
    source: str, world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    letter, calls = LETTERS[source](key_of(world, admin, source)), list[str]()
    for made in (aws.s3(), aws.dynamodb()):
        made.meta.events.register("before-call", lambda model, **_: calls.append(model.name), unique_id=source)
    monkeypatch.setattr("time.monotonic", lambda: 1000.0)
    for _ in range(2):
        assert letter.post(world).status == 202
    for made in (aws.s3(), aws.dynamodb()):
        made.meta.events.unregister("before-call", unique_id=source)
    assert calls == ["GetItem", "PutObject", "PutObject"]


FORGED: dict[str, tuple[Callable[[str], Letter], str]] = {
    "another secret": (lambda _: generic("x" * 43, [EVENT]), "signature"),
    "six minutes old": (lambda s: generic(s, [EVENT], now() - timedelta(minutes=6)), "stale"),
    "from the future": (lambda s: generic(s, [EVENT], now() + timedelta(minutes=6)), "early"),
    "another body": (lambda s: Letter("generic", b"{}", generic(s, [EVENT]).headers), "signature"),
    "another time": (
        lambda s: Letter("generic", generic(s, [EVENT]).content, {
            **generic(s, [EVENT]).headers, "X-Leadstream-Timestamp": providers.seconds(now() - timedelta(minutes=1))}),
        "signature"),
    "no headers": (lambda s: Letter("generic", generic(s, [EVENT]).content, {}), "malformed"),
    "a time that is none": (
        lambda s: Letter("generic", b"{}", {**generic(s, []).headers, "X-Leadstream-Timestamp": "1e9"}), "malformed"),
    "another key of SendGrid's": (lambda _: sendgrid([], key=ec.generate_private_key(ec.SECP256R1())), "signature"),
    "SendGrid's of the day before yesterday": (lambda _: sendgrid([], now() - 26 * HOUR), "stale"),
    "not Base64": (lambda _: Letter("sendgrid", b"[]", {**sendgrid([]).headers,
        "X-Twilio-Email-Event-Webhook-Signature": "§"}), "malformed"),
    "another key of Mailgun's": (lambda _: mailgun({}, key="no"), "signature"),
    "Mailgun's of yesterday": (lambda _: mailgun({}, at=now() - 10 * HOUR), "stale"),
    "no signature": (lambda _: Letter("mailgun", b'{"event-data": {}}', {}), "malformed"),
    "deep": (lambda _: Letter("mailgun", b"[" * 200_000, {}), "malformed"),
    "not ASCII": (lambda _: Letter("mailgun", json.dumps({"signature": {
        "timestamp": providers.seconds(), "token": "ă", "signature": "ă"}}).encode(), {}), "malformed"),
    "another password": (lambda _: postmark(RECORD, "guess"), "signature"),
    "no password": (lambda _: Letter("postmark", b"{}", {}), "malformed"),
    "a bearer": (lambda s: Letter("postmark", b"{}", {"Authorization": f"Bearer {s}"}), "signature"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FORGED)
def test_a_forgery_is_refused_and_nothing_is_kept(kind: str, world: World, admin: Person):
    make, reason = FORGED[kind]
    secrets = {source: key_of(world, admin, source) for source in LETTERS}
    letter = make(secrets["generic"])
    refused(letter.post(world), reason)


def test_what_another_company_may_say_this_one_may_not(world: World, admin: Person):
    letter = generic(key_of(world, admin, "generic"), [EVENT])
    world.company("rival")
    refused(letter.post(world, "rival"), "signature")
    refused(letter.post(world, "ghost"), "signature")


@pytest.mark.parametrize("path", ["acme/twilio", "acme", "ACME/generic", "_/generic", "acme/generic/x", "a#b/generic"])
def test_a_way_in_that_there_is_not_is_404(path: str, world: World):
    assert world.call("POST", f"/v1/webhooks/in/{path}", raw="{}").status == 404


def test_a_token_of_mailguns_is_good_for_one_body(world: World, admin: Person):
    key_of(world, admin, "mailgun")
    assert mailgun({"event": "stored"}).post(world)["outcome"] == "accepted"
    other = mailgun({"event": "opened", "recipient": "hoa@x.vn", "timestamp": 1772424000, "message": {}})
    assert other.post(world)["outcome"] == "repeated"
    assert read(world) == {"noted": 1}


def test_a_header_may_carry_the_secret_of_postmark(world: World, admin: Person):
    letter = Letter("postmark", json.dumps(RECORD).encode(), {"X-Leadstream-Token": key_of(world, admin, "postmark")})
    assert letter.post(world).status == 202


def test_two_keys_hold_at_a_time_and_a_new_one_at_once(world: World, admin: Person, monkeypatch: pytest.MonkeyPatch):
    moment = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: moment)
    old = key_of(world, admin, "generic")
    assert generic(old, [EVENT]).post(world).status == 202
    new = key_of(world, admin, "generic")
    assert generic(new, [EVENT, EVENT]).post(world).status == 202
    listed = world.call("GET", "/v1/webhooks/sources", by=admin)["items"][0]
    path = f"/v1/webhooks/sources/generic/keys/{listed['keys'][0]['id']}"
    assert world.call("DELETE", path, by=admin).status == 200
    moment += keyring.KEPT + 1
    assert generic(old, [EVENT] * 3).post(world).status == 403
    assert generic(new, [EVENT] * 3).post(world).status == 202


def test_a_body_of_a_megabyte_is_read_and_more_is_413(world: World, admin: Person):
    secret = key_of(world, admin, "generic")
    content = json.dumps({"events": [EVENT]}).encode()
    whole = content + b" " * (1_048_576 - len(content))
    assert generic(secret, [], content=whole).post(world).status == 202
    assert read(world) == {"unmatched": 1}
    answer = generic(secret, [], content=whole + b" ").post(world)
    assert (answer.status, answer["code"]) == (413, "body_too_large")


def test_the_signature_that_sendgrid_publishes_with_its_own_library_is_believed():
    """The vector of twilio/sendgrid's libraries: its time stamp is long ago, its last two characters are signed too."""
    event: dict[str, Any] = {
        "email": "hello@world.com", "event": "dropped", "reason": "Bounced Address",
        "sg_event_id": "ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",
        "sg_message_id": "LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0",
        "smtp-id": "<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>", "timestamp": 1600112492,
    }  # fmt: skip
    content = json.dumps([event], separators=(",", ":")).encode() + b"\r\n"
    name = "x-twilio-email-event-webhook"
    headers = {
        f"{name}-signature":
            "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=",
        f"{name}-timestamp": "1600112502",
    }  # fmt: skip
    key = (
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eN"
        "Ec6wEA3F+g=="
    )
    then = datetime.fromtimestamp(1600112502, UTC) + timedelta(seconds=5)
    assert signatures.sendgrid(Request(headers, content), [key], then).at < then
    with pytest.raises(Rejected, match="signature"):
        signatures.sendgrid(Request(headers, content[:-2]), [key], then)
    with pytest.raises(Rejected, match="stale"):
        signatures.sendgrid(Request(headers, content), [key], now())
