"""Bodies of requests and answers about documents."""

from typing import Annotated

from pydantic import Field

from documents.rules import LARGEST, Document, Type
from kernel.fields import Frozen, Line, Link, Prose, Ulid


class DocumentCreate(Frozen):
    """A file to come, with `type` and `size`; or a link to an outside drive, with `url`."""

    customer: Ulid
    name: Annotated[Line, Field(max_length=200)]
    note: Annotated[Prose, Field(max_length=1000)] | None = None
    type: Type | None = None
    size: Annotated[int, Field(ge=1, le=LARGEST)] | None = None
    url: Link | None = None


class DocumentPatch(Frozen):
    """Fields to change; those left out stay, null empties the note."""

    name: Annotated[Line, Field(max_length=200)] | None = None
    note: Annotated[Prose, Field(max_length=1000)] | None = None


class Upload(Frozen):
    """Where to send the file within 15 minutes: a multipart/form-data POST of these fields and, last, `file`."""

    url: str
    fields: dict[str, str]


class DocumentView(Document):
    """A document as shown. To who announced it `upload` is there while it waits; read it again for a fresh one."""

    upload: Upload | None = None
    version: int


class DocumentRead(DocumentView):
    """One document, with a link to its content: to a file, good for 5 minutes, or to where it lies outside."""

    url: str | None = None


class DocumentQuery(Frozen):
    """Which page; of one record, or without `customer` of all that the caller sees."""

    customer: Ulid | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=2000)] | None = None


class DocumentPage(Frozen):
    """A page of documents, newest first. It may be short and still have a next one."""

    items: tuple[DocumentView, ...]
    next_cursor: str | None = None
