"""Making, showing and changing what is to be done; done or given up with what came of it."""

from activities import model, rules
from activities.changing import Decide, rewrite
from activities.model import ActivityItem
from activities.rules import Activity, Status
from activities.schemas import ActivityCreate, ActivityPatch, ActivityView, End
from activities.showing import view
from attached import belonging, telling
from attached.kinds import ACTIVITIES
from catalogs.model import require
from customers import model as customers
from customers.attached import receiving
from identity.model import employee
from kernel import clock, ids, keys, table
from kernel.access import Viewer, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery
from kernel.problems import Problem, in_flight, invalid
from kernel.table import Write

_REQUIRED = frozenset({"type", "subject", "status", "priority", "assignee"})
_TRIES = 8


def create(viewer: Viewer, body: ActivityCreate) -> ActivityView:
    """Something new to do for a customer that the viewer sees, or that an opportunity which is theirs belongs to."""
    home = _home(viewer, body)
    if body.opportunity is not None:
        belonging.require(viewer, home, body.opportunity)
    require(viewer.tenant, [("/type", "activity-types", body.type)])
    now = clock.now()
    assignee, department = _holder(viewer, body.assignee)
    made = Activity.model_validate({
        **body.model_dump(), "id": ids.new(now), "customer": home, "assignee": assignee, "department": department,
        "created_at": now, "created_by": viewer.employee, "updated_at": now, "updated_by": viewer.employee,
    })  # fmt: skip
    rules.require_sound(made)
    activity = rules.settled(made, now)
    pk, sk = keys.customer(viewer.tenant, home), keys.document(ACTIVITIES.prefix, activity.id)
    shown = view(viewer, ActivityItem(pk, sk, value=activity, version=1))
    commit(shown, *model.creating(viewer.tenant, activity))
    return shown


def read(viewer: Viewer, activity_id: str) -> ActivityView:
    """One activity that the viewer sees."""
    return view(viewer, model.reach(viewer, activity_id))


def change(viewer: Viewer, activity_id: str, body: ActivityPatch, if_match: int | None) -> ActivityView:
    """Change fields. Without If-Match the fields named are set on whatever is there now."""
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    emptied = [name for name, value in changes.items() if value is None and name in _REQUIRED]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")

    def decide(before: Activity) -> Activity:
        plain = dict(changes)
        if changes.get("assignee", before.assignee) != before.assignee:
            _require_own(viewer, before)
            plain["assignee"], plain["department"] = _holder(viewer, changes["assignee"])
        after = Activity.model_validate(before.model_dump() | plain)
        if after.opportunity and after.opportunity != before.opportunity:
            belonging.require(viewer, after.customer, after.opportunity)
        if after.type != before.type:
            require(viewer.tenant, rules.choices(after))
        return after

    return _changed(viewer, activity_id, decide, if_match)


def end(viewer: Viewer, activity_id: str, status: Status, body: End, if_match: int | None) -> ActivityView:
    """Done, or given up."""

    def decide(before: Activity) -> Activity:
        return rules.ended(before, status, body.result)

    return _changed(viewer, activity_id, decide, if_match)


def _changed(viewer: Viewer, activity_id: str, decide: Decide, if_match: int | None) -> ActivityView:
    def settle(item: ActivityItem, writes: list[Write]) -> ActivityView:
        shown = view(viewer, item)
        commit(shown, *writes)
        return shown

    return rewrite(viewer, lambda: model.reach(viewer, activity_id), decide, settle, if_match=if_match)


def remove(viewer: Viewer, activity_id: str, if_match: int | None) -> None:
    """Take an activity away; that it was there is told in its history."""
    for _ in range(_TRIES):
        item = model.reach(viewer, activity_id)
        require_version(if_match, item.version)
        try:
            table.write(*_removing(viewer, item))
        except table.Refused:
            continue
        return
    raise in_flight()


def _removing(viewer: Viewer, item: ActivityItem) -> list[Write]:
    return model.removing(viewer.tenant, item, viewer.employee)


def told(viewer: Viewer, activity_id: str, query: PageQuery) -> HistoryPage:
    """What became of it."""
    value = model.reach(viewer, activity_id).value
    return telling.page(viewer, value.id, model.subject(value.id), query)


def _home(viewer: Viewer, body: ActivityCreate) -> str:
    """Whose it is to be: a customer's whose activities the viewer sees, or of whom they hold this opportunity."""
    try:
        return receiving(viewer, body.customer, ACTIVITIES.category).value.id
    except Problem:
        if body.opportunity is None:
            raise
        belonging.require(viewer, body.customer, body.opportunity)
        return body.customer


def _require_own(viewer: Viewer, activity: Activity) -> None:
    """403 for who was only given a share: what is handed on, the giver could not take back."""
    if ACTIVITIES.holds(viewer, activity.model_dump()):
        return
    home = customers.find(viewer.tenant, activity.customer)
    if home is None or not customers.sight_of(viewer, home.value).may_change:
        raise Problem("not_yours_to_change")


def _holder(viewer: Viewer, wanted: str | None) -> tuple[str, str]:
    """(assignee, department they work in); 422 for who is nobody active."""
    if wanted is None or wanted == viewer.employee:
        return viewer.employee, viewer.department
    found = employee(viewer.tenant, wanted, consistent=True)
    if found is None or not found.value.active:
        raise invalid("/assignee", "no_such_employee")
    return wanted, found.value.department
