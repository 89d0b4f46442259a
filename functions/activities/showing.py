"""Activities as one viewer sees them: with what dials their customers, as far as those are theirs to see."""

from collections.abc import Iterable, Mapping

from activities.model import ActivityItem
from activities.rules import is_open
from activities.schemas import ActivityView
from customers.model import CustomerItem, sight_of
from kernel import clock, keys, table
from kernel.access import Viewer
from kernel.values import Raw

type Dials = Mapping[str, tuple[str, ...]]
"""Customer -> links that dial it."""


def views(viewer: Viewer, rows: Iterable[Raw]) -> tuple[ActivityView, ...]:
    """Activities with their customers' phones, which are got together."""
    items = [ActivityItem.of(raw) for raw in rows]
    dials = _dials(viewer, {item.value.customer for item in items})
    return tuple(_view(item, dials) for item in items)


def view(viewer: Viewer, item: ActivityItem) -> ActivityView:
    """One activity."""
    return _view(item, _dials(viewer, {item.value.customer}))


def _view(item: ActivityItem, dials: Dials) -> ActivityView:
    value = item.value
    late = is_open(value) and value.deadline is not None and value.deadline < clock.now()
    return ActivityView(
        **value.model_dump(), overdue=late, tel=dials.get(value.customer, ()), version=item.version
    )  # fmt: skip


def _dials(viewer: Viewer, records: Iterable[str]) -> Dials:
    found = table.get_many([(keys.customer(viewer.tenant, one), keys.PROFILE) for one in records])
    customers = [CustomerItem.of(raw).value for raw in found.values()]
    return {
        one.id: tuple(f"tel:{number}" for number in one.numbers)
        for one in customers if sight_of(viewer, one).sees("profile")
    }  # fmt: skip
