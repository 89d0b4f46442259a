"""Finding work whose worker died, or whose order was lost, and ordering it again.

Queues and streams bring every order again for a while, and then give up. What is under way is in a list, so nothing is
lost with the order; here it is found. Ordering what somebody is just working at is harmless.
"""

from collections.abc import Mapping
from datetime import timedelta

from export.again import again as exports
from imports.again import again as imports
from jobs import underway
from jobs.again import again as jobs
from kernel import clock, keys, table, telemetry
from kernel.table import Key, Range
from merging.again import again as merges
from outbox.again import again as messages
from tiers.again import again as nights

PATIENCE = timedelta(minutes=10)
"""What began less than so long ago is in good hands: the queues' own tries take about as long."""
_KINDS: Mapping[str, underway.Again] = {
    keys.JOB: jobs, keys.MERGE: merges, keys.EXPORT: exports, keys.IMPORT: imports, keys.RECALCULATION: nights,
}  # fmt: skip
"""By the beginning of the sort key of what says how the work stands."""


def look() -> int:
    """Look once at what is under way in every company; returns how much was ordered again."""
    return sum(_look_at(row["sk"]["S"]) for row in table.every(Range(keys.tenants())))


def _look_at(tenant: str) -> int:
    before = clock.now() - PATIENCE
    ordered = messages(tenant, before)
    for row, work in underway.older_than(tenant, before):
        (again,) = (one for prefix, one in _KINDS.items() if work[1].startswith(prefix))
        ordered += _order(row, work, again)
    if ordered:
        telemetry.info("work ordered again", tenant=tenant, ordered=ordered)
    return ordered


def _order(row: Key, work: Key, again: underway.Again) -> bool:
    """Whether it goes on; what is over needs no row, and what fails at this moment has the next look."""
    try:
        goes_on = again(work)
    except Exception as error:  # noqa: BLE001 - one that cannot be read must not stand before the others
        telemetry.failed("work not ordered", error, tenant=keys.tenant_of(row[0]))
        return False
    if not goes_on:
        table.write(table.delete(row))
    return goes_on
