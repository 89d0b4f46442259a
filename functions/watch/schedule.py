"""What happens by the clock: every minute what is due begins, every quarter of an hour what lies about goes on."""

from typing import Protocol

from activities import reminders
from campaigns import due
from kernel import keys, table, telemetry
from kernel.table import Range
from watch import looking

SPARE = 10_000
"""Milliseconds that are left for the last company's page."""


class Context(Protocol):
    """What Lambda says of an invocation."""

    def get_remaining_time_in_millis(self) -> int:
        """How long it may still take."""
        ...


def handler(_event: object, _context: object) -> None:
    """One look at every company."""
    telemetry.info("looked at what is under way", ordered=looking.look())


def every_minute(_event: object, context: Context) -> None:
    """Campaigns whose hour has come start, and reminders that are due are handed to the outbox."""
    started = sum(due.start_due(row["sk"]["S"]) for row in table.every(Range(keys.tenants())))
    handed = reminders.hand_over(lambda: context.get_remaining_time_in_millis() > SPARE)
    if started or handed:
        telemetry.info("what was due has begun", campaigns=started, reminders=handed)
