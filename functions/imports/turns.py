"""One import of a kind writes at a time: two of the same file would each find that nothing is there yet.

Who waits for its turn looks, before it writes, at all that has come since its test: the second says what has changed.
"""

from pynamodb.attributes import UnicodeAttribute

from imports import rules
from imports.model import ImportItem
from imports.rules import Import
from kernel import clock, keys, table
from kernel.problems import Problem, in_flight
from kernel.table import Item, Write

_TOGETHER = {"customers": "leads"}
"""A lead and a customer may be the same."""


class TurnItem(Item):
    """Where it says how the import stands that was the last to write."""

    work_pk = UnicodeAttribute()
    work_sk = UnicodeAttribute()


def taking(item: ImportItem, after: Import) -> list[Write]:
    """What is written with the beginning of an import; 409 `import_running` while another one writes."""
    if after.state != "importing" or item.value.state == "importing":
        return []
    tenant = str(keys.tenant_of(item.pk))
    where = keys.import_turns(tenant), _TOGETHER.get(after.kind, after.kind)
    last = table.get(TurnItem, where, consistent=True)
    if last is not None and last.work_sk != item.sk and _writes(last):
        raise Problem("import_running")
    mine = TurnItem(*where, work_pk=item.pk, work_sk=item.sk)
    unchanged = TurnItem.work_sk == last.work_sk if last else TurnItem.pk.does_not_exist()
    return [table.put(mine, when=unchanged, otherwise=in_flight())]


def _writes(turn: TurnItem) -> bool:
    """Whether that import goes on, or was stopped so lately that a worker may not have heard of it."""
    item = table.get(ImportItem, (turn.work_pk, turn.work_sk), consistent=True)
    if item is None or item.value.state == "importing":
        return item is not None
    value, now = item.value, clock.now()
    stopped = value.state in {"cancelled", "failed"} or value.kind == "opportunities"  # whose rows are late
    settled = value.finished_at + rules.SETTLES if stopped and value.finished_at else None
    return any(until is not None and now < until for until in (settled, value.rests_until))
