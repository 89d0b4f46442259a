"""The one way to change a record: load, decide, and write all that follows in one transaction, or nothing.

What its viewer is shown then is for who asks (`customers.changing`): jobs show nobody anything, and need no schemas.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from customers import model
from customers.model import CardItem
from customers.rules import Customer
from kernel import clock, table
from kernel.access import Viewer, require_version
from kernel.problems import Problem, in_flight
from kernel.table import Write

type Decide = Callable[[Customer], Customer]
"""What becomes of a record; raises Problem when that cannot be. It is asked again when somebody else was faster."""

_TRIES = 8


@dataclass(frozen=True)
class Decided:
    """A record as it is to be, with its version then; and its card as it is. Both records are equal: nothing to do."""

    before: Customer
    after: Customer
    version: int
    card: CardItem | None


type Settle[T] = Callable[[Decided, list[Write]], T]
"""Writes these, with what else belongs to the change, and says what is asked for; nothing to write: nothing to do."""


def rewrite[T](
    viewer: Viewer, customer_id: str, decide: Decide, settle: Settle[T], *, if_match: int | None = None,
    deleted: bool = False,
) -> T:  # fmt: skip
    """Change a record that the viewer may change.

    404 and 403 as model.load, 412 for another version than `if_match`, 409 `in_flight` when others keep writing.
    """
    for _ in range(_TRIES):
        item = model.load(viewer, customer_id, to_change=True, deleted=deleted)
        if item.value.merging_into is not None:
            raise Problem("merge_running", headers={"Retry-After": "5"})
        require_version(if_match, item.version)
        card = model.card_of(viewer.tenant, item.value)
        after = decide(item.value)
        if after == item.value:
            return settle(Decided(item.value, after, item.version, card), [])
        if card is None and model.moves(item.value, after):
            continue  # it moved between two reads
        stamped = after.model_copy(update={"updated_at": clock.now(), "updated_by": viewer.employee})
        writes = model.changing(viewer.tenant, item, stamped, card)
        try:
            return settle(Decided(item.value, stamped, item.version + 1, card), writes)
        except table.Refused:
            continue
    raise in_flight()


def rewrite_absorbed(viewer: Viewer, customer_id: str, decide: Decide, more: Iterable[Write]) -> bool:
    """Change a record that was merged into another: it is shown to nobody, and may come back; whether it changed."""
    for _ in range(_TRIES):
        item = model.absorbed(viewer.tenant, customer_id)
        after = decide(item.value) if item else None
        if item is None or after is None or after == item.value:
            return False
        stamped = after.model_copy(update={"updated_at": clock.now(), "updated_by": viewer.employee})
        try:
            table.write(*model.changing(viewer.tenant, item, stamped, None), *more)
        except table.Refused:
            continue
        return True
    raise in_flight()
