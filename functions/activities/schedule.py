"""Every minute: reminders that are due are handed to the outbox."""

from typing import Protocol

from activities import reminders
from kernel import telemetry

SPARE = 10_000
"""Milliseconds that are left for the last company's page."""


class Context(Protocol):
    """What Lambda says of an invocation."""

    def get_remaining_time_in_millis(self) -> int:
        """How long it may still take."""
        ...


def handler(_event: object, context: Context) -> None:
    """One look at every company."""
    handed = reminders.hand_over(lambda: context.get_remaining_time_in_millis() > SPARE)
    if handed:
        telemetry.info("reminders handed over", reminders=handed)
