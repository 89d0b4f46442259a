"""Bodies of requests and answers about imports."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from imports import limits
from imports.columns import Kind
from imports.plans import Became, Outcome, Undone
from imports.rules import Chosen, Duplicates, Earlier, Empty, Options, State
from kernel.fields import Frozen, Line, Ulid
from kernel.problems import Language


class ImportCreate(Frozen):
    """A file to come. Its name ends in .xlsx or .csv."""

    kind: Kind
    filename: Annotated[Line, Field(max_length=200)]
    size: Annotated[int, Field(ge=1, le=limits.BYTES)]
    """Bytes."""


class MappingPut(Frozen):
    """How the file is to be understood. What is left out is as the sheet's columns propose."""

    sheet: Annotated[int, Field(ge=1, le=limits.SHEETS)]
    header: Annotated[int, Field(ge=1)] | None = None
    """The number of the row with the headers; what comes below is data. null: all rows are."""
    columns: Annotated[tuple[Chosen, ...], Field(max_length=limits.COLUMNS)] | None = None
    duplicates: Duplicates = "skip"
    introduce: bool = False
    owner: Ulid | None = None
    empty: Empty = "keep"


class ImportOrder(Frozen):
    """Which plan is to be carried out: the hash that the test gave."""

    plan: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Upload(Frozen):
    """Where to send the file within 15 minutes: a multipart/form-data POST of these fields and, last, `file`."""

    url: str
    fields: dict[str, str]


class Why(Frozen):
    """Why a file was refused, or an import has failed, and how to mend it."""

    code: str
    message: str


class ImportView(Frozen):
    """An import as shown. `upload` is there while its file is awaited; read it again for a fresh one."""

    id: Ulid
    kind: Kind
    filename: str
    size: int
    state: State
    upload: Upload | None = None
    sha256: str | None = None
    same: tuple[Earlier, ...] = ()
    """Earlier imports of the very same file, by the caller."""
    sheets: int
    options: Options | None
    missing: tuple[str, ...] = ()
    """Fields without which nothing can be created, and that no column is mapped to."""
    done: int
    total: int | None
    plan: str | None
    counts: Mapping[str, int]
    results: Mapping[str, int]
    undone: Mapping[str, int]
    reason: Why | None = None
    created_at: datetime
    finished_at: datetime | None = None
    version: int


class ImportPage(Frozen):
    """A page of the caller's imports, newest first."""

    items: tuple[ImportView, ...]
    next_cursor: str | None = None


class ColumnView(Frozen):
    """A column of a sheet, which field it seems to be, by what, and what its first cells show."""

    place: int
    letter: str
    header: str
    field: str | None = None
    by: Literal["header", "content"] | None = None
    decimal: Literal[",", "."]
    days: Literal["day_first", "month_first"]
    samples: tuple[str, ...]


class FirstRow(Frozen):
    """One of the first rows below the header."""

    row: int
    cells: tuple[str, ...]


class SheetView(Frozen):
    """A sheet of the file. Hidden ones are read too, and told."""

    number: int
    name: str
    hidden: bool
    rows: int
    """Below the header; blank ones are not counted."""
    header: int | None = None
    columns: tuple[ColumnView, ...]
    first: tuple[FirstRow, ...]
    missing: tuple[str, ...]


class FieldView(Frozen):
    """A field that a column may be mapped to."""

    field: str
    name: str
    look: str
    required: bool


class SheetList(Frozen):
    """What the file holds, and what its columns may be mapped to."""

    items: tuple[SheetView, ...]
    fields: tuple[FieldView, ...]


class RowQuery(Frozen):
    """Which rows of the plan, and which page."""

    outcome: Outcome | Became | Undone | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=2000)] | None = None


class ToldView(Frozen):
    """What is to be said of a row: of which cell, and how to mend it."""

    code: str
    column: str | None = None
    field: str | None = None
    value: str | None = None
    message: str
    mend: str | None = None


class RowView(Frozen):
    """A row: what would become of it, or after the import what did, and why."""

    sheet: str
    row: int
    outcome: str
    record: str | None = None
    fields: Mapping[str, Any]
    why: tuple[ToldView, ...]


class RowPage(Frozen):
    """A page of rows, in the order of the file. It may be short and still have a next one."""

    items: tuple[RowView, ...]
    next_cursor: str | None = None


class TemplateQuery(Frozen):
    """Which empty file; its headers are in the language of the request unless one is named."""

    kind: Kind
    language: Language | None = None


class Link(Frozen):
    """A link that downloads a file and is good for 5 minutes."""

    url: str
