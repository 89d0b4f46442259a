"""Leads, customers and partners: one pass over the cards that the viewer sees now (L1).

What only the profile says is read for a page at once, and only where such a column is chosen.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from functools import partial
from typing import Any, cast

from customers import listing, places
from customers.filters import Where
from customers.named import OF_PARTNERS
from customers.places import Shelf
from customers.planning import Ask, Sort
from customers.scopes import book_of
from export.asked import Asked
from export.cells import Cell, Kind
from export.exported import Exported
from export.rules import SHELVES
from export.shapes import DEPARTMENTS, PEOPLE, TIERS, Cells, Shape, columns, text
from export.sheets import Rows, Sheet
from kernel import keys, table
from kernel.access import Viewer
from kernel.values import Raw, decode, decode_item

PAGE = 1000
KINDS = {"person": ("Cá nhân", "Person"), "organisation": ("Tổ chức", "Organisation")}
_CARD: Mapping[str, Shape] = {
    "code": text(14, "Mã", "Code"),
    "name": text(36, "Tên", "Name"),
    "stage": text(16, "Giai đoạn", "Stage", names="stages"),
    "source": text(16, "Nguồn", "Source", names="sources"),
    "owner": text(24, "Người phụ trách", "Owner", names=PEOPLE),
    "stars": Shape(Kind.INTEGER, 8, "Số sao", "Stars"),
    "score": Shape(Kind.INTEGER, 10, "Điểm", "Score"),
    "tier": text(16, "Hạng", "Tier", names=TIERS),
    "email": text(30, "Email", "Email"),
    "phone": text(18, "Điện thoại", "Phone"),
    "priority": Shape(Kind.INTEGER, 10, "Ưu tiên", "Priority"),
    "expected_revenue": Shape(Kind.MONEY, 20, "Doanh thu kỳ vọng", "Expected revenue"),
    "expected_close": Shape(Kind.DATE, 14, "Dự kiến chốt", "Expected close"),
    "sector": text(20, "Ngành nghề", "Sector", names="sectors"),
    "groups": text(24, "Nhóm", "Groups", names="groups"),
    "types": text(24, "Loại khách hàng", "Types", names="types"),
    "labels": text(20, "Nhãn", "Labels", names="labels"),
    "department": text(20, "Bộ phận", "Department", names=DEPARTMENTS, usual=False),
    "lost_at": Shape(Kind.DATETIME, 18, "Thua lúc", "Lost", usual=False),
    "created_at": Shape(Kind.DATETIME, 18, "Ngày tạo", "Created"),
    "updated_at": Shape(Kind.DATETIME, 18, "Cập nhật", "Updated"),
}
"""What a list's rows know."""
_PROFILE: Mapping[str, Shape] = {
    "kind": text(16, "Cá nhân/Tổ chức", "Person/Organisation", words=KINDS, usual=False),
    "company": text(36, "Công ty", "Company", usual=False),
    "tax_code": text(16, "Mã số thuế", "Tax code", usual=False),
    "phones": text(30, "Số điện thoại", "Phone numbers", usual=False),
    "emails": text(40, "Địa chỉ email", "Email addresses", usual=False),
    "website": text(30, "Website", "Website", usual=False),
    "address": text(50, "Địa chỉ", "Address", usual=False),
    "size": text(16, "Quy mô", "Size", names="sizes", usual=False),
    "campaign": text(20, "Chiến dịch", "Campaign", names="campaigns", usual=False),
    "contact_status": text(20, "Tình trạng liên hệ", "Contact status", names="contact-statuses", usual=False),
    "description": text(50, "Mô tả", "Description", usual=False),
    "note": text(50, "Ghi chú", "Note", usual=False),
    "lost_reason": text(24, "Lý do thua", "Lost reason", names="lost-reasons", usual=False),
    "lost_note": text(40, "Diễn giải lý do thua", "Lost because", usual=False),
    "created_by": text(24, "Người tạo", "Created by", names=PEOPLE, usual=False),
    "updated_by": text(24, "Người cập nhật", "Updated by", names=PEOPLE, usual=False),
}
SHAPES = {**_CARD, **_PROFILE}
_DERIVED = ("score", "stars", "tier")
_CHOSEN = 100
"""Of those that were named so many at once."""


def sheets(title: tuple[str, str], shapes: Mapping[str, Shape], asked: Asked) -> Sequence[Sheet]:
    """A row for each record that is asked for."""
    request = asked.request
    shelf = SHELVES[request.kind]
    ask = _ask(asked.viewer, shelf, asked)

    def pages(after: str | None) -> Iterator[tuple[Rows, str | None]]:
        cells = Cells(asked, shapes, request.columns)
        found = _chosen(asked.viewer, shelf, request.records, after) if request.records else _listed(asked, ask, after)
        for cards, more in found:
            yield _rows(asked, cards, cells), more

    return [Sheet(title=asked.say(title), columns=columns(asked, shapes, request.columns), pages=pages)]


def _ask(viewer: Viewer, shelf: Shelf, asked: Asked) -> Ask:
    """The list that was asked for, as its reader may read it now; 403 for a scope that is theirs no more."""
    chosen = asked.request.filter or {}
    stored: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in chosen.items()}
    where = Where(**{one.name: stored[one.name] for one in fields(Where) if one.name in stored})
    sort = cast("Sort", asked.request.sort or "newest")
    reverse, scope = asked.request.reverse, chosen.get("scope")
    if scope is None:
        return Ask(shelf, sort, reverse, where)
    book = book_of(viewer, scope, where.department)
    return Ask(shelf, sort, reverse, where.without("department") if scope == "team" else where, book)


def _listed(asked: Asked, ask: Ask, after: str | None) -> Iterator[tuple[Sequence[Raw], str | None]]:
    while True:
        found, after = listing.read(asked.viewer, ask, PAGE, after)
        yield found, after
        if after is None:
            return


def _chosen(
    viewer: Viewer, shelf: Shelf, records: Sequence[str], after: str | None
) -> Iterator[tuple[Sequence[Raw], str | None]]:
    """The cards of those that were named and are seen now, in their order; a place is how many of them are over."""
    for start in range(int(after or 0), len(records), _CHOSEN):
        whole = profiles(viewer, records[start : start + _CHOSEN])
        where = [
            (keys.book(viewer.tenant, shelf, keys.own(one["owner"])), one["id"])
            for one in whole.values() if places.shelf(one) == shelf
        ]  # fmt: skip
        found = table.get_many(where)
        over = start + _CHOSEN >= len(records)
        yield [found[key] for key in where if key in found], None if over else str(start + _CHOSEN)


def profiles(viewer: Viewer, records: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Those of these that the viewer sees the profile of now."""
    where = {(keys.customer(viewer.tenant, one), keys.PROFILE): one for one in records}
    found = table.get_many(where)
    mine = set(places.read_by(viewer))
    values = {one: decode(found[key]["value"]) for key, one in where.items() if key in found}
    return {one: value for one, value in values.items() if mine & places.seen_in(value, "profile").keys()}


def _rows(asked: Asked, cards: Sequence[Raw], cells: Cells) -> Iterator[list[Cell]]:
    """Of a card whose profile is out of sight this moment nothing, if the profile is looked at at all."""
    whole: Mapping[str, Mapping[str, Any]] | None = None
    if not _PROFILE.keys().isdisjoint(asked.request.columns):
        whole = profiles(asked.viewer, [card["sk"]["S"] for card in cards])
    for card in cards:
        plain = decode_item(card)
        of_card = {**plain["value"], **{name: plain.get(name) for name in _DERIVED}}
        if whole is None:
            yield cells.row(of_card)
        elif (profile := whole.get(plain["sk"])) is not None:
            yield cells.row({**profile, **of_card})


def _exported(vi: str, en: str, catalogs: Mapping[str, str]) -> Exported:
    shapes = {name: shape.naming(catalogs.get(name, shape.names)) for name, shape in SHAPES.items()}
    return Exported((vi, en), partial(sheets, (vi, en), shapes), shapes)


LEADS = _exported("Khách hàng tiềm năng", "Leads", {})
CUSTOMERS = _exported("Khách hàng", "Customers", {})
PARTNERS = _exported("Đối tác", "Partners", cast("Mapping[str, str]", OF_PARTNERS))
