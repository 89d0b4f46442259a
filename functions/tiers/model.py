"""The ladder of tiers in the table."""

from dataclasses import asdict
from typing import Any

from kernel import clock, keys, table
from kernel.problems import in_flight
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, MapAttribute, ValueAttribute
from tiers import standing
from tiers.rules import Ladder
from tiers.standing import StoredLadder


class LadderItem(Item):
    """A tenant's ladder."""

    value = ValueAttribute(Ladder)
    version = IntegerAttribute()
    kept = MapAttribute(null=True)
    """While customers do not move by themselves: what decided when that began (standing.Kept)."""

    @property
    def stored(self) -> StoredLadder:
        """The same, as folds decide by it."""
        return standing.restored(self.value.model_dump(), self.kept, self.version)


def ladder(tenant: str, *, consistent: bool = False) -> LadderItem:
    """The ladder in force; a tenant without one has no tiers."""
    found = table.get(LadderItem, (keys.settings(tenant), keys.LADDER), consistent=consistent)
    return found or LadderItem(keys.settings(tenant), keys.LADDER, value=Ladder(), version=0)


def planned(before: LadderItem, after: Ladder) -> StoredLadder:
    """What would decide if this ladder were saved now: for who asks before saving, too."""
    plain = standing.restored(after.model_dump(), None, before.version + 1)
    kept = standing.keeping(before.stored, plain, clock.stamp(clock.now()))
    return standing.restored(after.model_dump(), _map(kept), before.version + 1)


def saving(before: LadderItem, after: Ladder) -> Write:
    """The write that replaces a ladder that nobody else replaced meanwhile."""
    kept = _map(planned(before, after).kept)
    item = LadderItem(before.pk, before.sk, value=after, version=before.version + 1, kept=kept)
    when = LadderItem.version == before.version if before.version else LadderItem.pk.does_not_exist()
    return table.put(item, when=when, otherwise=in_flight())


def _map(kept: standing.Kept | None) -> dict[str, Any] | None:
    return asdict(kept) if kept else None
