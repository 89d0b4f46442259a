"""Activities in their customer's collection: every change is one transaction with its history."""

from activities import reminders
from activities.rules import Activity, reminded_at
from attached import belonging
from attached.kinds import ACTIVITIES
from customers import attached, pointers
from customers import model as customers
from kernel import history, keys, table
from kernel.access import Earlier, Viewer
from kernel.problems import Problem
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, ValueAttribute

_HIDDEN = {"id", "created_at", "created_by"}
"""What no history tells."""


class ActivityItem(Item):
    """One activity."""

    value = ValueAttribute(Activity)
    version = IntegerAttribute()


def subject(activity_id: str) -> str:
    """What an activity's history is about."""
    return keys.attached_subject(ACTIVITIES.name, activity_id)


def reach(viewer: Viewer, activity_id: str) -> ActivityItem:
    """An activity that the viewer sees, for its customer's sake or because it is theirs to do; else 404.

    One that is still open is seen by a new owner of the customer to whom open ones were carried over.
    """

    def holds(item: ActivityItem) -> bool:
        return ACTIVITIES.holds(viewer, {"assignee": item.value.assignee, "department": item.value.department})

    def category(item: ActivityItem | None) -> Earlier:
        return ACTIVITIES.seen_as(item.value.model_dump()) if item else ACTIVITIES.category

    return attached.reach(ActivityItem, viewer, ACTIVITIES.prefix, category, activity_id, holds)


def sees(viewer: Viewer, about: str, category: str) -> bool:
    """Whether what an answer told of is a viewer's to see now: a category of a record, or an activity they held."""
    if category != attached.HELD:
        return customers.sees(viewer, about, category)
    try:
        reach(viewer, about)
    except Problem:
        return False
    return True


def find(tenant: str, activity_id: str) -> ActivityItem | None:
    """An activity, whoever asks."""
    return attached.find(ActivityItem, tenant, ACTIVITIES.prefix, activity_id)


def creating(tenant: str, activity: Activity) -> list[Write]:
    """All writes that make an activity."""
    pk, sk = keys.customer(tenant, activity.customer), keys.document(ACTIVITIES.prefix, activity.id)
    return [
        table.create(ActivityItem(pk, sk, value=activity, version=1)),
        pointers.placing(tenant, activity.customer, activity.id), *_belonging(tenant, sk, None, activity),
        *reminders.following(tenant, activity.id, None, reminded_at(activity)),
        *_telling(pk, 1, activity.created_by, None, activity),
    ]  # fmt: skip


def replacing(tenant: str, before: ActivityItem, after: Activity) -> list[Write]:
    """All writes that change an activity that nobody else changed meanwhile; Refused otherwise."""
    item = ActivityItem(before.pk, before.sk, value=after, version=before.version + 1)
    return [
        table.put(item, when=ActivityItem.version == before.version),
        *_belonging(tenant, item.sk, before.value, after),
        *reminders.following(
            tenant, after.id, reminded_at(before.value), reminded_at(after),
            anew=before.value.assignee != after.assignee,
        ),
        *_telling(item.pk, item.version, after.updated_by, before.value, after),
    ]  # fmt: skip


def removing(tenant: str, item: ActivityItem, by: str) -> list[Write]:
    """All writes that take an activity away that nobody changed meanwhile; its history stays."""
    return [
        table.delete((item.pk, item.sk), when=ActivityItem.version == item.version),
        table.delete(pointers.place_of(tenant, item.value.id)), *_belonging(tenant, item.sk, item.value, None),
        *reminders.following(tenant, item.value.id, reminded_at(item.value), None),
        *_telling(item.pk, item.version + 1, by, item.value, None),
    ]  # fmt: skip


def _belonging(tenant: str, sk: str, before: Activity | None, after: Activity | None) -> list[Write]:
    old, new = (one.opportunity if one else None for one in (before, after))
    return belonging.following(tenant, sk, old, new, after.customer if after else "")


def _telling(
    pk: str, version: int, by: str, before: Activity | None, after: Activity | None
) -> list[Write]:  # fmt: skip
    one = after or before
    old, new = (side.model_dump(exclude=_HIDDEN) if side else None for side in (before, after))
    return history.telling(pk, subject(one.id), version, by, old, new) if one else []
