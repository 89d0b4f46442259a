"""What becomes of a row once it is known what is there: said the same way for every kind of record. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, Protocol

from imports.columns import FIELDS, Kind
from imports.drafting import Draft
from imports.known import Company
from imports.plans import SHOWN, Planned, Told, record_id
from kernel.access import Viewer

type Duplicates = Literal["skip", "update", "create"]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Who imports which sheet, and what is to become of rows that are there already."""

    viewer: Viewer
    import_id: str
    kind: Kind
    sheet: str
    columns: Mapping[str, str]
    """The column of each field, as Excel calls it."""
    duplicates: Duplicates = "skip"
    clears: bool = False
    """Whether an empty cell empties the field of what is updated."""
    owner: str | None = None
    """Of rows that name nobody."""
    company: Company

    # --- what a row comes to ---------------------------------------------------------------------
    def wrong(self, draft: Draft, *why: Told) -> Planned:
        """Nothing of the row is imported."""
        return Planned(sheet=self.sheet, row=draft.row, outcome="error", why=why)

    def skipped(self, draft: Draft, *why: Told, record: str | None = None) -> Planned:
        """Nothing is to be done."""
        return Planned(sheet=self.sheet, row=draft.row, outcome="skip", record=record, why=why)

    def repeated(self, draft: Draft, name: str, row: int) -> Planned:
        """The same as an earlier row: the first one is imported. What is to be made all the same can not be."""
        told = self.told(draft, "repeats_row", name, row=row)
        return self.wrong(draft, told) if self.duplicates == "create" else self.skipped(draft, told)

    def made(self, draft: Draft, fields: Mapping[str, Any], *why: Told) -> Planned:
        """A new record; an error if the row lacks what such a one has to have, or names what is not in use."""
        wrong = [*draft.lacks, *self.unused(draft, fields, {})]
        if wrong:
            return self.wrong(draft, *wrong)
        new = record_id(self.import_id, draft.row)
        return Planned(sheet=self.sheet, row=draft.row, outcome="create", record=new, fields=fields, why=why)

    def changed(
        self, draft: Draft, record: str, version: int, before: Mapping[str, Any], fields: Mapping[str, Any]
    ) -> Planned:
        """A change of what is different; nothing if all is as it was."""
        changes = {name: one for name, one in fields.items() if not same(one, before.get(name))}
        wrong = self.unused(draft, changes, before)
        if wrong:
            return self.wrong(draft, *wrong)
        if not changes:
            return self.skipped(draft, Told(code="unchanged"), record=record)
        return Planned(
            sheet=self.sheet, row=draft.row, outcome="update", record=record, version=version, fields=changes
        )

    # --- what is told of it ----------------------------------------------------------------------
    def told(self, draft: Draft, code: str, name: str | None = None, **values: str | int) -> Told:
        """Something about a field, with what the row says there."""
        said = draft.customer if name == "customer" else draft.fields.get(name or "")
        text = ", ".join(said) if isinstance(said, list) else "" if said is None else str(said)
        column = self.columns.get(name or "")
        return Told(code=code, column=column, field=name, value=text[:SHOWN] or None, values=values)

    def given(self, draft: Draft) -> dict[str, Any]:
        """The fields of a change: with what empty cells empty, if they are to."""
        if not self.clears:
            return draft.fields
        fields = FIELDS[self.kind]
        emptied: dict[str, Any] = {
            name: [] if fields[name].several else None
            for name in self.columns if name not in draft.fields and name not in _KEPT and not fields[name].required
        }  # fmt: skip
        return {**draft.fields, **emptied}

    def unused(self, draft: Draft, fields: Mapping[str, Any], before: Mapping[str, Any]) -> list[Told]:
        """Entries of catalogues that are not in use any more, if the record did not have them before."""
        found: list[Told] = []
        for name, catalog in _NAMING[self.kind]:
            if not fields.get(name):
                continue
            fit = self.company.active[catalog].union(_several(before.get(name)))
            codes = (code for code in _several(fields[name]) if code not in fit)
            found += (self.told(draft, "not_in_catalog", name, kind=catalog, value=code) for code in codes)
        return found


_NAMING = {
    kind: [(name, one.catalog) for name, one in fields.items() if one.catalog] for kind, fields in FIELDS.items()
}  # fmt: skip
"""The fields of each kind that name entries of catalogues."""
_KEPT = frozenset({"code", "owner", "kind", "priority", "number", "customer", "stage", "active", "primary"})
"""What an empty cell never empties: it has no empty value, or says whose or which record it is."""


class Decider(Protocol):
    """What becomes of the rows of one kind; they come in their order."""

    def marks(self, draft: Draft) -> list[str]:
        """Where in the index of records to look for a row's sake."""
        ...

    def look(self, drafts: Sequence[Draft], there: Mapping[str, tuple[str, ...]]) -> None:
        """Read what these rows are about; `there` is what the marks of all have found."""
        ...

    def decide(self, draft: Draft) -> Planned:
        """What becomes of a row that has something in it, and nothing wrong."""
        ...


@dataclass
class Repeats:
    """What rows have been imported so far in this file, by whatever tells records apart."""

    _rows: dict[str, int] = field(default_factory=dict)

    def earlier(self, marks: Iterable[str]) -> tuple[int, str] | None:
        """The row that says the same, and by what."""
        return next(((self._rows[mark], mark) for mark in marks if mark in self._rows), None)

    def note(self, marks: Iterable[str], row: int) -> None:
        """A row that is imported, or was there."""
        for mark in marks:
            self._rows.setdefault(mark, row)


_NOTHING: tuple[object, ...] = (None, [], "")


def _several(value: Any) -> list[str]:  # noqa: ANN401 - a code, several, or none
    return value if isinstance(value, list) else [value] if value else []


def same(one: object, before: object) -> bool:
    """Whether a field is as it was; nothing, an empty list and an empty text are the same."""
    if one in _NOTHING or before in _NOTHING:
        return one in _NOTHING and before in _NOTHING
    if isinstance(before, (int, Decimal)) and not isinstance(before, bool):
        try:
            return Decimal(str(one)) == before
        except InvalidOperation:
            return False
    return one == before
