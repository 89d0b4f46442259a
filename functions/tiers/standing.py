"""Which tier a customer is in: a pure decision on the money they brought in (I1-I3). Standard library only.

While customers move by themselves, their tier follows from all documents and the ladder in force. Once that is
switched off, it follows from the documents that counted at that moment, and the ladder that was in force then: so
nobody moves by themselves, whatever is confirmed or cancelled later, and yet it is a function of what there is, in any
order, before and after a pin, a merge or a rebuild alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, Protocol

from customers.places import placed
from kernel import keys
from kernel.facts import NOTHING, Fact, Facts, Number
from sales.money import payment, revenue

type Basis = Literal["revenue", "payment"]

_SHAPE = "2"
"""Names what is observed; what was observed otherwise, or before, is observed anew."""
_NEVER = "~"


@dataclass(frozen=True, slots=True)
class StoredTier:
    """What decides on a tier, out of the table."""

    id: str
    min_amount: Decimal | int | None
    min_contracts: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What has been decisive since customers stopped to move by themselves: the ladder of that moment."""

    at: str
    basis: Basis
    tiers: tuple[StoredTier, ...]


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

    @property
    def kept(self) -> Kept | None:
        """Without automatic: what is decisive instead."""
        ...

    def instead(self, tier: str, /) -> str | None:
        """Where those went who were in a tier that is no more: "" to none; None: nobody has said."""
        ...


@dataclass(frozen=True, slots=True)
class StoredLadder:
    """A ladder out of the table; without one there are no tiers."""

    basis: Basis = "revenue"
    automatic: bool = True
    tiers: tuple[StoredTier, ...] = ()
    kept: Kept | None = None
    version: int = 0
    replaced: Mapping[str, str] = field(default_factory=dict)

    def instead(self, tier: str) -> str | None:
        """Where those went who were in a tier that is no more: "" to none; None: nobody has said."""
        return self.replaced.get(tier)


def restored(stored: Mapping[str, Any], kept: Mapping[str, Any] | None = None, version: int = 0) -> StoredLadder:
    """A ladder from its stored maps."""
    return StoredLadder(
        stored["basis"], stored["automatic"], _tiers(stored["tiers"]),
        Kept(kept["at"], kept["basis"], _tiers(kept["tiers"])) if kept else None, version,
        stored.get("replaced", {}),
    )  # fmt: skip


def keeping(before: Rungs, after: Rungs, at: str) -> Kept | None:
    """What is decisive from a change of the ladder on: what it was, or if it is switched off just now, as it was.

    Where a tier goes that was decisive, the one that its customers go to is; "": none.
    """
    if after.automatic:
        return None
    now = before.kept if not before.automatic else Kept(at, before.basis, tuple(before.tiers))
    known = {one.id for one in after.tiers}

    def named(tier_id: str) -> str:
        instead = after.instead(tier_id) if tier_id not in known else None
        return tier_id if instead is None else instead

    return now and Kept(
        now.at, now.basis,
        tuple(StoredTier(named(one.id), one.min_amount, one.min_contracts) for one in now.tiers),
    )  # fmt: skip


def _tiers(stored: Sequence[Mapping[str, Any]]) -> tuple[StoredTier, ...]:
    return tuple(StoredTier(one["id"], one.get("min_amount"), one.get("min_contracts")) for one in stored)


@dataclass(frozen=True, slots=True)
class Lens:
    """What is looked at: with a moment, also what counted then."""

    at: str = ""

    @property
    def label(self) -> str:
        """Names the lens in what was observed through it."""
        return f"{_SHAPE}@{self.at}" if self.at else _SHAPE

    def sees_as(self, facts: Facts, label: str) -> bool:
        """Whether facts that were observed through the lens of that label are what this one shows as well."""
        if label == self.label:
            return True
        return label.partition("@")[0] == _SHAPE and not any(fact.kind in _MONEY for fact, _ in facts.items())

    def observe(self, sk: str, item: dict[str, Any]) -> Facts:
        """What one item of a customer's collection says for the tier: money, a pin, and where the card lies."""
        value = item.get("value", {})
        if sk == keys.PROFILE:
            return placed(value) + Facts(dict.fromkeys(_profile(value), 1))
        if sk.startswith((keys.CONTRACT, keys.RECEIPT)):
            return _money(revenue(value), payment(value)) + self._then(value)
        return NOTHING

    def _then(self, value: Mapping[str, Any]) -> Facts:
        """What a document counted at the lens' moment."""
        confirmed = value.get("confirmed_at") or (value["updated_at"] if value["state"] == "confirmed" else None)
        if not self.at or confirmed is None or not confirmed < self.at <= (value.get("cancelled_at") or _NEVER):
            return NOTHING
        counted = {**value, "state": "confirmed"}
        then = _money(revenue(counted), payment(counted))
        return Facts({Fact("kept", fact.kind): count for fact, count in then.items()})


_MONEY = frozenset({"revenue", "contracts", "payment", "kept"})
_PIN = {"pin": "pinned_tier", "pinned_by": "pinned_by", "pinned_why": "pinned_reason"}


def _profile(value: Mapping[str, Any]) -> list[Fact]:
    """The owner says whose the card is (customers.shown)."""
    pin = _PIN.items() if value.get("pinned_tier") is not None else ()
    return [Fact("owner", value["owner"]), *(Fact(kind, str(value[name])) for kind, name in pin if value.get(name))]


def _money(revenue_: Number, payment_: Number) -> Facts:
    return Facts({Fact("revenue"): revenue_, Fact("contracts"): int(revenue_ > 0), Fact("payment"): payment_})


PLAIN = Lens()


def observe(sk: str, item: dict[str, Any]) -> Facts:
    """What one item says while customers move by themselves."""
    return PLAIN.observe(sk, item)


def tier(facts: Facts, ladder: Rungs) -> str | None:
    """The tier of a customer: the pin, else the highest one whose criterion is met (see above)."""
    pinned = pin(facts, ladder)
    if pinned is not None:
        return pinned
    if ladder.automatic:
        return next(reversed(_met(ladder.tiers, facts, ladder.basis)), None)
    if ladder.kept is None:
        return None
    then = Facts({Fact(fact.key): count for fact, count in facts.items() if fact.kind == "kept"})
    known, met = {"", *(one.id for one in ladder.tiers)}, _met(ladder.kept.tiers, then, ladder.kept.basis)
    return next((one for one in reversed(met) if one in known), None) or None


def pin(facts: Facts, ladder: Rungs) -> str | None:
    """The tier that a customer is pinned to: if that is no more, the one that its customers went to."""
    known, pinned = {one.id for one in ladder.tiers}, facts.only("pin")
    now = pinned if pinned is None or pinned in known else ladder.instead(pinned)
    return now if now in known else None


def _met(tiers: Sequence[Any], facts: Facts, basis: Basis) -> list[str]:
    return [one.id for one in tiers if meets(one, facts, basis)]


def meets(one: Any, facts: Facts, basis: Basis) -> bool:  # noqa: ANN401 - a tier, saved or stored
    """Whether what a customer brought in meets the criterion of a tier."""
    if one.min_contracts is not None:
        return bool(facts.of("contracts") >= one.min_contracts)
    return one.min_amount is not None and bool(brought(facts, basis) >= one.min_amount)


def brought(facts: Facts, basis: Basis) -> Decimal:
    """What a customer has brought in on a basis."""
    return Decimal(facts.of(basis))
