"""Asking who would move by another ladder before it is saved, and reading what was found (I5)."""

from collections.abc import Mapping
from typing import Any

from jobs import model as jobs
from jobs import tallies
from jobs.rules import Job
from kernel import keys, table
from kernel.access import Viewer, require_admin
from kernel.commit import commit
from kernel.paging import PageQuery, listed
from kernel.problems import Problem
from kernel.table import Range
from kernel.values import Raw, decode, decode_item
from tiers import leaving, model, rules
from tiers.rules import Trial
from tiers.schemas import LadderTrial, MovePage, MoveView, PreviewView, Step, TierCounts

_KIND = "tier_preview"


def preview(viewer: Viewer, body: LadderTrial) -> PreviewView:
    """Begin to look who would move (admin). What no ladder could be is refused here as when it is saved."""
    require_admin(viewer)
    errors = rules.mistakes(body)
    if errors:
        raise Problem("invalid_request", errors=errors)
    item = model.ladder(viewer.tenant, consistent=True)
    before = item.value
    leaving.require_sense(before, body, body.replace_with)
    ladder = rules.succeeding(before, body, body.replace_with)
    trial = Trial(
        ladder=ladder, kept=model.kept_map(model.planned(item, ladder)),
        switches=before.automatic and not ladder.automatic,
        names={one.id: one.name for one in (*before.tiers, *body.tiers)},
    )  # fmt: skip
    job, writes = jobs.starting(viewer, _KIND, trial)
    view = _view(job, trial, {})
    commit(view, *writes)
    return view


def read(viewer: Viewer, job_id: str) -> PreviewView:
    """What a preview has found so far (admin: the one who asked for it)."""
    job = _load(viewer, job_id)
    trial = Trial.model_validate_json(jobs.request(viewer.tenant, job).parameters)
    return _view(job, trial, tallies.counted(viewer.tenant, job))


def moves(viewer: Viewer, job_id: str, query: PageQuery) -> MovePage:
    """Who would move, those first who would come into the highest tier."""
    _load(viewer, job_id)
    where = Range(keys.job_parts(viewer.tenant, job_id), prefix=keys.MOVE)
    items, after = listed(viewer, "tier moves", where, query)
    found = [decode_item(raw) for raw in items]
    places = [
        (keys.book(viewer.tenant, one["shelf"], keys.own(one["owner"])), one["value"]["customer"]) for one in found
    ]
    cards = table.get_many(places) if places else {}
    shown = tuple(_move(one, cards.get(place)) for one, place in zip(found, places, strict=True))
    return MovePage(items=shown, next_cursor=after)


def _load(viewer: Viewer, job_id: str) -> Job:
    require_admin(viewer)
    item = jobs.find(viewer.tenant, viewer.employee, job_id)
    if item is None or item.value.kind != _KIND:
        raise Problem("not_found")
    return item.value


def _view(job: Job, trial: Trial, counts: Mapping[str, Any]) -> PreviewView:
    steps = [(*name.split("#")[1:], int(number)) for name, number in sorted(counts.items()) if name.startswith("tier#")]
    ids = (*trial.names, "")
    tiers = tuple(
        TierCounts(
            tier=one or None, before=sum(number for was, _, number in steps if was == one),
            after=sum(number for _, now, number in steps if now == one),
        ) for one in ids
    )  # fmt: skip
    moved = tuple(
        Step(before=was or None, after=now or None, records=number) for was, now, number in steps if was != now
    )
    return PreviewView(
        job=job.id, state=job.state, reason=job.reason, records=int(counts.get("records", 0)),
        move=sum(one.records for one in moved), pinned=int(counts.get("pinned", 0)), tiers=tiers, steps=moved,
        created_at=job.created_at, finished_at=job.finished_at,
    )  # fmt: skip


def _move(item: Mapping[str, Any], card: Raw | None) -> MoveView:
    shown = decode(card["value"]) if card else {}
    return MoveView(**item["value"], code=shown.get("code"), name=shown.get("name"), owner=item["owner"])
