"""Leads and customers of a file: each is one transaction, and what many rows name is read once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

from catalogs.model import EntryItem
from customers import making, model, pointers
from customers.model import CustomerItem
from customers.rewriting import Decided, rewrite
from customers.rules import Customer, choices
from customers.schemas import CustomerPatch, LeadCreate
from customers.setting import setting
from identity.model import EmployeeItem
from imports.carrying import Done, is_told, returning, untouched
from imports.plans import Planned
from kernel import history, keys, table
from kernel.access import Viewer
from kernel.problems import FieldError, Problem, invalid
from kernel.table import Range, Write
from outbox.causes import introducing
from trash.model import remembering

type Relationship = Literal["lead", "customer"]

_TRIES = 4
_LOOKED_AT = 10
"""More of what nobody attached is in no collection."""


class Records:
    """Makes and changes leads, or customers, for one person."""

    def __init__(
        self, viewer: Viewer, relationship: Relationship, rows: Sequence[Planned], *, introduce: bool
    ) -> None:  # fmt: skip
        self._viewer, self._tenant, self._relationship, self._introduce = viewer, viewer.tenant, relationship, introduce
        self._bodies = {one.row: LeadCreate.model_validate(one.fields) for one in rows if one.outcome == "create"}
        self._offices = {viewer.employee: viewer.department} | _offices(viewer.tenant, self._bodies.values())
        named = {(kind, code) for body in self._bodies.values() for _, kind, code in choices(body, relationship)}
        self._active = active(viewer.tenant, named)

    def lane(self, row: Planned) -> str:
        """No two rows are about one record."""
        return str(row.record)

    def create(self, row: Planned) -> Done:
        """The record, with all that finds it; a code that nobody gave it is another one where it is taken."""
        body = self._bodies[row.row]
        self._require(body)
        asked, _ = making.beginning(self._tenant, body, self._relationship)
        owner = body.owner or self._viewer.employee
        held = owner, self._offices[owner]
        for left in reversed(range(_TRIES)):
            made = making.made(self._viewer, asked, self._relationship, body.code, held, row.record)
            try:
                table.write(*model.capturing(self._tenant, made), *self._greeting(made))
            except table.Refused:
                there = self.found([row]).get(row.row)
                if there is None:
                    raise
                return there
            except Problem:
                if body.code is not None or not left:
                    raise
            else:
                break
        return Done(record=made.id, version=1, code=made.code)

    def _require(self, body: LeadCreate) -> None:
        """What the API asks of a new record, by what was read for the whole chunk."""
        errors = [
            FieldError(path, "not_in_catalog", (("kind", kind), ("value", code)))
            for path, kind, code in choices(body, self._relationship) if (kind, code) not in self._active
        ]  # fmt: skip
        if errors:
            raise Problem("invalid_request", errors=errors)
        if body.owner is not None and body.owner not in self._offices:
            raise invalid("/owner", "no_such_employee")

    def _greeting(self, made: Customer) -> list[Write]:
        wanted = self._introduce and made.relationship == "lead" and made.emails
        return introducing(self._tenant, made.id, made.created_at) if wanted else []

    def update(self, row: Planned) -> Done:
        """The fields of the row, set as the API sets them, in the version that was looked at."""
        patch = CustomerPatch.model_validate(row.fields)
        changes = {name: getattr(patch, name) for name in patch.model_fields_set}

        def settle(decided: Decided, writes: list[Write]) -> Done:
            if decided.before.id != row.record:
                raise Problem("stale", version=decided.version)  # it was merged into that one
            if writes:
                table.write(*writes)
            return Done(record=decided.after.id, version=decided.version, code=decided.after.code)

        try:
            return rewrite(
                self._viewer, str(row.record), setting(self._viewer, changes), settle, if_match=row.version
            )  # fmt: skip
        except Problem:
            there = self.found([row]).get(row.row)
            if there is None:
                raise
            return there

    def found(self, rows: Sequence[Planned]) -> Mapping[int, Done]:
        """A record that was made has its id; a change that was made is told of in the record's history."""
        made = {one.row: self._profile(one) for one in rows if one.outcome == "create"}
        told = {one.row: (self._profile(one)[0], keys.history("", int(one.version or 0) + 1))
                for one in rows if one.outcome == "update"}  # fmt: skip
        there = table.get_many([*made.values(), *told.values(), *map(self._profile, rows)], consistent=True)
        found: dict[int, Done] = {}
        for one in rows:
            raw = there.get(self._profile(one))
            code = CustomerItem.of(raw).value.code if raw else None
            entry = there.get(told[one.row]) if one.row in told else None
            if one.row in made and raw is not None:
                found[one.row] = Done(record=str(one.record), version=1, code=code)
            elif is_told(entry, one):
                found[one.row] = Done(record=str(one.record), version=int(one.version or 0) + 1, code=code)
        return found

    def _profile(self, row: Planned) -> table.Key:
        return keys.customer(self._tenant, str(row.record)), keys.PROFILE

    def remove(self, row: Planned) -> None:
        """The record goes with all that finds it, if nobody changed it and nothing was attached to it."""
        for _ in range(_TRIES):
            raw = table.read(self._profile(row), consistent=True)
            if raw is None:
                return
            item = CustomerItem.of(raw)
            if not model.sight_of(self._viewer, item.value).may_change:
                raise Problem("not_yours_to_change")
            untouched(item.pk, "", 1, item.version)
            _require_bare(item)
            try:
                table.write(*pointers.removing(self._tenant, raw), remembering(self._tenant, item.value.id))
            except table.Refused:
                continue
            return
        raise Problem("in_flight")

    def restore(self, row: Planned, version: int) -> Sequence[str]:
        """The fields return to what they were, as far as they still are what the import made of them."""
        pk, _ = self._profile(row)
        entry = history.find(pk, "", version)
        left: list[str] = []

        def decide(before: Customer) -> Customer:
            back, left[:] = returning(entry, before.model_dump(), row.fields)
            patch = CustomerPatch.model_validate(back)
            return setting(self._viewer, {name: getattr(patch, name) for name in back})(before)

        def settle(_decided: Decided, writes: list[Write]) -> None:
            if writes:
                table.write(*writes)

        rewrite(self._viewer, str(row.record), decide, settle)
        return left


def active(tenant: str, named: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of these catalogue entries, (kind, code), that are in use."""
    where = {(keys.catalog(tenant), keys.entry(kind, code)): (kind, code) for kind, code in named}
    found = table.get_many(where)
    return {where[key] for key, raw in found.items() if EntryItem.of(raw).value.active}


def _offices(tenant: str, bodies: Iterable[LeadCreate]) -> dict[str, str]:
    """Where the owners that rows name work; those who are there, and active."""
    owners = {body.owner for body in bodies if body.owner is not None}
    found = table.get_many([(keys.employees(tenant), keys.employee(one)) for one in owners])
    people = (EmployeeItem.of(raw).value for raw in found.values())
    return {one.id: one.department for one in people if one.active}


def _require_bare(item: CustomerItem) -> None:
    """409 where anything lies in a record's collection that is not derived from it; but for its introduction."""
    where = Range(item.pk, below=keys.DERIVED, consistent=True)
    for row in table.first(where, limit=_LOOKED_AT):
        sk = row["sk"]["S"]
        ours = sk == keys.PROFILE or sk.startswith(keys.FENCE)
        greeted = sk.startswith(keys.LOGGED) and sk.endswith(f"#introduction-{item.value.id}")
        if not ours and not greeted:
            raise Problem("attached_since_import")
