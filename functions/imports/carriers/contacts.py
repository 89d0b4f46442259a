"""Contacts of a file, each in the collection of the record that it names."""

from collections.abc import Mapping, Sequence

from attached import adding, model
from attached.items import AttachedItem
from attached.rules import Contact
from attached.schemas import ContactCreate, ContactPatch
from customers import pointers
from imports.carriers.places import found
from imports.carrying import Done, ours, returning, untouched
from imports.plans import Planned
from kernel import clock, history, table
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Write

_TRIES = 4


class Contacts:
    """Makes and changes contacts for one person."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer, self._tenant = viewer, viewer.tenant

    def lane(self, row: Planned) -> str:
        """The contacts of one record are counted, and one of them is the primary one."""
        return str(row.fields.get("customer", row.record))

    def create(self, row: Planned) -> Done:
        """A contact of the record that the row names."""
        body = ContactCreate.model_validate(row.fields)
        fields = body.model_dump(exclude={"customer"})

        def settle(_value: Contact, version: int, writes: list[Write]) -> Done:
            try:
                table.write(*writes)
            except table.Refused as refused:
                return self._there(row, refused)
            return Done(record=str(row.record), version=version)

        try:
            return adding.attach(self._viewer, Contact, body.customer, fields, settle, row.record)
        except Problem as problem:
            return self._there(row, problem)

    def update(self, row: Planned) -> Done:
        """The fields of the row, in the version that was looked at, or in what another row has made of it."""
        patch = ContactPatch.model_validate(row.fields)
        changes = {name: getattr(patch, name) for name in patch.model_fields_set}
        try:
            return self._set(row, changes, int(row.version or 0))
        except Problem as problem:
            if problem.code != "stale":
                return self._there(row, problem)
            value, item = adding.load(self._viewer, Contact, str(row.record))
            if not ours(item.pk, model.subject(value), int(row.version or 0), item.version):
                return self._there(row, problem)
            return self._set(row, changes, item.version)

    def _set(self, row: Planned, changes: Mapping[str, object], version: int) -> Done:
        def settle(_value: Contact, version: int, writes: list[Write]) -> Done:
            if writes:
                table.write(*writes)
            return Done(record=str(row.record), version=version)

        return adding.rewrite(self._viewer, Contact, str(row.record), changes, settle, if_match=version)

    def _there(self, row: Planned, otherwise: Exception) -> Done:
        """The row, if it is done already."""
        there = self.found([row]).get(row.row)
        if there is None:
            raise otherwise
        return there

    def found(self, rows: Sequence[Planned]) -> Mapping[int, Done]:
        """A contact that was made has a place; a change that was made is told of in its history."""
        return found(self._tenant, Contact.KIND, rows)

    def remove(self, row: Planned) -> None:
        """The contact goes, and who was the primary one before it is so again."""
        for _ in range(_TRIES):
            if str(row.record) not in pointers.homes_of(self._tenant, [str(row.record)]):
                return
            value, item = adding.load(self._viewer, Contact, str(row.record))
            untouched(item.pk, model.subject(value), 1, item.version)
            writes = model.removing(self._tenant, item, value, self._viewer.employee)
            try:
                table.write(*writes, *self._primary_again(value))
            except table.Refused:
                continue
            return
        raise Problem("in_flight")

    def _primary_again(self, value: Contact) -> list[Write]:
        """The writes that make primary again who ceased to be so for this contact, if nobody has touched them since."""
        others = model.among(self._tenant, value.customer, Contact).besides(value.id) if value.primary else []
        for other, item in others:
            if not other.primary and self._gave_way(other, item):
                stamps = {"updated_at": clock.now(), "updated_by": self._viewer.employee}
                after = other.model_copy(update={"primary": True, **stamps})
                return model.replacing(self._tenant, item, other, after)
        return []

    def _gave_way(self, other: Contact, item: AttachedItem) -> bool:
        for version in range(item.version, 1, -1):
            entry = history.find(item.pk, model.subject(other), version)
            if entry is None or entry.cause != history.cause.get():
                return False
            if entry.changes.get("primary", {}).get("from") is True:
                return True
        return False

    def restore(self, row: Planned, version: int) -> Sequence[str]:
        """The fields return to what they were, as far as they still are what the import made of them."""
        for _ in range(_TRIES):
            value, item = adding.load(self._viewer, Contact, str(row.record))
            entry = history.find(item.pk, model.subject(value), version)
            back, left = returning(entry, value.model_dump(), row.fields)
            patch = ContactPatch.model_validate(back)
            try:
                self._set(row, {name: getattr(patch, name) for name in back}, item.version)
            except Problem as problem:
                if problem.code != "stale":
                    raise
                continue
            return left
        raise Problem("in_flight")
