"""Every night: prove a sample of the scores. Invoked by an operator with {"tenant": …}: prove all of that tenant's."""

from dataclasses import asdict
from typing import Any

from kernel import telemetry
from scoring import nightly
from scoring.nightly import Walk

_ENOUGH = 30_000
"""Milliseconds that must be left to begin another step."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's context
    """The count of what was repaired, or for an operator the walk: invoke again with it until it is done."""
    if "tenant" not in event:
        repaired = nightly.sample()
        telemetry.info("scores proven", repaired=repaired)
        return {"repaired": repaired}
    walk = nightly.step(Walk(**event))
    while not walk.done and context.get_remaining_time_in_millis() > _ENOUGH:
        walk = nightly.step(walk)
    return asdict(walk)
