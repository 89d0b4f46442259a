"""Every quarter of an hour: what is under way and nobody works at goes on."""

from kernel import telemetry
from watch import looking


def handler(_event: object, _context: object) -> None:
    """One look at every company."""
    telemetry.info("looked at what is under way", ordered=looking.look())
