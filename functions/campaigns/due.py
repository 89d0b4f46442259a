"""Campaigns that are to start by themselves: what is due is one range of a partition, however many there are.

A campaign's transaction keeps its entry, so whoever schedules it anew, starts or cancels it needs to tell nobody. To
start one is to change its state, under the condition that nobody has: a schedule that fires twice starts it once.
"""

from kernel import clock, keys, table, telemetry
from kernel.problems import Problem
from kernel.table import Range

AT_ONCE = 25


def start_due(tenant: str) -> int:
    """Start what is due in a company; returns how many. What fails at this moment has the next look."""
    until = keys.campaign_due(clock.stamp(clock.now()))
    found = table.page(
        Range(keys.campaigns(tenant), first=keys.CAMPAIGN_DUE, below=until, consistent=True), limit=AT_ONCE
    )
    started = 0
    for raw in found.items:
        try:
            started += _start(tenant, raw["sk"]["S"])
        except Exception as error:  # noqa: BLE001 - one that cannot be started must not stand before the others
            telemetry.failed("campaign not started", error, tenant=tenant)
    return started


def _start(tenant: str, sk: str) -> bool:
    """Whether it was; an entry that is left of what is not due any more goes."""
    from campaigns import model, rules  # noqa: PLC0415 - validators, once in a while
    from identity.viewers import viewer_of  # noqa: PLC0415 - as above

    item = model.find(tenant, sk.rpartition("#")[2])
    if item is None or item.value.state != "scheduled":
        table.write(table.delete((keys.campaigns(tenant), sk)))
        return False
    try:
        viewer = viewer_of(tenant, str(item.value.sender))
        rules.require_sender(viewer)
    except Problem as problem:
        after = rules.cancelled(item.value, str(item.value.sender), clock.now(), problem.code)
        return _written(*model.changing(tenant, item, after)) and False
    after = rules.started(item.value, viewer.employee, clock.now())
    return _written(*model.changing(tenant, item, after), *model.working(viewer, after))


def _written(*writes: table.Write) -> bool:
    try:
        table.write(*writes)
    except table.Refused:
        return False
    return True
