"""Rulebooks, their drafts, and signals in the table."""

from dataclasses import dataclass
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from customers import pointers
from kernel import clock, history, ids, keys, table
from kernel.problems import Problem
from kernel.table import Item, Range, Write
from kernel.values import IntegerAttribute, Raw, ValueAttribute
from scoring.adjustments import SUBJECT, ScoreAdjustment
from scoring.rules import Draft, Rulebook, default_rulebook

_BEGINNING = "2000-01-01T00:00:00.000000Z"


class InForceItem(Item):
    """Which published version is in force: small, for every fold looks at it."""

    version = IntegerAttribute()
    publication = UnicodeAttribute()
    """Names the publication: whatever is put back from a backup, another one has another name."""


class RulebookItem(Item):
    """A published version of the rules. It never changes."""

    value = ValueAttribute(Rulebook)
    version = IntegerAttribute()
    zone = UnicodeAttribute()
    """In whose days it counts: the company's when it was published."""
    at = UnicodeAttribute()
    by = UnicodeAttribute(null=True)
    job = UnicodeAttribute(null=True)
    """The job that brings every score in line with it."""


class DraftItem(Item):
    """Rules that are being written."""

    value = ValueAttribute(Draft)
    version = IntegerAttribute()


class ScoreAdjustmentItem(Item):
    """Points given or taken by hand."""

    value = ValueAttribute(ScoreAdjustment)
    version = IntegerAttribute()


@dataclass(frozen=True)
class Publication:
    """Rules that are about to be in force."""

    rulebook: Rulebook
    number: int
    zone: str
    by: str
    job: str
    at: datetime


def number_in_force(tenant: str, *, consistent: bool = False) -> int:
    """The version in force; 0 for a tenant that has published none."""
    found = table.get(InForceItem, (keys.settings(tenant), keys.RULEBOOK), consistent=consistent)
    return found.version if found else 0


def current(tenant: str, *, consistent: bool = False) -> RulebookItem:
    """The rules in force; a tenant that has published none has version 0, the product's own."""
    number = number_in_force(tenant, consistent=consistent)
    found = version(tenant, number)
    if found is None:
        raise table.Transient("the rules are on their way")
    return found


def _own(tenant: str) -> RulebookItem:
    return RulebookItem(
        keys.settings(tenant), keys.rulebook(0), value=default_rulebook(), version=0, zone=clock.HOME, at=_BEGINNING
    )


def version(tenant: str, number: int) -> RulebookItem | None:
    """The rules as they were published under that number."""
    return _own(tenant) if number == 0 else table.get(RulebookItem, (keys.settings(tenant), keys.rulebook(number)))


def publishing(tenant: str, new: Publication) -> list[Write]:
    """All writes that put a version in force, if the one before is."""
    changed, number = Problem("rulebook_changed"), new.number
    before = InForceItem.version == number - 1 if number > 1 else InForceItem.pk.does_not_exist()
    pointer = InForceItem(keys.settings(tenant), keys.RULEBOOK, version=number, publication=ids.new(new.at))
    kept = RulebookItem(
        keys.settings(tenant), keys.rulebook(number), value=new.rulebook, version=number, zone=new.zone,
        at=clock.stamp(new.at), by=new.by, job=new.job,
    )  # fmt: skip
    return [table.put(pointer, when=before, otherwise=changed), table.create(kept, changed)]


def draft(tenant: str, draft_id: str) -> DraftItem | None:
    """Rules that are being written."""
    return table.get(DraftItem, (keys.settings(tenant), keys.draft(draft_id)), consistent=True)


def drafting(tenant: str, before: DraftItem | None, after: Draft) -> Write:
    """The write that makes a draft, or changes it: Refused if somebody else changed it meanwhile."""
    number = before.version + 1 if before else 1
    item = DraftItem(keys.settings(tenant), keys.draft(after.id), value=after, version=number)
    return table.put(item, when=DraftItem.version == before.version) if before else table.create(item)


def discarding(item: DraftItem) -> Write:
    """The write that takes a draft away that nobody changed meanwhile."""
    return table.delete((item.pk, item.sk), when=DraftItem.version == item.version)


def signals(pk: str, prefix: str, limit: int) -> list[Raw]:
    """Signals of one kind, by message."""
    return table.first(Range(pk, prefix=prefix), limit=limit)


def adjustment(pk: str, adjustment_id: str) -> ScoreAdjustmentItem | None:
    """Points given or taken by hand to a record."""
    return table.get(ScoreAdjustmentItem, (pk, keys.document(keys.POINTS, adjustment_id)), consistent=True)


def adjustments(pk: str, limit: int) -> list[Raw]:
    """The last points that were given or taken by hand."""
    return table.first(Range(pk, prefix=keys.POINTS, newest_first=True), limit=limit)


def adjusting(item: ScoreAdjustmentItem, tenant: str) -> list[Write]:
    """All writes that give or take points."""
    value = item.value
    return [
        table.create(item), pointers.placing(tenant, value.customer, value.id),
        *_telling(item, value.by, None, value),
    ]  # fmt: skip


def withdrawing(before: ScoreAdjustmentItem, after: ScoreAdjustment, by: str) -> list[Write]:
    """All writes that withdraw points: Refused if somebody else did meanwhile, or they came to lie elsewhere."""
    item = ScoreAdjustmentItem(before.pk, before.sk, value=after, version=before.version + 1)
    when = ScoreAdjustmentItem.version == before.version
    return [table.put(item, when=when), *_telling(item, by, before.value, after)]


def _telling(item: ScoreAdjustmentItem, by: str, before: ScoreAdjustment | None, after: ScoreAdjustment) -> list[Write]:
    old, new = (one.model_dump(exclude=_STAMPS) if one else None for one in (before, after))
    subject = keys.attached_subject(SUBJECT, after.id)
    return history.telling(item.pk, subject, item.version, by, old, new)


_STAMPS = {"id", "customer", "created_at", "by"}
