"""The one way to change an activity: load, decide, and write all that follows in one transaction, or nothing."""

from collections.abc import Callable, Iterable

from activities import model, rules
from activities.model import ActivityItem
from activities.rules import Activity
from activities.schemas import ActivityView
from activities.showing import view
from kernel import clock, table
from kernel.access import Viewer, require_version
from kernel.commit import commit
from kernel.problems import Problem, in_flight
from kernel.table import Write

type Decide = Callable[[Activity], Activity]
type More = Callable[[Activity, Activity], Iterable[Write]]

_TRIES = 8


def rewrite(
    viewer: Viewer, load: Callable[[], ActivityItem], decide: Decide, *, if_match: int | None = None,
    more: More = lambda _before, _after: (),
) -> ActivityView:  # fmt: skip
    """Change what `load` finds; `more(before, after)` is written with it, and not without it."""
    for _ in range(_TRIES):
        item = load()
        require_version(if_match, item.version)
        after = decide(item.value)
        if after == item.value:
            shown = view(viewer, item)
            commit(shown)
            return shown
        rules.require_sound(after)
        now = clock.now()
        stamped = rules.settled(after, now).model_copy(update={"updated_at": now, "updated_by": viewer.employee})
        shown = view(viewer, ActivityItem(item.pk, item.sk, value=stamped, version=item.version + 1))
        try:
            commit(shown, *model.replacing(viewer.tenant, item, stamped), *more(item.value, stamped))
        except table.Refused:
            continue
        return shown
    raise in_flight()


def anybodys(tenant: str, activity_id: str) -> ActivityItem:
    """An activity, for what is the company's own work; 404 when it is gone."""
    item = model.find(tenant, activity_id)
    if item is None:
        raise Problem("not_found")
    return item
