"""Attaching, showing, changing and taking away: the same for every kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attached import across, model, telling
from attached.items import AttachedItem
from attached.model import Among
from attached.rules import Attached, Card, Contact, OutsideLink, Warranty
from attached.schemas import AttachedQuery, ContactView, LinkView, MembershipView, WarrantyView
from catalogs.model import require
from customers.attached import reach, receiving
from kernel import clock, ids, table
from kernel.access import Viewer, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.fields import Frozen
from kernel.paging import PageQuery
from kernel.problems import FieldError, Problem, in_flight, invalid
from kernel.table import Write

_TRIES = 8


@dataclass(frozen=True)
class Sort[V: Attached, W: Attached]:
    """How a kind is kept, and how it is shown."""

    value: type[V]
    view: type[W]


CONTACTS = Sort(Contact, ContactView)
CARDS = Sort(Card, MembershipView)
WARRANTIES = Sort(Warranty, WarrantyView)
LINKS = Sort(OutsideLink, LinkView)


def create[V: Attached, W: Attached](
    viewer: Viewer, sort: Sort[V, W], customer: str, fields: Mapping[str, Any]
) -> W:  # fmt: skip
    """Attach something new to a record that the viewer sees."""
    record = receiving(viewer, customer, sort.value.KIND.category).value.id
    now = clock.now()
    made = {"id": ids.new(now), "customer": record, "created_at": now, "created_by": viewer.employee}
    whole = {**fields, **made, "updated_at": now, "updated_by": viewer.employee}
    value = sort.value.model_validate(whole).settled(None)
    require(viewer.tenant, value.choices())
    for _ in range(_TRIES):
        others = model.among(viewer.tenant, record, sort.value)
        if len(others.items) >= value.MOST:
            raise Problem("too_many_attached", limit=value.MOST)
        view = _view(sort, value, 1)
        beside = _beside(viewer, value, others)
        try:
            commit(view, *model.creating(viewer.tenant, value), *beside)
        except table.Refused:
            continue
        return view
    raise in_flight()


def read[V: Attached, W: Attached](viewer: Viewer, sort: Sort[V, W], attached_id: str) -> W:
    """One thing, attached to a record that the viewer sees."""
    value, item = _load(viewer, sort, attached_id)
    return _view(sort, value, item.version)


def page[V: Attached, W: Attached](
    viewer: Viewer, sort: Sort[V, W], query: AttachedQuery
) -> tuple[tuple[W, ...], str | None]:
    """A record's, or all that the viewer sees, newest first."""
    kind = sort.value.KIND
    rows, after = across.listed(viewer, kind, query.customer, PageQuery(limit=query.limit, cursor=query.cursor))
    items = map(AttachedItem.of, rows)
    return tuple(_view(sort, model.value_of(sort.value, item), item.version) for item in items), after


def change[V: Attached, W: Attached](
    viewer: Viewer, sort: Sort[V, W], attached_id: str, body: Frozen, if_match: int | None
) -> W:
    """Change fields. Without If-Match the fields named are set on whatever is there now."""
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    _require_filled(sort.value, changes)
    for _ in range(_TRIES):
        before, item = _load(viewer, sort, attached_id)
        require_version(if_match, item.version)
        after = sort.value.model_validate(before.model_dump() | changes).settled(before)
        if after == before:
            return _view(sort, before, item.version)
        known = set(before.choices())
        require(viewer.tenant, [choice for choice in after.choices() if choice not in known])
        stamped = after.model_copy(update={"updated_at": clock.now(), "updated_by": viewer.employee})
        view = _view(sort, stamped, item.version + 1)
        try:
            commit(view, *model.replacing(viewer.tenant, item, before, stamped), *_minding(viewer, before, stamped))
        except table.Refused:
            continue
        return view
    raise in_flight()


def remove[V: Attached, W: Attached](
    viewer: Viewer, sort: Sort[V, W], attached_id: str, if_match: int | None
) -> None:  # fmt: skip
    """Take something away; that it was there is told in its history."""
    for _ in range(_TRIES):
        value, item = _load(viewer, sort, attached_id)
        require_version(if_match, item.version)
        try:
            table.write(*model.removing(viewer.tenant, item, value, viewer.employee))
        except table.Refused:
            continue
        return
    raise in_flight()


def told[V: Attached, W: Attached](
    viewer: Viewer, sort: Sort[V, W], attached_id: str, query: PageQuery
) -> HistoryPage:  # fmt: skip
    """What became of it."""
    value, _ = _load(viewer, sort, attached_id)
    return telling.page(viewer, value.id, model.subject(value), query)


def _load[V: Attached, W: Attached](viewer: Viewer, sort: Sort[V, W], attached_id: str) -> tuple[V, AttachedItem]:
    kind = sort.value.KIND
    item = reach(AttachedItem, viewer, kind.prefix, kind.category, attached_id)
    return model.value_of(sort.value, item), item


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


def _view[V: Attached, W: Attached](sort: Sort[V, W], value: V, version: int) -> W:
    return sort.view.model_validate({**value.model_dump(), "version": version})
