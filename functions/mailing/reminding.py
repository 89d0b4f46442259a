"""What reminds an assignee of an activity, as all of it is at this moment (E2). No validators: a worker runs it."""

from datetime import datetime, timedelta

from attached.held import activity_is_open
from channels.contents import Mail, Void
from customers import places
from identity.viewers import viewing
from kernel import clock, keys
from kernel.access import Viewer
from kernel.problems import Problem
from letters import knowing
from letters.knowing import Around
from letters.rules import Value
from letters.writing import written
from mailing.finding import Stored, attached
from outbox.rules import Message

LATE = timedelta(days=1)
"""A reminder is of use until so long after the deadline, or without one after its own moment: then it is no news."""


def compose(tenant: str, message: Message) -> Mail | Void:
    """The mail to whoever is to do it now; void when it is done, moved, gone, or nobody's any more."""
    activity, record = attached(tenant, keys.ACTIVITY, message.about)
    reason = _needless(activity, record, message.variables["at"])
    if reason is not None:
        return Void(reason)
    known = knowing.around(tenant, message.kind, activity["assignee"])
    if not known.email.wants(message.kind):
        return Void("switched_off")
    employee = known.people.get(activity["assignee"], {"active": False})
    try:
        viewer = viewing(tenant, employee)
    except Problem:
        return Void("assignee_inactive")
    return written(known, employee["email"], _told(viewer, employee, activity, record, known))


def _needless(activity: Stored, record: Stored, at: str) -> str | None:
    """Why nobody is to be reminded, if so."""
    if not activity or not activity_is_open(activity):
        return "over" if activity else "gone"
    if activity.get("reminder_at") != at:
        return "moved"
    if datetime.fromisoformat(activity.get("deadline", at)) + LATE < clock.now():
        return "late"
    return "customer_gone" if places.shelf(record) in {None, "trash"} else None


def _told(viewer: Viewer, employee: Stored, activity: Stored, record: Stored, known: Around) -> dict[str, Value]:
    """What is to be done; and the customer, with what dials them, for who sees their profile, as everywhere."""
    times = {name: knowing.moment(activity[name], known) for name in ("start", "deadline") if name in activity}
    told = {"subject": activity["subject"], "assignee": employee["name"], "tenant": known.tenant, **times}
    if not places.sees_all(viewer, record, "profile"):
        return told
    return {**told, "name": record["name"], "phones": knowing.phones(record)}
