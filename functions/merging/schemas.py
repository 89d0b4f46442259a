"""Bodies of requests and answers about merges."""

from collections.abc import Mapping
from datetime import datetime

from kernel.fields import Code, Frozen, Ulid
from merging.rules import Element, State


class MergeCreate(Frozen):
    """Which record is absorbed; `version`, if given, must be its present one."""

    absorbed: Ulid
    version: int | None = None


class MergeView(Frozen):
    """A merge: `left` is what did not fit into the survivor's fields, `undo_until` how long it can be undone."""

    survivor: Ulid
    absorbed: Ulid
    code: Code
    name: str
    state: State
    moved: int
    left: Mapping[str, tuple[Element, ...]]
    by: Ulid
    at: datetime
    finished_at: datetime | None = None
    undo_until: datetime | None = None
    undone_by: Ulid | None = None


class MergePage(Frozen):
    """A page of the merges into a record."""

    items: tuple[MergeView, ...]
    next_cursor: str | None = None
