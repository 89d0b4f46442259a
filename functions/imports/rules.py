"""An import: how it goes from an upload to records, and back. Pure decisions; what happens to a row is in `plans`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import Field

from imports.columns import Kind
from kernel.fields import Frozen, Ulid
from kernel.problems import Language

type Format = Literal["xlsx", "csv"]
type Phase = Literal["reading", "testing", "importing", "undoing"]
"""What a worker is at."""
type State = Literal[
    "awaiting_file", "reading", "refused", "read", "testing", "tested", "importing", "changed", "done", "cancelled",
    "failed", "undoing", "undone",
]  # fmt: skip
type Duplicates = Literal["skip", "update", "create"]
type Empty = Literal["keep", "clear"]

STALE = timedelta(minutes=16)
"""A worker has at most 15 minutes; an import whose worker has not been heard of for longer has none."""
SETTLES = timedelta(seconds=45)
"""So long after the import has ended somebody may still be at its last step: undoing begins no sooner."""
_PHASES = frozenset({"reading", "testing", "importing", "undoing"})
_TO_MAP = frozenset({"read", "tested", "changed"})
_GIVEN_UP = frozenset({"awaiting_file", "read", "tested", "changed", "reading", "testing", "importing"})
MAPPED, UNDONE = "read / tested / changed", "done / cancelled / failed"
"""As `needed` of the problem `wrong_state`: in which states a mapping may change, and an import be undone."""


class Chosen(Frozen):
    """A column of the sheet, the field that it becomes (none: it is left out), and how it writes numbers and days."""

    place: int = Field(ge=0, le=255)
    field: str | None = Field(default=None, max_length=40)
    decimal: Literal[",", "."] = ","
    days: Literal["day_first", "month_first"] = "day_first"


class Options(Frozen):
    """How a file is to be understood: of which sheet, from below which row, which columns; and what is done with it."""

    sheet: int = Field(ge=1, le=50)
    """Its number, from 1."""
    header: int | None = Field(default=None, ge=1)
    """The number of the row with the headers: what comes below it is data. None: all rows are."""
    columns: tuple[Chosen, ...] = Field(max_length=256)
    duplicates: Duplicates = "skip"
    """What becomes of a row that is there already."""
    introduce: bool = False
    """Whether new leads get the introduction that others get."""
    owner: Ulid | None = None
    """Of rows that name nobody; without one, who imports."""
    empty: Empty = "keep"
    """Whether an empty cell empties the field of a record that is updated."""


class Reason(Frozen):
    """Why a file was refused, or an import has failed: a message of kernel.messages and its values."""

    code: str
    values: Mapping[str, str | int] = {}


class Earlier(Frozen):
    """An import of the very same file by the same person."""

    id: Ulid
    at: datetime


class Import(Frozen):
    """How an import stands. `step` counts every step of its worker; `chunk` those of the present phase."""

    id: Ulid
    kind: Kind
    filename: str
    format: Format
    size: int
    """Bytes of the file, as announced: storage takes no other."""
    language: Language
    """Of the annotated file."""
    requested_by: Ulid
    state: State = "awaiting_file"
    phase: Phase | None = None
    """What was last worked at, or still is."""
    source: str | None = None
    """The copy of the file that is imported, called after its content: nobody can change it."""
    sha256: str | None = None
    same: tuple[Earlier, ...] = ()
    """Earlier imports of the same bytes."""
    sheets: int = 0
    options: Options | None = None
    step: int = 0
    chunk: int = 0
    done: int = 0
    """Rows that the present phase has done."""
    total: int | None = None
    """Rows that it has to do."""
    test: Ulid | None = None
    """The test that `plan` comes from: its chunks lie under this id."""
    plan: str | None = None
    """SHA-256 over all that the test said."""
    chunks: int = 0
    """Of the plan."""
    counts: Mapping[str, int] = {}
    """What the test said: rows by outcome."""
    results: Mapping[str, int] = {}
    """What the import did: rows by outcome."""
    undone: Mapping[str, int] = {}
    """What undoing did: rows by outcome."""
    reason: Reason | None = None
    created_at: datetime
    rests_until: datetime | None = None
    """Its next step begins no sooner."""
    heard_at: datetime | None = None
    """When its worker last wrote."""
    finished_at: datetime | None = None


class Read(Frozen):
    """What reading a file has found."""

    sha256: str
    sheets: int
    options: Options | None
    """As the columns propose; None where no row could be imported as it is."""
    total: int
    same: tuple[Earlier, ...] = ()


class Tested(Frozen):
    """What a test has found. Its plan's chunks lie under the test's id."""

    plan: str
    chunks: int
    counts: Mapping[str, int]


class Stepped(Frozen):
    """What one step of importing or undoing did: rows by outcome. `over`: there is none after it."""

    counts: Mapping[str, int]
    over: bool


class Changed(Frozen):
    """What the test rested on is no more; nothing was written. Rows by what has changed."""

    counts: Mapping[str, int]


def is_open(value: Import) -> bool:
    """Whether there is more for a worker to do."""
    return value.state in _PHASES


def is_abandoned(value: Import, now: datetime) -> bool:
    """Whether there is more to do, and nobody has been at it for long."""
    return is_open(value) and (value.heard_at is None or now - value.heard_at > STALE)


def may_map(value: Import) -> bool:
    """Whether its columns and options may be chosen, and tested."""
    return value.state in _TO_MAP


def may_cancel(value: Import) -> bool:
    """Whether it can be given up; undoing goes to its end."""
    return value.state in _GIVEN_UP


def may_undo(value: Import) -> bool:
    """Whether something was imported that is not undone."""
    return value.state in {"done", "cancelled", "failed"} and value.phase == "importing"


def may_retry(value: Import) -> bool:
    """Whether it can go on where it had come to."""
    return value.state == "failed" or (value.state == "cancelled" and value.phase == "importing")


def uploaded(value: Import, source: str, now: datetime) -> Import:
    """Its file is there, out of everybody's reach."""
    return _begun(value.model_copy(update={"source": source}), "reading", now)


def read(value: Import, found: Read, now: datetime) -> Import:
    """The file can be read."""
    kept = {"sha256": found.sha256, "sheets": found.sheets, "options": found.options, "same": found.same}
    return _over(value, "read", now, {**kept, "total": found.total})


def refused(value: Import, reason: Reason, now: datetime) -> Import:
    """The file is none that we read."""
    return _over(value, "refused", now, {"reason": reason})


def mapped(value: Import, options: Options) -> Import:
    """Other columns or options: what was tested before says nothing any more."""
    told: dict[str, Any] = {
        "options": options,
        "test": None,
        "plan": None,
        "chunks": 0,
        "counts": {},
        "results": {},
        "reason": None,
    }
    return value.model_copy(update={**told, "state": "read", "phase": "reading", "done": 0})


def testing(value: Import, test: str, now: datetime) -> Import:
    """To be tested."""
    told: dict[str, Any] = {"test": test, "plan": None, "chunks": 0, "counts": {}, "results": {}}
    return _begun(value.model_copy(update=told), "testing", now)


def tested(value: Import, found: Tested, now: datetime) -> Import:
    """The plan is there."""
    kept = {"plan": found.plan, "chunks": found.chunks, "counts": dict(found.counts)}
    total = sum(found.counts.values())
    return _over(value, "tested", now, {**kept, "done": total, "total": total})


def importing(value: Import, now: datetime) -> Import:
    """The plan is to be carried out."""
    return _begun(value, "importing", now)


def undoing(value: Import, now: datetime) -> Import:
    """What was carried out is to be taken back."""
    until = value.finished_at + SETTLES if value.finished_at and now - value.finished_at < SETTLES else None
    return _begun(value.model_copy(update={"undone": {}, "rests_until": until}), "undoing", now)


def stepped(value: Import, found: Stepped, now: datetime) -> Import:
    """After a step of importing or undoing; told to stop meanwhile, it stays so, and what was done counts."""
    name = "undone" if value.phase == "undoing" else "results"
    before = value.undone if value.phase == "undoing" else value.results
    counts = {key: before.get(key, 0) + found.counts.get(key, 0) for key in {**before, **found.counts}}
    update = {name: counts, "done": sum(counts.values()), "step": value.step + 1, "chunk": value.chunk + 1}
    update["rests_until"] = None
    after = value.model_copy(update={**update, "heard_at": now})
    if not found.over or not is_open(value):
        return after
    return after.model_copy(update={"state": "undone" if value.phase == "undoing" else "done", "finished_at": now})


def changed(value: Import, found: Changed, now: datetime) -> Import:
    """Nothing was imported, since the test is out of date."""
    return _over(value, "changed", now, {"results": dict(found.counts), "phase": "testing"})


def failed(value: Import, reason: Reason, now: datetime) -> Import:
    """Given up; it can be tried again where it had come to. Over is over."""
    return _over(value, "failed", now, {"reason": reason}) if is_open(value) else value


def cancelled(value: Import, now: datetime) -> Import:
    """Told to stop: a test leaves the file as it was read, all else is over. A step under way comes to its end."""
    if value.state == "testing":
        return mapped(value, value.options) if value.options else value
    return value.model_copy(update={"state": "cancelled", "finished_at": now})


def retried(value: Import, now: datetime) -> Import:
    """On its way again, where it had come to."""
    update = {"state": value.phase, "reason": None, "finished_at": None, "heard_at": now, "step": value.step + 1}
    return value.model_copy(update=update)


def heard(value: Import, done: int, now: datetime) -> Import:
    """Its worker lives, and has come so far."""
    return value.model_copy(update={"done": done, "heard_at": now})


def _begun(value: Import, phase: Phase, now: datetime) -> Import:
    update = {"state": phase, "phase": phase, "step": value.step + 1, "chunk": 0, "done": 0, "reason": None}
    return value.model_copy(update={**update, "heard_at": now, "finished_at": None})


def _over(value: Import, state: State, now: datetime, update: Mapping[str, object]) -> Import:
    return value.model_copy(update={**update, "state": state, "step": value.step + 1, "finished_at": now})
