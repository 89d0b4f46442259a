"""What somebody holds, in jobs that follow a change: it names another entry, or its holder works elsewhere now."""

from collections.abc import Callable

from catalogs.rules import Kind as Catalog
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Write
from opportunities import rules
from opportunities.changing import anybodys, rewrite
from opportunities.rules import Opportunity

type Change = Callable[[Opportunity], Opportunity]


def rename(viewer: Viewer, record: str, kind: Catalog, code: str, instead: str, telling: Write) -> None:
    """Name another entry of a catalogue; `record` is the thing as keys.user names it."""
    _change(viewer, record, telling, lambda one: rules.renamed(one, kind, code, instead))


def seat(viewer: Viewer, record: str, employee: str, department: str, telling: Write) -> None:
    """Belong to the department in which its holder works now."""

    def decide(before: Opportunity) -> Opportunity:
        return before.model_copy(update={"department": department}) if before.owner == employee else before

    _change(viewer, record, telling, decide)


def _change(viewer: Viewer, record: str, telling: Write, decide: Change) -> None:
    thing = record.rpartition("#")[2]
    changed = False

    def more(_before: Opportunity, _after: Opportunity) -> list[Write]:
        nonlocal changed
        changed = True
        return [telling]

    rewrite(viewer, lambda: anybodys(viewer.tenant, thing), decide, more=more)
    if not changed:
        raise Problem("unchanged")
