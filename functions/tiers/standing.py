"""Which tier a customer is in: a pure decision on the money they brought in (I1-I3). Standard library only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Protocol

from customers.places import placed
from kernel import keys
from kernel.facts import NOTHING, Fact, Facts
from sales.money import payment, revenue

type Basis = Literal["revenue", "payment"]


class Rungs(Protocol):
    """A ladder, as saved (tiers.rules.Ladder) or as stored (StoredLadder)."""

    @property
    def basis(self) -> Basis:
        """What counts."""
        ...

    @property
    def automatic(self) -> bool:
        """Whether customers move by themselves."""
        ...

    @property
    def tiers(self) -> Sequence[Any]:
        """From lowest to highest: id, and min_amount or min_contracts."""
        ...


@dataclass(frozen=True, slots=True)
class StoredTier:
    """What decides on a tier, out of the table."""

    id: str
    min_amount: Decimal | int | None
    min_contracts: int | None


@dataclass(frozen=True, slots=True)
class StoredLadder:
    """A ladder out of the table; without one there are no tiers."""

    basis: Basis = "revenue"
    automatic: bool = True
    tiers: tuple[StoredTier, ...] = ()


def restored(stored: Mapping[str, Any]) -> StoredLadder:
    """A ladder from its stored map."""
    tiers = (StoredTier(one["id"], one.get("min_amount"), one.get("min_contracts")) for one in stored["tiers"])
    return StoredLadder(stored["basis"], stored["automatic"], tuple(tiers))


def observe(sk: str, item: dict[str, Any]) -> Facts:
    """What one item of a customer's collection says for the tier: money, a pin, and where the card lies."""
    value = item.get("value", {})
    if sk == keys.PROFILE:
        pin = value.get("pinned_tier")
        return placed(value) + (Facts({Fact("pin", pin): 1}) if pin is not None else NOTHING)
    if sk.startswith((keys.CONTRACT, keys.RECEIPT)):
        amount = revenue(value)
        return Facts({Fact("revenue"): amount, Fact("contracts"): int(amount > 0), Fact("payment"): payment(value)})
    return NOTHING


def tier(facts: Facts, ladder: Rungs, current: str | None) -> str | None:
    """The tier of a customer: the pin, else the highest one whose criterion is met; without automatic, as it was."""
    known = {one.id for one in ladder.tiers}
    pinned = facts.only("pin")
    if pinned in known:
        return pinned
    if not ladder.automatic:
        return current if current in known else None
    met: list[str] = [one.id for one in ladder.tiers if _met(one, facts, ladder.basis)]
    return met[-1] if met else None


def _met(one: Any, facts: Facts, basis: Basis) -> bool:  # noqa: ANN401 - a tier, saved or stored
    if one.min_contracts is not None:
        return bool(facts.of("contracts") >= one.min_contracts)
    return one.min_amount is not None and bool(brought(facts, basis) >= one.min_amount)


def brought(facts: Facts, basis: Basis) -> Decimal:
    """What a customer has brought in on a basis."""
    return Decimal(facts.of(basis))
