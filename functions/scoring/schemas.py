"""Bodies of requests and answers about scores."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from jobs.rules import State
from kernel.fields import Frozen, Line, Names, Ulid
from kernel.periods import Bound
from kernel.problems import Language
from scoring.evidence import AdjustmentEvidence
from scoring.rules import Draft, Rulebook, Rules, Thresholds


class RulebookView(Rulebook):
    """Published rules and their version (0: none published yet), and the job that rescores everybody by them."""

    version: int
    job: Ulid | None = None


class RulebookSummary(Frozen):
    """A published version: when, by whom, and with how many rules."""

    version: int
    rules: int
    at: datetime
    by: Ulid | None
    job: Ulid | None


class RulebookPage(Frozen):
    """A page of what was published, newest first."""

    items: tuple[RulebookSummary, ...]
    next_cursor: str | None = None


class DiffQuery(Frozen):
    """Against which version; without one, the one before."""

    against: Annotated[int, Field(ge=0, le=999_999)] | None = None


Title = Annotated[Line, Field(max_length=120)]


class DraftUpdate(Frozen):
    """What to write on; what is left out stays."""

    title: Title | None = None
    rules: Rules | None = None
    thresholds: Thresholds | None = None


class DraftCreate(DraftUpdate):
    """Rules that somebody begins to write; without rules of its own, those in force."""

    title: Title


class DraftView(Draft):
    """Rules that are being written."""

    version: int


class DraftPage(Frozen):
    """A page of drafts, newest first."""

    items: tuple[DraftView, ...]
    next_cursor: str | None = None


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
    """One thing that happened: an email opened, a link of it clicked; or what became of an email of a campaign.

    What happened several times is followed by its occurrences: it shows the one that counts, a person's before all.
    """

    kind: Literal["open", "click", "queue", "send", "delivery", "bounce", "complaint", "unsubscribe"]
    message: str
    link: str | None = None
    campaign: str | None = None
    counts: bool = True
    """Whether it may earn points as an opening or a click by a person."""
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


class Counts(Frozen):
    """Before and after."""

    before: int
    after: int


class Change(Frozen):
    """How many records have so many points or stars by the rules in force and by the new ones."""

    of: int
    """A number of stars; or the least of ten points, the outermost holding all that are further out."""
    before: int
    after: int


class Step(Frozen):
    """How many records would go from so many stars to so many."""

    before: int
    after: int
    records: int


class PreviewView(Frozen):
    """Who would gain or lose by new rules, as far as the job is; `against` is the version it compares with."""

    job: Ulid
    state: State
    reason: str | None = None
    against: int
    records: int
    gain: int
    lose: int
    more_stars: int
    fewer_stars: int
    stars: tuple[Change, ...]
    scores: tuple[Change, ...]
    steps: tuple[Step, ...]
    created_at: datetime
    finished_at: datetime | None = None


class RuleMove(Frozen):
    """What a rule gives by the rules in force, and by the new ones."""

    rule: str
    name: Names
    before: int
    after: int


class MoveView(Frozen):
    """A record whose points or stars would change, and the five rules at most that change them most.

    Without code and name where the record has gone elsewhere since.
    """

    customer: Ulid
    code: str | None
    name: str | None
    owner: Ulid
    score: Counts
    stars: Counts
    rules: tuple[RuleMove, ...]


class MovePage(Frozen):
    """A page of whose score would change, those first that have most to gain or to lose."""

    items: tuple[MoveView, ...]
    next_cursor: str | None = None


class BackTestCreate(Frozen):
    """Over what was won or lost in which period: moments, or whole days where the company is."""

    begins: Bound
    ends: Bound


class Separation(Frozen):
    """How well rules told won from lost.

    AUC is 1 where every won one had more points than every lost one, 0.5 as by chance; `lift` is, by stars, how many
    times as likely as the average one a record of so many stars was to be won.
    """

    auc: Decimal | None
    lift: tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None, Decimal | None]
    won: tuple[int, int, int, int, int]
    lost: tuple[int, int, int, int, int]


class BackTestView(Frozen):
    """How the rules in force and the new ones would have told won from lost, as far as the job is."""

    job: Ulid
    state: State
    reason: str | None = None
    against: int
    begins: datetime
    ends: datetime
    won: int
    lost: int
    before: Separation
    after: Separation
    created_at: datetime
    finished_at: datetime | None = None
