"""What became of an email campaign, as a workbook (J2): a row for each recipient whose record its reader sees now.

No validators, as all that the worker imports: campaigns and recipients are read as they are stored.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from customers import places
from export.asked import Asked
from export.cells import Cell
from export.exported import Exported
from export.shapes import Shape, columns, text
from export.sheets import Rows, Sheet
from export.walking import made, walked
from kernel import keys, table
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.values import Raw, decode

_PAGE = 100
TITLE = ("Chiến dịch email", "Email campaign")
STATUSES: Mapping[str, tuple[str, str]] = {
    "queued": ("Đang chờ", "Queued"), "sent": ("Đã gửi", "Sent"), "delivered": ("Đã đến", "Delivered"),
    "opened": ("Đã mở", "Opened"), "clicked": ("Đã bấm", "Clicked"), "bounced": ("Bị trả lại", "Bounced"),
    "complained": ("Bị khiếu nại", "Complained"), "unsubscribed": ("Huỷ đăng ký", "Unsubscribed"),
    "skipped": ("Không gửi", "Skipped"), "failed": ("Bị lỗi", "Failed"),
}  # fmt: skip


SHAPES: Mapping[str, Shape] = {
    "code": text(14, "Mã", "Code"),
    "name": text(36, "Tên", "Name"),
    "email": text(30, "Email", "Email"),
    "status": text(18, "Trạng thái", "Status"),
    "reason": text(24, "Lý do", "Reason"),
}


def is_shown(viewer: Viewer, campaign: str) -> bool:
    """Whether a campaign exists for somebody: for administrators, and for the manager whose it is."""
    raw = table.read((keys.campaigns(viewer.tenant), keys.campaign(campaign)), consistent=True)
    mine = raw is not None and raw["value"]["M"]["created_by"]["S"] == viewer.employee
    return raw is not None and (viewer.role == "admin" or (viewer.role == "manager" and mine))


def sheets(asked: Asked) -> Sequence[Sheet]:
    """A row for every recipient. Problem `not_found` for who may not see that any more."""
    campaign = str(asked.request.campaign)
    if not is_shown(asked.viewer, campaign):
        raise Problem("not_found")

    def pages(after: str | None) -> Iterator[tuple[Rows, str | None]]:
        found = walked(keys.campaign_parts(asked.tenant, campaign), keys.RECIPIENT, after, _PAGE)
        return made(found, partial(_rows, asked))

    return [Sheet(title=asked.say(TITLE), columns=columns(asked, SHAPES, SHAPES), pages=pages)]


def _rows(asked: Asked, some: Sequence[Raw]) -> Iterator[list[Cell]]:
    viewer = asked.viewer
    homes = [
        (keys.customer(viewer.tenant, one["sk"]["S"].removeprefix(keys.RECIPIENT)), keys.PROFILE) for one in some
    ]  # fmt: skip
    found = table.get_many(homes)
    for one, home in zip(some, homes, strict=True):
        record: Mapping[str, Any] = decode(found[home]["value"]) if home in found else {}
        if viewer.role != "admin" and not (record and places.sees_all(viewer, record, "profile")):
            continue
        address, reason = (one.get(name, {}).get("S") for name in ("address", "reason"))
        yield [record.get("code"), record.get("name"), address, asked.say(STATUSES[one["status"]["S"]]), reason]


def shown(viewer: Viewer, campaign: str) -> str | None:
    """The campaign, if it exists for somebody."""
    return campaign if is_shown(viewer, campaign) else None


CAMPAIGN = Exported(TITLE, sheets, about=("campaign", shown))
