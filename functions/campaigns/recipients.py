"""Whom a campaign goes to: a row for each record of its audience, and one for each address, so that nobody gets two.

Rows and counters are one transaction: so the counters are at every moment the sum of all rows, whatever is repeated or
cut off. A row is put once; its key is the record's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import batched

from pynamodb.attributes import UnicodeAttribute

from campaigns.statuses import QUEUED, SKIPPED, Status
from counts.model import adding
from counts.tally import Difference, column
from kernel import keys, table
from kernel.table import Item, Key, Write
from kernel.values import IntegerAttribute, Raw

AT_ONCE = 45
"""Rows of one transaction: two writes each, and two counters."""
_TRIES = 4
COUNTED = "campaigns"
"""What the counters of recipients are counters of."""


class RecipientItem(Item):
    """A recipient and how it stands with them. The index `by_stage` has those of a status together."""

    address = UnicodeAttribute(null=True)
    status = UnicodeAttribute()
    reason = UnicodeAttribute(null=True)
    by_stage = UnicodeAttribute()
    version = IntegerAttribute()

    @property
    def customer(self) -> str:
        """The record that it was."""
        return self.sk.removeprefix(keys.RECIPIENT)

    @property
    def standing(self) -> Status:
        """How it stands."""
        return Status(self.status, self.reason)


class ReachedItem(Item):
    """Whose mail it is that goes to an address."""

    customer = UnicodeAttribute()


@dataclass(frozen=True)
class Found:
    """A record of the audience, and its first address."""

    customer: str
    address: str | None

    @classmethod
    def of(cls, card: Raw) -> "Found":
        """As its card has it."""
        address = card["value"]["M"].get("email", {}).get("S")
        return cls(card["sk"]["S"], address.lower() if address else None)


def campaign_key(tenant: str, campaign_id: str) -> Key:
    """Where a campaign lies."""
    return keys.campaigns(tenant), keys.campaign(campaign_id)


def counter(campaign_id: str, status: str) -> str:
    """What counts the recipients of a status."""
    return column(COUNTED, campaign_id, status)


def place(tenant: str, campaign_id: str, customer_id: str) -> Key:
    """Where a recipient's row lies."""
    return keys.campaign_parts(tenant, campaign_id), keys.recipient(customer_id)


def row(where: Key, address: str | None, standing: Status, version: int) -> RecipientItem:
    """A recipient's row."""
    order = f"{standing.name}#{where[1].removeprefix(keys.RECIPIENT)}"
    return RecipientItem(
        *where, address=address, status=standing.name, reason=standing.reason, by_stage=order, version=version
    )  # fmt: skip


def enter(tenant: str, campaign_id: str, audience: Sequence[Found]) -> None:
    """Make these recipients, those that are not yet.

    Of records with the same address the first in the list, which is the newest, gets it.
    """
    for some in batched(audience, AT_ONCE, strict=False):
        _enter_some(tenant, campaign_id, some)


def _enter_some(tenant: str, campaign_id: str, some: Sequence[Found]) -> None:
    """Nobody is looked for before somebody stands in the way: a page that is done again, or an address seen before."""
    there: set[str] = set()
    taken: dict[str, str] = {}
    for _ in range(_TRIES):
        fresh = _standing([one for one in some if one.customer not in there], taken)
        try:
            if fresh:
                table.write(*_writes(tenant, campaign_id, fresh))
        except table.Refused:
            there, taken = _known(tenant, campaign_id, some)
            continue
        return
    raise table.Transient("recipients: others keep writing")


def _standing(some: Sequence[Found], taken: Mapping[str, str]) -> dict[Found, Status]:
    """How it stands with each at first."""
    mine, found = dict(taken), dict[Found, Status]()
    for one in some:
        if one.address is None:
            found[one] = Status(SKIPPED, "no_address")
        elif mine.setdefault(one.address, one.customer) != one.customer:
            found[one] = Status(SKIPPED, "duplicate_address")
        else:
            found[one] = Status(QUEUED)
    return found


def _writes(tenant: str, campaign_id: str, fresh: Mapping[Found, Status]) -> list[Write]:
    parts, writes, numbers = keys.campaign_parts(tenant, campaign_id), list[Write](), dict[str, int]()
    for one, standing in fresh.items():
        writes.append(table.create(row(place(tenant, campaign_id, one.customer), one.address, standing, 1)))
        if standing.name == QUEUED:
            claim = ReachedItem(parts, keys.reached(str(one.address)), customer=one.customer)
            free = ReachedItem.pk.does_not_exist() | (ReachedItem.customer == one.customer)
            writes.append(table.put(claim, when=free))
        numbers[standing.name] = numbers.get(standing.name, 0) + 1
    return [*writes, *counting(tenant, campaign_id, numbers)]


def counting(tenant: str, campaign_id: str, numbers: Mapping[str, int]) -> list[Write]:
    """The writes that count so many more, or fewer, of each status."""
    return [
        adding(tenant, counter(campaign_id, name), Difference(number, 0))
        for name, number in sorted(numbers.items()) if number
    ]  # fmt: skip


def _known(tenant: str, campaign_id: str, some: Sequence[Found]) -> tuple[set[str], dict[str, str]]:
    """(those of these that have a row, whose each address is)."""
    parts = keys.campaign_parts(tenant, campaign_id)
    rows = [place(tenant, campaign_id, one.customer) for one in some]
    claims = [(parts, keys.reached(one.address)) for one in some if one.address]
    found = table.get_many([*rows, *claims], consistent=True)
    there = {sk.removeprefix(keys.RECIPIENT) for _, sk in found if sk.startswith(keys.RECIPIENT)}
    taken = {
        sk.removeprefix(keys.reached("")): raw["customer"]["S"]
        for (_, sk), raw in found.items() if sk.startswith(keys.reached(""))
    }  # fmt: skip
    return there, taken
