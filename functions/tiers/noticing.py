"""An owner hears of a customer who moves to another tier: one mail for each move.

The snapshot that says so is what lasts: the stream tells of it, and the message is entered by the id of the move, so
that there is one. It is not in the snapshot's own transaction: that would cost each confirmation of a document more
than it may, until the tier shows. Should the stream's word of it be lost, the night finds the move and enters it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from customers.places import PLACE
from kernel import clock, ids, table
from kernel.fold import Change
from kernel.snapshots import Snapshot, collection
from outbox import model as outbox
from outbox.rules import Message
from outbox.settings import settings
from tiers.telling import NEWS, moved_after

KIND = "tier_notice"
_TOLD = timedelta(minutes=10)
"""By then the stream has told of a move, if it ever will."""


def react(pk: str, changes: Sequence[Change]) -> None:
    """Enter a message for each move that is told; one that is there already stays as it is."""
    tenant, customer = collection(pk)
    for change in changes:
        number, told = int(change.sk.rpartition("#")[2]), change.after
        if told is not None and told.get("news") == number and _lies_somewhere(told["facts"]):
            _enter(tenant, customer, told["result"])


def catch_up(tenant: str, customer: str, now: Snapshot) -> None:
    """Enter what should have been, of a move that the stream has told of long ago, or never will."""
    if not now.state.facts.keys_of(PLACE) or moved_after(now.result, clock.now() - _TOLD):
        return
    if outbox.find(tenant, _message(customer, now.result).id) is None:
        _enter(tenant, customer, now.result)


def _enter(tenant: str, customer: str, result: Mapping[str, Any]) -> None:
    if not moved_after(result, clock.now() - NEWS) or not settings(tenant).value.wants(KIND):
        return
    try:
        table.write(*outbox.entering(tenant, _message(customer, result)))
    except table.Refused:
        return


def _lies_somewhere(facts: Mapping[str, Any]) -> bool:
    """A record that was merged into another is on no list, and nobody's to hear of."""
    return any(name.startswith(f"{PLACE}:") for name in facts)


def _message(customer: str, result: Mapping[str, Any]) -> Message:
    """Its id is the customer and the moment of the move."""
    moment = ids.first(datetime.fromisoformat(result["since"]))
    about = {"since": result["since"]}
    return Message(
        id=f"{KIND}-{customer}-{moment}", kind=KIND, about=customer, variables=about, created_at=clock.now()
    )  # fmt: skip
