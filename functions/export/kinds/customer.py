"""One record as a workbook: a sheet for its profile, and one for each kind of what is attached, as the reader sees it.

A category that the reader does not see has no sheet.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from customers import places
from export.asked import Asked
from export.cells import Cell, Column
from export.exported import Exported
from export.homes import home
from export.kinds import activities, beside, contacts, debt, documents, opportunities, records
from export.kinds.attached import Held, of_record, rows, sheet
from export.shapes import Cells
from export.sheets import Rows, Sheet, at_once
from kernel import keys, table
from kernel.access import CATEGORIES, Earlier, Viewer
from kernel.problems import Problem
from kernel.values import decode_item

type Stored = Mapping[str, Any]

TITLE = ("Hồ sơ khách hàng", "Customer record")
_PROFILE, _FIELD, _VALUE = ("Hồ sơ", "Profile"), ("Thông tin", "Field"), ("Giá trị", "Value")
_OF_RECORD = frozenset({"customer", "customer_code", "customer_tier"})
_HELD: Sequence[Held] = (
    contacts.HELD, activities.HELD, opportunities.HELD, *documents.HELD, *beside.HELD,
)  # fmt: skip


def seen(viewer: Viewer, customer: str) -> str | None:
    """The record, or the one that it was merged into, if the viewer sees anything of it."""
    record = home(viewer.tenant, customer)
    return str(record["id"]) if record and _categories(viewer, record) else None


def _categories(viewer: Viewer, record: Stored) -> set[Earlier]:
    """What of a record a viewer sees, if only from some moment on."""
    mine = set(places.read_by(viewer))
    wanted: tuple[Earlier, ...] = (*CATEGORIES, "open_activities")
    return {category for category in wanted if mine & places.seen_in(record, category).keys()}


def sheets(asked: Asked) -> list[Sheet]:
    """All that the reader sees of it now. Problem `not_found` for who sees nothing any more."""
    record = home(asked.tenant, str(asked.request.customer)) or {}
    there = _categories(asked.viewer, record) if record else set[Earlier]()
    if not there:
        raise Problem("not_found")
    profile = [_profile(asked, record)] if "profile" in there else []
    held = [_attached(asked, record, one) for one in _HELD if there & set(one.kind.categories)]
    owed = [debt.ledger(asked, record["id"])] if debt.is_seen(asked.viewer, record) else []
    return [*profile, *held, *owed]


def _profile(asked: Asked, record: Stored) -> Sheet:
    """A row for each field that says something."""
    kind = f"{record['relationship']}s"
    shapes = _RECORDS[kind].shapes
    card = table.read((keys.book(asked.tenant, str(places.shelf(record)), keys.own(record["owner"])), record["id"]))
    value = {**record, **{name: one for name, one in decode_item(card or {}).items() if name in shapes}}
    cells = Cells(asked, shapes, tuple(shapes))
    found: list[Sequence[Cell]] = [
        [asked.say((shape.vi, shape.en)), cell]
        for (_, shape), cell in zip(shapes.items(), cells.row(value), strict=True) if cell is not None
    ]  # fmt: skip
    columns = [Column(header=asked.say(_FIELD), width=28), Column(header=asked.say(_VALUE), width=60)]
    return Sheet(title=asked.say(_PROFILE), columns=columns, pages=at_once(found))


_RECORDS = {"leads": records.LEADS, "customers": records.CUSTOMERS, "partners": records.PARTNERS}


def _attached(asked: Asked, record: Stored, held: Held) -> Sheet:
    chosen = tuple(name for name in held.shapes if name not in _OF_RECORD)
    return sheet(held, asked, chosen, partial(_pages, asked, record, held, chosen))


def _pages(
    asked: Asked, record: Stored, held: Held, chosen: Sequence[str], after: str | None
) -> Iterator[tuple[Rows, str | None]]:
    cells = Cells(asked, held.shapes, chosen)
    for found, more in of_record(asked.viewer, held.kind, record, after):
        things = [thing for _, thing in found if thing.value.get("state") != "waiting"]  # a file that never came
        yield rows(held, asked, things, cells), more


CUSTOMER = Exported(TITLE, sheets, about=("customer", seen))
