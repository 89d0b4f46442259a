"""Every hour, the scores that the day changes; every night, the proof of a sample of them.

An operator may call it too: `{"tenant": …}` has all records of a company proven, with `"what"` only their scores,
words, counts or ledgers; `{"tenant": …, "record": …}` derives the score of one anew from all that it has;
`{"tenant": …, "counters": "boards"}` has a company's counters counted anew, or those of "days".
"""

from typing import Any

from attached.recounting import recount
from customers import walking
from kernel import telemetry
from scoring import daily, nightly

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
    if "record" in event:
        nightly.again(event["tenant"], event["record"])
        return {"rebuilt": 1}
    if "counters" in event:
        return recount(event["tenant"], event["counters"])._asdict()
    return walking.go(event, nightly.prove, goes_on)
