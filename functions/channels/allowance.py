"""What Amazon SES allows our account: so many mails a second, and so many in any 24 hours.

It is asked now and then and never with each mail, for it answers once a second at most (GetAccount of its API, version
2). What it does not tell is not waited for: it refuses what is too much by itself, and says why (`outcomes.Withheld`).
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from botocore.exceptions import BotoCoreError, ClientError

from kernel import aws, config, telemetry

_KEPT = 600
"""Seconds for which a sender goes by what it was told."""
_LONGEST = 30.0
"""Seconds that a sender waits at most: less than its function may take."""
_FOR_OTHERS = 0.1
"""The part of a day's mails that campaigns leave for what somebody waits for: introductions, reminders, answers."""


@dataclass(frozen=True)
class Allowance:
    """`rate`: mails a second; `day`, `sent`: in 24 hours at most, and in the last 24 until it was asked."""

    rate: float
    day: float
    """Below 0: as many as one likes."""
    sent: float
    enabled: bool

    def for_campaigns(self) -> int | None:
        """How many mails campaigns may still have of what is left; None: as many as they like."""
        return None if self.day < 0 else max(0, int(self.day * (1 - _FOR_OTHERS) - self.sent))


@dataclass(frozen=True)
class Shut:
    """Nothing can be sent for a while, and why."""

    reason: str
    until: datetime


_known: tuple[float, Allowance | None] | None = None
_shut: Shut | None = None


def ask() -> Allowance | None:
    """What SES allows now; None where it does not say."""
    try:
        told = aws.mail_account().get_account()
    except (ClientError, BotoCoreError) as error:
        telemetry.failed("SES does not say what it allows", error)
        return None
    quota = told["SendQuota"]
    return Allowance(
        float(quota["MaxSendRate"]), float(quota["Max24HourSend"]), float(quota["SentLast24Hours"]),
        bool(told.get("SendingEnabled", True)),
    )  # fmt: skip


@contextmanager
def paced() -> Iterator[None]:
    """Send one mail, and take as long for it as all senders together may not send more than SES allows.

    So many of them send at the same time as the template lets; each keeps to its part of the rate.
    """
    began = time.monotonic()
    try:
        yield
    finally:
        left = began + _share(began) - time.monotonic()
        if left > 0:
            time.sleep(left)


def shut(now: datetime) -> Shut | None:
    """Whether this process was told a moment ago that nothing can be sent."""
    return _shut if _shut and now < _shut.until else None


def shut_until(until: datetime, reason: str) -> None:
    """Nothing can be sent before."""
    global _shut  # noqa: PLW0603 - of this process: each finds out by itself, by one mail
    _shut = Shut(reason, until)


def _share(now: float) -> float:
    """Seconds that a mail of one sender takes at least."""
    global _known  # noqa: PLW0603 - asked once in a while per process
    if _known is None or now - _known[0] > _KEPT:
        _known = now, ask() or (_known[1] if _known else None)
    allowed = _known[1]
    return min(config.mail_concurrency() / allowed.rate, _LONGEST) if allowed and allowed.rate > 0 else 0.0
