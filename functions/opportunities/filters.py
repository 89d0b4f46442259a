"""What an opportunity must be to be listed: pure, on items as they are stored."""

from dataclasses import dataclass, fields, replace
from typing import Any

from kernel.text import begin_words
from kernel.values import Raw

type Days = tuple[str | None, str | None]
"""From the first to the last day, both in it, as stored; None: no end."""

_ANY: Days = (None, None)
_OF = {
    "creator": "created_by", "owner": "owner", "department": "department", "stage": "stage", "outcome": "outcome",
    "type": "type", "source": "source", "campaign": "campaign", "team": "team", "lost_reason": "lost_reason",
}  # fmt: skip


@dataclass(frozen=True)
class Where:
    """Filters on opportunities; those that are left out let everything pass."""

    number: str | None = None
    name: tuple[str, ...] = ()
    """Each begins a word of it, in any order."""
    customer: str | None = None
    creator: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    campaign: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    """The customer's; no item says so: attached.across does."""
    priority: tuple[int, ...] = ()
    opened: Days = _ANY
    expected_close: Days = _ANY
    lost_reason: tuple[str, ...] = ()
    closed: Days = _ANY
    """Won or lost from an instant on, and before another, as stored."""

    def passes(self, item: Raw) -> bool:
        """Whether an opportunity is to be listed."""
        value = item["value"]["M"]
        return (
            all(not (wanted := getattr(self, name)) or _text(value, field) in wanted for name, field in _OF.items())
            and (self.customer is None or _text(value, "customer") == self.customer)
            and (self.number is None or _text(value, "number").lower().startswith(self.number))
            and begin_words(self.name, _text(value, "name"))
            and (not self.priority or int(value["priority"]["N"]) in self.priority)
            and _within(_text(value, "opened"), self.opened)
            and _within(_text(value, "expected_close"), self.expected_close)
            and (self.closed == _ANY or _between(_text(value, "won_at") or _text(value, "lost_at"), self.closed))
        )

    def without(self, *names: str) -> "Where":
        """The filters that are left when a range sees to these."""
        plain: dict[str, Any] = {one.name: one.default for one in fields(self) if one.name in names}
        return replace(self, **plain)


def _text(value: Raw, name: str) -> str:
    return str(value.get(name, {}).get("S", ""))


def _within(day: str, days: Days) -> bool:
    first, last = days
    return (first is None or day >= first) and (last is None or day <= last)


def _between(at: str, bounds: Days) -> bool:
    first, below = bounds
    return at != "" and (first is None or at >= first) and (below is None or at < below)
