"""What became of an email campaign, as a workbook (J2): a row for each recipient whose record its reader sees now.

No validators, as all that the worker imports: campaigns and recipients are read as they are stored.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import batched
from typing import Any

from customers import places
from export.cells import Cell, Column, Kind
from kernel import keys, table
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Range
from kernel.values import Raw, decode

_PAGE = 100
_COLUMNS: tuple[tuple[int, str, str], ...] = (
    (14, "Mã", "Code"), (36, "Tên", "Name"), (30, "Email", "Email"), (18, "Trạng thái", "Status"),
    (24, "Lý do", "Reason"),
)  # fmt: skip
STATUSES: Mapping[str, tuple[str, str]] = {
    "queued": ("Đang chờ", "Queued"), "sent": ("Đã gửi", "Sent"), "delivered": ("Đã đến", "Delivered"),
    "opened": ("Đã mở", "Opened"), "clicked": ("Đã bấm", "Clicked"), "bounced": ("Bị trả lại", "Bounced"),
    "complained": ("Bị khiếu nại", "Complained"), "unsubscribed": ("Huỷ đăng ký", "Unsubscribed"),
    "skipped": ("Không gửi", "Skipped"), "failed": ("Bị lỗi", "Failed"),
}  # fmt: skip


def columns(language: str) -> list[Column]:
    """The columns, in the reader's language."""
    return [Column(header=(vi, en)[language == "en"], kind=Kind.TEXT, width=width) for width, vi, en in _COLUMNS]


def is_shown(viewer: Viewer, campaign: str) -> bool:
    """Whether a campaign exists for somebody: for administrators, and for the manager whose it is."""
    raw = table.read((keys.campaigns(viewer.tenant), keys.campaign(campaign)), consistent=True)
    mine = raw is not None and raw["value"]["M"]["created_by"]["S"] == viewer.employee
    return raw is not None and (viewer.role == "admin" or (viewer.role == "manager" and mine))


def rows(viewer: Viewer, campaign: str, language: str) -> Iterator[list[Cell]]:
    """Every recipient. Problem `not_found` for who may not see that any more."""
    if not is_shown(viewer, campaign):
        raise Problem("not_found")
    where = Range(keys.campaign_parts(viewer.tenant, campaign), prefix=keys.RECIPIENT)
    for some in batched(table.every(where), _PAGE, strict=False):
        yield from _rows(viewer, some, language)


def _rows(viewer: Viewer, some: Sequence[Raw], language: str) -> Iterator[list[Cell]]:
    homes = [
        (keys.customer(viewer.tenant, one["sk"]["S"].removeprefix(keys.RECIPIENT)), keys.PROFILE) for one in some
    ]  # fmt: skip
    found = table.get_many(homes)
    for one, home in zip(some, homes, strict=True):
        record: Mapping[str, Any] = decode(found[home]["value"]) if home in found else {}
        if viewer.role != "admin" and not (record and places.sees_all(viewer, record, "profile")):
            continue
        address, reason = (one.get(name, {}).get("S") for name in ("address", "reason"))
        status = STATUSES[one["status"]["S"]][language == "en"]
        yield [record.get("code"), record.get("name"), address, status, reason]
