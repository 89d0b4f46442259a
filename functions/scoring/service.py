"""The score of a customer: folded from the stream, explained on request, derived anew when asked."""

from dataclasses import asdict
from typing import Any

from customers import model as customers
from kernel import chronicle, keys
from kernel.access import Viewer, require_admin, require_version
from kernel.commit import commit
from kernel.history import telling
from kernel.paging import PageQuery, listed
from kernel.problems import Language, Problem
from kernel.snapshots import snapshot_of
from kernel.table import Range
from kernel.values import Raw, decode_item
from scoring import model, rules
from scoring.folding import FOLD
from scoring.rules import Rulebook, SignalKind
from scoring.schemas import (
    ContributionView,
    Evidence,
    HistoryEntry,
    HistoryPage,
    RulebookView,
    ScoreView,
    SignalPage,
    SignalView,
)  # fmt: skip

_EVIDENCE = 50
"""Signals that an explanation quotes for one rule at most."""
_NOT_SHARED: dict[Language, str] = {"vi": "Không được chia sẻ với bạn", "en": "Not shared with you"}
_OF_KIND: dict[str, SignalKind] = {"email_opened": "open", "email_clicked": "click"}


def rulebook(viewer: Viewer) -> RulebookView:
    """The rules in force."""
    item = model.current(viewer.tenant, consistent=True)
    return RulebookView(**dict(item.value), version=item.version)


def publish(viewer: Viewer, body: Rulebook, if_match: int | None) -> RulebookView:
    """Put new rules in force. A record is scored by them when it next changes or is rebuilt; each names its version."""
    require_admin(viewer)
    before = model.current(viewer.tenant, consistent=True)
    require_version(if_match, before.version)
    view = RulebookView(**dict(body), version=before.version + 1)
    old, new = before.value.model_dump(), body.model_dump()
    told = telling(before.pk, before.sk, view.version, viewer.employee, old, new)
    commit(view, *model.publishing(viewer.tenant, body, view.version), *told)
    return view


def rulebook_told(viewer: Viewer, query: PageQuery) -> chronicle.HistoryPage:
    """Who published which rules (admin)."""
    require_admin(viewer)
    return chronicle.page(viewer, "rulebook", keys.settings(viewer.tenant), keys.RULEBOOK, query)


def explain(viewer: Viewer, customer_id: str, language: Language, *, evidence: bool = True) -> ScoreView:
    """The score with all that adds up to it, under the very version of the rules that it was computed by."""
    item = customers.load(viewer, customer_id)
    pk = item.pk
    snapshot = FOLD.latest(pk)
    if snapshot is None:
        raise Problem("not_scored_yet", headers={"Retry-After": "1"})
    number = int(snapshot.result["rulebook"])
    book = model.version(viewer.tenant, number)
    if book is None:
        raise Problem("not_scored_yet", headers={"Retry-After": "1"})
    score = rules.evaluate(snapshot.state.facts, book.value)
    told, kept = rules.told(score.contributions, customers.sight_of(viewer, item.value))
    shown = [
        ContributionView(
            **{**asdict(c), "name": c.name.of(language)},
            evidence=_evidence(pk, _OF_KIND.get(c.kind)) if evidence else (),
        )
        for c in told
    ]
    if kept:
        shown.append(_not_shared(kept, language))
    return ScoreView(
        customer=customer_id, score=score.total, stars=score.stars, rulebook=number, contributions=tuple(shown),
        computed_at=snapshot.at, rebuilding=snapshot.state.fence is not None,
    )  # fmt: skip


def _not_shared(points: int, language: Language) -> ContributionView:
    name = _NOT_SHARED[language]
    return ContributionView(rule=None, name=name, kind="not_shared", count=0, points=points, capped=False)


def _evidence(pk: str, kind: SignalKind | None) -> tuple[Evidence, ...]:
    """Signals of a kind, newest first among those that are quoted."""
    if kind is None:
        return ()
    found = [_signal(raw) for raw in model.signals(pk, kind, _EVIDENCE)]
    found.sort(key=lambda signal: signal.at, reverse=True)
    return tuple(Evidence(message=s.message, link=s.link, at=s.at) for s in found)


def signals(viewer: Viewer, customer_id: str, query: PageQuery) -> SignalPage:
    """All that a customer's score has been told of, as far back as the viewer sees activities.

    Signals lie by message: a page of those of which some are too old for the viewer is short.
    """
    item = customers.load(viewer, customer_id, "activities")
    since = customers.sight_of(viewer, item.value).since("activities")
    items, after = listed(viewer, "signals", Range(item.pk, prefix=keys.SIGNAL), query)
    found = [signal for signal in map(_signal, items) if since is None or signal.at >= since]
    return SignalPage(items=tuple(found), next_cursor=after)


def history(viewer: Viewer, customer_id: str, query: PageQuery) -> HistoryPage:
    """What the score was, newest first."""
    pk = customers.load(viewer, customer_id).pk
    where = Range(pk, prefix=keys.snapshots(FOLD.name), newest_first=True)
    items, after = listed(viewer, "score history", where, query)
    entries = tuple(HistoryEntry(at=s.at, **_whole(s.result)) for s in map(snapshot_of, items))
    return HistoryPage(items=entries, next_cursor=after)


def rebuild(viewer: Viewer, customer_id: str, language: Language) -> ScoreView:
    """Derive a customer's score anew from all its signals (H8)."""
    FOLD.rebuild(customers.load(viewer, customer_id).pk)
    view = explain(viewer, customer_id, language, evidence=False)
    commit(view)
    return view


def _whole(result: Any) -> dict[str, int]:  # noqa: ANN401 - numbers of a stored map
    return {name: int(result[name]) for name in ("score", "stars", "rulebook")}


def _signal(raw: Raw) -> SignalView:
    plain = decode_item(raw)
    return SignalView.model_validate({name: plain.get(name) for name in SignalView.model_fields})
