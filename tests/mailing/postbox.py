from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from local.sns import Sender, certify
from mailing.rejected import Reason, Rejected
from mailing.sns import verify

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TOPIC = "arn:aws:sns:ap-southeast-1:123456789012:leadstream-mail"
TOPICS = frozenset({TOPIC})
HOST = "https://sns.ap-southeast-1.amazonaws.com"
NAME = "SimpleNotificationService-0123456789abcdef0123456789abcdef.pem"

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SENDER = Sender(TOPIC, "ap-southeast-1", KEY, certify(KEY, NOW - DAY, NOW + DAY))


class Web:
    """Serves one file and remembers who asked for what."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.asked: list[str] = []

    def __call__(self, url: str) -> bytes:
        self.asked.append(url)
        return self.content


def accept(message: dict[str, str], sender: Sender = SENDER, now: datetime = NOW) -> None:
    verify(message, Web(sender.pem), frozenset({sender.topic_arn}), now)


def refuse(
    message: dict[str, Any], pem: bytes = SENDER.pem, now: datetime = NOW, *, asks: bool | None = None
) -> Reason:
    web = Web(pem)
    with pytest.raises(Rejected) as refused:
        verify(message, web, TOPICS, now)
    if asks is not None:
        assert bool(web.asked) is asks
    assert str(refused.value) == f"{refused.value.reason}: {refused.value.detail}"
    return refused.value.reason


def notification(**fields: str) -> dict[str, str]:
    return SENDER.notification("body", at=NOW) | fields


def signed(**fields: str) -> dict[str, str]:
    return SENDER.signed(notification() | fields)


BUILDERS: dict[str, Callable[[str], dict[str, str]]] = {
    "notification": lambda version: SENDER.notification("Chào\nbạn", version, at=NOW),
    "notification with a subject": lambda version: SENDER.notification("{}", version, subject="Chào", at=NOW),
    "subscription": lambda version: SENDER.subscription_confirmation(version, at=NOW),
    "unsubscription": lambda version: SENDER.unsubscribe_confirmation(version, at=NOW),
}
