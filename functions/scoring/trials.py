"""Rules tried before they are published: who would gain or lose by them, and how well they tell won from lost (H5).

A trial is a job that goes through every record, decides what scores would be, and writes nothing of theirs. What it
has counted up to a step is kept with that step, so that a step done twice counts once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pynamodb.attributes import UnicodeAttribute

from customers import feeds
from jobs import tallies
from jobs.model import pass_by
from jobs.rules import Swept
from kernel import keys, table
from kernel.facts import NOTHING, Facts
from kernel.snapshots import Careful, Snapshot
from kernel.table import Item, Range
from kernel.values import MapAttribute, Raw, decode, decode_image, encode
from scoring import folding, measuring, points
from scoring.folding import FOLD, InForce
from scoring.observing import HAPPENS
from scoring.points import Book, Score

if TYPE_CHECKING:
    from jobs.rules import Job

type Asked = Mapping[str, Any]
"""What a trial is about: a rules.Trial or rules.BackTest, as it was kept."""
STEP = 250
"""Records that one step goes through."""
_MOVES = 5
"""Rules that a row names at most: those whose points change the most."""
_FAR = 10**12
"""More than any score."""


class MoveItem(Item):
    """A record whose points or stars would change; whoever has more to gain or to lose comes first."""

    value = MapAttribute()
    shelf = UnicodeAttribute()
    owner = UnicodeAttribute()


def preview(tenant: str, trial: Asked, job: "Job") -> Swept:
    """The next records under the rules in force and under the new ones, on the same facts."""
    old, new = folding.stored(tenant, trial["against"]), _made_ready(trial)
    found, moves = feeds.stretch(tenant, job.cursor, STEP), list[Raw]()
    counts: Mapping[str, int] = {}
    for card, (before, after) in _each(tenant, job, found.cards, lambda card: _compared(tenant, card, old, new)):
        counts = measuring.added(counts, measuring.moved(before[:2], after[:2]))
        if before[:2] != after[:2]:
            moves.append(_move(tenant, job, card, before, after))
    table.batch(moves)
    tallies.count(tenant, job, counts)
    number = len(moves)
    return Swept(done=number, skipped=len(found.cards) - number, after=found.after)


def _each[Found](
    tenant: str, job: "Job", cards: Sequence[Raw], look: Callable[[Raw], Found | None]
) -> Iterator[tuple[Raw, Found]]:
    """What is found of each card, where there is something; one that can never be looked at keeps nobody back."""
    for card in cards:
        try:
            found = look(card)
        except Exception as fault:  # noqa: BLE001 - what may pass is raised again, all else is told
            pass_by(tenant, job, card["sk"]["S"], fault)
            continue
        if found is not None:
            yield card, found


def _compared(tenant: str, card: Raw, old: InForce, new: InForce) -> tuple[Score, Score] | None:
    customer = card["sk"]["S"]
    snapshot = FOLD.latest(keys.customer(tenant, customer), consistent=False)
    if snapshot is None:
        return None
    return _score(tenant, customer, snapshot, old), _score(tenant, customer, snapshot, new)


def _made_ready(trial: Asked) -> InForce:
    return InForce(points.compiled(points.restored(trial["rulebook"]), trial["zone"]), trial["against"] + 1)


def _score(tenant: str, customer: str, snapshot: Snapshot, rules: InForce) -> Score:
    """What a record has today under some rules; where they ask for more than was observed, its items are looked at."""
    facts, lens = snapshot.state.facts, rules.book.lens
    if not lens.sees_as(facts, snapshot.lens):
        facts = FOLD.observed(keys.customer(tenant, customer), lens.observe)
    return points.evaluate(facts, rules.book, folding.today(rules.book))


def _move(tenant: str, job: "Job", card: Raw, before: Score, after: Score) -> Raw:
    delta, customer = after.total - before.total, card["sk"]["S"]
    told = sorted(_rules(before, after), key=lambda one: (-abs(one["after"] - one["before"]), one["rule"]))
    value = {
        "customer": customer, "score": [before.total, after.total], "stars": [before.stars, after.stars],
        "rules": told[:_MOVES],
    }  # fmt: skip
    return {
        "pk": {"S": keys.job_parts(tenant, job.id)}, "sk": {"S": keys.move(_FAR - min(_FAR, abs(delta)), customer)},
        "value": encode(value), "shelf": {"S": _shelf(card)}, "owner": card["value"]["M"]["owner"],
        "expires_at": {"N": str(tallies.expires(job))},
    }  # fmt: skip


def _rules(before: Score, after: Score) -> Iterator[dict[str, Any]]:
    was, now = ({one.rule: one for one in side.contributions} for side in (before, after))
    for rule in dict.fromkeys([*was, *now]):
        sides = [side[rule].points if rule in side else 0 for side in (was, now)]
        if sides[0] != sides[1]:
            yield {"rule": rule, "name": dict((now.get(rule) or was[rule]).name), "before": sides[0], "after": sides[1]}


def _shelf(card: Raw) -> str:
    return str(card["pk"]["S"]).split("#")[2]


# --- back-test ------------------------------------------------------------------------------------
def back_test(tenant: str, trial: Asked, job: "Job") -> Swept:
    """The next records that were won or lost in the period, under both rules, by what was known just before."""
    old, new = folding.stored(tenant, trial["against"]), _made_ready(trial)
    found, ended = feeds.stretch(tenant, job.cursor, STEP), 0
    counts: Mapping[str, int] = {}

    def look(card: Raw) -> tuple[str, Score, Score] | None:
        pk = keys.customer(tenant, card["sk"]["S"])
        latest = FOLD.latest(pk, consistent=False)
        outcome = _outcome(pk, latest, decode(card["value"]), trial) if latest else None
        known = FOLD.before(pk, outcome[1], latest) if latest and outcome else None
        if outcome is None or known is None:
            return None
        return outcome[0], _known(pk, known, old.book, outcome[1]), _known(pk, known, new.book, outcome[1])

    for _, (outcome, before, after) in _each(tenant, job, found.cards, look):
        counts = measuring.added(counts, measuring.ended(outcome, before[:2], after[:2]))
        ended += 1
    tallies.count(tenant, job, counts)
    return Swept(done=ended, skipped=len(found.cards) - ended, after=found.after)


def _outcome(pk: str, latest: Snapshot, card: Mapping[str, Any], trial: Asked) -> tuple[str, str] | None:
    """(won or lost, when) of a record in the period: won, if an opportunity of it was; of several the first."""
    found = list[tuple[str, str]]()
    if latest.state.facts.keys_of("opportunity_stage"):
        for raw in table.every(Range(pk, prefix=keys.OPPORTUNITY)):
            value = decode(raw["value"])
            found += [(name, value[f"{name}_at"]) for name in ("won", "lost") if value.get(f"{name}_at")]
    if card.get("lost_at"):
        found.append(("lost", card["lost_at"]))
    inside = sorted((name != "won", at) for name, at in found if trial["begins"] <= at < trial["ends"])
    return ("lost" if inside[0][0] else "won", inside[0][1]) if inside else None


def _known(pk: str, snapshot: Snapshot, book: Book, moment: str) -> Score:
    """The score by what was known at a moment: as it was observed then, or if rules ask for more, by what came then."""
    facts = snapshot.state.facts
    if not book.lens.sees_as(facts, snapshot.lens):
        standing = Facts({fact: number for fact, number in facts.items() if fact.kind not in HAPPENS})
        facts = standing + _happened(pk, book, moment)
    return points.evaluate(facts, book, folding.day_of(book, datetime.fromisoformat(moment)))


def _happened(pk: str, book: Book, moment: str) -> Facts:
    """What had happened, and was known, at a moment."""
    facts, observe = NOTHING, Careful(book.lens.observe)
    for raw in table.every(Range(pk, below=keys.DERIVED)):
        sk, item = raw["sk"]["S"], decode_image(raw)
        if sk != keys.PROFILE and not sk.startswith(keys.OPPORTUNITY) and _since(item) < moment:
            facts += observe(sk, _then(item, moment))
    return facts


def _since(item: Mapping[str, Any]) -> str:
    """When an item began to say what it says: what was entered for an earlier day was not known before."""
    value = item.get("value", {})
    marks = [value.get(name) for name in ("created_at", "completed_at", "confirmed_at")]
    return max((str(at) for at in (item.get("received_at"), *marks) if at is not None), default="~")


def _then(item: Mapping[str, Any], moment: str) -> dict[str, Any]:
    """An item without what was taken back later."""
    value = dict(item.get("value", {}))
    if value.get("withdrawn_at", "") >= moment:
        del value["withdrawn_at"]
    if value.get("confirmed_at") and value.get("cancelled_at", "") >= moment:
        value["state"] = "confirmed"
    return {**item, "value": value}
