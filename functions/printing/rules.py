"""Print templates: an .xlsx or .docx with placeholders that a record is printed through (D7)."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kernel.fields import Frozen, Line, Prose, Ulid
from printing.fields import Kind

LARGEST = 5 * 1024 * 1024
"""Bytes that a template may have."""
MOST = 100
"""Templates that a company may have."""
type State = Literal["waiting", "ready"]

TYPES: dict[Kind, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class PrintTemplate(Frozen):
    """A template; `fields` are those that it names."""

    id: Ulid
    name: Annotated[Line, Field(max_length=120)]
    note: Annotated[Prose, Field(max_length=1000)] | None = None
    kind: Kind
    size: int
    state: State = "waiting"
    sha256: str | None = None
    fields: tuple[str, ...] = ()
    created_at: datetime
    created_by: Ulid
    updated_at: datetime
    updated_by: Ulid
