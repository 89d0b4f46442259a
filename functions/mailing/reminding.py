"""What reminds an assignee of an activity, as all of it is at this moment (E2). No validators: a worker runs it."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from attached.held import activity_is_open
from channels.contents import Mail, Void
from customers import places
from identity.viewers import viewing
from kernel import clock, keys, table
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.values import decode
from mailing.letters import Line, letter
from outbox.rules import Message

type Stored = Mapping[str, Any]

LATE = timedelta(days=1)
"""A reminder is of use until so long after the deadline, or without one after its own moment: then it is no news."""
_WORDS: Mapping[str, tuple[str, str]] = {
    "subject": ("Nhắc việc: {subject}", "Reminder: {subject}"),
    "opening": ("Bạn có việc cần làm: {subject}", "You have something to do: {subject}"),
    "start": ("Bắt đầu", "Begins"), "deadline": ("Hạn", "Deadline"), "customer": ("Khách hàng", "Customer"),
    "phone": ("Gọi", "Call"),
}  # fmt: skip


def compose(tenant: str, message: Message) -> Mail | Void:
    """The mail to whoever is to do it now; void when it is done, moved, gone, or nobody's any more."""
    activity, record = _found(tenant, message.about)
    reason = _needless(activity, record, message.variables["at"])
    if reason is not None:
        return Void(reason)
    employee, settings = _surroundings(tenant, activity["assignee"])
    try:
        viewer = viewing(tenant, employee)
    except Problem:
        return Void("assignee_inactive")
    return _mail(viewer, employee["email"], settings, activity, record)


def _needless(activity: Stored, record: Stored, at: str) -> str | None:
    """Why nobody is to be reminded, if so."""
    if not activity or not activity_is_open(activity):
        return "over" if activity else "gone"
    if activity.get("reminder_at") != at:
        return "moved"
    if datetime.fromisoformat(activity.get("deadline", at)) + LATE < clock.now():
        return "late"
    return "customer_gone" if places.shelf(record) in {None, "trash"} else None


def _found(tenant: str, activity_id: str) -> tuple[Stored, Stored]:
    """(activity, the record that it is attached to now); {} when they are gone."""
    place = table.read((keys.document_pointer(tenant, activity_id), keys.POINTER), consistent=True)
    if place is None:
        return {}, {}
    home = keys.customer(tenant, place["customer"]["S"])
    where = (home, keys.document(keys.ACTIVITY, activity_id)), (home, keys.PROFILE)
    found = table.get_many(where, consistent=True)
    if len(found) < len(where):
        raise table.Transient("the activity is just moving")
    activity, record = (decode(found[key]["value"]) for key in where)
    return activity, record


def _surroundings(tenant: str, employee_id: str) -> tuple[Stored, Stored]:
    """(assignee, settings of the company)."""
    where = (keys.employees(tenant), keys.employee(employee_id)), (keys.settings(tenant), keys.GENERAL)
    found = table.get_many(where, consistent=True)
    employee, settings = (decode(found[key]["value"]) if key in found else {} for key in where)
    return employee or {"active": False}, settings


def _mail(viewer: Viewer, to: str, settings: Stored, activity: Stored, record: Stored) -> Mail:
    english = settings.get("locale") == "en"
    zone = ZoneInfo(settings.get("time_zone", clock.HOME))
    subject, opening = (_WORDS[name][english].format(subject=activity["subject"]) for name in ("subject", "opening"))
    lines = [
        Line(_WORDS[name][english], _moment(activity[name], zone, english=english))
        for name in ("start", "deadline") if name in activity
    ]  # fmt: skip
    return letter(to, subject, opening, [*lines, *_customer(viewer, record, english=english)])


def _customer(viewer: Viewer, record: Stored, *, english: bool) -> Iterator[Line]:
    """The customer, and what dials them: for who sees their profile, as everywhere."""
    if not places.sees_all(viewer, record, "profile"):
        return
    yield Line(_WORDS["customer"][english], record["name"])
    for number in record.get("numbers", ()):
        yield Line(_WORDS["phone"][english], number, f"tel:{number}")


def _moment(stored: str, zone: ZoneInfo, *, english: bool) -> str:
    """By the company's clocks, which are named."""
    at = datetime.fromisoformat(stored).astimezone(zone)
    day = f"{at.day} {at:%B %Y}" if english else f"ngày {at:%d/%m/%Y}"
    return f"{at:%H:%M} {day} ({zone.key})"
