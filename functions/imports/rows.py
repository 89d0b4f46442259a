"""The rows of an import, page by page: what the test says of each, and what has become of it."""

from imports import model, store, views
from imports.plans import Planned, Result
from imports.rules import Import
from imports.schemas import RowPage, RowQuery, RowView
from kernel import cursor
from kernel.access import Viewer
from kernel.problems import Language, Problem

_CHUNKS = 4
"""A filtered page looks at so many chunks at most; it may then be short, with a cursor."""


def rows(viewer: Viewer, import_id: str, query: RowQuery, language: Language) -> RowPage:
    """A page of the plan; 409 until there is one."""
    item = model.find(viewer.tenant, viewer.employee, import_id)
    if item is None:
        raise Problem("not_found")
    value = item.value
    if value.plan is None or value.test is None:
        raise Problem("wrong_state", state=value.state, needed="tested")
    place = f"import rows {import_id} {value.test} {query.outcome}"
    chunk, start = 0, 0
    if query.cursor is not None:
        chunk, start = map(int, cursor.open_(viewer, place, query.cursor).split("."))
    found: list[RowView] = []
    for _ in range(_CHUNKS):
        if chunk >= value.chunks:
            return RowPage(items=tuple(found))
        some = _chunk(viewer.tenant, value, chunk, language)
        for at, row in enumerate(some[start:], start):
            if query.outcome not in {None, row.outcome}:
                continue
            if len(found) == query.limit:
                return RowPage(items=tuple(found), next_cursor=cursor.seal(viewer, place, f"{chunk}.{at}"))
            found.append(row)
        chunk, start = chunk + 1, 0
    after = cursor.seal(viewer, place, f"{chunk}.0") if chunk < value.chunks else None
    return RowPage(items=tuple(found), next_cursor=after)


def _chunk(tenant: str, value: Import, chunk: int, language: Language) -> list[RowView]:
    where = tenant, value.id, str(value.test), chunk
    became = {one.row: one for one in [*store.results(*where), *store.undone(*where)]}
    return [_view(one, became.get(one.row), language) for one in store.plan(*where)]


def _view(planned: Planned, result: Result | None, language: Language) -> RowView:
    why = (*planned.why, *(one for one in (result.why if result else ()) if one not in planned.why))
    return RowView(
        sheet=planned.sheet,
        row=planned.row,
        outcome=result.outcome if result else planned.outcome,
        record=(result.record if result else None) or planned.record,
        fields=planned.fields,
        why=tuple(views.told(one, language) for one in why),
    )
