"""What a report was asked for, and in whose books its counters are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from counts import model, teams
from counts.model import Count
from customers.scopes import book_of
from identity.viewers import customs_of
from kernel import clock, keys
from kernel.access import Viewer
from kernel.problems import Language, Problem
from kernel.spans import Period, today
from reports import rules
from reports.figures import Report, Route
from reports.rules import Scope, Span

type Counts = Mapping[tuple[date, str], Count]
"""What happened, by the day and the cell."""

_SCOPES: Mapping[str, tuple[str, str]] = {
    "seen": ("Mọi thứ bạn xem được", "All that you see"),
    "mine": ("Của tôi", "Mine"),
    "department": ("Được chia sẻ cho phòng ban của tôi", "Shared with my department"),
    "team": ("Phòng ban do tôi quản lý", "The team"),
    "all": ("Toàn công ty", "The whole company"),
}
_HELD = frozenset({"seen", "mine", "team", "all"})
_WHOLE = frozenset({"seen", "all"})
_LISTED: Mapping[str, frozenset[str]] = {
    "/v1/opportunities": _HELD, "/v1/activities": _HELD,
    **dict.fromkeys(("/v1/contracts", "/v1/orders", "/v1/receipts", "/v1/payment-slips"), _WHOLE),
}  # fmt: skip
"""The scopes of lists that do not know all of them."""


@dataclass(frozen=True)
class Asked:
    """A report as one viewer asks for it."""

    viewer: Viewer
    language: Language
    query: Mapping[str, Any] = field(default_factory=dict)
    """`from_`, `to`, `preset`, `by`, `scope`, `department` and what else the report has; days may be text."""
    at: datetime | None = None
    """When it was asked; None: just now."""

    def text(self, texts: Sequence[str]) -> str:
        """In the language that is asked for."""
        return texts[self.language == "en"]

    @property
    def by(self) -> rules.By | None:
        """How the days are to be cut, if that is said."""
        by: rules.By | None = self.query.get("by")
        return by


@dataclass(frozen=True)
class Setting:
    """What was asked for, with the company's own clocks and money."""

    asked: Asked
    span: Span
    zone: str
    currency: str
    scope: str
    departments: tuple[str, ...]
    at: datetime

    @property
    def tenant(self) -> str:
        """The company."""
        return self.asked.viewer.tenant

    @property
    def period(self) -> dict[str, str]:
        """As a report says it."""
        first, last = self.span.first.isoformat(), self.span.last.isoformat()
        return {"from": first, "to": last, "by": self.span.by, "time_zone": self.zone}

    def route(self, path: str, **filters: str) -> Route:
        """A list of the same scope."""
        scope = {"scope": self.scope} if self.scope in {"mine", "department", "team"} else {}
        there = self.scope in _LISTED.get(path, _SCOPES)
        return Route(path, {**filters, **scope}, there, self.departments if self.scope == "team" else ())

    def happened(self, what: str, *, held: bool, since: date | None = None) -> Counts:
        """What the counters of days say: a Query for each book. `held`: whether somebody holds such things.

        `since`: from an earlier day on than the report is about.
        """
        if self.scope == "team":
            return teams.happened(self.tenant, what, self.departments, since or self.span.first, self.span.last)
        books = books_of(self.asked.viewer, self.scope, self.departments, held=held)
        return model.happened(self.tenant, what, books, since or self.span.first, self.span.last)

    def report(self, **fields: Any) -> Report:  # noqa: ANN401 - the fields of a Report
        """With what every report says of itself."""
        label = self.asked.text(_SCOPES[self.scope])
        return Report(currency=self.currency, scope=self.scope, scope_label=label, **fields)


def setting(asked: Asked, usual: Period) -> Setting:
    """Reads whose days the company's are. 422 for days, 403 for a scope that is no good."""
    zone, currency = customs_of(asked.viewer.tenant)
    at = asked.at or clock.now()
    span = spanned(asked.query, today(at, zone), usual)
    departments = tuple(asked.query.get("department") or ())
    scope = _scope(asked.viewer, asked.query.get("scope"), departments)
    if scope == "team":
        departments = _teams(asked.viewer, departments)
    return Setting(asked, span, zone.key, currency, scope, departments, at)


def spanned(query: Mapping[str, Any], day: date, usual: Period) -> Span:
    """The days that are meant, where it is this day; 422 for what makes no sense."""
    first, last = (_day(query.get(name)) for name in ("from_", "to"))
    return rules.span(first, last, query.get("preset"), query.get("by"), day, usual)


def _day(text: date | str | None) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else text


def _scope(viewer: Viewer, scope: Scope | None, departments: tuple[str, ...]) -> str:
    """Without a word: all that the viewer sees, which for who manages people is their team."""
    if scope not in {None, "team"}:
        book_of(viewer, scope, departments)
        return scope
    if scope or departments:
        return "team"
    if viewer.role == "admin":
        return "all"
    return "team" if viewer.manages else "seen"


def _teams(viewer: Viewer, departments: tuple[str, ...]) -> tuple[str, ...]:
    """Whose teams are meant: those that are named, else all that the viewer manages. 403 for somebody else's."""
    for one in departments or sorted(viewer.manages) or [""]:
        book_of(viewer, "team", [one] if one else [])
    return tuple(sorted(set(departments or viewer.manages)))


def books_of(viewer: Viewer, scope: str, departments: tuple[str, ...], *, held: bool) -> list[str]:
    """Books of days that have nothing in common, and together all that the scope has."""
    mine = {
        (of, told): keys.personal(viewer.employee, held=of, told=told) for of in (True, False) for told in (False, True)
    }
    match scope:
        case "all":
            return [keys.EVERYBODY]
        case "team":
            return [*map(keys.team, departments)]
        case "department":
            return [keys.members(viewer.department)]
        case "mine":
            return [mine[held, False], mine[held, True]]
        case "seen":
            alone = [mine[of, False] for of in ((True, False) if held else (False,))]
            return [*alone, keys.members(viewer.department)]
    raise Problem("not_your_scope")
