"""Attaching, showing, changing and taking away: the same for every kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from attached import across, adding, model, telling
from attached.items import AttachedItem
from attached.rules import Attached, Card, Contact, OutsideLink, Warranty
from attached.schemas import AttachedQuery, ContactView, LinkView, MembershipView, WarrantyView
from kernel import table
from kernel.access import Viewer, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.fields import Frozen
from kernel.paging import PageQuery
from kernel.problems import in_flight
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
    return adding.attach(viewer, sort.value, customer, fields, _committing(sort))


def read[V: Attached, W: Attached](viewer: Viewer, sort: Sort[V, W], attached_id: str) -> W:
    """One thing, attached to a record that the viewer sees."""
    value, item = adding.load(viewer, sort.value, attached_id)
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
    return adding.rewrite(viewer, sort.value, attached_id, changes, _committing(sort), if_match=if_match)


def _committing[V: Attached, W: Attached](sort: Sort[V, W]) -> adding.Settle[V, W]:
    def settle(value: V, version: int, writes: list[Write]) -> W:
        view = _view(sort, value, version)
        if writes:
            commit(view, *writes)
        return view

    return settle


def remove[V: Attached, W: Attached](
    viewer: Viewer, sort: Sort[V, W], attached_id: str, if_match: int | None
) -> None:  # fmt: skip
    """Take something away; that it was there is told in its history."""
    for _ in range(_TRIES):
        value, item = adding.load(viewer, sort.value, attached_id)
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
    value, _ = adding.load(viewer, sort.value, attached_id)
    return telling.page(viewer, value.id, model.subject(value), query)


def _view[V: Attached, W: Attached](sort: Sort[V, W], value: V, version: int) -> W:
    return sort.view.model_validate({**value.model_dump(), "version": version})
