"""Every night: what has been in the trash long enough goes for good."""

from kernel import telemetry
from trash import nightly


def handler(_event: object, _context: object) -> None:
    """Queue the first step of each tenant."""
    telemetry.info("purge begun", tenants=nightly.begin())
