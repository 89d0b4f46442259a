"""Whose points new rules would change, as a workbook: those first with the most to gain or to lose (H5).

No validators, as all that the worker imports: moves are read as they are stored.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import batched
from typing import Any

from export.cells import Cell, Column, Kind
from identity.viewers import names_of_employees
from kernel import keys, table
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Range
from kernel.values import Raw, decode, decode_item

_PAGE = 100
_COLUMNS: tuple[tuple[Kind, int, str, str], ...] = (
    (Kind.TEXT, 14, "Mã", "Code"), (Kind.TEXT, 36, "Tên", "Name"), (Kind.TEXT, 24, "Người phụ trách", "Owner"),
    (Kind.INTEGER, 12, "Điểm hiện tại", "Score now"), (Kind.INTEGER, 12, "Điểm mới", "New score"),
    (Kind.INTEGER, 12, "Chênh lệch", "Difference"), (Kind.INTEGER, 12, "Sao hiện tại", "Stars now"),
    (Kind.INTEGER, 12, "Sao mới", "New stars"), (Kind.TEXT, 80, "Quy tắc thay đổi nhất", "Rules that change most"),
)  # fmt: skip


def columns(language: str) -> list[Column]:
    """The columns, in the reader's language."""
    return [Column(header=(vi, en)[language == "en"], kind=kind, width=width) for kind, width, vi, en in _COLUMNS]


def is_askers(viewer: Viewer, preview: str) -> bool:
    """Whether it is a preview that this viewer asked for, and an administrator still."""
    where = keys.jobs(viewer.tenant, viewer.employee), keys.job(preview)
    raw = table.read(where, consistent=True) if viewer.role == "admin" else None
    return raw is not None and decode(raw["value"])["kind"] == "preview"


def rows(viewer: Viewer, preview: str, language: str) -> Iterator[list[Cell]]:
    """Every record whose score would change. Problem `not_found` for who may not see that any more."""
    if not is_askers(viewer, preview):
        raise Problem("not_found")
    owners = names_of_employees(viewer.tenant)
    moves = table.every(Range(keys.job_parts(viewer.tenant, preview), prefix=keys.MOVE))
    for some in batched(moves, _PAGE, strict=False):
        yield from _rows(viewer.tenant, some, owners, language)


def _rows(tenant: str, some: Sequence[Raw], owners: Mapping[str, str], language: str) -> Iterator[list[Cell]]:
    found = [decode_item(raw) for raw in some]
    places = [(keys.book(tenant, one["shelf"], keys.own(one["owner"])), one["value"]["customer"]) for one in found]
    cards = table.get_many(places)
    for one, place in zip(found, places, strict=True):
        card: dict[str, Any] = decode(cards[place]["value"]) if place in cards else {}
        (before, after), stars = one["value"]["score"], one["value"]["stars"]
        told = [f"{rule['name'][language]}: {rule['before']} → {rule['after']}" for rule in one["value"]["rules"]]
        yield [
            card.get("code"), card.get("name"), owners.get(one["owner"]), before, after, after - before, *stars,
            "; ".join(told),
        ]  # fmt: skip
