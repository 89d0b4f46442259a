"""One record becomes two again: the absorbed one's place at the beginning, the survivor's fields at the end."""

from datetime import datetime

from customers import model as customers
from customers.model import CustomerItem
from customers.rules import Customer
from customers.seating import seated
from identity.viewers import workplaces
from jobs import underway
from kernel import table
from kernel.phones import dialled
from kernel.table import Write
from merging import model, rules
from merging.model import MergeItem
from merging.rules import Merge

_TRIES = 8


def beginning(
    tenant: str, mine: CustomerItem, theirs: CustomerItem, item: MergeItem, merge: Merge, now: datetime
) -> list[Write]:
    """All writes that begin it: the absorbed record is there again, and what it had follows."""
    stamps = {"merged_into": None, "updated_at": now, "updated_by": merge.undone_by}
    people = [theirs.value.owner, *(one.employee for one in theirs.value.shares if one.employee)]
    alive = seated(theirs.value.model_copy(update=stamps), workplaces(tenant, people))  # it was in no list to follow
    card = model.as_card(tenant, alive, dict(merge.shown))
    busy = mine.value.model_copy(update={"merging": merge.absorbed})
    return [
        *customers.changing(tenant, theirs, alive, card), *customers.changing(tenant, mine, busy, None),
        model.telling(tenant, mine.value.id, item, merge),
        underway.beginning(model.place(tenant, mine.value.id, merge), merge.at),
    ]  # fmt: skip


def finish(tenant: str, survivor: str, item: MergeItem, now: datetime) -> None:
    """The survivor's fields are set back, as far as nobody changed them since."""
    merge = item.value
    for _ in range(_TRIES):
        mine = model.profile(tenant, survivor)
        if mine is None:
            return
        after, heirs = rules.undone(mine.value, merge, _others(tenant, survivor))
        stamps = {"updated_at": now, "updated_by": merge.undone_by, "numbers": dialled(after.phones), "merging": None}
        told = {"merged": {"from": rules.told(merge), "to": None}}
        try:
            _inherit(tenant, survivor, heirs)
            table.write(
                *customers.changing(
                    tenant, mine, after.model_copy(update=stamps), customers.card_of(tenant, mine.value), told=told
                ),
                model.telling(tenant, survivor, item, _over(merge)),
                underway.ending(model.place(tenant, survivor, merge), merge.at),
            )
        except table.Refused:
            there = model.find(tenant, survivor, merge.absorbed)
            if there is None or there.version != item.version:
                return  # somebody else goes on with it
        else:
            return
    raise table.Transient("others keep writing")


def _over(merge: Merge) -> Merge:
    return merge.model_copy(update={"state": "undone", "after": None, "changed": 0, "combined": False})


def _others(tenant: str, survivor: str) -> list[tuple[Merge, Customer]]:
    found = [(item.value, model.profile(tenant, item.value.absorbed)) for item in model.done(tenant, survivor)]
    return [(merge, profile.value) for merge, profile in found if profile is not None]


def _inherit(tenant: str, survivor: str, heirs: list[Merge]) -> None:
    """Written before, and once more if need be: what a merge says that it gave is taken back only if it is there."""
    for heir in heirs:
        table.write(model.telling(tenant, survivor, model.find(tenant, survivor, heir.absorbed), heir))
