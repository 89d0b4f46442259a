"""Every night: recalculate the tiers of every tenant."""

from kernel import telemetry
from tiers import nightly


def handler(_event: object, _context: object) -> None:
    """Queue the first step of each tenant."""
    telemetry.info("tier recalculation begun", tenants=nightly.begin())
