"""Histories as callers read them: newest first, a page at a time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, TypedDict

from pydantic import JsonValue, computed_field

from kernel import keys
from kernel.access import Viewer
from kernel.fields import Frozen, Names, Ulid
from kernel.history import HistoryItem
from kernel.messages import ACTIONS
from kernel.paging import PageQuery, listed
from kernel.table import Range
from kernel.values import Raw

Change = TypedDict("Change", {"from": JsonValue, "to": JsonValue})
"""A field's value before and after; amounts as text, a very long value as {beginning, bytes, sha256}."""


type Action = Literal["created", "changed", "deleted", "recovered", "merged", "unmerged", "tier"]


class EntryView(Frozen):
    """One change: what made `version`, who, when, and each field from what to what."""

    version: int
    action: Action
    by: Ulid | None
    at: datetime
    changes: Mapping[str, Change]

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way to write it
    @property
    def title(self) -> Names:
        """What was done, in words."""
        return Names.model_validate(ACTIONS[self.action])


class HistoryPage(Frozen):
    """A page of a history, newest first."""

    items: tuple[EntryView, ...]
    next_cursor: str | None = None


def page(viewer: Viewer, name: str, pk: str, subject: str, query: PageQuery) -> HistoryPage:
    """A page of what is told of a subject; `name` tells this list from every other. The caller sees to sight."""
    where = Range(pk, prefix=keys.histories(subject), newest_first=True)
    items, after = listed(viewer, f"{name} {subject}", where, query)
    return HistoryPage(items=tuple(map(shown, items)), next_cursor=after)


def shown(raw: Raw) -> EntryView:
    """An entry as it is shown; a value that there was not before, or is no more, is null."""
    item = HistoryItem.of(raw)
    told: dict[str, Any] = {name: {"from": None, "to": None} | sides for name, sides in item.changes.items()}
    version = int(item.sk.rpartition("#")[2])
    return EntryView.model_validate(
        {"version": version, "action": item.action, "by": item.by, "at": item.at, "changes": told}
    )
