"""A merge as callers see it."""

from merging.rules import UNDOABLE, Merge
from merging.schemas import MergeView


def view(survivor: str, merge: Merge, *, own: bool = True) -> MergeView:
    """With whom else a record was shared is no business of who was only given a share, so who does not `own` it."""
    shown = {name: getattr(merge, name) for name in Merge.model_fields if name in MergeView.model_fields}
    if not own:
        shown["left"] = {name: elements for name, elements in merge.left.items() if name != "shares"}
    until = merge.finished_at + UNDOABLE if merge.finished_at and merge.state == "done" else None
    return MergeView(**shown, survivor=survivor, undo_until=until)
