"""Deleting catalogue entries: never from under the records that use them (B3, B4)."""

from catalogs import model
from catalogs.model import EntryItem
from catalogs.rules import Kind, Retirement
from catalogs.schemas import RemovalQuery, RemovalView
from counts.model import uses as uses_of
from jobs.model import starting
from kernel import history
from kernel.access import Viewer, require_admin, require_version
from kernel.commit import commit
from kernel.problems import Problem, invalid
from kernel.table import Write


def remove(viewer: Viewer, kind: Kind, code: str, query: RemovalQuery, if_match: int | None) -> RemovalView:
    """Put an entry out of use, and let a job see to the records that use it, and then delete it.

    None may use it, but somebody may just be about to: so also then it goes by the job, a little later.
    409 `in_use` says how many records and rules use it when nothing was said of what becomes of them.
    """
    require_admin(viewer)
    item = model.entry(viewer.tenant, kind, code)
    if item is None:
        raise Problem("not_found")
    require_version(if_match, item.version)
    _require_sense(viewer, kind, code, query)
    if kind == "dimensions":
        return _dimension(viewer, item, query)
    rules = model.ruled(viewer.tenant, kind, code)
    if rules and query.customers:
        raise Problem("named_by_rules", rules=rules)
    uses = uses_of(viewer.tenant, kind, code)
    if (uses or rules) and not (query.replace_with or query.customers):
        raise Problem("in_use", uses=uses, rules=rules)
    return _retire(viewer, item, kind, query, uses)


def _require_sense(viewer: Viewer, kind: Kind, code: str, query: RemovalQuery) -> None:
    if query.customers and kind != "types":
        raise invalid("/customers", "unknown_field")
    if query.customers and query.replace_with:
        raise invalid("/customers", "not_with", other="replace_with")
    if query.replace_with == code:
        raise invalid("/replace_with", "not_in_catalog", kind=kind, value=code)
    if query.replace_with:
        model.require(viewer.tenant, [("/replace_with", kind, query.replace_with)])
        _require_same_outcome(viewer, kind, code, query.replace_with)


def _require_same_outcome(viewer: Viewer, kind: Kind, code: str, instead: str) -> None:
    """Nothing is won, lost or opened again because a stage goes."""
    goes, stays = (model.entry(viewer.tenant, kind, one) for one in (code, instead))
    if goes and stays and goes.value.outcome != stays.value.outcome:
        raise invalid("/replace_with", "other_outcome", outcome=goes.value.outcome)


def _retire(viewer: Viewer, item: EntryItem, kind: Kind, query: RemovalQuery, uses: int) -> RemovalView:
    """Nobody takes it anew from now on; the job that deletes it is ordered in the same transaction."""
    closed = item.value.model_copy(update={"active": False})
    changed = closed != item.value
    version = item.version + 1 if changed else item.version
    goes = Retirement(kind=kind, code=closed.code, version=version, **query.model_dump())
    job, writes = starting(viewer, "catalog", goes)
    view = RemovalView(uses=uses, job=job.id)
    closing = [model.replacing(item, closed), *_told(viewer, item, closed.model_dump())] if changed else []
    commit(view, *closing, *writes)
    return view


def _dimension(viewer: Viewer, item: EntryItem, query: RemovalQuery) -> RemovalView:
    """A dimension is used by groups, which are few: each is moved at once, and who is interrupted begins again."""
    groups = [one for one in model.entries(viewer.tenant, "groups") if one.value.dimension == item.value.code]
    if groups and not query.replace_with:
        raise Problem("in_use", uses=len(groups), rules=0)
    view = RemovalView(uses=len(groups), job=None)
    for group in groups:
        moved = group.value.model_copy(update={"dimension": query.replace_with})
        commit(view, model.replacing(group, moved), *_told(viewer, group, moved.model_dump()))
    return _gone(viewer, item, len(groups))


def _gone(viewer: Viewer, item: EntryItem, uses: int) -> RemovalView:
    view = RemovalView(uses=uses, job=None)
    commit(view, model.removing(item), *_told(viewer, item, None))
    return view


def _told(viewer: Viewer, item: EntryItem, after: dict[str, object] | None) -> list[Write]:
    return history.telling(item.pk, item.sk, item.version + 1, viewer.employee, item.value.model_dump(), after)
