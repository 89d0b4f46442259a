"""Activities: /v1/activities."""

from activities import listing, service
from activities.model import sees
from activities.schemas import (
    ActivityCreate,
    ActivityPage,
    ActivityPatch,
    ActivityQuery,
    ActivityView,
    DayView,
    End,
)
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery

app = web.App(identify, sees)


@app.route("GET", "/v1/activities")
def list_activities(viewer: Viewer, query: ActivityQuery) -> ActivityPage:
    """List activities in any order, with any filters; with `overdue=true` those that are late."""
    return listing.page(viewer, query)


@app.route("GET", "/v1/activities/my-day")
def my_day(viewer: Viewer) -> DayView:
    """Show what you have to do today, and what is overdue."""
    return listing.my_day(viewer)


@app.route("POST", "/v1/activities", 201)
def create_activity(viewer: Viewer, body: ActivityCreate) -> ActivityView:
    """Add something to do for a customer."""
    return service.create(viewer, body)


@app.route("GET", "/v1/activities/<activity_id>")
def read_activity(viewer: Viewer, activity_id: str) -> ActivityView:
    """Read an activity."""
    return service.read(viewer, activity_id)


@app.route("PATCH", "/v1/activities/<activity_id>")
def change_activity(viewer: Viewer, activity_id: str, body: ActivityPatch, if_match: IfMatch) -> ActivityView:
    """Change an activity."""
    return service.change(viewer, activity_id, body, if_match)


@app.route("DELETE", "/v1/activities/<activity_id>", 204)
def delete_activity(viewer: Viewer, activity_id: str, if_match: IfMatch) -> None:
    """Take an activity away."""
    service.remove(viewer, activity_id, if_match)


@app.route("POST", "/v1/activities/<activity_id>/complete")
def complete_activity(viewer: Viewer, activity_id: str, body: End, if_match: IfMatch) -> ActivityView:
    """Say that an activity is done, and what came of it."""
    return service.end(viewer, activity_id, "completed", body, if_match)


@app.route("POST", "/v1/activities/<activity_id>/cancel")
def cancel_activity(viewer: Viewer, activity_id: str, body: End, if_match: IfMatch) -> ActivityView:
    """Give an activity up, and say why."""
    return service.end(viewer, activity_id, "cancelled", body, if_match)


@app.route("GET", "/v1/activities/<activity_id>/history")
def list_activity_history(viewer: Viewer, activity_id: str, query: PageQuery) -> HistoryPage:
    """List the changes of an activity, newest first."""
    return service.told(viewer, activity_id, query)


handler = app
