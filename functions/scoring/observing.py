"""What is observed of a customer for the score: one item of the collection at a time. Standard library only.

Facts carry no more than some rule looks at, so that they stay few: the day of an observation only where a rule has a
window or a half-life, a visited path only where a rule asks for it. What rules look at is a `Lens`; facts that were
observed through another one are observed anew, where it makes a difference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from customers.places import placed
from kernel import clock, keys, reasons
from kernel.facts import NOTHING, Fact, Facts

SINGLE = (
    "source", "sector", "size", "stage", "kind", "owner", "department", "relationship", "campaign", "contact_status",
    "priority", "expected_revenue",
)  # fmt: skip
SEVERAL = {"groups": "group", "types": "type", "labels": "label"}
"""Profile fields with several values, and the fact that each value is."""
NUMERIC = frozenset({"priority", "expected_revenue"})

STATUS = {
    "queue": "queued", "send": "sent", "delivery": "delivered", "open": "opened", "click": "clicked",
    "bounce": "bounced", "complaint": "complained", "unsubscribe": "unsubscribed",
}  # fmt: skip
"""What signals of a campaign's message say of its recipient; the last of these that is known is their status."""
HAPPENS = frozenset({
    "activity", "quote", "open", "open_proxied", "click", "click_proxied", "campaign", "visit", "path", "manual"
})  # fmt: skip
"""Facts of something that happened on a day; the others are how things stand."""


@dataclass(frozen=True, slots=True)
class Lens:
    """What is looked at: facts that keep their day, in whose days, and patterns of paths (a prefix ends with `*`)."""

    timed: frozenset[str] = frozenset()
    paths: tuple[str, ...] = ()
    zone: str = clock.HOME

    @property
    def label(self) -> str:
        """Names the lens in what was observed through it; "" for the plain one."""
        if not self.timed and not self.paths:
            return ""
        text = "\n".join([self.zone, *sorted(self.timed), "", *self.paths])
        return sha256(text.encode()).hexdigest()[:10]

    def sees_as(self, facts: Facts, label: str) -> bool:
        """Whether facts that were observed through the lens of that label are what this one shows as well."""
        return label == self.label or not any(self._differs(fact) for fact, _ in facts.items())

    def _differs(self, fact: Fact) -> bool:
        """A visit may have been of any path; a day may have been in any zone."""
        return fact.kind in HAPPENS and bool(fact.day or fact.kind in self.timed or fact.kind in {"visit", "path"})

    def observe(self, sk: str, item: dict[str, Any]) -> Facts:
        """What one item says; items of other kinds say nothing."""
        if sk == keys.PROFILE:
            return Facts(dict.fromkeys(_profile(item["value"]), 1)) + placed(item["value"])
        if sk.startswith(keys.OPPORTUNITY):
            return Facts({Fact("opportunity_stage", str(item["value"]["stage"])): 1})
        if sk.startswith(keys.SIGNAL):
            return self._dated(Facts(dict.fromkeys(self._signal(item), 1)), item.get("at"))
        if sk.startswith(keys.QUOTE):
            return self._dated(_quote(item["value"]), item["value"].get("date"))
        if sk.startswith(keys.ACTIVITY):
            return self._dated(_activity(item["value"]), item["value"].get("completed_at"))
        if sk.startswith(keys.POINTS):
            return self._dated(_manual(item["value"]), item["value"]["at"])
        return NOTHING

    def _signal(self, item: dict[str, Any]) -> Iterator[Fact]:
        kind, who = str(item["kind"]), reasons.who(item.get("verdict"), item.get("reason"))
        if item.get("occurrence"):
            return
        if kind == "visit":
            yield Fact("visit", str(_minutes(item["seconds"])))
            visited = item.get("paths") or (item.get("path", ""),)
            yield from (Fact("path", one) for one in self.paths if any(fits(one, str(path)) for path in visited))
        elif who == "person":
            if kind in {"open", "click"}:
                yield Fact(kind)
            if item.get("campaign") and kind in STATUS:
                yield Fact("campaign", f"{item['campaign']}:{STATUS[kind]}")
        elif who == "proxied":
            yield Fact(f"{kind}_proxied")

    def _dated(self, facts: Facts, at: str | None) -> Facts:
        """The same, with the day for those of which a rule asks when they were."""
        if at is None or not any(fact.kind in self.timed for fact, _ in facts.items()):
            return facts
        day = self._day(at)
        return Facts({fact._replace(day=day) if fact.kind in self.timed else fact: n for fact, n in facts.items()})

    def _day(self, at: str) -> int:
        """A date's ordinal: of a date, or of the day that a moment is in where the company is."""
        if len(at) == len("2026-01-01"):
            return date.fromisoformat(at).toordinal()
        return datetime.fromisoformat(at).astimezone(ZoneInfo(self.zone)).toordinal()


PLAIN = Lens()


def observe(sk: str, item: dict[str, Any]) -> Facts:
    """What one item says, as rules without windows, half-lives and paths see it."""
    return PLAIN.observe(sk, item)


def fits(pattern: str, path: str) -> bool:
    """Whether a path is that of a pattern, or for a pattern that ends with `*` begins so."""
    return path.startswith(pattern[:-1]) if pattern.endswith("*") else path == pattern


def _profile(value: dict[str, Any]) -> Iterator[Fact]:
    for name in SINGLE:
        if value.get(name) is not None:
            yield Fact(name, _text(value[name]))
    for name, kind in SEVERAL.items():
        for one in value.get(name, ()):
            yield Fact(kind, str(one))


def _quote(value: dict[str, Any]) -> Facts:
    """A quote that was confirmed, by what it comes to: each earns by its own value, whatever the others come to."""
    return Facts({Fact("quote", _text(value["amount"])): int(value["state"] == "confirmed")})


def _activity(value: dict[str, Any]) -> Facts:
    return Facts({Fact("activity", str(value["type"])): int(value["status"] == "completed")})


def _manual(value: dict[str, Any]) -> Facts:
    """Points given or taken by hand, by how many: what was taken may fade otherwise than what was given."""
    return Facts({Fact("manual", str(value["points"])): int(not value.get("withdrawn_at"))})


def _minutes(seconds: object) -> int:
    """The most whole minutes that a visit was longer than; exactly ten minutes are longer than nine."""
    return max(0, -(-int(str(seconds)) // 60) - 1)


def _text(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)
