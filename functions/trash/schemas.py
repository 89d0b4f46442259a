"""Answers about deleting."""

from kernel.fields import Code, Frozen, Ulid


class AttachedView(Frozen):
    """How many of a kind are attached; `more`: there are more than `count`."""

    kind: str
    count: int
    more: bool


class DeletionView(Frozen):
    """What goes with a record when it is deleted, and the version that If-Match then has to name."""

    id: Ulid
    code: Code
    name: str
    attached: tuple[AttachedView, ...]
    version: int
