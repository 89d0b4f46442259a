"""The table's stream once more, for all that is not scoring: each reaction fails and is set aside by itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from attached import following, handing, tracking
from attached.kinds import NOTED, PREFIXES
from campaigns import following as campaigns
from customers import counting, standing
from documents import leaving as documents
from export import relay
from identity import login, zones
from imports import relay as importing
from intake import waiting as intake
from jobs import relay as jobs
from kernel import keys
from kernel.stream import Ahead, Groups, React, consume, within
from mailing import judging
from merging import relay as merging
from outbox import relay as outbox
from printing import leaving as printing
from search import folding as search
from tiers import folding as tiers
from tiers import noticing
from visits import settling

REACTIONS: Mapping[str, tuple[tuple[str, ...], React]] = {
    "counts": ((keys.PROFILE,), counting.react),
    "standing": ((keys.PROFILE, keys.snapshots("SCORE"), keys.snapshots("TIER")), standing.react),
    "tiers": ((keys.PROFILE, keys.CONTRACT, keys.RECEIPT, keys.fence("TIER")), tiers.react),
    "search": ((keys.PROFILE, keys.CONTACT), search.react),
    "attached": ((keys.PROFILE, *PREFIXES), following.react),
    "tracking": ((keys.PROFILE, *NOTED), tracking.react),
    "handing": ((keys.PROFILE,), handing.react),
    "verdicts": ((keys.SIGNAL,), judging.react),
    "visits": ((keys.PROFILE, keys.SIGNAL), settling.react),
    "intake": ((keys.PROFILE, keys.CONTACT), intake.react),
    "export": ((keys.EXPORT,), relay.react),
    "imports": ((keys.IMPORT,), importing.react),
    "documents": ((keys.FILE,), documents.react),
    "jobs": ((keys.JOB,), jobs.react),
    "printing": ((keys.PRINT_TEMPLATE,), printing.react),
    "merging": ((keys.MERGE,), merging.react),
    "outbox": ((keys.MESSAGE,), outbox.react),
    "notices": ((keys.snapshots("TIER"),), noticing.react),
    "campaigns": ((keys.SIGNAL, keys.MESSAGE), campaigns.react),
    "login": ((keys.employee(""),), login.react),
}
"""Which sort keys each reaction is about; the event source's filter in the template is their union."""

AHEAD: Mapping[React, Ahead] = {counting.react: counting.ahead, campaigns.react: campaigns.ahead}
"""Those that serve a batch at once, and one by one only what is left of it."""


def handler(event: dict[str, Any], _context: object) -> None:
    """Run every reaction over its part of a batch; raise the first passing fault once all had their turn."""
    with zones.kept():
        faults = [fault for name in REACTIONS if (fault := _served(name, event["Records"])) is not None]
    if faults:
        raise faults[0]


def _served(name: str, records: Sequence[Mapping[str, Any]]) -> Exception | None:
    prefixes, react = REACTIONS[name]
    try:
        with tiers.noting():
            consume(name, {"Records": _about(records, prefixes)}, react, AHEAD.get(react, _nobody))
    except Exception as fault:  # noqa: BLE001 - raised by the handler, after the others
        return fault
    return None


def _nobody(_groups: Groups) -> frozenset[str]:
    return frozenset()


def _about(records: Sequence[Mapping[str, Any]], prefixes: tuple[str, ...]) -> list[Mapping[str, Any]]:
    return [record for record in records if _sort_key(record).startswith(prefixes)]


def _sort_key(record: Mapping[str, Any]) -> str:
    return str(within(record, "dynamodb", "Keys", "sk", "S"))
