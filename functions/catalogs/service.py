"""Keeping catalogues."""

from typing import get_args

from catalogs import model, rules
from catalogs.model import EntryItem
from catalogs.rules import Entry, Kind
from catalogs.schemas import EntryPage, EntryPatch, EntryView
from kernel import keys, table
from kernel.access import Viewer, require_admin, require_version
from kernel.commit import commit
from kernel.paging import PageQuery, listed
from kernel.problems import Problem, in_flight, invalid
from kernel.table import Range

_KINDS: tuple[Kind, ...] = get_args(Kind.__value__)


def known(name: str) -> Kind:
    """The kind of that name; 404 when there is none."""
    for kind in _KINDS:
        if kind == name:
            return kind
    raise Problem("not_found")


def list_entries(viewer: Viewer, kind: Kind, query: PageQuery) -> EntryPage:
    """A catalogue's entries by code, inactive ones too."""
    where = Range(keys.catalog(viewer.tenant), prefix=keys.entry(kind, ""))
    items, after = listed(viewer, f"catalog {kind}", where, query)
    return EntryPage(items=tuple(_shown(EntryItem.of(raw)) for raw in items), next_cursor=after)


def create(viewer: Viewer, kind: Kind, entry: Entry) -> EntryView:
    """A new choice."""
    require_admin(viewer)
    _require_fit(kind, entry)
    view = EntryView(**entry.model_dump(), version=1)
    commit(view, model.adding(viewer.tenant, kind, entry, Problem("code_taken", code=entry.code)))
    return view


def change(viewer: Viewer, kind: Kind, code: str, body: EntryPatch, if_match: int | None) -> EntryView:
    """Change a choice; its code stays, since records name it."""
    require_admin(viewer)
    item = model.entry(viewer.tenant, kind, code)
    if item is None:
        raise Problem("not_found")
    require_version(if_match, item.version)
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    emptied = [name for name in ("name", "order", "active") if changes.get(name, "") is None]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")
    entry = Entry.model_validate(item.value.model_dump() | changes)
    _require_fit(kind, entry)
    view = EntryView(**entry.model_dump(), version=item.version + 1)
    changed = EntryItem(item.pk, item.sk, value=entry, version=view.version)
    lost = in_flight()
    commit(view, table.put(changed, when=EntryItem.version == item.version, otherwise=lost))
    return view


def _require_fit(kind: Kind, entry: Entry) -> None:
    misfit = rules.misfit(kind, entry)
    if misfit:
        raise invalid(f"/{misfit[0]}", misfit[1])


def _shown(item: EntryItem) -> EntryView:
    return EntryView(**item.value.model_dump(), version=item.version)
