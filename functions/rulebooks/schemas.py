"""Bodies of requests and answers about rules and their trials."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from jobs.rules import State
from kernel.fields import Frozen, Line, Ulid
from kernel.periods import Bound
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
    """Rules that somebody begins to write; without rules of its own, those in force.

    What GET …/rulebook answers can be sent along as it is, also to another company: its number is of no account here.
    """

    title: Title
    version: int | None = None
    job: Ulid | None = None


class Unknown(Frozen):
    """Where rules name an entry, employee or department that there is not, and what they will be refused with."""

    path: str
    code: str


class DraftView(Draft):
    """Rules that are being written."""

    version: int
    unknown: tuple[Unknown, ...] | None = None
    """What has to be there, or be named otherwise, before they are published; lists of drafts do not look it up."""


class DraftPage(Frozen):
    """A page of drafts, newest first."""

    items: tuple[DraftView, ...]
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
    name: str
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
    chart: str
    """The lifts as a picture, SVG with a title and a description, in the caller's language."""
    created_at: datetime
    finished_at: datetime | None = None
