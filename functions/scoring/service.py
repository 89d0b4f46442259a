"""The score of a customer: folded from the stream, explained on request, derived anew when asked."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Any, Literal

from customers import model as customers
from identity.viewers import zone_of
from kernel import bounds, keys, reasons, telemetry
from kernel.access import Sight, Viewer
from kernel.commit import commit
from kernel.paging import PageQuery, filtered, listed
from kernel.problems import Language, Problem
from kernel.snapshots import UNREADABLE, Snapshot, snapshot_of
from kernel.table import Range
from kernel.values import Raw, decode_image
from scoring import evidence, folding, model, points, rules
from scoring.evidence import AdjustmentEvidence, EvidencePage, SignalEvidence
from scoring.folding import FOLD, InForce
from scoring.points import Score
from scoring.rules import Contribution
from scoring.schemas import (
    ContributionView,
    Evidence,
    HistoryEntry,
    HistoryPage,
    Move,
    ScoreQuery,
    ScoreView,
    SignalPage,
    SignalView,
    Told,
)  # fmt: skip

_EVIDENCE = 50
"""Signals that an explanation quotes for one rule at most."""
_NOT_SHARED: dict[Language, str] = {"vi": "Không được chia sẻ với bạn", "en": "Not shared with you"}
_QUOTED = frozenset({"email_opened", "email_clicked", "manual"})
"""Kinds of rules of which an explanation says at once what is behind them."""


def explain(
    viewer: Viewer, customer_id: str, language: Language, query: ScoreQuery, *, quoted: bool = True
) -> ScoreView:
    """The score with all that adds up to it, now or at some time, under the rules that it was computed by."""
    item = customers.load(viewer, customer_id)
    snapshot = FOLD.latest(item.pk)
    if query.at is not None and snapshot is not None:
        zone = zone_of(viewer.tenant) if bounds.is_day(query.at) else None
        before = bounds.ends(query.at, zone) if zone else bounds.ends(query.at)
        snapshot, quoted = FOLD.before(item.pk, before, snapshot), False
    if snapshot is None:
        raise Problem("not_scored_yet", headers={"Retry-After": "1"})
    score, by = _scored(viewer.tenant, snapshot, or_now=query.at is None)
    told, kept = rules.told(score.contributions, customers.sight_of(viewer, item.value))
    shown = [_shown(one, language) for one in told]
    if quoted:
        rows = cache(partial(_rows, item.pk))
        shown = [_quoting(one, by, _latest(by, snapshot), rows) for one in shown]
    if kept:
        shown.append(_not_shared(kept, language))
    return ScoreView(
        customer=customer_id, score=score.total, stars=score.stars, rulebook=by.version, contributions=tuple(shown),
        computed_at=snapshot.at, rebuilding=snapshot.state.fence is not None,
    )  # fmt: skip


def _scored(tenant: str, snapshot: Snapshot, *, or_now: bool) -> tuple[Score, InForce]:
    """(the score that a snapshot keeps, the rules that say so).

    A version that changes nothing of a score leaves the snapshot as it is: it says so as well, and is named.
    """
    number = int(snapshot.result["rulebook"])
    if or_now:
        newest = folding.in_force(tenant)
        score = _under(newest, snapshot)
        seen = newest.book.lens.sees_as(snapshot.state.facts, snapshot.lens)
        if seen and points.same(points.result(score, newest.version, 0), snapshot.result):
            return score, newest
    before = folding.stored(tenant, number)
    return _under(before, snapshot), before


def _under(rules_: InForce, snapshot: Snapshot) -> Score:
    """What a snapshot's facts come to under a version, on the day on which the snapshot was decided."""
    return points.evaluate(snapshot.state.facts, rules_.book, _day(rules_, snapshot))


def _day(rules_: InForce, snapshot: Snapshot) -> int:
    return int(snapshot.result.get("day") or folding.day_of(rules_.book, snapshot.at))


def _shown(one: Contribution, language: Language) -> ContributionView:
    return ContributionView(
        rule=one.rule, name=_name(one, language), kind=one.kind, count=one.number, earned=one.earned, worth=one.worth,
        points=one.points, capped=one.capped, matched=one.matched,
    )  # fmt: skip


def _name(one: Contribution, language: Language) -> str:
    return str(one.name.get(language) or one.name["vi"])


def _not_shared(points: int, language: Language) -> ContributionView:
    name = _NOT_SHARED[language]
    return ContributionView(
        rule=None, name=name, kind="not_shared", count=0, earned=points, worth=points, points=points, capped=False
    )


def _rows(pk: str, kind: str) -> list[Raw]:
    """What an explanation quotes from for rules of a kind: read once, however many rules are of it."""
    return model.adjustments(pk, _EVIDENCE) if kind == "manual" else model.signals(pk, evidence.LIES[kind], _EVIDENCE)


def _quoting(one: ContributionView, by: InForce, day: int, rows: Callable[[str], list[Raw]]) -> ContributionView:
    """The same, with the mails behind it, or the reasons of what was given by hand."""
    drill = evidence.drill(by.book, str(one.rule), day) if one.kind in _QUOTED else None
    if drill is None:
        return one
    behind = [found for row in rows(one.kind) if (found := drill.behind(row))]
    by_hand = tuple(one for one in behind if isinstance(one, AdjustmentEvidence))
    mails = [Evidence(message=one.message, link=one.link, at=one.at)
             for one in behind if isinstance(one, SignalEvidence) and one.message]  # fmt: skip
    mails.sort(key=lambda mail: mail.at, reverse=True)
    return one.model_copy(update={"adjustments": by_hand, "evidence": tuple(mails)})


def behind(viewer: Viewer, customer_id: str, rule: str, query: PageQuery) -> EvidencePage:
    """The items behind what a rule gives; 404 for a rule that there is not, or whose contribution is not told."""
    item = customers.load(viewer, customer_id)
    snapshot = FOLD.latest(item.pk)
    if snapshot is None:
        raise Problem("not_scored_yet", headers={"Retry-After": "1"})
    score, by = _scored(viewer.tenant, snapshot, or_now=True)
    drill = evidence.drill(by.book, rule, _latest(by, snapshot))
    if drill is None or not rules.tells(drill.book.rules[0].kind, customers.sight_of(viewer, item.value)):
        raise Problem("not_found")
    if not any(one.rule == rule for one in score.contributions):
        return EvidencePage(items=())
    where = Range(item.pk, prefix=drill.prefix, newest_first=True)
    rows, after = filtered(viewer, f"evidence {rule}", where, query, lambda row: drill.behind(row) is not None)
    return EvidencePage(items=tuple(one for row in rows if (one := drill.behind(row))), next_cursor=after)


def _latest(by: InForce, snapshot: Snapshot) -> int:
    """The last day up to today on which the score was still this: one that the day changes is decided anew soon."""
    today, changes_on = folding.today(by.book), snapshot.result.get("changes_on")
    return today if changes_on is None else max(_day(by, snapshot), min(today, int(changes_on) - 1))


def signals(viewer: Viewer, customer_id: str, query: PageQuery) -> SignalPage:
    """All that a customer's score has been told of, as far back as the viewer sees activities.

    Signals lie by message: a page of those of which some are too old for the viewer, or cannot be read, is short.
    """
    item = customers.load(viewer, customer_id, "activities")
    since = customers.sight_of(viewer, item.value).since("activities")
    items, after = listed(viewer, "signals", Range(item.pk, prefix=keys.SIGNAL), query)
    known = (_signal(raw) for raw in items)
    found = [signal for signal in known if signal and (since is None or signal.at >= since)]
    return SignalPage(items=tuple(found), next_cursor=after)


def history(viewer: Viewer, customer_id: str, query: PageQuery, language: Language) -> HistoryPage:
    """What the score was, newest first, and why it changed: what each rule gave before and after (H7).

    A snapshot that says what the one before it said is not told: a page of some such is short.
    """
    item = customers.load(viewer, customer_id)
    where = Range(item.pk, prefix=keys.snapshots(FOLD.name), newest_first=True)
    items, after = listed(viewer, "score history", where, query)
    found = [snapshot_of(raw) for raw in items]
    if after is not None and found[-1].number > 1:
        found.append(FOLD.numbered(item.pk, found[-1].number - 1))
    sight = customers.sight_of(viewer, item.value)
    entries = tuple(_entries(viewer.tenant, found, len(items), sight, language))
    return HistoryPage(items=entries, next_cursor=after)


def _entries(
    tenant: str, found: list[Snapshot], number: int, sight: Sight, language: Language
) -> Iterator[HistoryEntry]:
    """What each of the first `number` of these snapshots changed of the one before it, which follows it here."""
    books = {int(one.result["rulebook"]) for one in found}
    published = {number: folding.stored(tenant, number) for number in books}
    scores = [_under(published[int(one.result["rulebook"])], one) for one in found]
    for place, (one, score) in enumerate(list(zip(found, scores, strict=True))[:number]):
        before = None if place + 1 == len(found) else found[place + 1]
        earlier = scores[place + 1].contributions if before else ()
        moves = tuple(_moves(earlier, score.contributions, sight, language))
        if before is None or moves or one.result["stars"] != before.result["stars"]:
            yield HistoryEntry(
                at=one.at, score=score.total, stars=score.stars, rulebook=int(one.result["rulebook"]),
                because=_because(one, before), moves=moves,
            )  # fmt: skip


def _because(now: Snapshot, before: Snapshot | None) -> Literal["first", "facts", "rules", "day"]:
    if before is None:
        return "first"
    if now.state.facts != before.state.facts:
        return "facts"
    return "rules" if now.result["rulebook"] != before.result["rulebook"] else "day"


def _moves(
    before: Sequence[Contribution], after: Sequence[Contribution], sight: Sight, language: Language
) -> Iterator[Move]:
    """What each rule gave before and after, where that differs; what is not told is one move."""
    old, kept_before = rules.told(before, sight)
    new, kept_after = rules.told(after, sight)
    was, now = ({one.rule: one for one in side} for side in (old, new))
    for rule in dict.fromkeys([*was, *now]):
        sides = was.get(rule), now.get(rule)
        count, given = (tuple(getattr(side, name, 0) for side in sides) for name in ("number", "points"))
        if count[0] != count[1] or given[0] != given[1]:
            named = sides[1] or sides[0]
            yield Move(rule=rule, name=_name(named, language) if named else "", count=count, points=given)
    if kept_before != kept_after:
        yield Move(rule=None, name=_NOT_SHARED[language], count=(0, 0), points=(kept_before, kept_after))


def rebuild(viewer: Viewer, customer_id: str, language: Language) -> ScoreView:
    """Derive a customer's score anew from all its signals (H8)."""
    FOLD.rebuild(customers.load(viewer, customer_id).pk)
    view = explain(viewer, customer_id, language, ScoreQuery(), quoted=False)
    commit(view)
    return view


def _signal(raw: Raw) -> SignalView | None:
    """None: nobody could have written it so."""
    plain, occurrence = decode_image(raw), keys.occurs_of(raw["sk"]["S"]) is not None
    verdict, reason, kind = plain.get("verdict"), plain.get("reason"), plain.get("kind")
    counts = kind == "visit" or (kind in {"open", "click"} and reasons.who(verdict, reason) == "person")
    try:
        judged = {"explained": reasons.told(reason), "first": _first(plain), "occurrence": occurrence}
        known = {name: plain.get(name) for name in SignalView.model_fields} | judged
        return SignalView.model_validate(known | {"counts": counts and not occurrence})
    except UNREADABLE as fault:
        telemetry.failed("a signal not shown", fault, collection=raw["pk"]["S"])
        return None


def _first(plain: dict[str, Any]) -> dict[str, Any] | None:
    first = plain.get("own")
    if first is None or plain["kind"] == "visit":
        return None
    if all(plain.get(name) == first.get(name) for name in ("at", "verdict", "reason")):
        return None
    return {name: first.get(name) for name in Told.model_fields} | {"explained": reasons.told(first.get("reason"))}
