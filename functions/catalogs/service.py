"""Keeping catalogues and the request form."""

from catalogs import asking, forms, model, rules
from catalogs.forms import Form
from catalogs.model import EntryItem
from catalogs.rules import KINDS, Entry, Kind
from catalogs.schemas import AttributeView, EntryPage, EntryPatch, EntryView, FormView, KindPage, KindView
from counts.model import uses as uses_of
from kernel import chronicle, cursor, history, keys
from kernel.access import Viewer, require_admin, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.fields import Names
from kernel.paging import PageQuery
from kernel.problems import FieldError, Problem, invalid
from kernel.table import Write


def known(name: str) -> Kind:
    """The kind of that name; 404 when there is none."""
    for kind in KINDS:
        if kind == name:
            return kind
    raise Problem("not_found")


def kinds() -> KindPage:
    """All catalogues there are."""
    return KindPage(items=tuple(
        KindView(
            kind=kind, name=Names(vi=one.vi, en=one.en),
            attributes=tuple(AttributeView(name=name, required=name in one.required)
                             for name in (*one.required, *one.optional)),
        ) for kind, one in KINDS.items()
    ))  # fmt: skip


def list_entries(viewer: Viewer, kind: Kind, query: PageQuery) -> EntryPage:
    """A catalogue's entries in its order, inactive ones too."""
    name = f"catalog {kind} {viewer.tenant}"
    after = cursor.open_(viewer, name, query.cursor) if query.cursor else ""
    found = [item for item in model.entries(viewer.tenant, kind) if rules.place(item.value) > after]
    page = found[: query.limit]
    more = cursor.seal(viewer, name, rules.place(page[-1].value)) if len(found) > len(page) else None
    return EntryPage(items=tuple(_shown(item) for item in page), next_cursor=more)


def told(viewer: Viewer, kind: Kind, code: str, query: PageQuery) -> HistoryPage:
    """What became of an entry (admin)."""
    require_admin(viewer)
    page = chronicle.page(viewer, "catalog", keys.catalog(viewer.tenant), keys.entry(kind, code), query)
    if not page.items:
        _entry(viewer, kind, code)
    return page


def create(viewer: Viewer, kind: Kind, entry: Entry) -> EntryView:
    """A new choice; the last one, if its order is not said."""
    require_admin(viewer)
    _require_fit(viewer, kind, None, entry)
    there = [item.value for item in model.entries(viewer.tenant, kind)]
    if len(there) >= rules.LARGEST:
        raise Problem("catalogue_full", limit=rules.LARGEST)
    if any(one.code.upper() == entry.code.upper() for one in there):
        raise Problem("code_taken", code=entry.code)
    if "order" not in entry.model_fields_set:
        entry = entry.model_copy(update={"order": rules.at_the_end(there)})
    version = model.last_version(viewer.tenant, kind, entry.code) + 1
    view = EntryView(**entry.model_dump(), version=version)
    taken = Problem("code_taken", code=entry.code)
    added = model.adding(viewer.tenant, kind, entry, version, taken)
    commit(view, added, *_telling(viewer, None, entry, kind, version))
    return view


def change(viewer: Viewer, kind: Kind, code: str, body: EntryPatch, if_match: int | None) -> EntryView:
    """Change a choice; its code stays, since records name it."""
    require_admin(viewer)
    item = _entry(viewer, kind, code)
    require_version(if_match, item.version)
    changes = {name: getattr(body, name) for name in body.model_fields_set}
    emptied = [name for name in ("name", "order", "active") if changes.get(name, "") is None]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")
    entry = Entry.model_validate(item.value.model_dump() | changes)
    _require_fit(viewer, kind, item.value, entry)
    if entry.outcome != item.value.outcome and (uses := uses_of(viewer.tenant, kind, code)):
        raise invalid("/outcome", "outcome_in_use", uses=uses)
    view = EntryView(**entry.model_dump(), version=item.version + 1)
    commit(view, model.replacing(item, entry), *_telling(viewer, item.value, entry, kind, view.version))
    return view


def request_form(viewer: Viewer) -> FormView:
    """The request form in force."""
    item = asking.form(viewer.tenant, consistent=True)
    return FormView(**dict(item.value), version=item.version)


def save_request_form(viewer: Viewer, body: Form, if_match: int | None) -> FormView:
    """Replace the form. Records keep the answers they have; who changes them is asked the new questions.

    A request type that the form names already may have left the catalogue since: the form can still be sent back.
    """
    require_admin(viewer)
    before = asking.form(viewer.tenant, consistent=True)
    require_version(if_match, before.version)
    errors = forms.mistakes(body)
    if errors:
        raise Problem("invalid_request", errors=errors)
    fresh = {code: path for code, path in forms.named(body).items() if code not in forms.named(before.value)}
    model.require(viewer.tenant, ((path, "request-types", code) for code, path in fresh.items()))
    view = FormView(**dict(body), version=before.version + 1)
    old, new = before.value.model_dump(), body.model_dump()
    told = history.telling(before.pk, before.sk, view.version, viewer.employee, old, new)
    commit(view, asking.saving(before, body), *told)
    return view


def form_told(viewer: Viewer, query: PageQuery) -> HistoryPage:
    """What became of the form (admin)."""
    require_admin(viewer)
    return chronicle.page(viewer, "form", keys.settings(viewer.tenant), keys.REQUEST_FORM, query)


def _telling(viewer: Viewer, before: Entry | None, after: Entry, kind: Kind, version: int) -> list[Write]:
    pk, subject = keys.catalog(viewer.tenant), keys.entry(kind, after.code)
    old = before.model_dump() if before else None
    return history.telling(pk, subject, version, viewer.employee, old, after.model_dump())


def _entry(viewer: Viewer, kind: Kind, code: str) -> EntryItem:
    item = model.entry(viewer.tenant, kind, code)
    if item is None:
        raise Problem("not_found")
    return item


def _require_fit(viewer: Viewer, kind: Kind, before: Entry | None, entry: Entry) -> None:
    errors = [FieldError(f"/{field}", code) for field, code in rules.misfit(kind, entry)]
    if errors:
        raise Problem("invalid_request", errors=errors)
    if entry.dimension and (before is None or entry.dimension != before.dimension):
        model.require(viewer.tenant, [("/dimension", "dimensions", entry.dimension)])


def _shown(item: EntryItem) -> EntryView:
    return EntryView(**item.value.model_dump(), version=item.version)
