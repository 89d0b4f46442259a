"""What providers really send beside what they document: nothing of it is lost, and nothing makes it fail (J4)."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

import intake.job
from intake import keyring
from local.sns import open_event
from suppression import model as suppression
from tests.intake import providers
from tests.intake.providers import Letter, key_of
from tests.intake.taken import at_once, read
from tests.intake.test_formats import AT, one
from tests.mailing.examples import CUSTOMER, EVENTS
from tests.mailing.postbox import SENDER
from tests.world import Person, World

type Json = dict[str, Any]
NOW = "2026-03-02T04:00:19Z"


@pytest.fixture(autouse=True)
def _nobody_is_known() -> None:
    keyring.forget()


@pytest.fixture
def lead(world: World, staff: Person) -> str:
    return str(world.call("POST", "/v1/leads", {"name": "Hoà", "emails": ["hoa@x.vn"]}, by=staff)["id"])


def generic(kind: str = "opened", **more: Any) -> Json:
    return {"type": kind, "at": NOW, "message": "m1", "email": "hoa@x.vn", **more}


def mailgun(kind: str = "opened", **more: Any) -> Json:
    return {"event": kind, "timestamp": AT, "recipient": "hoa@x.vn", "user-variables": {"message": "m1"}, **more}


def sendgrid(kind: str = "open", **more: Any) -> Json:
    return {"event": kind, "timestamp": AT, "email": "hoa@x.vn", "message": "m1", **more}


def postmark(kind: str = "Open", **more: Any) -> Json:
    at = {"Open": "ReceivedAt", "SubscriptionChange": "ChangedAt"}[kind]
    return {"RecordType": kind, "MessageID": "m1", "Recipient": "hoa@x.vn", at: NOW, **more}


SPELT: dict[str, Callable[[Letter], Letter]] = {
    "in capitals": lambda one: Letter(one.source, one.content, {k.upper(): v for k, v in one.headers.items()}),
    "the digest in capitals": lambda one: Letter(one.source, one.content, {
        k: v.upper() if v.startswith("v1=") else v for k, v in one.headers.items()}),
    "two digests, one of a secret that is gone": lambda one: Letter(one.source, one.content, {
        k: f"v1={'0' * 64}, {v}" if v.startswith("v1=") else v for k, v in one.headers.items()}),
}  # fmt: skip


@pytest.mark.parametrize("spelt", SPELT)
def test_headers_are_read_however_they_are_spelt(spelt: str, world: World, admin: Person):
    letter = providers.generic(key_of(world, admin, "generic"), [generic()])
    assert SPELT[spelt](letter).post(world).status == 202


@pytest.mark.parametrize("source", ["generic", "sendgrid", "mailgun", "postmark"])
def test_a_body_in_base64_is_verified_by_its_bytes(source: str, world: World, admin: Person):
    secret = key_of(world, admin, source)
    letter = {
        "generic": lambda: providers.generic(secret, [generic(note="Đã mở")]),
        "sendgrid": lambda: providers.sendgrid([sendgrid()]),
        "mailgun": lambda: providers.mailgun(mailgun()),
        "postmark": lambda: providers.postmark(postmark(), secret),
    }[source]()
    path = f"/v1/webhooks/in/acme/{source}"
    assert world.call("POST", path, binary=letter.content, headers=letter.headers).status == 202
    assert read(world) == {"unmatched": 1}


def test_a_body_that_begins_with_a_byte_order_mark_is_read(world: World, admin: Person, lead: str):
    content = b"\xef\xbb\xbf" + json.dumps({"events": [generic(customer=lead)]}).encode()
    assert providers.generic(key_of(world, admin, "generic"), [], content=content).post(world).status == 202
    assert read(world) == {"new": 1}


READ: dict[str, tuple[str, Any]] = {
    "a message that is a number": ("generic", {"events": [generic(message=7)]}),
    "an address of the reader that is empty": ("generic", {"events": [generic(ip="", user_agent="")]}),
    "fields that nobody documents": ("generic", {"events": [generic(x={"y": [1]}, tags=["a"])], "batch": 5}),
    "SendGrid's without an address": ("sendgrid", [sendgrid(ip="", useragent="", category=["a", "b"], pool={"id": 1})]),
    "SendGrid's with a time as text": ("sendgrid", [sendgrid(timestamp=str(AT))]),
    "Mailgun's of no known place": ("mailgun", {"event-data": mailgun(ip="", geolocation=None, tags=None)}),
    "Postmark's of no known place": ("postmark", postmark(Geo={"IP": "", "City": ""}, UserAgent="", Client={})),
    "Postmark's with nothing beside it": ("postmark", postmark(Geo=None, Metadata=None, Tag=None)),
}


@pytest.mark.parametrize("kind", READ)
def test_what_is_left_empty_or_comes_besides_does_not_lose_an_opening(kind: str):
    signal = one(*READ[kind]).signal
    assert signal
    assert (signal.kind, signal.ip, signal.user_agent) == ("open", None, None)
    assert signal.at == datetime(2026, 3, 2, 4, 0, 19, tzinfo=UTC)


def test_a_link_with_spaces_is_a_link():
    signal = one("generic", {"events": [generic("clicked", link="https://x.vn/báo giá.pdf")]}).signal
    assert signal
    assert signal.link == "https://x.vn/báo giá.pdf"


def subscription(everything: bool) -> str:
    topics = [{"topicName": "a", "subscriptionStatus": "OptOut"}]
    wishes = {"unsubscribeAll": everything, "topicSubscriptionStatus": topics}
    event = json.loads(json.dumps(EVENTS["subscription"]))
    event["mail"] |= {"tags": {"tenant": ["acme"], "message": ["m1"]}, "destination": ["hoa@x.vn"]}
    event["subscription"] |= {"newTopicPreferences": wishes}
    return json.dumps({"Message": json.dumps(event)})


LEFT: dict[str, tuple[str, Any]] = {
    "our own": ("generic", {"events": [generic("unsubscribed")]}),
    "sendgrid": ("sendgrid", [sendgrid("unsubscribe")]),
    "mailgun": ("mailgun", {"event-data": mailgun("unsubscribed")}),
    "postmark": ("postmark", postmark(
        "SubscriptionChange", SuppressSending=True, SuppressionReason="ManualSuppression")),
    "ses": ("ses", subscription(everything=True)),
}  # fmt: skip


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("by", LEFT)
def test_who_unsubscribes_with_a_provider_gets_no_more_campaigns(by: str, admin: Person):
    source, said = LEFT[by]
    text = said if isinstance(said, str) else json.dumps(said)
    assert at_once(text, source, None if source == "ses" else admin.tenant) == "noted"
    stopped = [suppression.stopped("acme", "hoa@x.vn", campaign=campaign) for campaign in (True, False)]
    assert stopped == ["unsubscribed", None]


@pytest.mark.usefixtures("world")
def test_who_leaves_one_list_of_several_has_not_left_all(admin: Person):
    at_once(json.dumps([sendgrid("group_unsubscribe", asm_group_id=1)]), "sendgrid", admin.tenant)
    at_once(subscription(everything=False))
    assert suppression.stopped("acme", "hoa@x.vn", campaign=True) is None


@pytest.mark.parametrize(("reason", "kind"), [
    ("bounce", "bounce"), ("suppress-bounce", "bounce"), ("suppress-complaint", None), ("suppress-unsubscribe", None),
])  # fmt: skip
def test_what_mailgun_did_not_try_to_send_has_not_bounced(reason: str, kind: str | None):
    told = mailgun("failed", severity="permanent", reason=reason)
    told["user-variables"]["campaign"] = "tet-2026"
    found = one("mailgun", {"event-data": told})
    assert (found.signal and found.signal.kind, found.stop is not None) == (kind, kind is not None)


def handed(*bodies: str) -> None:
    intake.job.handler({"Records": [{"messageId": str(n), "body": body} for n, body in enumerate(bodies)]}, None)


def test_an_event_that_the_queue_brings_without_its_notification_counts_as_one_that_has_it(world: World, lead: str):
    event = open_event(tenant="acme", customer=lead, message="m1", to="hoa@x.vn", at=datetime.now(UTC))
    handed(event)
    handed(event, json.dumps(SENDER.notification(event)))
    assert read(world) == {"new": 1, "repeated": 1}


def test_what_is_no_json_in_the_queue_keeps_nothing_else_back(world: World, lead: str):
    event = open_event(tenant="acme", customer=lead, message="m1", to="hoa@x.vn", at=datetime.now(UTC))
    with pytest.raises(json.JSONDecodeError):
        handed("{", event)
    assert read(world) == {"new": 1}


def test_a_customer_that_is_no_id_of_ours_leaves_the_address_to_tell():
    for odd in ("KH-7", 42, None, "", [CUSTOMER]):
        found = one("generic", {"events": [generic(customer=odd)]}).recipient
        assert (found.customer, found.address) == (None, "hoa@x.vn")


def test_credentials_with_a_colon_in_them_are_read_whole(world: World, admin: Person):
    secret = key_of(world, admin, "postmark")
    for pair, status in ((f":{secret}", 202), (f"a:{secret}:b", 403), (secret, 403)):
        basic = base64.b64encode(pair.encode()).decode()
        letter = Letter("postmark", json.dumps(postmark()).encode(), {"authorization": f"basic {basic}"})
        assert letter.post(world).status == status
