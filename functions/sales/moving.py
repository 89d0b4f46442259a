"""Confirming and cancelling: the document, the one that it follows from and the ledger change together, or not at all.

What follows for the customer's score and tier follows from the documents, through the stream.
"""

from collections.abc import Sequence
from datetime import datetime

from identity import model as identity
from identity.model import SettingsItem
from kernel import clock, table
from kernel.access import Viewer, require_version
from kernel.commit import commit
from kernel.contest import Contest
from kernel.facts import Number
from kernel.problems import busy
from kernel.table import Write
from ledger import model as ledger
from ledger.ageing import plus
from ledger.model import Change
from ledger.rules import Reason, Step
from sales import model, service, steps
from sales.model import DocumentItem
from sales.rules import Document, DocumentKind
from sales.schemas import DocumentMoved
from sales.showing import Eyes
from sales.steps import Who
from sales.wanted import State

PATIENCE = 12.0
"""Seconds for which a place in the ledger is fought for; a function has 20."""
_REASONS: dict[State, tuple[Reason, Reason]] = {
    "confirmed": ("confirmed", "contracted"), "cancelled": ("cancelled", "contract_cancelled"),
}  # fmt: skip
"""Why the ledger gets an entry of the document, and of the one that it follows from."""

type Pair = tuple[DocumentItem, Document]
"""A document as it is and as it becomes."""


def move(viewer: Viewer, kind: DocumentKind, document_id: str, state: State, if_match: int | None) -> DocumentMoved:
    """Confirm or cancel. Who is overtaken at the ledger or the parent looks again; 503 `busy` at last."""
    contest = Contest(PATIENCE)
    while contest.goes_on:
        item = service.load(viewer, kind, document_id)
        require_version(if_match, item.version)
        parent = _parent(viewer, item, state)
        now, own = clock.now(), identity.settings(viewer.tenant, consistent=True)
        eyes = Eyes(viewer, item.value)
        after, followed = steps.moved(
            item.value, parent.value if parent else None, state,
            Who(viewer.employee, now, eyes.see, own.value.currency),
        )  # fmt: skip
        pairs = [(item, after), *([(parent, followed)] if parent and followed else [])]
        changes = _changes(pairs, state, viewer.employee, now)
        debt = _debt(item.pk, changes) if eyes.debts else None
        view = DocumentMoved(**dict(eyes.shown(after)), version=item.version + 1, debt_change=debt)
        try:
            commit(view, *_writes(pairs, changes, own))
        except (table.Refused, table.Transient):
            contest.lost()
            continue
        return view
    raise busy()


def _parent(viewer: Viewer, item: DocumentItem, state: State) -> DocumentItem | None:
    """What a document follows from. Nothing is confirmed upon what has become another customer's since."""
    found = model.find(viewer.tenant, item.value.parent) if item.value.parent else None
    return None if found and state == "confirmed" and found.pk != item.pk else found


def _writes(pairs: Sequence[Pair], changes: Sequence[Change], own: SettingsItem) -> list[Write]:
    documents = [write for pair in pairs for write in model.replacing(*pair)]
    posted = [write for change in changes for write in ledger.posting(change)]
    return [*documents, *posted, *(identity.fixing(own) if posted else [])]


def _changes(pairs: Sequence[Pair], state: State, by: str, at: datetime) -> list[Change]:
    """Of each collection what changes in it; as a rule both documents lie in the same one."""
    found: dict[str, list[Step]] = {}
    for (before, after), reason in zip(pairs, _REASONS[state], strict=False):
        step = Step(before.sk, before.value.model_dump(), after.model_dump(), reason)
        found.setdefault(before.pk, []).append(step)
    return [Change(pk, steps_, at, by) for pk, steps_ in found.items()]


def _debt(pk: str, changes: Sequence[Change]) -> Number:
    return plus(*(step.amount for change in changes if change.pk == pk for step in change.steps))
