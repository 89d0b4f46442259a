"""The rows of one chunk, each by itself, some at the same time; and who carries them out."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

from identity.viewers import viewer_of
from imports import model
from imports.carriers.contacts import Contacts
from imports.carriers.opportunities import Opportunities
from imports.carriers.products import Products
from imports.carriers.records import Records
from imports.carrying import Carrier, told
from imports.plans import Planned, Result, Told
from imports.rules import Import
from kernel import history, table, telemetry
from kernel.problems import Problem

AT_ONCE = 8
"""Rows that are under way at the same time: most of one's time is waiting for the table."""
LOOKS = 10.0
"""Seconds after which a worker looks whether the step is still its own; so late nobody writes who was overtaken."""

type Act = Callable[[Planned], Result]


def carrier_of(tenant: str, value: Import, rows: Sequence[Planned]) -> Carrier:
    """Who carries out these rows, for who asked, with the rights they have now."""
    viewer = viewer_of(tenant, value.requested_by)
    match value.kind:
        case "leads" | "customers":
            introduce = value.options is not None and value.options.introduce
            return Records(viewer, "lead" if value.kind == "leads" else "customer", rows, introduce=introduce)
        case "contacts":
            return Contacts(viewer)
        case "opportunities":
            return Opportunities(viewer)
        case "products":
            return Products(viewer, value.id)


def each(tenant: str, value: Import, rows: Sequence[Planned], lane: Callable[[Planned], str], act: Act) -> list[Result]:
    """What becomes of each row, in their order; rows of one lane one after the other. Raises what may pass."""
    watch = _Watch(tenant, value)
    lanes = [list(some) for _, some in groupby(sorted(rows, key=lane), key=lane)]

    def through(some: Sequence[Planned]) -> list[Result]:
        token = history.cause.set(value.id)
        try:
            return list(_through(watch, some, act))
        finally:
            history.cause.reset(token)

    done = _at_once(through, lanes) if AT_ONCE > 1 < len(lanes) else map(through, lanes)
    found = {one.row: one for some in done for one in some}
    return [found[row.row] for row in rows]


def _through(watch: "_Watch", rows: Sequence[Planned], act: Act) -> Iterator[Result]:
    for row in rows:
        watch.look()
        yield act(row)


def _at_once[T](act: Callable[[Sequence[Planned]], T], lanes: Sequence[Sequence[Planned]]) -> list[T]:
    """After the first fault none is begun any more; those under way come to their end."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [pool.submit(act, some) for some in lanes]
        try:
            return [one.result() for one in waiting]
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


class _Watch:
    """Whether a step is still to be done."""

    def __init__(self, tenant: str, value: Import) -> None:
        self._tenant, self._value, self._at = tenant, value, time.monotonic()

    def look(self) -> None:
        """Raises Transient when somebody else has done this step, or what comes after it."""
        if time.monotonic() - self._at < LOOKS:
            return
        item = model.find(self._tenant, self._value.requested_by, self._value.id)
        if item is None or item.value.step != self._value.step:
            raise table.Transient("somebody else has done this step")
        self._at = time.monotonic()


def whys(import_id: str, tenant: str, fault: Exception) -> tuple[Told, ...]:
    """Why a row could not be done; raises what may pass."""
    if isinstance(fault, table.Refused):
        raise table.Transient("others keep writing") from fault
    if isinstance(fault, Problem):
        return told(fault)
    if table.is_transient(fault):
        raise fault
    telemetry.failed("row of an import", fault, tenant=tenant, id=import_id)
    return (Told(code="internal", values={"request_id": import_id}),)
