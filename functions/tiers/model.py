"""The ladder of tiers in the table."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from kernel import clock, keys, table
from kernel.problems import in_flight
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, MapAttribute, ValueAttribute
from tiers import standing
from tiers.rules import InForce
from tiers.standing import StoredLadder


class LadderItem(Item):
    """A tenant's ladder."""

    value = ValueAttribute(InForce)
    version = IntegerAttribute()
    kept = MapAttribute(null=True)
    """While customers do not move by themselves: what decided when that began (standing.Kept)."""
    decides = IntegerAttribute(null=True)
    """The last version that decides otherwise than the one before who is in which tier."""
    job = UnicodeAttribute(null=True)
    """What moves the customers by it, and what gives its discounts to all products."""
    products_job = UnicodeAttribute(null=True)

    @property
    def stored(self) -> StoredLadder:
        """The same, as folds decide by it."""
        return standing.restored(self.value.model_dump(), self.kept, self.version)


@dataclass(frozen=True)
class Saved:
    """A ladder to be saved, the version that decides, and the jobs that follow."""

    value: InForce
    decides: int | None = None
    job: str | None = None
    products_job: str | None = None


def ladder(tenant: str, *, consistent: bool = False) -> LadderItem:
    """The ladder in force; a tenant without one has no tiers."""
    found = table.get(LadderItem, (keys.settings(tenant), keys.LADDER), consistent=consistent)
    return found or LadderItem(keys.settings(tenant), keys.LADDER, value=InForce(), version=0)


def planned(before: LadderItem, after: InForce) -> StoredLadder:
    """What would decide if this ladder were saved now: for who asks before saving, too."""
    plain = standing.restored(after.model_dump(), None, before.version + 1)
    kept = standing.keeping(before.stored, plain, clock.stamp(clock.now()))
    return replace(plain, kept=kept)


def saving(before: LadderItem, after: Saved) -> Write:
    """The write that replaces a ladder that nobody else replaced meanwhile."""
    kept = kept_map(planned(before, after.value))
    item = LadderItem(
        before.pk, before.sk, value=after.value, version=before.version + 1, kept=kept, decides=after.decides,
        job=after.job, products_job=after.products_job,
    )  # fmt: skip
    when = LadderItem.version == before.version if before.version else LadderItem.pk.does_not_exist()
    return table.put(item, when=when, otherwise=in_flight())


def kept_map(ladder: StoredLadder) -> dict[str, Any] | None:
    """What is decisive without automatic, as it is stored."""
    return asdict(ladder.kept) if ladder.kept else None
