"""Answers about deleting, and the order that purges."""

from typing import Literal

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


class Step(Frozen):
    """One step of a purge: first records whose time is over go, then what is left of their collections."""

    tenant: str
    stage: Literal["records", "collections"] = "records"
    after: str | None = None
    """The place in the trash, or the record, after which this step begins."""
