"""What becomes of the rows of leads and customers: made, or found there by their code or by what is the same (C10)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from imports import known, leaping
from imports.deciding import Asked, Repeats
from imports.drafting import Draft
from imports.known import Stored
from imports.plans import Planned, Told
from kernel.phones import dialled
from search.entries import EMAIL, PHONE, SAME, TAX_CODE, alike

_FIELD = {PHONE: "phones", EMAIL: "emails", TAX_CODE: "tax_code", SAME: "name"}
_MOST_TOLD = 3
"""Records that are named to who imports a row that is like several."""


class Records:
    """Decides row by row."""

    def __init__(self, asked: Asked) -> None:
        self._asked, self._repeats = asked, Repeats()
        stages = asked.company.stages
        self._first = stages[0].code if stages and asked.kind == "leads" else None
        self._owner = asked.owner or asked.viewer.employee
        self._coded: Mapping[str, str] = {}
        self._stored: Mapping[str, Stored] = {}
        self._there: Mapping[str, tuple[str, ...]] = {}

    def marks(self, draft: Draft) -> list[str]:
        """Its phones, addresses, tax code, name and address."""
        value = {"name": "", **draft.fields, "numbers": dialled(draft.fields.get("phones", ()))}
        return [leaping.written(mark) for mark in alike(value)]

    def look(self, drafts: Sequence[Draft], there: Mapping[str, tuple[str, ...]]) -> None:
        """The records with their codes, and those that may be the same."""
        codes = [str(one.fields["code"]) for one in drafts if "code" in one.fields]
        self._there = there
        self._coded = known.coded(self._asked.viewer.tenant, codes) if codes else {}
        wanted = {record for one in drafts for mark in one.marks for record in there.get(mark, ())}
        self._stored = known.records(self._asked.viewer.tenant, wanted.union(self._coded.values()))

    def decide(self, draft: Draft) -> Planned:
        """By its code, else by what is the same."""
        code = draft.fields.get("code")
        marks = [f"code:{code.upper()}", *draft.marks] if code else draft.marks
        earlier = self._repeats.earlier(marks)
        if earlier and (self._asked.duplicates != "create" or earlier[1].startswith("code:")):
            return self._repeated(draft, *earlier)
        record = self._coded.get(code.upper()) if code else None
        planned = self._coded_so(draft, record) if record else self._alike(draft)
        if planned.outcome != "error":
            self._repeats.note(marks if planned.record is None else [*marks, f"id:{planned.record}"], draft.row)
        return planned

    def _repeated(self, draft: Draft, row: int, mark: str) -> Planned:
        name = "code" if mark.startswith("code:") else "name" if mark.startswith("id:") else _field(mark)
        return self._asked.repeated(draft, name, row)

    def _coded_so(self, draft: Draft, record: str) -> Planned:
        """A code is one record's for ever."""
        asked, stored = self._asked, self._stored.get(record)
        if stored is None or not stored.listed:
            return asked.wrong(draft, asked.told(draft, "code_of_deleted", "code"))
        if asked.duplicates == "skip":
            return asked.skipped(draft, asked.told(draft, "code_there", "code"), record=self._named(stored))
        if asked.duplicates == "create" or not stored.seen(asked.viewer):
            return asked.wrong(draft, asked.told(draft, "code_of_another", "code"))
        return self._changed(draft, stored, "code")

    def _alike(self, draft: Draft) -> Planned:
        found = self._candidates(draft)
        if not found:
            return self._made(draft)
        told = [self._duplicate(draft, stored, marks) for stored, marks in found[:_MOST_TOLD]]
        if self._asked.duplicates == "create":
            return self._made(draft, *told)
        (first, marks), *others = found
        if self._asked.duplicates == "skip":
            return self._asked.skipped(draft, *told, record=self._named(first))
        if others:
            return self._asked.wrong(draft, self._several(draft, [one for one, _ in found], marks))
        if not first.seen(self._asked.viewer):
            return self._asked.wrong(draft, *told)
        return self._changed(draft, first, _field(next(iter(marks))))

    def _candidates(self, draft: Draft) -> list[tuple[Stored, list[str]]]:
        """The records that are the same in something, now that they are read; the most alike first."""
        ids = dict.fromkeys(one for mark in draft.marks for one in self._there.get(mark, ()))
        found: dict[str, tuple[Stored, list[str]]] = {}
        for one in ids:
            stored = self._stored.get(one)
            if stored is not None and stored.listed:
                theirs = set(map(leaping.written, alike(stored.value)))
                common = [mark for mark in draft.marks if mark in theirs]
                if common:
                    found[stored.id] = stored, common
        return sorted(found.values(), key=lambda one: (-len(one[1]), one[0].id))

    def _made(self, draft: Draft, *why: Told) -> Planned:
        fields: dict[str, Any] = {"owner": self._owner, **draft.fields}
        if self._first is not None:
            fields.setdefault("stage", self._first)
        if fields["owner"] not in self._asked.company.working:
            return self._asked.wrong(draft, self._asked.told(draft, "no_such_employee", "owner"))
        return self._asked.made(draft, fields, *why)

    def _changed(self, draft: Draft, stored: Stored, by: str) -> Planned:
        """A change of a record that is seen, if it is theirs to change."""
        asked, before = self._asked, stored.value
        repeated = self._repeats.earlier([f"id:{stored.id}"])
        if repeated:
            return asked.skipped(draft, asked.told(draft, "repeats_row", by, row=repeated[0]), record=stored.id)
        if not stored.changeable(asked.viewer):
            return asked.wrong(draft, asked.told(draft, "not_yours", by, record=before["code"]))
        if before["relationship"] == "partner":
            return asked.wrong(draft, asked.told(draft, "is_partner", by, record=before["code"]))
        wrong = list(self._fixed(draft, before, by))
        fields = {name: one for name, one in asked.given(draft).items() if name not in {"code", "owner"}}
        if before.get("lost_at") and fields.get("stage", before.get("stage")) != before.get("stage"):
            wrong.append(asked.told(draft, "lost_stays", "stage", record=before["code"]))
        if wrong:
            return asked.wrong(draft, *wrong)
        return asked.changed(draft, stored.id, stored.version, before, fields)

    def _fixed(self, draft: Draft, before: Mapping[str, Any], by: str) -> Iterable[Told]:
        """What an import never changes of a record: its code, and whose it is."""
        if by != "code" and draft.fields.get("code", before["code"]) != before["code"]:
            yield self._asked.told(draft, "code_differs", "code", record=before["code"])
        if draft.fields.get("owner", before["owner"]) != before["owner"]:
            yield self._asked.told(draft, "owner_stays", "owner", record=before["code"])

    def _duplicate(self, draft: Draft, stored: Stored, marks: Sequence[str]) -> Told:
        """Which record it is like, and in what; of one that is not theirs to see, only whose it is (C10)."""
        name = _field(marks[0])
        if stored.seen(self._asked.viewer):
            return self._asked.told(draft, "duplicate_of", name, record=stored.value["code"])
        owner = self._asked.company.people.get(stored.value["owner"], "")
        return self._asked.told(draft, "duplicate_of_hidden", name, owner=owner)

    def _several(self, draft: Draft, found: Sequence[Stored], marks: Sequence[str]) -> Told:
        viewer, people = self._asked.viewer, self._asked.company.people
        seen = [one.value["code"] if one.seen(viewer) else people.get(one.value["owner"], "") for one in found]
        return self._asked.told(draft, "several_alike", _field(marks[0]), records=", ".join(seen[:_MOST_TOLD]))

    def _named(self, stored: Stored) -> str | None:
        """Its id, for who sees it."""
        return stored.id if stored.seen(self._asked.viewer) else None


def _field(mark: str) -> str:
    """Which field a mark is of: head#text#rank#."""
    return _FIELD[int(mark.split("#")[2])]
