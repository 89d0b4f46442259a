"""A merge, or its undoing, goes on from wherever it is: asked again, or by two at once, it ends as if done once.

A merge: the survivor gets the fields; all that is attached moves, round after round until one moves nothing; then the
absorbed record leaves all lists. Until then it is there with what has not moved, so nothing is missing or doubled at
any moment. Undoing is the way back: the record is there again; what came from it, and for it since, moves back;
then the survivor's fields are set back.
"""

from collections.abc import Callable
from functools import partial

from kernel import clock, table
from merging import joining, model, moving, parting
from merging.model import MergeItem
from merging.moving import Part, Way

PAGE, STEP = 100, 400
"""Items that are read at once, and that one step looks at."""

type Move = Callable[[str | None, int], Part]


def step(tenant: str, survivor: str, absorbed: str, most: int | None = None) -> None:
    """Go on for one step. While there is more to do the record of the merge changes, and the stream orders the next."""
    item = model.find(tenant, survivor, absorbed)
    if item is None:
        return
    there, back = Way(tenant, absorbed, survivor), Way(tenant, survivor, absorbed)
    match item.value.state:
        case "running":
            item = joining.combine(tenant, survivor, item)
            _rounds(item, tenant, survivor, partial(moving.forth, there), most or STEP)
        case "undoing":
            _rounds(item, tenant, survivor, partial(moving.back, back), most or STEP)
        case "done":
            all_of(partial(moving.forth, there))
        case "undone":
            all_of(partial(moving.back, back))


def all_of(move: Move) -> None:
    """What came late, by somebody who had looked just before: few, as a rule none."""
    after: str | None = None
    while True:
        after = move(after, PAGE).after
        if after is None:
            return


def _rounds(item: MergeItem, tenant: str, survivor: str, move: Move, most: int) -> None:
    merge = item.value
    while most > 0:
        part = move(merge.after, min(PAGE, most))
        most -= part.looked
        merge = merge.model_copy(update={
            "after": part.after, "moved": merge.moved + part.moved, "changed": merge.changed + part.moved,
        })  # fmt: skip
        if part.after is None:
            if merge.changed == 0:
                _finish(tenant, survivor, item, moved=merge.moved)
                return
            merge = merge.model_copy(update={"changed": 0})
    try:
        table.write(model.telling(tenant, survivor, item, merge))
    except table.Refused:
        return  # somebody else goes on with it


def _finish(tenant: str, survivor: str, item: MergeItem, *, moved: int) -> None:
    now = clock.now()
    if item.value.state == "running":
        joining.finish(tenant, survivor, item, moved, now)
        return
    for other in model.done(tenant, survivor):
        # What both had stayed with the other: now there is room for it.
        all_of(partial(moving.forth, Way(tenant, other.value.absorbed, survivor)))
    parting.finish(tenant, survivor, item, now)
