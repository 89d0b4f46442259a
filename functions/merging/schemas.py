"""Bodies of requests and answers about merges."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import JsonValue

from kernel.fields import Code, Frozen, Ulid
from merging.rules import Element, State


class MergeCreate(Frozen):
    """Which record is absorbed; `version`, if given, must be its present one.

    The other one stays what it is, a lead, customer or partner; only a lead that absorbs a customer becomes one.
    """

    absorbed: Ulid
    version: int | None = None


class MergeView(Frozen):
    """A merge: what of the absorbed record is not in the survivor's fields, and how long it can be undone.

    `left` did not fit, `differed` is what it had where the survivor has something else.
    """

    survivor: Ulid
    absorbed: Ulid
    code: Code
    name: str
    state: State
    moved: int
    left: Mapping[str, tuple[Element, ...]]
    differed: Mapping[str, JsonValue]
    by: Ulid
    at: datetime
    finished_at: datetime | None = None
    undo_until: datetime | None = None
    undone_by: Ulid | None = None


class MergePage(Frozen):
    """A page of the merges into a record."""

    items: tuple[MergeView, ...]
    next_cursor: str | None = None
