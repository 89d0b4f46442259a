"""Every hour: where a night has begun, the tiers of everybody are recalculated."""

from typing import Any

from kernel import telemetry
from tiers import nightly


def handler(event: dict[str, Any], _context: object) -> None:
    """Begin the nights that are due; for an operator, a run of one company at once: `{"tenant": "…"}`."""
    if "tenant" in event:
        nightly.at_once(event["tenant"])
        return
    began, late = nightly.begin()
    telemetry.info("tier recalculation begun", tenants=began, late=late)
