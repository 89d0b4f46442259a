"""Scores that change by themselves on a day, because something is no longer valid or is worth less than before."""

import random
from collections.abc import Callable, Iterator

from kernel import keys, table, telemetry
from kernel.table import Range
from kernel.values import Raw
from scoring import folding
from scoring.folding import FOLD, ChangingItem, in_force


def run(goes_on: Callable[[], bool]) -> int:
    """Bring every company's scores to its own present day, as long as there is time; returns how many entries it took.

    What is left is there for the next hour, and since no company is always the last one, none is always left. Raises
    the first fault when all have had their turn.
    """
    tenants = [row["sk"]["S"] for row in table.every(Range(keys.tenants()))]
    random.shuffle(tenants)
    number, faults = 0, list[Exception]()
    for tenant in tenants:
        try:
            taken = change(tenant, goes_on) if goes_on() else 0
        except Exception as fault:  # noqa: BLE001 - raised below
            faults.append(fault)
            continue
        telemetry.info("scores changed by the day", tenant=tenant, entries=taken)
        number += taken
    if faults:
        raise faults[0]
    return number


def change(tenant: str, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Decide anew whose score changes up to today, where the company is; returns how many entries there were.

    One that is left of an earlier decision changes nothing. One that cannot be decided keeps nobody from their turn:
    it stays, and its fault is raised after them.
    """
    number, faults = 0, list[Exception]()
    with folding.noting():
        today = folding.today(in_force(tenant).book)
        where = Range(keys.changing_on(tenant), below=keys.changing(today + 1, ""))
        for row in _while(goes_on, table.every(where)):
            try:
                _take(tenant, row)
            except Exception as fault:  # noqa: BLE001 - raised below
                telemetry.failed("a score not changed by the day", fault, tenant=tenant, entry=row["sk"]["S"])
                faults.append(fault)
            number += 1
    if faults:
        raise faults[0]
    return number


def _while(goes_on: Callable[[], bool], rows: Iterator[Raw]) -> Iterator[Raw]:
    while goes_on() and (row := next(rows, None)) is not None:
        yield row


def _take(tenant: str, row: Raw) -> None:
    """An entry goes when its customer has been decided and is shown so: who is interrupted begins with it again.

    It stays where somebody who still counted as of the day before has just entered the customer anew.
    """
    FOLD.redecide(keys.customer(tenant, row["sk"]["S"].partition("#")[2]), lambda _: False)
    as_read = ChangingItem.number == int(row["number"]["N"]) if "number" in row else None
    try:
        table.write(table.delete((row["pk"]["S"], row["sk"]["S"]), when=as_read))
    except table.Refused:
        telemetry.info("a score changes on a day that has begun", tenant=tenant)
