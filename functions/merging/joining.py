"""Two records become one: the survivor's fields at the beginning, the absorbed one's place at the end."""

from contextlib import suppress
from datetime import datetime

from customers import model as customers
from jobs import underway
from kernel import clock, table
from kernel.phones import dialled
from merging import model, rules
from merging.model import MergeItem

_TRIES = 8


def combine(tenant: str, survivor: str, item: MergeItem) -> MergeItem:
    """Give the survivor what the other record has, unless that is done."""
    for _ in range(_TRIES):
        if item.value.combined:
            return item
        mine, theirs = model.profile(tenant, survivor), model.profile(tenant, item.value.absorbed)
        if mine is None or theirs is None:
            return item
        given = rules.combined(mine.value, theirs.value)
        merge = item.value.model_copy(update={
            "combined": True, "filled": given.filled, "added": given.added, "left": given.left,
            "differed": given.differed,
        })  # fmt: skip
        writes = [model.telling(tenant, survivor, item, merge)]
        if given.customer != mine.value:
            stamps = {"updated_at": clock.now(), "updated_by": merge.by, "numbers": dialled(given.customer.phones)}
            card = customers.card_of(tenant, mine.value)
            writes += customers.changing(tenant, mine, given.customer.model_copy(update=stamps), card)
        with suppress(table.Refused):
            table.write(*writes)
        item = model.find(tenant, survivor, merge.absorbed) or item
    raise table.Transient("others keep writing")


def finish(tenant: str, survivor: str, item: MergeItem, moved: int, now: datetime) -> None:
    """The absorbed record leaves all lists, and its address and code find the survivor from now on."""
    for _ in range(_TRIES):
        mine, theirs = model.profile(tenant, survivor), model.profile(tenant, item.value.absorbed)
        if mine is None or theirs is None:
            return
        stamps = {"updated_at": now, "updated_by": item.value.by}
        gone = theirs.value.model_copy(update={"merged_into": survivor, "merging_into": None, **stamps})
        free = mine.value.model_copy(update={"merging": None, **stamps})
        merge = item.value.model_copy(update={
            "state": "done", "finished_at": now, "after": None, "changed": 0, "moved": moved,
            "shown": model.card(tenant, theirs.value),
        })  # fmt: skip
        told = {"merged": {"from": None, "to": rules.told(merge)}}
        try:
            table.write(
                *customers.changing(tenant, theirs, gone, None),
                *customers.changing(tenant, mine, free, None, told=told),
                model.telling(tenant, survivor, item, merge),
                underway.ending(model.place(tenant, survivor, merge), merge.at),
            )
        except table.Refused:
            now_there = model.find(tenant, survivor, merge.absorbed)
            if now_there is None or now_there.version != item.version:
                return  # somebody else goes on with it
        else:
            return
    raise table.Transient("others keep writing")
