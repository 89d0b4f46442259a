"""What is attached, in jobs that follow a change: it names another entry, or its holder works elsewhere now."""

from activities import changing as activities
from activities import rules as activity_rules
from activities.rules import Activity
from attached import renaming
from bulk.kinds import along_with
from catalogs.rules import Kind as Catalog
from kernel import keys
from kernel.access import Viewer
from kernel.table import Write
from opportunities import changing as opportunities
from opportunities import rules as opportunity_rules
from opportunities.rules import Opportunity


def rename(viewer: Viewer, record: str, kind: Catalog, code: str, instead: str, telling: Write) -> None:
    """Name another entry of a catalogue; `record` is the thing as keys.user names it."""
    _, prefix, thing = record.split("#")
    if f"{prefix}#" in renaming.NAMING:
        renaming.rename(viewer, (f"{prefix}#", thing), kind, code, instead, telling)
        return
    _change(viewer, record, telling, _Renaming(kind, code, instead))


def seat(viewer: Viewer, record: str, employee: str, department: str, telling: Write) -> None:
    """Belong to the department in which its holder works now."""
    _change(viewer, record, telling, _Seating(employee, department))


class _Renaming:
    def __init__(self, kind: Catalog, code: str, instead: str) -> None:
        self._kind, self._code, self._instead = kind, code, instead

    def opportunity(self, one: Opportunity) -> Opportunity:
        return opportunity_rules.renamed(one, self._kind, self._code, self._instead)

    def activity(self, one: Activity) -> Activity:
        return activity_rules.renamed(one, self._kind, self._code, self._instead)


class _Seating:
    def __init__(self, employee: str, department: str) -> None:
        self._employee, self._moved = employee, {"department": department}

    def opportunity(self, one: Opportunity) -> Opportunity:
        return one.model_copy(update=self._moved) if one.owner == self._employee else one

    def activity(self, one: Activity) -> Activity:
        return one.model_copy(update=self._moved) if one.assignee == self._employee else one


def _change(viewer: Viewer, record: str, telling: Write, to: _Renaming | _Seating) -> None:
    """Raises `unchanged`, with nothing written, where there is nothing to do."""
    _, prefix, thing = record.split("#")
    settle = along_with(telling)
    if f"{prefix}#" == keys.ACTIVITY:
        activities.rewrite(viewer, lambda: activities.anybodys(viewer.tenant, thing), to.activity, settle)
    else:
        opportunities.rewrite(viewer, lambda: opportunities.anybodys(viewer.tenant, thing), to.opportunity, settle)
