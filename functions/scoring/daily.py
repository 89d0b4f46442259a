"""Scores that change by themselves on a day, because something is no longer valid or is worth less than before."""

import random
from collections.abc import Callable

from kernel import keys, table, telemetry
from kernel.table import Range
from scoring import folding
from scoring.folding import FOLD, in_force

_STEP = 100


def run(goes_on: Callable[[], bool]) -> int:
    """Bring every company's scores to its own present day, as long as there is time; returns how many entries it took.

    What is left is there for the next hour, and since no company is always the last one, none is always left.
    """
    tenants = [row["sk"]["S"] for row in table.every(Range(keys.tenants()))]
    random.shuffle(tenants)
    number = 0
    for tenant in tenants:
        if goes_on() and (taken := change(tenant, goes_on)):
            telemetry.info("scores changed by the day", tenant=tenant, entries=taken)
            number += taken
    return number


def change(tenant: str, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Decide anew whose score changes up to today, where the company is; returns how many entries there were.

    An entry goes when its customer has been decided and is shown so: who is interrupted begins with it again. One that
    is left of an earlier decision changes nothing.
    """
    number = 0
    with folding.noting():
        today = folding.today(in_force(tenant).book)
        where = Range(keys.changing_on(tenant), below=keys.changing(today + 1, ""))
        while goes_on() and (found := table.page(where, limit=_STEP).items):
            for row in found:
                FOLD.redecide(keys.customer(tenant, row["sk"]["S"].partition("#")[2]), lambda _: False)
                table.write(table.delete((row["pk"]["S"], row["sk"]["S"])))
                number += 1
    return number
