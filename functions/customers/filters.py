"""What a row must be to be listed: pure, on rows as they are stored."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from customers.places import UNSTAGED
from kernel.values import Raw


@dataclass(frozen=True)
class Where:
    """What a row must be to be listed: any of the values of each filter that is given. Instants are as stored."""

    stars: tuple[int, ...] = ()
    score_from: int | None = None
    score_to: int | None = None
    """Points, both in it."""
    tier: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    lost: bool | None = None
    has_open_activity: bool | None = None
    """No row says so: customers.busy does, for each viewer."""
    created_from: str | None = None
    created_to: str | None = None
    updated_from: str | None = None
    updated_to: str | None = None
    lost_from: str | None = None
    lost_to: str | None = None
    lost_reason: tuple[str, ...] = ()

    def passes(self, row: Raw) -> bool:
        """Whether a card, as stored, is to be listed, as far as it tells."""
        value = row["value"]["M"]
        single = all(not (wanted := getattr(self, name)) or _text(value, name) in wanted for name in _SINGLE)
        several = all(not (wanted := getattr(self, name)) or _has(wanted, value, of) for name, of in _SEVERAL.items())
        lost = self.lost is None or self.lost == ("lost_at" in value)
        return single and several and self._derived(row) and lost and self._lost_then(value) and all(
            _within(_text(value, f"{name}_at"), getattr(self, f"{name}_from"), getattr(self, f"{name}_to"))
            for name in ("created", "updated")
        )  # fmt: skip

    def _derived(self, row: Raw) -> bool:
        """Whether what was decided of the record is as wanted."""
        if self.stars and int(row["stars"]["N"]) not in self.stars:
            return False
        if self.tier and row.get("tier", {}).get("S", UNSTAGED) not in self.tier:
            return False
        score = int(row.get("score", {}).get("N", 0))
        return (self.score_from is None or score >= self.score_from) and (
            self.score_to is None or score <= self.score_to
        )

    def _lost_then(self, value: Raw) -> bool:
        at = _text(value, "lost_at")
        return (self.lost_from, self.lost_to) == (None, None) or (
            at is not None and _within(at, self.lost_from, self.lost_to)
        )

    @property
    def dated(self) -> bool:
        """Whether a time of making is asked for."""
        return bool(self.created_from or self.created_to)

    def without(self, *names: str) -> "Where":
        """The filters that are left when an index or a range sees to these."""
        plain: dict[str, Any] = {one.name: one.default for one in fields(self) if one.name in names}
        return replace(self, **plain)


_SINGLE = ("stage", "owner", "department", "source", "sector", "lost_reason")
_SEVERAL = {"group": "groups", "type": "types", "label": "labels"}


def _text(value: Raw, name: str) -> str | None:
    found: str | None = value.get(name, {}).get("S")
    return UNSTAGED if found is None and name == "stage" else found


def _has(wanted: Iterable[str], value: Raw, name: str) -> bool:
    """Whether one of the codes that a row has is wanted."""
    return any(one["S"] in wanted for one in value.get(name, {}).get("L", ()))


def _within(at: str | None, least: str | None, below: str | None) -> bool:
    return (least is None or (at or "") >= least) and (below is None or (at or "") < below)
