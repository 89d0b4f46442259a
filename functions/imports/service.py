"""Announcing a file, choosing what it means, testing, importing and undoing it, and showing how it stands."""

from collections.abc import Callable

from identity.viewers import viewer_of
from imports import looks, mapping, model, rules, store, turns, upload, views
from imports.model import ImportItem
from imports.rules import Import, Options
from imports.schemas import ImportCreate, ImportOrder, ImportPage, ImportView, Link, MappingPut, SheetList
from kernel import clock, files, ids, keys, table
from kernel.access import Viewer, require_version
from kernel.commit import commit
from kernel.paging import PageQuery, listed
from kernel.problems import Language, Problem, in_flight, invalid
from kernel.table import Range

type Decide = Callable[[ImportItem], Import | None]
"""What becomes of an import; None: it stays as it is."""
_TRIES = 8


def create(viewer: Viewer, body: ImportCreate, language: Language) -> ImportView:
    """An import that waits for its file. Products are the administrators'."""
    form = upload.format_of(body.filename)
    if body.kind == "products" and viewer.role != "admin":
        raise Problem("admin_only")
    now = clock.now()
    fields = {"language": language, "requested_by": viewer.employee, "created_at": now}
    value = Import(id=ids.new(now), format=form, **body.model_dump(), **fields)
    view = views.shown(viewer, ImportItem(value=value, version=1), language)
    commit(view, model.creating(viewer.tenant, value))
    return view


def uploaded(viewer: Viewer, import_id: str, language: Language) -> ImportView:
    """Take the file out of everybody's reach and have it read; asked again, it is as it is."""
    item = _load(viewer, import_id)
    if item.value.state != "awaiting_file":
        return _as_it_is(viewer, item, language)
    source = upload.take(viewer.tenant, item.value)
    return _changed(viewer, item, rules.uploaded(item.value, source, clock.now()), language)


def read(viewer: Viewer, import_id: str, language: Language) -> ImportView:
    """One of the caller's own imports."""
    return views.shown(viewer, _load(viewer, import_id), language)


def imports(viewer: Viewer, query: PageQuery, language: Language) -> ImportPage:
    """The caller's imports, newest first."""
    where = Range(keys.imports(viewer.tenant, viewer.employee), prefix=keys.IMPORT, newest_first=True)
    items, after = listed(viewer, "imports", where, query)
    told = (views.shown(viewer, item, language, form=False) for item in map(ImportItem.of, items))
    return ImportPage(items=tuple(told), next_cursor=after)


def sheets(viewer: Viewer, import_id: str, language: Language) -> SheetList:
    """What the file holds, as far as it was read."""
    value = _load(viewer, import_id).value
    return views.sheets(value.kind, store.looks(viewer.tenant, import_id), language)


def choose(viewer: Viewer, import_id: str, body: MappingPut, if_match: int | None, language: Language) -> ImportView:
    """Other columns or options; the file has to be tested again."""
    item = _load(viewer, import_id)
    require_version(if_match, item.version)
    if not rules.may_map(item.value):
        raise Problem("wrong_state", state=item.value.state, needed=rules.MAPPED)
    options, total = _options(viewer, item.value, body)
    after = rules.mapped(item.value, options).model_copy(update={"total": total})
    return _changed(viewer, item, after, language)


def _options(viewer: Viewer, value: Import, body: MappingPut) -> tuple[Options, int]:
    """(the options, rows of the sheet); 422 for what makes no sense of this file."""
    told = store.looks(viewer.tenant, value.id)
    if body.sheet > len(told):
        raise invalid("/sheet", "no_such_sheet", most=len(told))
    look = told[body.sheet - 1]
    proposed = looks.options(look)
    header = body.header if "header" in body.model_fields_set else proposed.header
    columns = body.columns if body.columns is not None else proposed.columns
    mapping.check(value.kind, columns, len(look["columns"]))
    if body.owner is not None:
        _require_active(viewer, body.owner)
    fields = body.model_dump(include={"sheet", "duplicates", "introduce", "owner", "empty"})
    return Options(header=header, columns=columns, **fields), look["rows"]


def _require_active(viewer: Viewer, employee: str) -> None:
    try:
        viewer_of(viewer.tenant, employee)
    except Problem:
        raise invalid("/owner", "no_such_employee") from None


def test(viewer: Viewer, import_id: str, language: Language) -> ImportView:
    """Say of each row what would become of it; nothing is written."""

    def decide(item: ImportItem) -> Import | None:
        value = item.value
        if value.state == "testing":
            return None
        if not rules.may_map(value) or value.options is None:
            raise Problem("wrong_state", state=value.state, needed=rules.MAPPED)
        mapping.require_whole(value.kind, value.options)
        return rules.testing(value, ids.new(clock.now()), clock.now())

    return _change(viewer, import_id, decide, language)


def carry_out(viewer: Viewer, import_id: str, body: ImportOrder, language: Language) -> ImportView:
    """Do exactly what the test said. 409 for a plan that is not the last test's."""

    def decide(item: ImportItem) -> Import | None:
        value = item.value
        if value.plan == body.plan and value.state in {"importing", "done"}:
            return None
        if value.state != "tested":
            raise Problem("wrong_state", state=value.state, needed="tested")
        if value.plan != body.plan:
            raise Problem("other_plan")
        return rules.importing(value, clock.now())

    return _change(viewer, import_id, decide, language)


def undo(viewer: Viewer, import_id: str, language: Language) -> ImportView:
    """Take back what was imported, but for what somebody has changed since."""

    def decide(item: ImportItem) -> Import | None:
        if item.value.state in {"undoing", "undone"}:
            return None
        if not rules.may_undo(item.value):
            raise Problem("wrong_state", state=item.value.state, needed=rules.UNDONE)
        return rules.undoing(item.value, clock.now())

    return _change(viewer, import_id, decide, language)


def cancel(viewer: Viewer, import_id: str, language: Language) -> ImportView:
    """Stop it; what is imported stays, and can be undone. A test that is stopped leaves the file as it was read."""

    def decide(item: ImportItem) -> Import | None:
        if item.value.state == "cancelled":
            return None
        if not rules.may_cancel(item.value):
            raise Problem("wrong_state", state=item.value.state, needed="testing / importing")
        return rules.cancelled(item.value, clock.now())

    return _change(viewer, import_id, decide, language)


def retry(viewer: Viewer, import_id: str, language: Language) -> ImportView:
    """Go on with what failed, or was stopped while it was importing; what goes on is left as it is."""

    def decide(item: ImportItem) -> Import | None:
        if rules.is_open(item.value):
            return None
        if not rules.may_retry(item.value):
            raise Problem("wrong_state", state=item.value.state, needed="failed")
        return rules.retried(item.value, clock.now())

    return _change(viewer, import_id, decide, language)


def annotated(viewer: Viewer, import_id: str) -> Link:
    """A link to the file with what was said of each row; 409 until there is one."""
    value = _load(viewer, import_id).value
    if value.plan is None or value.test is None:
        raise Problem("wrong_state", state=value.state, needed="tested")
    name = value.filename.rpartition(".")[0]
    return Link(url=files.link(keys.import_annotated(viewer.tenant, value.id, value.test), f"{name}.xlsx"))


def _change(viewer: Viewer, import_id: str, decide: Decide, language: Language) -> ImportView:
    """What is decided of the import as it is now; the worker may change it at the same time."""
    for _ in range(_TRIES):
        item = _load(viewer, import_id)
        after = decide(item)
        if after is None:
            return _as_it_is(viewer, item, language)
        try:
            return _changed(viewer, item, after, language)
        except Problem as problem:
            if problem.code != "in_flight":
                raise
    raise in_flight()


def _changed(viewer: Viewer, item: ImportItem, after: Import, language: Language) -> ImportView:
    view = views.shown(viewer, _next(item, after), language)
    try:
        commit(view, *model.changing(item, after), *turns.taking(item, after))
    except table.Refused:
        raise in_flight() from None
    return view


def _as_it_is(viewer: Viewer, item: ImportItem, language: Language) -> ImportView:
    view = views.shown(viewer, item, language)
    commit(view)
    return view


def _next(item: ImportItem, after: Import) -> ImportItem:
    return ImportItem(item.pk, item.sk, value=after, version=item.version + 1, expires_at=item.expires_at)


def _load(viewer: Viewer, import_id: str) -> ImportItem:
    item = model.find(viewer.tenant, viewer.employee, import_id)
    if item is None:
        raise Problem("not_found")
    return item
