from datetime import timedelta

import pytest

from local.sns import Sender, certify
from mailing import sns
from mailing.rejected import Reason, Rejected
from mailing.sns import verify
from tests.mailing.postbox import (
    DAY,
    HOST,
    KEY,
    NAME,
    NOW,
    OTHER_KEY,
    SENDER,
    TOPIC,
    TOPICS,
    Web,
    accept,
    notification,
    refuse,
    signed,
)


@pytest.mark.parametrize(
    "topic",
    ["", "leadstream-mail", TOPIC.upper(), TOPIC + "x", TOPIC + "\n", "arn:aws:sns:evil.example/:123456789012:mail"],
)
def test_a_foreign_topic_is_refused_before_anything_is_fetched(topic: str) -> None:
    stranger = Sender(topic, "ap-southeast-1", OTHER_KEY, certify(OTHER_KEY, NOW - DAY, NOW + DAY))
    message = stranger.notification("body", at=NOW)
    assert refuse(message, stranger.pem, asks=False) in {"topic", "malformed"}


def test_an_allowed_topic_that_is_no_topic_is_refused() -> None:
    topic = "arn:aws:sns:evil.example/:123456789012:mail"
    sender = Sender(topic, "evil.example/", KEY, SENDER.cert)
    with pytest.raises(Rejected, match="topic"):
        accept(sender.notification("body", at=NOW), sender)


@pytest.mark.parametrize(
    "url",
    [
        "",
        NAME,
        f"//sns.ap-southeast-1.amazonaws.com/{NAME}",
        f"http://sns.ap-southeast-1.amazonaws.com/{NAME}",
        f"HTTPS://sns.ap-southeast-1.amazonaws.com/{NAME}",
        f"ftp://sns.ap-southeast-1.amazonaws.com/{NAME}",
        f"file:///tmp/{NAME}",
        f" {HOST}/{NAME}",
        f"https://sns.ap-southeast-1.amazonaws.com.evil.example/{NAME}",
        f"https://sns.ap-southeast-1.amazonaws.comevil.example/{NAME}",
        f"https://evil-sns.ap-southeast-1.amazonaws.com/{NAME}",
        f"https://evil.example/sns.ap-southeast-1.amazonaws.com/{NAME}",
        f"https://sns.ap-southeast-1.amazonaws.com.cn/{NAME}",
        f"https://sns.us-east-1.amazonaws.com/{NAME}",
        f"https://sns.ap-southeast-1-x.amazonaws.com/{NAME}",
        f"https://sns-ap-southeast-1.amazonaws.com/{NAME}",
        f"https://sns.amazonaws.com/{NAME}",
        f"https://s3.ap-southeast-1.amazonaws.com/{NAME}",
        f"https://sns.ap-southeast-1.amazonaws.com./{NAME}",
        f"https://SNS.ap-southeast-1.amazonaws.com/{NAME}",
        f"https://sns.ap-southeast-1.amazonaws.com:443/{NAME}",
        f"https://sns.ap-southeast-1.amazonaws.com@evil.example/{NAME}",
        f"https://user@sns.ap-southeast-1.amazonaws.com/{NAME}",
        f"https://sns.ap-southeast-1.amazonaws.com\\@evil.example/{NAME}",
        f"https://sns。ap-southeast-1.amazonaws.com/{NAME}",
        f"https://snѕ.ap-southeast-1.amazonaws.com/{NAME}",
        f"{HOST}//{NAME}",
        f"{HOST}/x/{NAME}",
        f"{HOST}/../{NAME}",
        f"{HOST}/x/../{NAME}",
        f"{HOST}/%2e%2e/{NAME}",
        f"{HOST}/{NAME}/",
        f"{HOST}/{NAME}?x=1",
        f"{HOST}/{NAME}?",
        f"{HOST}/{NAME}#x",
        f"{HOST}/{NAME};x",
        f"{HOST}/{NAME}\n",
        f"{HOST}/{NAME}\x00",
        f"{HOST}/{NAME.upper()}",
        f"{HOST}/{NAME.replace('abc', 'ABC')}",
        f"{HOST}/{NAME.replace('abc', 'xyz')}",
        f"{HOST}/{NAME.replace('.pem', '.crt')}",
        f"{HOST}/{NAME.replace('.pem', '.pem.pem')}",
        f"{HOST}/SimpleNotificationService-.pem",
        f"{HOST}/SimpleNotificationService-{'a' * 65}.pem",
        f"{HOST}/?Action=Publish",
    ],
)
def test_a_certificate_from_anywhere_else_is_never_fetched(url: str) -> None:
    assert refuse(notification(SigningCertURL=url), asks=False) == "url"


def test_exactly_the_named_certificate_is_fetched_and_only_once() -> None:
    web = Web(SENDER.pem)
    for _ in range(3):
        verify(notification(), web, TOPICS, NOW)
    assert web.asked == [f"{HOST}/{SENDER.certificate_name}"]


def test_few_certificates_are_kept() -> None:
    for number in range(20):
        verify(
            notification(SigningCertURL=f"{HOST}/SimpleNotificationService-{number:032x}.pem"),
            Web(SENDER.pem),
            TOPICS,
            NOW,
        )
    assert len(sns._certificates) == sns.CERTIFICATES_KEPT
    assert f"{HOST}/SimpleNotificationService-{19:032x}.pem" in sns._certificates


@pytest.mark.parametrize("age", [timedelta(hours=1, minutes=5), timedelta(hours=1), -timedelta(minutes=5)])
def test_the_last_retry_and_a_fast_clock_are_accepted(age: timedelta) -> None:
    accept(SENDER.notification("body", at=NOW - age))


@pytest.mark.parametrize(
    ("age", "reason"), [(timedelta(minutes=65, seconds=1), "stale"), (-timedelta(minutes=5, seconds=1), "early")]
)
def test_an_old_or_future_message_is_refused_before_anything_is_fetched(age: timedelta, reason: Reason) -> None:
    assert refuse(SENDER.notification("body", at=NOW - age), asks=False) == reason


@pytest.mark.parametrize(
    "text", ["", "now", "2026-03-02T04:00:00", "2026-03-02T04:00:00.000+00:00", "2026-99-02T04:00:00Z"]
)
def test_a_time_that_is_no_utc_timestamp_is_refused(text: str) -> None:
    assert refuse(signed(Timestamp=text), asks=False) == "malformed"
