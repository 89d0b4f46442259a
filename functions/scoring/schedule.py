"""Every hour, the scores that the day changes; every night, the proof of a sample of them.

Invoked by an operator with {"tenant": …}: prove all of that tenant's. With {"tenant": …, "boards": true} the counters
of its boards are counted anew; again, while some are left.
"""

from dataclasses import asdict
from typing import Any

from attached.recounting import recount
from kernel import telemetry
from scoring import daily, nightly
from scoring.nightly import Walk

_ENOUGH = 30_000
"""Milliseconds that must be left to begin another step."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's context
    """The count of what was done, or for an operator the walk: invoke again with it until it is done."""

    def goes_on() -> bool:
        return bool(context.get_remaining_time_in_millis() > _ENOUGH)

    if "day" in event:
        return {"changed": daily.run(goes_on)}
    if "tenant" not in event:
        repaired = nightly.sample()
        telemetry.info("scores proven", repaired=repaired)
        return {"repaired": repaired}
    if event.get("boards"):
        return recount(event["tenant"])._asdict()
    walk = nightly.step(Walk(**event))
    while not walk.done and goes_on():
        walk = nightly.step(walk)
    return asdict(walk)
