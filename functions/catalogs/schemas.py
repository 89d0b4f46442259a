"""Bodies of requests and answers about catalogues."""

from typing import Annotated

from pydantic import Field

from catalogs.rules import Entry
from kernel.fields import Code, Colour, Frozen, Names


class EntryPatch(Frozen):
    """Fields to change; those left out stay."""

    name: Names | None = None
    order: Annotated[int, Field(ge=0, le=9999)] | None = None
    active: bool | None = None
    colour: Colour | None = None
    dimension: Code | None = None


class EntryView(Entry):
    """An entry as shown."""

    version: int


class EntryPage(Frozen):
    """A page of entries."""

    items: tuple[EntryView, ...]
    next_cursor: str | None = None
