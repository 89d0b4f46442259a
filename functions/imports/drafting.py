"""A row of the file as the body of a request, validated as the API validates it; or all that is wrong with it. Pure.

Whether it is made or changes something there is not known yet: so what is missing is told only if it is made.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from pydantic import BaseModel, ValidationError

from attached.schemas import ContactCreate
from customers.schemas import LeadCreate
from imports import cells
from imports.cells import USUAL, Names, Style, Unreadable
from imports.columns import FIELDS, Field, Kind
from imports.plans import SHOWN, Told
from imports.values import Value, Wrong
from kernel.text import compact
from kernel.validation import from_validation
from opportunities.schemas import OpportunityCreate
from products.schemas import ProductCreate

_NOBODY = "00000000000000000000000000"
_STAND_INS: Mapping[str, object] = {
    "name": "-", "customer": _NOBODY, "code": "-", "expected_close": "2000-01-01",
}  # fmt: skip
"""In place of what a row lacks, or names otherwise than by its id, while the rest of it is validated."""
BODIES: Mapping[Kind, type[BaseModel]] = {
    "leads": LeadCreate, "customers": LeadCreate, "contacts": ContactCreate, "opportunities": OpportunityCreate,
    "products": ProductCreate,
}  # fmt: skip
_REFERENCE = "customer"
_FEW = frozenset({"entry", "entries", "employee", "choice", "yes_no", "number", "percent", "integer", "date"})
"""Whose cells say the same in many rows, so that each is read once."""
_KNOWN = 1_000


@dataclass(frozen=True, kw_only=True)
class Use:
    """A column of the file, from 0, and the field that it is."""

    place: int
    field: str
    style: Style = USUAL


@dataclass(slots=True)
class Draft:
    """One row: the fields that it gives, and what is wrong with it."""

    row: int
    fields: dict[str, Any] = field(default_factory=dict)
    wrong: list[Told] = field(default_factory=list)
    lacks: list[Told] = field(default_factory=list)
    """What it has to have to be made."""
    customer: str | None = None
    """By what it names its customer."""
    nothing: str | None = None
    """Why there is nothing in it."""
    marks: list[str] = field(default_factory=list)
    """Where in the index of records those lie that it may be, or that it may belong to."""


def letters(place: int) -> str:
    """What Excel calls a column, from 0: A, Z, AA."""
    found = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        found = chr(65 + letter) + found
    return found


def shown(cell: Value) -> str:
    """What a cell shows, shortened."""
    match cell:
        case Wrong():
            return "#ERROR"
        case float() if abs(cell) < 10**15 and cell == int(cell):
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime() | date() | time():
            return cell.isoformat()
    text = str(cell).strip()
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


class Reader:
    """Reads the rows of one file."""

    def __init__(self, kind: Kind, uses: Iterable[Use], names: Names) -> None:
        self._names, self._fields = names, FIELDS[kind]
        self._uses = [
            (one.place, one.field, self._fields[one.field], one.style, dict[Value, cells.Read]()) for one in uses
        ]
        self._body = BODIES[kind]
        self._required = [name for name, one in self._fields.items() if one.required]
        self._references = kind in {"contacts", "opportunities"}
        self._called = {name: _names(self._fields[name]) for _, name, *_ in self._uses}
        self._longest = 2 * max((len(said) for names in self._called.values() for said in names), default=0)
        self.columns = {name: letters(place) for place, name, *_ in reversed(self._uses)}
        """The first column of each field."""

    def draft(self, number: int, row: Sequence[Value]) -> Draft:
        """One row."""
        made, sources = Draft(number), dict[str, list[int]]()
        width = len(row)
        for place, name, one, style, known in self._uses:
            cell = row[place] if place < width else ""
            if cell == "":
                continue
            value = known.get(cell) if type(cell) is str else None
            if value is None:
                try:
                    value = self._read(one, cell, style, known)
                except Unreadable as why:
                    made.wrong.append(self._told(why.code, place, name, cell, why.values))
            if one.several and value is not None:
                _join(made.fields, sources, name, value, place)
            elif value is not None:
                made.fields[name], sources[name] = value, [place]
        if not made.fields and not made.wrong:
            made.nothing = "empty_row"
        elif self._is_header(row):
            made.nothing, made.wrong = "header_again", []
        else:
            self._validate(made, sources, row)
        return made

    def _read(self, one: Field, cell: Value, style: Style, known: dict[Value, cells.Read]) -> cells.Read:
        """A cell, remembered if many rows may say the same."""
        value = cells.read(one, cell, style, self._names)
        if type(cell) is str and one.look in _FEW and len(known) < _KNOWN and len(cell) < SHOWN:
            known[cell] = value
        return value

    def _validate(self, made: Draft, sources: Mapping[str, list[int]], row: Sequence[Value]) -> None:
        """The body as the API takes it; the customer is looked up later, by whatever the row calls it."""
        unread = {one.field for one in made.wrong}
        made.lacks = [
            Told(code="missing", column=self.columns.get(name), field=name)
            for name in self._required if name not in made.fields and name not in unread
        ]  # fmt: skip
        if self._references:
            made.customer = made.fields.pop(_REFERENCE, None)
        absent = {name: _STAND_INS[name] for name in self._required if name not in made.fields}
        try:
            body = self._body.model_validate({**absent, **made.fields})
        except ValidationError as error:
            made.wrong += self._refused(error, sources, row)
            return
        made.fields = body.model_dump(mode="json", exclude_unset=True, exclude=set(absent) or None)

    def _refused(
        self, error: ValidationError, sources: Mapping[str, list[int]], row: Sequence[Value]
    ) -> Iterable[Told]:
        """What the validators say, each with the column that it came from."""
        for one in from_validation(error).errors:
            name, _, rest = one.path.removeprefix("/").partition("/")
            places = sources.get(name, [])
            nth = int(rest.partition("/")[0]) if rest[:1].isdigit() else 0
            place = places[nth] if nth < len(places) else places[0] if places else None
            values = {key: value for key, value in one.values if value is not None}
            yield self._told(one.code, place, name, "" if place is None else row[place], values)

    def _told(self, code: str, place: int | None, name: str, cell: Value, values: Mapping[str, object]) -> Told:
        said = {key: value if isinstance(value, int) else str(value)[:SHOWN] for key, value in values.items()}
        column = None if place is None else letters(place)
        return Told(code=code, column=column, field=name, value=shown(cell) or None, values=said)

    def _is_header(self, row: Sequence[Value]) -> bool:
        """Whether it only says what its columns are called, as the header does."""
        said = 0
        for place, name, *_ in self._uses:
            cell = row[place] if place < len(row) else ""
            if cell == "":
                continue
            if not isinstance(cell, str) or len(cell) > self._longest or compact(cell) not in self._called[name]:
                return False
            said += 1
        return said > 1


def _names(one: Field) -> frozenset[str]:
    return frozenset(compact(name) for name in (one.vi, one.en, *one.also))


def _join(fields: dict[str, Any], sources: dict[str, list[int]], name: str, value: cells.Read, place: int) -> None:
    """A field of several values takes those of all its columns, each once."""
    there: list[Any] = fields.setdefault(name, [])
    for each in value if isinstance(value, list) else [value]:
        if each not in there:
            there.append(each)
            sources.setdefault(name, []).append(place)
