"""Attaching something to a record, and changing it, whoever does that; what the others of its kind mean to it counts.

What is shown of it then is for who asks (`attached.service`): an import shows nobody anything.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attached import model
from attached.items import AttachedItem
from attached.model import Among
from attached.rules import Attached
from catalogs.model import require
from customers.attached import reach, receiving
from kernel import clock, ids, table
from kernel.access import Viewer, require_version
from kernel.problems import FieldError, Problem, in_flight, invalid
from kernel.table import Write

type Settle[V: Attached, T] = Callable[[V, int, list[Write]], T]
"""Writes these, and says what is asked for of the thing with its version then; nothing to write: nothing to do."""

_TRIES = 8


def attach[V: Attached, T](
    viewer: Viewer, of: type[V], customer: str, fields: Mapping[str, Any], settle: Settle[V, T],
    attached_id: str | None = None,
) -> T:  # fmt: skip
    """Something new of a record that the viewer sees; without an id it gets one."""
    record = receiving(viewer, customer, of.KIND.category).value.id
    now = clock.now()
    made = {"id": attached_id or ids.new(now), "customer": record, "created_at": now, "created_by": viewer.employee}
    whole = {**fields, **made, "updated_at": now, "updated_by": viewer.employee}
    value = of.model_validate(whole).settled(None)
    require(viewer.tenant, value.choices())
    for _ in range(_TRIES):
        others = model.among(viewer.tenant, record, of)
        if len(others.items) >= value.MOST:
            raise Problem("too_many_attached", limit=value.MOST)
        beside = _beside(viewer, value, others)
        try:
            return settle(value, 1, [*model.creating(viewer.tenant, value), *beside])
        except table.Refused:
            continue
    raise in_flight()


def rewrite[V: Attached, T](
    viewer: Viewer, of: type[V], attached_id: str, changes: Mapping[str, Any], settle: Settle[V, T], *,
    if_match: int | None = None,
) -> T:  # fmt: skip
    """Change these fields of something that the viewer sees."""
    _require_filled(of, changes)
    for _ in range(_TRIES):
        before, item = load(viewer, of, attached_id)
        require_version(if_match, item.version)
        after = of.model_validate(before.model_dump() | dict(changes)).settled(before)
        if after == before:
            return settle(before, item.version, [])
        known = set(before.choices())
        require(viewer.tenant, [choice for choice in after.choices() if choice not in known])
        stamped = after.model_copy(update={"updated_at": clock.now(), "updated_by": viewer.employee})
        minding = _minding(viewer, before, stamped)
        try:
            return settle(
                stamped, item.version + 1, [*model.replacing(viewer.tenant, item, before, stamped), *minding]
            )  # fmt: skip
        except table.Refused:
            continue
    raise in_flight()


def load[V: Attached](viewer: Viewer, of: type[V], attached_id: str) -> tuple[V, AttachedItem]:
    """One thing, attached to a record that the viewer sees; else 404."""
    item = reach(AttachedItem, viewer, of.KIND.prefix, of.KIND.category, attached_id)
    return model.value_of(of, item), item


def _require_filled(of: type[Attached], changes: Mapping[str, object]) -> None:
    """422 when a field is emptied that has no empty value."""
    for name, value in changes.items():
        if value is None and of.model_fields[name].default is not None:
            raise invalid(f"/{name}", "missing")


def _minding[V: Attached](viewer: Viewer, before: V, after: V) -> list[Write]:
    """What is written besides a change, if the others of the record matter to it."""
    if not after.minds(before):
        _require_fit(after, ())
        return []
    return _beside(viewer, after, model.among(viewer.tenant, after.customer, type(after)))


def _beside[V: Attached](viewer: Viewer, value: V, among: Among[V]) -> list[Write]:
    """What becomes of the others, if they are still all that there are."""
    others = {one.id: (one, item) for one, item in among.besides(value.id)}
    values = [one for one, _ in others.values()]
    _require_fit(value, values)
    writes = [model.taking_turn(viewer.tenant, value, among.turn, ids.new(clock.now()))]
    for after in value.beside(values):
        before, item = others[after.id]
        stamped = after.model_copy(update={"updated_at": value.updated_at, "updated_by": viewer.employee})
        writes += model.replacing(viewer.tenant, item, before, stamped)
    return writes


def _require_fit[V: Attached](value: V, others: Sequence[V]) -> None:
    errors = [FieldError(path, code, tuple(values.items())) for path, code, values in value.misfits(others)]
    if errors:
        raise Problem("invalid_request", errors=errors)
