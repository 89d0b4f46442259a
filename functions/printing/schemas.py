"""Bodies of requests and answers about print templates."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from kernel.fields import Frozen, Line, Prose, Ulid
from printing.fields import Kind
from printing.rules import LARGEST, PrintTemplate


class TemplateCreate(Frozen):
    """A template to come."""

    name: Annotated[Line, Field(max_length=120)]
    note: Annotated[Prose, Field(max_length=1000)] | None = None
    kind: Kind
    size: Annotated[int, Field(ge=1, le=LARGEST)]


class TemplatePatch(Frozen):
    """Fields to change; those left out stay, null empties the note."""

    name: Annotated[Line, Field(max_length=120)] | None = None
    note: Annotated[Prose, Field(max_length=1000)] | None = None


class Upload(Frozen):
    """Where to send the file within 15 minutes: a multipart/form-data POST of these fields and, last, `file`."""

    url: str
    fields: dict[str, str]


class TemplateView(PrintTemplate):
    """A template as shown. `upload` is there for administrators while it waits."""

    upload: Upload | None = None
    version: int


class TemplateRead(TemplateView):
    """One template, with a link to its file that is good for 5 minutes."""

    url: str | None = None


class TemplatePage(Frozen):
    """A page of templates, newest first. It may be short and still have a next one."""

    items: tuple[TemplateView, ...]
    next_cursor: str | None = None


class RenderOrder(Frozen):
    """Which record to print."""

    customer: Ulid


class Print(Frozen):
    """A record on paper: a link that is good for 5 minutes; what it leads to is gone in a day or two."""

    id: Ulid
    template: Ulid
    customer: Ulid
    name: str
    size: int
    url: str
    created_at: datetime
