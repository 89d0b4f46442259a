"""What a preview found, as a workbook: whose points new rules would change (H5), who would move by a ladder (I5).

No validators, as all that the worker imports: moves are read as they are stored.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from export.asked import Asked, Names
from export.cells import Cell, Column, Kind
from export.exported import Exported
from export.sheets import Rows, Sheet
from export.walking import made, walked
from kernel import keys, table
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.values import Raw, decode, decode_item

_PAGE = 100
_WHOSE: tuple[tuple[Kind, int, str, str], ...] = (
    (Kind.TEXT, 14, "Mã", "Code"), (Kind.TEXT, 36, "Tên", "Name"), (Kind.TEXT, 24, "Người phụ trách", "Owner"),
)  # fmt: skip


@dataclass(frozen=True)
class Preview:
    """A kind of preview: what its job is called, its columns beside whose they are, and how a move fills them."""

    job: str
    columns: tuple[tuple[Kind, int, str, str], ...]
    cells: Callable[[Mapping[str, Any], str, Names], list[Cell]]
    """(move, language, what tiers are called) -> its cells."""


def _score(move: Mapping[str, Any], language: str, _names: Names) -> list[Cell]:
    (before, after), stars = move["score"], move["stars"]
    told = [f"{rule['name'][language]}: {rule['before']} → {rule['after']}" for rule in move["rules"]]
    return [before, after, after - before, *stars, "; ".join(told)]


def _tier(move: Mapping[str, Any], _language: str, names: Names) -> list[Cell]:
    tiers = [names.get(one, one) if (one := move.get(side)) else None for side in ("before", "after")]
    return [*tiers, move["revenue"], move["contracts"], move["payment"]]


OF: Mapping[str, Preview] = {
    "score_preview": Preview("preview", (
        (Kind.INTEGER, 12, "Điểm hiện tại", "Score now"), (Kind.INTEGER, 12, "Điểm mới", "New score"),
        (Kind.INTEGER, 12, "Chênh lệch", "Difference"), (Kind.INTEGER, 12, "Sao hiện tại", "Stars now"),
        (Kind.INTEGER, 12, "Sao mới", "New stars"), (Kind.TEXT, 80, "Quy tắc thay đổi nhất", "Rules that change most"),
    ), _score),
    "tier_preview": Preview("tier_preview", (
        (Kind.TEXT, 20, "Hạng hiện tại", "Tier now"), (Kind.TEXT, 20, "Hạng mới", "New tier"),
        (Kind.MONEY, 20, "Doanh thu", "Revenue"), (Kind.INTEGER, 14, "Số hợp đồng", "Contracts"),
        (Kind.MONEY, 20, "Đã thanh toán", "Paid"),
    ), _tier),
}  # fmt: skip
"""By the kind of the export."""


def is_askers(viewer: Viewer, kind: str, preview: str) -> bool:
    """Whether it is a preview that this viewer asked for, and an administrator still."""
    where = keys.jobs(viewer.tenant, viewer.employee), keys.job(preview)
    raw = table.read(where, consistent=True) if viewer.role == "admin" else None
    return raw is not None and decode(raw["value"])["kind"] == OF[kind].job


def sheets(title: tuple[str, str], asked: Asked) -> Sequence[Sheet]:
    """A row for every record that would change. Problem `not_found` for who may not see that any more."""
    kind, preview = asked.request.kind, str(asked.request.preview)
    if not is_askers(asked.viewer, kind, preview):
        raise Problem("not_found")
    columns = [
        Column(header=asked.say((vi, en)), kind=look, width=width, format=asked.money if look is Kind.MONEY else "")
        for look, width, vi, en in (*_WHOSE, *OF[kind].columns)
    ]

    def pages(after: str | None) -> Iterator[tuple[Rows, str | None]]:
        names = _names(asked.tenant, preview, asked.language) if kind == "tier_preview" else {}
        found = walked(keys.job_parts(asked.tenant, preview), keys.MOVE, after, _PAGE)
        return made(found, partial(_rows, asked, OF[kind], names))

    return [Sheet(title=asked.say(title), columns=columns, pages=pages)]


def _rows(asked: Asked, preview: Preview, names: Names, moves: Sequence[Raw]) -> Iterator[list[Cell]]:
    for one, card in _with_cards(asked.tenant, moves):
        whose = [card.get("code"), card.get("name"), asked.people.get(one["owner"])]
        yield [*whose, *preview.cells(one["value"], asked.language, names)]


def _with_cards(tenant: str, some: Sequence[Raw]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    found = [decode_item(raw) for raw in some]
    places = [(keys.book(tenant, one["shelf"], keys.own(one["owner"])), one["value"]["customer"]) for one in found]
    cards = table.get_many(places)
    for one, place in zip(found, places, strict=True):
        yield one, decode(cards[place]["value"]) if place in cards else {}


def _names(tenant: str, preview: str, language: str) -> Names:
    """What the tiers are called that the preview is about, those that are tried among them."""
    asked = table.read((keys.job_parts(tenant, preview), keys.REQUEST))
    names = json.loads(decode(asked["value"])["parameters"])["names"] if asked else {}
    return {tier: name[language] for tier, name in names.items()}


def own(kind: str, viewer: Viewer, preview: str) -> str | None:
    """The preview, if the viewer asked for it."""
    return preview if is_askers(viewer, kind, preview) else None


def _exported(kind: str, vi: str, en: str) -> Exported:
    return Exported((vi, en), partial(sheets, (vi, en)), about=("preview", partial(own, kind)))


SCORE = _exported("score_preview", "Xem trước điểm", "Score preview")
TIER = _exported("tier_preview", "Xem trước hạng", "Tier preview")
