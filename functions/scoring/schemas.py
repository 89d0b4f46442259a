"""Bodies of requests and answers about scores."""

from datetime import datetime
from typing import Literal

from kernel.fields import Frozen, Ulid
from kernel.periods import Bound
from kernel.problems import Language
from scoring.evidence import AdjustmentEvidence


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
    earned: int
    """Points when it happened."""
    worth: int
    """What is left of them today, after a half-life; what is no longer valid is not counted at all."""
    points: int
    """What the rule gives of that, after its cap."""
    capped: bool
    matched: tuple[str, ...] = ()
    """The group, or the field's value, that it is for."""
    evidence: tuple[Evidence, ...] = ()
    """Up to 50 of the signals behind it, those newest first; where `count` is more, GET …/signals pages through all."""
    adjustments: tuple[AdjustmentEvidence, ...] = ()
    """Of points given or taken by hand: those among the last 50, newest first, that count."""


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


class Told(Frozen):
    """One time that something happened, and who seems to have been behind it."""

    at: datetime
    received_at: datetime
    detail: str | None = None
    """Of a bounce: permanent, transient or undetermined; of an unsubscription: all, or a topic."""
    verdict: Literal["human", "unknown", "proxy", "bot"] | None = None
    """Who opened or clicked: a person, for all that is known; a proxy that fetched for somebody; a machine."""
    reason: str | None = None
    """By what the verdict was found: provider_flag, agent:<name>, no_pause or burst."""
    explained: dict[Language, str] | None = None
    """The reason in words."""


class SignalView(Told):
    """One thing that happened: an email opened, a link of it clicked, what became of one of a campaign; a web visit.

    What happened several times is followed by its occurrences: it shows the one that counts, a person's before all.
    """

    kind: Literal["open", "click", "queue", "send", "delivery", "bounce", "complaint", "unsubscribe", "visit"]
    message: str | None = None
    link: str | None = None
    campaign: str | None = None
    path: str | None = None
    seconds: int | None = None
    """Of a visit: its first page, and how long somebody was engaged in it."""
    paths: tuple[str, ...] | None = None
    """Of a visit: all its pages."""
    counts: bool = True
    """Whether it may earn points as an opening or a click by a person, or as a visit."""
    occurrence: bool = False
    """One of several times that the signal before it was given: evidence, which counts for nothing by itself."""
    first: Told | None = None
    """What was told of it first, if it shows another time or verdict by now."""


class SignalPage(Frozen):
    """A page of signals."""

    items: tuple[SignalView, ...]
    next_cursor: str | None = None


class Move(Frozen):
    """What a rule gave before and after; without a rule, what is not shared with the caller."""

    rule: str | None
    name: str
    count: tuple[int, int]
    points: tuple[int, int]


class HistoryEntry(Frozen):
    """A score as it was from a moment on, and what made it so: the moves' points add up to the difference.

    `because`: of what happened (facts), another version of the rules, the day (something was no longer valid, or is
    worth less), or that it was scored for the first time.
    """

    at: datetime
    score: int
    stars: int
    rulebook: int
    because: Literal["first", "facts", "rules", "day"]
    moves: tuple[Move, ...] = ()


class ScoreQuery(Frozen):
    """As it is now, or as it was at a moment or at the end of a day."""

    at: Bound | None = None


class HistoryPage(Frozen):
    """A page of a score's history, newest first."""

    items: tuple[HistoryEntry, ...]
    next_cursor: str | None = None
