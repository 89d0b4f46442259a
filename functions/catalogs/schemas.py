"""Bodies of requests and answers about catalogues."""

from typing import Annotated, Literal

from pydantic import Field

from catalogs.forms import Form
from catalogs.rules import AttributeName, Entry, Kind, Outcome
from kernel.fields import Code, Colour, Frozen, Names, Ulid


class EntryPatch(Frozen):
    """Fields to change; those left out stay."""

    name: Names | None = None
    order: Annotated[int, Field(ge=0, le=9999)] | None = None
    active: bool | None = None
    colour: Colour | None = None
    dimension: Code | None = None
    probability: Annotated[int, Field(ge=0, le=100)] | None = None
    outcome: Outcome | None = None
    follow_up: bool | None = None


class EntryView(Entry):
    """An entry as shown."""

    version: int


class EntryPage(Frozen):
    """A page of entries, in the catalogue's order."""

    items: tuple[EntryView, ...]
    next_cursor: str | None = None


class RemovalQuery(Frozen):
    """What becomes of what uses an entry: it gets another one; records of a customer type go too, or not."""

    replace_with: Code | None = None
    customers: Literal["keep", "delete"] | None = None


class RemovalView(Frozen):
    """How many records use the entry, and the job that sees to them; without one the entry is gone.

    Until the job is done the entry is out of use: some minutes, as records may be under way that name it.
    """

    uses: int
    job: Ulid | None


class FormView(Form):
    """The request form in force and its version (0: the product's own)."""

    version: int


class AttributeView(Frozen):
    """What the entries of a catalogue have besides code, name, order and active."""

    name: AttributeName
    required: bool


class KindView(Frozen):
    """A catalogue: its place in addresses, its name, and the attributes of its entries."""

    kind: Kind
    name: Names
    attributes: tuple[AttributeView, ...]


class KindPage(Frozen):
    """All catalogues."""

    items: tuple[KindView, ...]
    next_cursor: None = None
