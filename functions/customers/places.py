"""Where a record is listed: in the book of everybody who may list it. Pure, and without validators: streams ask it too.

A book is a partition of rows in the order in which the records were made. It belongs to an employee (what they own
and what was shared with them), to a department's members (what was shared with all of them), to a department's manager
(what those who work there see), or to the administrators (everything). So a list is one query of one's own books,
whoever asks (A3-A7), and the same facts decide in kernel.access whether a record exists for somebody.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from kernel import clock, ids, keys
from kernel.access import Category, Earlier, Viewer
from kernel.facts import Fact, Facts
from kernel.text import sortable

type Shelf = Literal["lead", "customer", "partner", "trash"]
type Row = Literal["card", "copy", "slim", "mark"]
"""A card and its copies show everything a list does, score and tier included, so a fold writes them; a slim row only
finds the card: it is for books that are mostly read in other orders, and costs nothing when a score changes. A mark
is in no book (see `unlisted`)."""
type Orders = dict[str, str]

PLACE: Literal["place"] = "place"
"""The fact that says where a card or copy lies."""
ORDERS = ("by_name", "by_code", "by_updated", "by_close", "by_value", "by_stage")
"""The attributes that indexes sort a book by; each ends with the record's id, so that every order is total."""
LOST, UNSTAGED = "~lost", "~"
"""Columns of a board that are no stages; no code begins so."""
_NEVER = "9999-12-31"
_UNITS = 10_000
"""An amount has at most four decimals."""


def shelf(value: Mapping[str, Any]) -> Shelf | None:
    """On which list a record is; None for one that was merged into another."""
    if value.get("merged_into"):
        return None
    if value.get("deleted_at"):
        return "trash"
    relationship: Shelf = value["relationship"]
    return relationship


def rows(value: Mapping[str, Any]) -> dict[str, Row]:
    """The books that a record lies in, and what lies there; none for one that was merged into another."""
    if shelf(value) is None:
        return {}
    found: dict[str, Row] = {
        keys.own(value["owner"]): "card", keys.EVERYBODY: "slim", keys.team(value["department"]): "slim",
    }  # fmt: skip
    for share in () if value.get("deleted_at") else value.get("shares", ()):
        if "profile" not in share["categories"]:
            continue
        employee = share.get("employee")
        found.setdefault(keys.own(employee) if employee else keys.members(share["department"]), "copy")
        found.setdefault(keys.team(share["department"]), "slim")
    return found


def unlisted(value: Mapping[str, Any]) -> list[str]:
    """Who was given a share and does not find the record in their own book: not the profile, or it was deleted.

    A mark says so, for their department is in the share all the same and has to follow them.
    """
    listed = rows(value)
    shares = value.get("shares", ()) if listed else ()
    return [who for share in shares if (who := share.get("employee")) and keys.own(who) not in listed]


def read_by(viewer: Viewer) -> list[str]:
    """The books that a viewer reads.

    A manager's own records are among the team's where the manager works in a department that they manage.
    """
    if viewer.role == "admin":
        return [keys.EVERYBODY]
    teams = [keys.team(one) for one in sorted(viewer.manages)]
    if viewer.department in viewer.manages:
        return teams
    return [*teams, keys.own(viewer.employee), keys.members(viewer.department)]


def seen_in(value: Mapping[str, Any], category: Earlier) -> dict[str, str]:
    """The books whose readers see a category of what is attached to a record, each with the least id that they see.

    None of a record that was deleted, or merged into another.
    """
    if shelf(value) in {None, "trash"}:
        return {}
    first, shared = _first(value, category), "activities" if category == "open_activities" else category
    found = {keys.EVERYBODY: "", keys.own(value["owner"]): first, keys.team(value["department"]): first}
    for share in value.get("shares", ()):
        if shared in share["categories"]:
            employee, department, first = share.get("employee"), share["department"], _first(share, shared)
            for book in (keys.own(employee) if employee else keys.members(department), keys.team(department)):
                found[book] = min(first, found.get(book, first))
    return found


def sees_all(viewer: Viewer, value: Mapping[str, Any], category: Category) -> bool:
    """Whether somebody sees a category from the beginning on: what kernel.access.sight says, without validators."""
    mine = set(read_by(viewer))
    return any(book in mine and not first for book, first in seen_in(value, category).items())


def _first(value: Mapping[str, Any], category: str) -> str:
    """The least id that is seen of a category, by an owner or by who was given a share."""
    at = value.get("since", {}).get(category)
    return ids.first(datetime.fromisoformat(_instant(at))) if at else ""


def shown_in(value: Mapping[str, Any]) -> list[str]:
    """The places (shelf and book) of the card and its copies, where a fold shows what it decided."""
    return [f"{shelf(value)}#{book}" for book, row in rows(value).items() if row != "slim"]


def placed(value: Mapping[str, Any]) -> Facts:
    """Where a record's card and copies lie, as facts: a fold then knows it without a read."""
    return Facts({Fact(PLACE, place): 1 for place in shown_in(value)})


def orders(value: Mapping[str, Any]) -> Orders:
    """What the indexes sort a record by. Without a date or a stage it comes last, without an amount it counts as 0."""
    end = f"#{value['id']}"
    amount = int(Decimal(value.get("expected_revenue") or 0) * _UNITS)
    return {
        "by_name": sortable(value["name"]) + end,
        "by_code": value["code"].lower() + end,
        "by_updated": _instant(value["updated_at"]) + end,
        "by_close": str(value.get("expected_close") or _NEVER) + end,
        "by_value": f"{amount:020d}{end}",
        "by_stage": column(value) + end,
    }


def column(value: Mapping[str, Any]) -> str:
    """Where a record stands on a board: its stage, LOST, or UNSTAGED."""
    return LOST if value.get("lost_at") else value.get("stage") or UNSTAGED


def _instant(value: datetime | str) -> str:
    """As stored, whether it comes from the table or goes there."""
    return clock.stamp(value) if isinstance(value, datetime) else value
