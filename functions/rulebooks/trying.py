"""Asking what rules would do before they are published, and reading what a trial has found (H5)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from identity.viewers import zone_of
from jobs import model as jobs
from jobs import tallies
from jobs.rules import Job
from kernel import bounds, keys, table
from kernel.access import Viewer, require_admin
from kernel.commit import commit
from kernel.paging import PageQuery, listed
from kernel.problems import Language, Problem, invalid
from kernel.table import Range
from kernel.values import Raw, decode, decode_item
from rulebooks import charting
from rulebooks.schemas import (
    BackTestCreate,
    BackTestView,
    Change,
    Counts,
    MovePage,
    MoveView,
    PreviewView,
    RuleMove,
    Separation,
    Step,
)  # fmt: skip
from scoring import measuring, model
from scoring.rules import BackTest, Rulebook, Trial

_PLACES = Decimal("0.0001")
_STARS = range(1, 6)


def preview(viewer: Viewer, draft_id: str) -> PreviewView:
    """Begin to look who would gain or lose by a draft, as it is now (admin)."""
    trial = _trial(viewer, draft_id)
    job, writes = jobs.starting(viewer, "preview", trial)
    view = _preview(job, trial, {})
    commit(view, *writes)
    return view


def read_preview(viewer: Viewer, job_id: str) -> PreviewView:
    """What a preview has found so far (admin: the one who asked for it)."""
    job = _load(viewer, job_id, "preview")
    trial = Trial.model_validate_json(jobs.request(viewer.tenant, job).parameters)
    return _preview(job, trial, tallies.counted(viewer.tenant, job))


def moves(viewer: Viewer, job_id: str, query: PageQuery, language: Language) -> MovePage:
    """Whose points or stars would change, those first with the most to gain or to lose."""
    _load(viewer, job_id, "preview")
    where = Range(keys.job_parts(viewer.tenant, job_id), prefix=keys.MOVE)
    items, after = listed(viewer, "moves", where, query)
    found = [decode_item(raw) for raw in items]
    places = [
        (keys.book(viewer.tenant, one["shelf"], keys.own(one["owner"])), one["value"]["customer"]) for one in found
    ]
    cards = table.get_many(places) if places else {}
    shown = [_move(one, cards.get(place), language) for one, place in zip(found, places, strict=True)]
    return MovePage(items=tuple(shown), next_cursor=after)


def back_test(viewer: Viewer, draft_id: str, body: BackTestCreate, language: Language) -> BackTestView:
    """Begin to look how well a draft and the rules in force tell won from lost in a period (admin)."""
    trial = _trial(viewer, draft_id)
    zone = zone_of(viewer.tenant)
    begins, ends = bounds.begins(body.begins, zone), bounds.ends(body.ends, zone)
    if begins >= ends:
        raise invalid("/ends", "not_before", other="begins")
    test = BackTest(**dict(trial), begins=begins, ends=ends)
    job, writes = jobs.starting(viewer, "back_test", test)
    view = _back_test(job, test, {}, language)
    commit(view, *writes)
    return view


def read_back_test(viewer: Viewer, job_id: str, language: Language) -> BackTestView:
    """What a back-test has found so far (admin: the one who asked for it)."""
    job = _load(viewer, job_id, "back_test")
    test = BackTest.model_validate_json(jobs.request(viewer.tenant, job).parameters)
    return _back_test(job, test, tallies.counted(viewer.tenant, job), language)


def _trial(viewer: Viewer, draft_id: str) -> Trial:
    require_admin(viewer)
    item = model.draft(viewer.tenant, draft_id)
    if item is None:
        raise Problem("not_found")
    rules = Rulebook(rules=item.value.rules, thresholds=item.value.thresholds)
    against = model.number_in_force(viewer.tenant, consistent=True)
    return Trial(rulebook=rules, zone=zone_of(viewer.tenant).key, against=against)


def _load(viewer: Viewer, job_id: str, kind: str) -> Job:
    require_admin(viewer)
    item = jobs.find(viewer.tenant, viewer.employee, job_id)
    if item is None or item.value.kind != kind:
        raise Problem("not_found")
    return item.value


def _preview(job: Job, trial: Trial, counts: Mapping[str, Any]) -> PreviewView:
    numbers = {name: int(counts.get(name, 0)) for name in ("records", "gain", "lose", "more_stars", "fewer_stars")}
    steps = [(one, other, int(counts.get(f"stars#{one}#{other}", 0))) for one in _STARS for other in _STARS]
    return PreviewView(
        job=job.id, state=job.state, reason=job.reason, against=trial.against, **numbers,
        stars=_changes(counts, "stars", _STARS), scores=_changes(counts, "scores"),
        steps=tuple(Step(before=one, after=other, records=n) for one, other, n in steps if n and one != other),
        created_at=job.created_at, finished_at=job.finished_at,
    )  # fmt: skip


def _changes(counts: Mapping[str, Any], what: str, always: range = range(0)) -> tuple[Change, ...]:
    before, after = (measuring.numbered(counts, f"{what}_{side}") for side in ("before", "after"))
    of = sorted({*before, *after, *always})
    return tuple(Change(of=one, before=before.get(one, 0), after=after.get(one, 0)) for one in of)


def _move(item: Mapping[str, Any], card: Raw | None, language: Language) -> MoveView:
    value, shown = item["value"], decode(card["value"]) if card else {}
    rules = [{**one, "name": one["name"][language]} for one in value["rules"]]
    score, stars = (Counts(before=pair[0], after=pair[1]) for pair in (value["score"], value["stars"]))
    return MoveView(
        customer=value["customer"], code=shown.get("code"), name=shown.get("name"), owner=item["owner"], score=score,
        stars=stars, rules=tuple(RuleMove.model_validate(one) for one in rules),
    )  # fmt: skip


def _back_test(job: Job, test: BackTest, counts: Mapping[str, Any], language: Language) -> BackTestView:
    before, after = (_separation(counts, side) for side in ("before", "after"))
    return BackTestView(
        job=job.id, state=job.state, reason=job.reason, against=test.against,
        begins=datetime.fromisoformat(test.begins), ends=datetime.fromisoformat(test.ends),
        won=int(counts.get("won", 0)), lost=int(counts.get("lost", 0)), before=before, after=after,
        chart=charting.lifts(before.lift, after.lift, language), created_at=job.created_at, finished_at=job.finished_at,
    )  # fmt: skip


def _separation(counts: Mapping[str, Any], side: str) -> Separation:
    points = [measuring.numbered(counts, f"{side}#{outcome}") for outcome in ("won", "lost")]
    stars = [measuring.numbered(counts, f"stars_{side}#{outcome}") for outcome in ("won", "lost")]
    lift = measuring.lift(*stars)
    won, lost = (tuple(some.get(one, 0) for one in _STARS) for some in stars)
    return Separation.model_validate({
        "auc": _rounded(measuring.auc(*points)), "lift": tuple(_rounded(lift[one]) for one in _STARS),
        "won": won, "lost": lost,
    })  # fmt: skip


def _rounded(exact: Fraction | None) -> Decimal | None:
    return None if exact is None else (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_PLACES)
