"""How many mails a campaign may hand to the outbox at this moment: as fast as they are sent, and no more than go today.

What was handed over waits in one queue with everything else, so that is kept short: an introduction is never behind a
whole campaign, however many campaigns go out. Of what SES lets our account send in a day campaigns leave a part.
"""

from dataclasses import dataclass

from channels import allowance
from kernel import config
from outbox import queue

_AHEAD = 60
"""Seconds' worth of mails that may wait for a sender."""
_LATER = 900
"""Seconds until it is looked again whether anything can be sent."""


@dataclass(frozen=True)
class Turn:
    """`most` mails now, and `rate` of them a second. None at all: after `rest` seconds again; `waits`: for what."""

    most: int
    rate: float
    rest: int = 0
    waits: str | None = None


def turn(page: int) -> Turn:
    """A campaign's turn, with so many mails in it at most."""
    allowed, waiting = allowance.ask(), queue.ahead()
    rate = min(float(config.campaign_rate()), allowed.rate if allowed and allowed.rate > 0 else float("inf"))
    if allowed and not allowed.enabled:
        return Turn(0, rate, _LATER, "sending_paused")
    left = allowed.for_campaigns() if allowed else None
    if left is not None and left <= waiting:
        return Turn(0, rate, _LATER, "daily_quota")
    if waiting >= rate * _AHEAD:
        return Turn(0, rate, _AHEAD // 2)
    return Turn(page if left is None else min(page, left - waiting), rate)
