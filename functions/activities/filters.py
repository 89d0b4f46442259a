"""What an activity must be to be listed: pure, on items as they are stored."""

from dataclasses import dataclass, fields, replace
from typing import Any

from attached.held import OPEN_STATES
from kernel.text import begin_words
from kernel.values import Raw

type Moments = tuple[str | None, str | None]
"""From a moment on, and until before another, as stored; None: no end."""

_ANY: Moments = (None, None)
TEXTS = ("subject", "description", "result")
_OF = {
    "type": "type", "status": "status", "assignee": "assignee", "department": "department", "creator": "created_by",
}  # fmt: skip


@dataclass(frozen=True)
class Where:
    """Filters on activities; those that are left out let everything pass."""

    subject: tuple[str, ...] = ()
    """Each begins a word of it, in any order; so too for other texts."""
    description: tuple[str, ...] = ()
    result: tuple[str, ...] = ()
    customer: str | None = None
    opportunity: str | None = None
    open: bool | None = None
    type: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    priority: tuple[int, ...] = ()
    assignee: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    creator: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    """The customer's; no item says so: attached.across does."""
    deadline: Moments = _ANY
    start: Moments = _ANY
    created: Moments = _ANY
    completed: Moments = _ANY

    def passes(self, item: Raw) -> bool:
        """Whether an activity is to be listed."""
        value = item["value"]["M"]
        return (
            all(not (wanted := getattr(self, name)) or _text(value, field) in wanted for name, field in _OF.items())
            and all(wanted in {None, _text(value, name)} for name, wanted in self._same())
            and (self.open is None or self.open == (_text(value, "status") in OPEN_STATES))
            and all(begin_words(getattr(self, name), _text(value, name)) for name in TEXTS)
            and (not self.priority or int(value["priority"]["N"]) in self.priority)
            and _within(_text(value, "deadline"), self.deadline)
            and _within(_text(value, "start"), self.start)
            and _within(_text(value, "created_at"), self.created)
            and _within(_text(value, "completed_at"), self.completed)
        )

    def _same(self) -> tuple[tuple[str, str | None], ...]:
        return ("customer", self.customer), ("opportunity", self.opportunity)

    def without(self, *names: str) -> "Where":
        """The filters that are left when a range sees to these."""
        plain: dict[str, Any] = {one.name: one.default for one in fields(self) if one.name in names}
        return replace(self, **plain)


def _text(value: Raw, name: str) -> str:
    return str(value.get(name, {}).get("S", ""))


def _within(at: str, moments: Moments) -> bool:
    """What has no such moment is in no span of them."""
    first, last = moments
    return moments == _ANY or (bool(at) and (first is None or at >= first) and (last is None or at < last))
