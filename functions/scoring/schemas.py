"""Bodies of requests and answers about scores."""

from datetime import datetime
from typing import Literal

from kernel.fields import Frozen, Ulid
from scoring.rules import Rulebook


class RulebookView(Rulebook):
    """The rules in force and their version (0: none published yet)."""

    version: int


class Evidence(Frozen):
    """A signal behind a contribution."""

    message: str
    link: str | None = None
    at: datetime


class ContributionView(Frozen):
    """What one rule gives, in the caller's language, and what earned it.

    What tells of things that the caller does not see, or sees only from a day on, is one line of the kind `not_shared`
    without a rule: points alone, so that the points still add up to the score.
    """

    rule: str | None
    name: str
    kind: str
    count: int
    points: int
    capped: bool
    matched: tuple[str, ...] = ()
    """The group, or the field's value, that it is for."""
    evidence: tuple[Evidence, ...] = ()
    """Up to 50 of the signals behind it, those newest first; where `count` is more, GET …/signals pages through all."""


class ScoreView(Frozen):
    """A score and its explanation: the contributions' points add up to the score."""

    customer: Ulid
    score: int
    stars: int
    rulebook: int
    contributions: tuple[ContributionView, ...]
    computed_at: datetime
    rebuilding: bool = False
    """A rebuild is on its way through the stream."""


class SignalView(Frozen):
    """One thing that happened: an email opened, or a link of it clicked."""

    kind: Literal["open", "click"]
    message: str
    link: str | None = None
    at: datetime
    received_at: datetime


class SignalPage(Frozen):
    """A page of signals."""

    items: tuple[SignalView, ...]
    next_cursor: str | None = None


class HistoryEntry(Frozen):
    """A score as it was from a moment on."""

    at: datetime
    score: int
    stars: int
    rulebook: int


class HistoryPage(Frozen):
    """A page of a score's history, newest first."""

    items: tuple[HistoryEntry, ...]
    next_cursor: str | None = None
