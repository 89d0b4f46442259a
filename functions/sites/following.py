"""Somebody whom the company knows filled in a form again: who owns the record is given it to do (J5, E1).

Once in a day for a record and a form, however often it is sent: what else was sent stands with the record. The reminder
is due at once, so that its assignee hears of it by email as of any other.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from activities import model as activities
from activities.rules import Activity
from catalogs.model import entries
from customers.rules import Customer
from identity.model import employee
from kernel import ids
from kernel.access import Viewer
from kernel.table import Write
from sites import model
from sites.rules import Form
from sites.submission import Submission

WITHIN = timedelta(days=1)
_LONGEST_SUBJECT, _LONGEST_TEXT = 200, 4_000


def following_up(viewer: Viewer, form: Form, record: Customer, sent: Submission) -> list[Write]:
    """The writes that give it to the record's owner; none where the form does not want that, or it was given today."""
    mark = model.marking(viewer.tenant, _day(form, record), record.id, int(sent.at.timestamp()))
    if not form.follow_up or model.there(mark):
        return []
    kind = _type(viewer.tenant, form)
    return [mark, *activities.creating(viewer.tenant, _activity(viewer, form, record, sent, kind))] if kind else []


def _activity(viewer: Viewer, form: Form, record: Customer, sent: Submission, kind: str) -> Activity:
    now, (assignee, department) = sent.at, _assignee(viewer, record)
    said = "\n".join(f"{name}: {value}" for name, value in sent.given.items())
    return Activity(
        id=ids.new(now), customer=record.id, type=kind, assignee=assignee, department=department,
        subject=f"{form.name}: {record.name}"[:_LONGEST_SUBJECT].rstrip(), description=said[:_LONGEST_TEXT] or None,
        deadline=_whole(now + WITHIN), reminder_at=_whole(now), created_at=now, created_by=viewer.employee,
        updated_at=now, updated_by=viewer.employee,
    )  # fmt: skip


def _assignee(viewer: Viewer, record: Customer) -> tuple[str, str]:
    """The record's owner; who has left is stood in for by whom the form's leads go to."""
    found = employee(viewer.tenant, record.owner)
    if found is None or not found.value.active:
        return viewer.employee, viewer.department
    return record.owner, found.value.department


def _type(tenant: str, form: Form) -> str | None:
    """The form's type of activity, if it is still an entry; else the first of the catalogue."""
    active = [item.value.code for item in entries(tenant, "activity-types") if item.value.active]
    return form.activity_type if form.activity_type in active else next(iter(active), None)


def _day(form: Form, record: Customer) -> str:
    return sha256(f"follow-up\n{form.code}\n{record.id}".encode()).hexdigest()


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)
