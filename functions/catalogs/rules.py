"""Catalogues: lists of choices that an administrator keeps. A kind is a line of data here, not code (B1)."""

from typing import Annotated, Literal

from pydantic import Field

from kernel.fields import Code, Colour, Frozen, Names

type Kind = Literal["stages", "sources", "sectors", "groups"]
type AttributeName = Literal["colour", "dimension"]

ATTRIBUTES: dict[Kind, AttributeName | None] = {
    "stages": "colour",
    "sources": None,
    "sectors": None,
    "groups": "dimension",
}
"""What an entry of each kind has besides its code, names and order; it is then required."""


class Entry(Frozen):
    """One choice of a catalogue."""

    code: Code
    name: Names
    order: Annotated[int, Field(ge=0, le=9999)] = 0
    active: bool = True
    colour: Colour | None = None
    dimension: Code | None = None


def misfit(kind: Kind, entry: Entry) -> tuple[str, str] | None:
    """(field, error code) when an entry lacks its kind's attribute or has another's."""
    wanted = ATTRIBUTES[kind]
    attributes: tuple[AttributeName, ...] = ("colour", "dimension")
    for name in attributes:
        given = getattr(entry, name) is not None
        if given != (name == wanted):
            return name, "missing" if not given else "unknown_field"
    return None


def _entry(code: str, order: int, vi: str, en: str, **attribute: str) -> Entry:
    return Entry.model_validate({"code": code, "order": order, "name": {"vi": vi, "en": en}, **attribute})


def defaults() -> dict[Kind, tuple[Entry, ...]]:
    """What a fresh tenant begins with (B7)."""
    return {
        "stages": (
            _entry("new", 1, "Mới", "New", colour="#5B8DEF"),
            _entry("contacted", 2, "Đã liên hệ", "Contacted", colour="#8E6CEF"),
            _entry("interested", 3, "Quan tâm", "Interested", colour="#E8A33D"),
            _entry("negotiating", 4, "Đàm phán", "Negotiating", colour="#D9663B"),
            _entry("won", 5, "Thành công", "Won", colour="#2E9E5B"),
        ),
        "sources": (
            _entry("website", 1, "Website", "Website"),
            _entry("referral", 2, "Giới thiệu", "Referral"),
            _entry("exhibition", 3, "Hội chợ", "Exhibition"),
            _entry("phone", 4, "Gọi điện", "Phone"),
        ),
        "sectors": (
            _entry("water", 1, "Cấp thoát nước", "Water supply"),
            _entry("power", 2, "Nhiệt điện", "Thermal power"),
            _entry("food", 3, "Thực phẩm, dược phẩm", "Food and pharma"),
            _entry("other", 9, "Khác", "Other"),
        ),
        "groups": (
            _entry("north", 1, "Miền Bắc", "North", dimension="region"),
            _entry("central", 2, "Miền Trung", "Central", dimension="region"),
            _entry("south", 3, "Miền Nam", "South", dimension="region"),
            _entry("vip", 4, "Khách VIP", "VIP", dimension="value"),
        ),
    }
