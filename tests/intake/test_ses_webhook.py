"""The webhook as SNS calls it: believed by its signature alone, nothing lost, nothing counted twice (J4)."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from cryptography.hazmat.primitives.asymmetric import rsa

from intake.webhooks import handler
from kernel import aws, clock, config
from local.sns import Sender, certify, click_event, open_event
from mailing import sns
from mailing.rejected import Unavailable
from tests.intake.taken import arrived, read
from tests.world import ENVIRONMENT, Answer, Person, World, deliver

TOPIC = ENVIRONMENT["SES_TOPIC_ARNS"]
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SENDER = Sender(TOPIC, "ap-southeast-1", KEY, certify(KEY))
AT = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)


@pytest.fixture(autouse=True)
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that were visited: the certificate's, which is all that there is to fetch."""
    urls: list[str] = []

    def download(url: str, **_: object) -> bytes:
        urls.append(url)
        return SENDER.pem

    monkeypatch.setattr(sns, "download", download)
    return urls


@pytest.fixture
def lead(world: World, staff: Person) -> str:
    made = world.call("POST", "/v1/leads", {"name": "Hoà", "emails": ["hoa@x.vn"]}, by=staff)
    world.pump()
    return str(made["id"])


def post(world: World, message: dict[str, str] | str) -> Answer:
    text = message if isinstance(message, str) else json.dumps(message)
    return world.call("POST", "/v1/webhooks/ses", raw=text, headers={"content-type": "text/plain; charset=UTF-8"})


def opened(lead: str | None, message: str = "m-1", **more: Any) -> str:
    return open_event(**{"tenant": "acme", "customer": lead, "message": message, "to": "hoa@x.vn", "at": AT, **more})


def clicked(lead: str | None, link: str, message: str = "m-1", **more: Any) -> str:
    event: dict[str, Any] = {"tenant": "acme", "customer": lead, "message": message, "to": "hoa@x.vn", "at": AT}
    return click_event(**{**event, "link": link, **more})


def outcome(world: World, event: str) -> str:
    answer = post(world, SENDER.notification(event))
    assert answer.headers["Content-Type"] == "application/json"
    return arrived(world, answer)


def refused(answer: Answer, status: int, code: str, reason: str = "") -> None:
    assert (answer.status, answer["code"]) == (status, code), answer.raw
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert reason in answer["detail"]
    assert answer["request_id"] == "request-1"


def score(world: World, by: Person, lead: str) -> int:
    world.pump()
    return int(world.call("GET", f"/v1/scores/{lead}", by=by)["score"])


def unmatched(world: World) -> list[dict[str, Any]]:
    return [item for item in world.items() if item["pk"]["S"].endswith("#UNMATCHED")]


def test_an_open_and_two_links_score_once_each_however_often_they_come(world: World, staff: Person, lead: str):
    minute = timedelta(minutes=1)
    events = [
        opened(lead), clicked(lead, "https://x.vn/a", at=AT - minute), clicked(lead, "https://x.vn/b", at=AT + minute),
    ]  # fmt: skip
    assert [outcome(world, event) for event in events] == ["new"] * 3
    first = score(world, staff, lead)
    assert first > 0
    for _ in range(3):
        assert [outcome(world, event) for event in reversed(events)] == ["repeated"] * 3
    later = opened(lead, at=AT + timedelta(seconds=9), ip="198.51.100.7")
    assert outcome(world, later) == "repeated"
    assert score(world, staff, lead) == first
    shown = world.call("GET", f"/v1/scores/{lead}", by=staff)
    assert sum(c["points"] for c in shown["contributions"]) == first
    signals = world.call("GET", f"/v1/scores/{lead}/signals", by=staff)["items"]
    assert [(one["kind"], one["occurrence"]) for one in signals] == [
        ("click", False), ("click", False), ("open", False), ("open", True),
    ]  # fmt: skip


def test_the_same_notification_delivered_fifty_times_counts_once(world: World, staff: Person, lead: str):
    message = SENDER.notification(opened(lead))
    outcomes = [post(world, message)["outcome"] for _ in range(50)]
    assert outcomes == ["accepted"] + ["repeated"] * 49
    assert read(world) == {"new": 1}
    once = score(world, staff, lead)
    deliver(world.history)
    assert score(world, staff, lead) == once


@pytest.mark.parametrize("version", ["1", "2"])
def test_both_versions_of_the_signature_are_believed(version: str, world: World, lead: str):
    assert post(world, SENDER.notification(opened(lead), version)).status == 202


def test_a_body_in_base64_is_the_same_body(world: World, lead: str):
    text = json.dumps(SENDER.notification(opened(lead))).encode()
    answer = world.call("POST", "/v1/webhooks/ses", binary=text)
    assert (answer.status, arrived(world, answer)) == (202, "new")


def test_who_is_signed_in_makes_no_difference(world: World, staff: Person, lead: str):
    forged = SENDER.notification(opened(lead)) | {"Message": opened(lead, "m-2")}
    refused(world.call("POST", "/v1/webhooks/ses", forged, by=staff), 403, "notification_rejected", "signature")


NOW, NAME = datetime.now(UTC), SENDER.certificate_name
FOREIGN = Sender(TOPIC.replace("leadstream", "stranger"), "ap-southeast-1", KEY, certify(KEY))
ELSEWHERE = Sender(TOPIC.replace("ap-southeast-1", "us-east-1"), "us-east-1", KEY, certify(KEY))
ANOTHER = Sender(TOPIC, "ap-southeast-1", OTHER_KEY, SENDER.cert)
FORGERIES: dict[str, tuple[Callable[[str], dict[str, Any]], str]] = {
    "unsigned": (lambda e: {k: v for k, v in SENDER.notification(e).items() if "Sign" not in k}, "malformed"),
    "signed by another key": (ANOTHER.notification, "signature"),
    "another message": (lambda e: SENDER.notification(e) | {"Message": e + " "}, "signature"),
    "another time": (lambda e: SENDER.notification(e, at=NOW) | {"Timestamp": "2026-01-01T00:00:00.000Z"}, "stale"),
    "expired": (lambda e: SENDER.notification(e, at=NOW - timedelta(hours=2)), "stale"),
    "from the future": (lambda e: SENDER.notification(e, at=NOW + timedelta(hours=2)), "early"),
    "of a foreign topic": (FOREIGN.notification, "topic"),
    "of a foreign region": (ELSEWHERE.notification, "topic"),
    "of an unknown type": (lambda e: SENDER.notification(e) | {"Type": "Confession"}, "type"),
    "of version 3": (lambda e: SENDER.notification(e) | {"SignatureVersion": "3"}, "version"),
    "with a certificate from elsewhere": (
        lambda e: SENDER.notification(e) | {"SigningCertURL": f"https://evil.example/{NAME}"}, "url"),
    "with a host that looks alike": (
        lambda e: SENDER.notification(e) | {
            "SigningCertURL": f"https://sns.ap-southeast-1.amazonaws.com.evil.example/{NAME}"}, "url"),
    "with a field that is no text": (lambda e: SENDER.notification(e) | {"Subject": 1}, "malformed"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FORGERIES)
def test_a_forgery_is_refused_and_nothing_is_kept(kind: str, world: World, lead: str, fetched: list[str]):
    make, reason = FORGERIES[kind]
    before = world.items()
    refused(post(world, make(opened(lead))), 403, "notification_rejected", reason)
    assert world.items() == before
    assert all(url.startswith("https://sns.ap-southeast-1.amazonaws.com/") for url in fetched)


@pytest.mark.parametrize("body", ["", "x", "[]", "null", "{}", '{"Type": "Notification"}', '"' + "[" * 9000, "\ud800"])
def test_what_is_no_message_is_refused(body: str, world: World):
    assert post(world, body).status in {400, 403}
    assert world.items() == []


def test_a_body_over_a_megabyte_is_413(world: World):
    message = json.dumps(SENDER.notification("x"))
    padded = message + " " * (1_048_577 - len(message))
    refused(post(world, padded), 413, "body_too_large")
    refused(world.call("POST", "/v1/webhooks/ses", binary=padded.encode()), 413, "body_too_large")
    assert post(world, padded[:-1]).status == 202
    assert world.call("POST", "/v1/webhooks/ses", binary=padded[:-1].encode()).status == 202


@pytest.mark.usefixtures("world")
def test_a_body_that_is_not_base64_or_not_utf_8_is_400():
    event: dict[str, Any] = {"body": "§", "isBase64Encoded": True, "headers": {}, "requestContext": {"requestId": "r"}}
    for body in ("§", "a", base64.b64encode(b"\xff").decode()):
        answer = handler(event | {"body": body}, None)
        assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (400, "invalid_json")


def test_an_event_without_body_or_headers_is_answered(world: World):
    answer = handler({}, None)
    assert answer["statusCode"] == 403
    assert world.items() == []


def test_the_language_of_a_refusal_is_the_callers(world: World):
    answer = world.call("POST", "/v1/webhooks/ses", raw="x", headers={"accept-language": "vi"})
    assert answer["title"] == "Thông báo bị từ chối"


def test_a_recipient_whom_nobody_knows_is_kept_once(world: World, admin: Person):
    event = opened(None, to="An Le <Nobody@X.vn>")
    assert [outcome(world, event) for _ in range(2)] == ["unmatched"] * 2
    (kept,) = unmatched(world)
    assert kept["pk"]["S"] == f"{admin.tenant}#UNMATCHED"
    assert kept["sk"]["S"].startswith("nobody@x.vn#open#m-1#")
    assert kept["reason"]["S"] == "unknown address"
    assert int(kept["expires_at"]["N"]) > clock.now().timestamp() + 80 * 86_400


def test_an_address_finds_its_one_owner_in_any_case(world: World, staff: Person, lead: str):
    assert outcome(world, opened(None, to="HOA@X.VN")) == "new"
    assert outcome(world, opened(lead)) == "repeated"
    assert score(world, staff, lead) > 0


def test_an_address_of_two_is_nobodys(world: World, staff: Person, lead: str):
    world.call("POST", "/v1/leads", {"name": "B", "emails": ["hoa@x.vn"]}, by=staff)
    assert outcome(world, opened(None)) == "unmatched"
    assert [item["reason"]["S"] for item in unmatched(world)] == ["several with this address"]
    assert score(world, staff, lead) == 0
    assert outcome(world, opened(lead)) == "new"


def test_an_address_follows_a_change_of_the_record(world: World, staff: Person, lead: str):
    world.call("PATCH", f"/v1/leads/{lead}", {"emails": ["new@x.vn"]}, by=staff)
    assert outcome(world, opened(None)) == "unmatched"
    assert outcome(world, opened(None, to="new@x.vn")) == "new"


def test_a_customer_of_another_company_is_not_found_under_this_one(world: World, lead: str):
    rival = world.company("rival")
    theirs = world.call("POST", "/v1/leads", {"name": "B", "emails": ["b@x.vn"]}, by=rival)["id"]
    assert outcome(world, opened(theirs)) == "unmatched"
    assert outcome(world, opened(None, to="b@x.vn")) == "unmatched"
    assert outcome(world, opened(lead, tenant="rival")) == "unmatched"
    assert not [i for i in world.items() if i["sk"]["S"].startswith("SIGNAL#")]


@pytest.mark.parametrize("tenant", [None, "_", "acme#C", "ACME", "ghost"])
def test_an_event_that_names_no_company_of_ours_is_kept_apart(tenant: str | None, world: World, lead: str):
    assert outcome(world, opened(lead, tenant=tenant)) == "unmatched"
    (kept,) = unmatched(world)
    assert kept["pk"]["S"].split("#")[0] == ("ghost" if tenant == "ghost" else "_")


def changed(event: str, **fields: Any) -> str:
    return json.dumps(json.loads(event) | fields)


@pytest.mark.parametrize("kind", ["Reputation", "open", "OPEN", "Bounce2"])
def test_a_kind_of_event_that_ses_adds_later_is_noted(kind: str, world: World, lead: str):
    before = world.items()
    assert outcome(world, changed(opened(lead), eventType=kind)) == "noted"
    assert world.items() == before


def test_what_ses_publishes_when_it_is_told_of_the_topic_is_noted(world: World):
    assert outcome(world, "Successfully validated SNS topic for Amazon SES event publishing.") == "noted"
    assert unmatched(world) == []


MALFORMED = {
    "no JSON": "You have been subscribed.",
    "a list": "[]",
    "no event type": "{}",
    "no mail": json.dumps({"eventType": "Open", "open": {}}),
    "deep": "[" * 50_000,
    "not a number": '{"eventType": NaN}',
    "lone surrogate": '{"eventType": "\\ud800"}',
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_what_is_signed_but_cannot_be_read_is_kept_and_not_asked_for_again(kind: str, world: World):
    assert [outcome(world, MALFORMED[kind]) for _ in range(2)] == ["malformed"] * 2
    (kept,) = unmatched(world)
    assert kept["text"]["S"] == MALFORMED[kind][:16_384]
    assert kept["reason"]["S"]


def test_an_open_at_an_absurd_time_is_kept_as_unreadable(world: World, lead: str):
    for at in (NOW + timedelta(days=400), datetime(1999, 1, 1, tzinfo=UTC)):
        assert outcome(world, opened(lead, at=at)) == "malformed"
    assert len(unmatched(world)) == 2


def test_a_fault_while_keeping_makes_sns_deliver_again(world: World, lead: str, monkeypatch: pytest.MonkeyPatch):
    def down(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr("intake.raw.keep", down)
        refused(post(world, SENDER.notification(opened(lead))), 503, "busy")
    assert outcome(world, opened(lead)) == "new"


def test_a_certificate_that_cannot_be_had_makes_sns_deliver_again(
    world: World, lead: str, monkeypatch: pytest.MonkeyPatch
):
    def unavailable(url: str, **_: object) -> bytes:
        raise Unavailable(url)

    with monkeypatch.context() as broken:
        broken.setattr(sns, "download", unavailable)
        answer = post(world, SENDER.notification(opened(lead)))
    refused(answer, 503, "busy")
    assert answer.headers["Retry-After"] == "5"
    assert outcome(world, opened(lead)) == "new"


@pytest.fixture
def topic(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The SNS client that the product gets, with what it is expected to be asked."""
    client = boto3.client("sns", region_name="ap-southeast-1")
    monkeypatch.setattr(aws, "sns", lambda region: client if region == "ap-southeast-1" else pytest.fail(region))
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


def test_a_subscription_is_confirmed_by_the_api_and_its_address_never_visited(
    world: World, topic: Stubber, fetched: list[str]
):
    message = SENDER.subscription_confirmation()
    expected = {"TopicArn": TOPIC, "Token": message["Token"], "AuthenticateOnUnsubscribe": "true"}
    topic.add_response("confirm_subscription", {"SubscriptionArn": f"{TOPIC}:1"}, expected)
    answer = post(world, message)
    assert (answer.status, answer["outcome"]) == (202, "confirmed")
    assert fetched == [f"https://sns.ap-southeast-1.amazonaws.com/{SENDER.certificate_name}"]


@pytest.mark.usefixtures("topic")
@pytest.mark.parametrize("sender", [FOREIGN, ANOTHER, ELSEWHERE], ids=["topic", "key", "region"])
def test_a_subscription_that_is_not_ours_is_not_confirmed(sender: Sender, world: World, fetched: list[str]):
    message = sender.subscription_confirmation() | {"SubscribeURL": "http://127.0.0.1:9/evil"}
    refused(post(world, message), 403, "notification_rejected")
    assert not [url for url in fetched if "evil" in url]


def test_a_subscription_that_aws_refuses_to_confirm_is_tried_again(world: World, topic: Stubber):
    topic.add_client_error("confirm_subscription", "InternalError", http_status_code=500)
    answer = post(world, SENDER.subscription_confirmation())
    assert answer.status == 503


@pytest.mark.usefixtures("topic")
def test_an_end_of_the_subscription_is_noted_and_nothing_else(world: World):
    answer = post(world, SENDER.unsubscribe_confirmation())
    assert (answer.status, answer["outcome"]) == (202, "noted")


def test_only_listed_topics_are_believed(world: World, lead: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SES_TOPIC_ARNS", f" {TOPIC}-2 , {TOPIC} ,")
    config.ses_topics.cache_clear()
    assert outcome(world, opened(lead)) == "new"
    monkeypatch.setenv("SES_TOPIC_ARNS", f"{TOPIC}-2")
    config.ses_topics.cache_clear()
    refused(post(world, SENDER.notification(opened(lead))), 403, "notification_rejected", "topic")
