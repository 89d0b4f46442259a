"""A body of the GA4 Measurement Protocol becomes visits: of whom it is about, or of a stranger. Each counts once."""

from datetime import datetime, timedelta
from typing import Literal

from kernel import telemetry
from visits import keeping, matching, rules
from visits.rules import Visit

type Outcome = Literal["new", "repeated", "stranger", "noted", "malformed"]
_SLACK = timedelta(minutes=1)
"""Between letting a body in and keeping it."""
_TELLS_MOST: tuple[Outcome, ...] = ("new", "stranger", "repeated")


def take(tenant: str, body: bytes, at: datetime) -> Outcome:
    """Keep what a body says that came at this moment. The same again does nothing more; raises what may pass."""
    try:
        read = rules.read(body, at, _SLACK)
    except rules.Refused as refused:
        telemetry.count("WebVisits", outcome="malformed", reason=refused.code)
        return "malformed"
    for name, number in read.noted.items():
        telemetry.count("WebEventsNoted", number, event=name)
    outcomes = {_keep(tenant, visit, at) for visit in read.visits}
    outcome: Outcome = min(outcomes, key=_TELLS_MOST.index, default="noted")
    telemetry.count("WebVisits", outcome=outcome)
    return outcome


def _keep(tenant: str, visit: Visit, at: datetime) -> Outcome:
    found = matching.match(tenant, visit.user, visit.client)
    if found is not None:
        return "new" if keeping.keep(tenant, found, visit.id, visit.client, visit.told) else "repeated"
    keeping.lodge(tenant, visit, at)
    # Who became known after the first look has been looked for among the strangers already, or will be: whoever comes
    # last sees what the other wrote.
    if matching.match(tenant, visit.user, visit.client, sure=True):
        keeping.welcome_all(tenant, visit.client)
    return "stranger"
