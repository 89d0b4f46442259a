"""Opportunities of a file, each with its number, in the collection of the customer that it names."""

from collections.abc import Mapping, Sequence

from attached import belonging
from attached.kinds import OPPORTUNITIES
from customers import pointers
from imports.carriers.places import found
from imports.carrying import Done, returning, untouched
from imports.plans import Planned
from kernel import history, table
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Write
from opportunities import model, opening, rules
from opportunities.changing import rewrite
from opportunities.model import OpportunityItem
from opportunities.rules import Opportunity
from opportunities.schemas import OpportunityCreate, OpportunityPatch
from opportunities.setting import setting, stages_of

_TRIES = 4


class Opportunities:
    """Makes and changes opportunities for one person."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer, self._tenant = viewer, viewer.tenant

    def lane(self, _row: Planned) -> str:
        """One after the other: their numbers come from one book, and in the order of the file."""
        return ""

    def create(self, row: Planned) -> Done:
        """The opportunity as the API opens it, its number taken in the same transaction."""
        body = OpportunityCreate.model_validate(row.fields)
        try:
            made = opening.create(self._viewer, body, row.record)
        except (Problem, table.Refused) as fault:
            return self._there(row, fault)
        return Done(record=made.id, version=1, code=made.number)

    def update(self, row: Planned) -> Done:
        """The fields of the row, in the version that was looked at."""
        patch = OpportunityPatch.model_validate(row.fields)
        changes = {name: getattr(patch, name) for name in patch.model_fields_set}
        try:
            item = rewrite(
                self._viewer, lambda: model.reach(self._viewer, str(row.record)), setting(self._viewer, changes),
                _settle, if_match=row.version,
            )  # fmt: skip
        except Problem as problem:
            return self._there(row, problem)
        return Done(record=item.value.id, version=item.version, code=item.value.number)

    def _there(self, row: Planned, otherwise: Exception) -> Done:
        """The row, if it is done already."""
        there = self.found([row]).get(row.row)
        if there is None:
            raise otherwise
        return there

    def found(self, rows: Sequence[Planned]) -> Mapping[int, Done]:
        """An opportunity that was made has a place; a change that was made is told of in its history."""
        return found(self._tenant, OPPORTUNITIES, rows)

    def remove(self, row: Planned) -> None:
        """The opportunity goes, if nothing came to belong to it; a number of a book stays used, as it was given."""
        record = str(row.record)
        for _ in range(_TRIES):
            if record not in pointers.homes_of(self._tenant, [record]):
                return
            item = model.reach(self._viewer, record)
            untouched(item.pk, model.subject(record), 1, item.version)
            has = belonging.of(self._tenant, record, 1)
            if has.sks:
                raise Problem("attached_since_import")
            try:
                table.write(*model.removing(self._tenant, item, has, self._viewer.employee))
            except table.Refused:
                continue
            return
        raise Problem("in_flight")

    def restore(self, row: Planned, version: int) -> Sequence[str]:
        """What the row changed, and what followed from that, returns, as far as nobody has changed it since."""
        item = model.reach(self._viewer, str(row.record))
        entry = history.find(item.pk, model.subject(item.value.id), version)
        fields = [name for name in OpportunityPatch.model_fields if entry is not None and name in entry.changes]
        left: list[str] = []

        def decide(before: Opportunity) -> Opportunity:
            back, left[:] = returning(entry, before.model_dump(), fields)
            patch = OpportunityPatch.model_validate(back)
            if "stage" in back and before.outcome != "open":
                before = rules.reopened(before, stages_of(self._viewer), str(back["stage"]))
            return setting(self._viewer, {name: getattr(patch, name) for name in back})(before)

        rewrite(self._viewer, lambda: model.reach(self._viewer, item.value.id), decide, _settle)
        return left


def _settle(item: OpportunityItem, writes: list[Write]) -> OpportunityItem:
    if writes:
        table.write(*writes)
    return item
