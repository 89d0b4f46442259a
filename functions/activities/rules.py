"""An activity: something that somebody is to do for a customer, or has done (E1). Pure decisions."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from attached.held import OPEN_STATES
from catalogs.rules import Kind as Catalog
from kernel.fields import Code, Frozen, Instant, Line, Prose, Ulid
from kernel.problems import FieldError, Problem

type Status = Literal["not_started", "in_progress", "resolved", "completed", "cancelled"]


class ActivityFields(Frozen):
    """What a person may write about an activity, besides where it belongs."""

    type: Code
    subject: Annotated[Line, Field(max_length=200)]
    start: Instant | None = None
    deadline: Instant | None = None
    status: Status = "not_started"
    priority: Annotated[int, Field(ge=0, le=3)] = 0
    reminder_at: Instant | None = None
    """When its assignee is reminded by email, while it is still open."""
    description: Annotated[Prose, Field(max_length=4000)] | None = None
    result: Annotated[Prose, Field(max_length=4000)] | None = None


class Activity(ActivityFields):
    """An activity of a customer. Its assignee does it, whoever owns the customer."""

    id: Ulid
    customer: Ulid
    opportunity: Ulid | None = None
    assignee: Ulid
    department: Ulid
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None
    created_at: datetime
    created_by: Ulid
    updated_at: datetime
    updated_by: Ulid


def choices(activity: Activity) -> list[tuple[str, Catalog, str]]:
    """(path, catalogue, code) of every catalogue entry that it names."""
    return [("/type", "activity-types", activity.type)]


def is_open(activity: Activity) -> bool:
    """Whether there is still something to do: it is overdue once its deadline has passed."""
    return activity.status in OPEN_STATES


def reminded_at(activity: Activity) -> datetime | None:
    """When its assignee is to be reminded; what is over needs no reminder."""
    return activity.reminder_at if is_open(activity) else None


def settled(activity: Activity, at: datetime) -> Activity:
    """With what follows from its status: when it was completed, or cancelled."""
    stamps = {
        "completed_at": (activity.completed_at or at) if activity.status == "completed" else None,
        "cancelled_at": (activity.cancelled_at or at) if activity.status == "cancelled" else None,
    }
    return activity.model_copy(update=stamps)


def require_sound(activity: Activity) -> None:
    """422 naming moments that contradict each other."""
    errors = []
    if activity.start and activity.deadline and activity.deadline < activity.start:
        errors.append(FieldError("/deadline", "not_before", (("other", "start"),)))
    if activity.reminder_at and activity.deadline and activity.reminder_at > activity.deadline:
        errors.append(FieldError("/reminder_at", "not_after", (("other", "deadline"),)))
    if errors:
        raise Problem("invalid_request", errors=errors)


def ended(activity: Activity, status: Status, result: str | None) -> Activity:
    """Done or given up, with what came of it; 409 for one that is that already."""
    if not is_open(activity) and activity.status != "resolved":
        raise Problem("wrong_state", state=activity.status, needed="not_started / in_progress / resolved")
    return activity.model_copy(update={"status": status, "result": result or activity.result})


def renamed(activity: Activity, kind: Catalog, code: str, instead: str | None) -> Activity:
    """Naming another entry instead of this one."""
    same = kind == "activity-types" and activity.type == code
    return activity.model_copy(update={"type": instead}) if same else activity
