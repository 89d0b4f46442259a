"""Rules: in force, as they were, and being written; publishing them begins the walk that rescores everybody (H5)."""

from collections.abc import Mapping
from typing import Any

from kernel import chronicle, clock, ids, keys, table
from kernel.access import Viewer, require_admin, require_version
from kernel.commit import commit
from kernel.paging import PageQuery, listed
from kernel.problems import Problem, in_flight
from kernel.table import Range
from rulebooks.publishing import look, publish
from rulebooks.schemas import (
    DiffQuery,
    DraftCreate,
    DraftPage,
    DraftUpdate,
    DraftView,
    RulebookPage,
    RulebookSummary,
    RulebookView,
    Unknown,
)  # fmt: skip
from scoring import model, rules
from scoring.model import DraftItem, RulebookItem
from scoring.rules import Difference, Draft, Rulebook

_TRIES = 8
MOST_DRAFTS = 50
"""Of a company: each may have 24 KB."""


def rulebook(viewer: Viewer) -> RulebookView:
    """The rules in force."""
    return _view(model.current(viewer.tenant, consistent=True))


def told(viewer: Viewer, query: PageQuery) -> chronicle.HistoryPage:
    """Who published which rules (admin)."""
    require_admin(viewer)
    return chronicle.page(viewer, "rulebook", keys.settings(viewer.tenant), keys.RULEBOOK, query)


def versions(viewer: Viewer, query: PageQuery) -> RulebookPage:
    """All that were published, newest first."""
    where = Range(keys.settings(viewer.tenant), prefix=keys.RULEBOOKS, newest_first=True)
    items, after = listed(viewer, "rulebooks", where, query)
    found = tuple(
        RulebookSummary(version=one.version, rules=len(one.value.rules), at=one.at, by=one.by, job=one.job)
        for one in map(RulebookItem.of, items)
    )
    return RulebookPage(items=found, next_cursor=after)


def version(viewer: Viewer, number: str) -> RulebookView:
    """The rules as they were published under a number."""
    return _view(_published(viewer, number))


def compared(viewer: Viewer, number: str, query: DiffQuery) -> Difference:
    """What a version changed against the one before it, or against another."""
    item = _published(viewer, number)
    other = item.version - 1 if query.against is None else query.against
    return rules.difference(_published(viewer, str(max(0, other))).value, item.value)


def _published(viewer: Viewer, number: str) -> RulebookItem:
    item = model.version(viewer.tenant, int(number)) if number.isdecimal() and len(number) <= 6 else None  # noqa: PLR2004 - digits of keys.rulebook
    if item is None:
        raise Problem("not_found")
    return item


def _view(item: RulebookItem) -> RulebookView:
    return RulebookView(**dict(item.value), version=item.version, job=item.job)


# --- drafts ---------------------------------------------------------------------------------------
def drafts(viewer: Viewer, query: PageQuery) -> DraftPage:
    """Rules that are being written, newest first (admin)."""
    require_admin(viewer)
    where = Range(keys.settings(viewer.tenant), prefix=keys.draft(), newest_first=True)
    items, after = listed(viewer, "drafts", where, query)
    return DraftPage(items=tuple(_draft(DraftItem.of(raw)) for raw in items), next_cursor=after)


def draft(viewer: Viewer, draft_id: str) -> DraftView:
    """Rules that are being written (admin)."""
    item = _load(viewer, draft_id)
    return _looked_up(viewer, item.value, item.version)


def create(viewer: Viewer, body: DraftCreate) -> DraftView:
    """Begin to write rules: those of the request, or without any those in force (admin)."""
    require_admin(viewer)
    where = Range(keys.settings(viewer.tenant), prefix=keys.draft(), consistent=True)
    if len(table.first(where, limit=MOST_DRAFTS)) >= MOST_DRAFTS:
        raise Problem("too_many_drafts", limit=MOST_DRAFTS)
    now = clock.now()
    stamps = {"created_at": now, "created_by": viewer.employee, "updated_at": now, "updated_by": viewer.employee}
    content = _content(body, model.current(viewer.tenant).value)
    made = Draft(id=ids.new(now), title=body.title, **content, **stamps)
    view = _looked_up(viewer, made, 1)
    commit(view, model.drafting(viewer.tenant, None, made))
    return view


def change(viewer: Viewer, draft_id: str, body: DraftUpdate, if_match: int | None) -> DraftView:
    """Write on; what the request leaves out stays (admin)."""
    for _ in range(_TRIES):
        item = _load(viewer, draft_id)
        require_version(if_match, item.version)
        content = {"title": body.title or item.value.title, **_content(body, item.value)}
        stamps = {"updated_at": clock.now(), "updated_by": viewer.employee}
        after = Draft(**{**dict(item.value), **content, **stamps})
        view = _looked_up(viewer, after, item.version + 1)
        try:
            commit(view, model.drafting(viewer.tenant, item, after))
        except table.Refused:
            continue
        return view
    raise in_flight()


def discard(viewer: Viewer, draft_id: str, if_match: int | None) -> None:
    """Give up what is being written (admin)."""
    for _ in range(_TRIES):
        item = _load(viewer, draft_id)
        require_version(if_match, item.version)
        try:
            table.write(model.discarding(item))
        except table.Refused:
            continue
        return
    raise in_flight()


def differs(viewer: Viewer, draft_id: str) -> Difference:
    """What a draft would change of the rules in force (admin)."""
    item = _load(viewer, draft_id)
    return rules.difference(model.current(viewer.tenant, consistent=True).value, item.value)


def publish_draft(viewer: Viewer, draft_id: str, if_match: int | None) -> RulebookView:
    """Put a draft in force, which it is then no more (admin). If-Match names the version of the draft."""
    for _ in range(_TRIES):
        item = _load(viewer, draft_id)
        require_version(if_match, item.version)
        body = Rulebook(rules=item.value.rules, thresholds=item.value.thresholds)
        try:
            return publish(viewer, body, None, model.discarding(item))
        except table.Refused:
            continue
    raise in_flight()


def _load(viewer: Viewer, draft_id: str) -> DraftItem:
    require_admin(viewer)
    item = model.draft(viewer.tenant, draft_id)
    if item is None:
        raise Problem("not_found")
    return item


def _draft(item: DraftItem) -> DraftView:
    return DraftView(**dict(item.value), version=item.version)


def _looked_up(viewer: Viewer, draft: Draft, version: int) -> DraftView:
    """With what it names that there is not: it is kept so, as rules of another company's begin, but not published."""
    unknown = [Unknown(path=one.path, code=one.code) for one in look(viewer.tenant, draft.rules).unknown]
    return DraftView(**dict(draft), version=version, unknown=tuple(unknown))


def _content(body: DraftUpdate, otherwise: Rulebook) -> Mapping[str, Any]:
    return {
        "rules": otherwise.rules if body.rules is None else body.rules,
        "thresholds": otherwise.thresholds if body.thresholds is None else body.thresholds,
    }
