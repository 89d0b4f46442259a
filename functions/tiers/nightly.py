"""How nights begin: each company's in its own. Apart from the service: a cold start for it is a third cheaper so.

Every hour it is looked where a day has begun that has no run yet. Who is interrupted, or fired twice, finds the runs
that there are. No company keeps another from its night.
"""

import random
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from identity.viewers import zone_of
from kernel import clock, keys, table, telemetry
from kernel.snapshots import SETTLED
from kernel.table import Range
from tiers import runs
from tiers.queue import Order, send

NIGHT = range(1, 6)
"""The hours in which a company's night begins, by its own clocks: the first of them in which somebody comes by."""
LATE = timedelta(hours=6)
"""A run that takes longer than that has not finished as it should."""


def begin() -> tuple[int, int]:
    """Begin the night wherever it is time; (how many began, how many have not finished as they should).

    Raises the first fault when all have had their turn.
    """
    now, began, late, faults = clock.now(), 0, 0, list[Exception]()
    tenants = [row["sk"]["S"] for row in table.every(Range(keys.tenants()))]
    for tenant in random.sample(tenants, len(tenants)):
        try:
            began += _begin(tenant, now)
            late += _is_late(tenant, now)
        except Exception as fault:  # noqa: BLE001 - raised below
            telemetry.failed("a night not begun", fault, tenant=tenant)
            faults.append(fault)
    if late:
        telemetry.count("RecalculationsLate", late)
    if faults:
        raise faults[0]
    return began, late


def at_once(tenant: str) -> None:
    """Begin a run of a company whatever the hour, besides that of its night."""
    now = clock.now()
    day = clock.stamp(now)
    if runs.begin(tenant, day, clock.HOME, now):
        send(Order(tenant, day), SETTLED)


def _begin(tenant: str, now: datetime) -> bool:
    """Whether a company's night began just now. The first step waits until nobody decides by a ladder of before."""
    zone = _zone(tenant)
    here = now.astimezone(zone)
    day = here.date().isoformat()
    if here.hour not in NIGHT or not runs.begin(tenant, day, zone.key, now):
        return False
    send(Order(tenant, day), SETTLED)
    return True


def _is_late(tenant: str, now: datetime) -> bool:
    """Whether one of the last runs has been under way for too long."""
    until = clock.stamp(now - LATE)
    return any(run.ended is None and run.began < until for run in runs.last(tenant, 2))


def _zone(tenant: str) -> ZoneInfo:
    """Whose night it is. A name that the time zone database has dropped since it was saved is nobody's: then HOME's."""
    try:
        return zone_of(tenant)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        telemetry.failed("a time zone that is none", fault, tenant=tenant)
        return ZoneInfo(clock.HOME)
