"""Opportunities in their customer's collection: every change is one transaction with its history."""

from collections.abc import Iterable
from typing import Any

from attached.belonging import Has
from attached.kinds import OPPORTUNITIES
from customers import attached, pointers
from customers import model as customers
from kernel import history, keys, table
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, ValueAttribute
from opportunities.rules import Opportunity
from vouchers.numbers import freeing

_HIDDEN = {"id", "created_at", "created_by"}
"""What no history tells."""


class OpportunityItem(Item):
    """One opportunity."""

    value = ValueAttribute(Opportunity)
    version = IntegerAttribute()


def subject(opportunity_id: str) -> str:
    """What an opportunity's history is about."""
    return keys.attached_subject(OPPORTUNITIES.name, opportunity_id)


def reach(viewer: Viewer, opportunity_id: str) -> OpportunityItem:
    """An opportunity that the viewer sees, for its customer's sake or because it is theirs; else 404."""

    def holds(item: OpportunityItem) -> bool:
        return OPPORTUNITIES.holds(viewer, {"owner": item.value.owner, "department": item.value.department})

    kind = OPPORTUNITIES
    return attached.reach(OpportunityItem, viewer, kind.prefix, kind.category, opportunity_id, holds)


def sees(viewer: Viewer, about: str, category: str) -> bool:
    """Whether what an answer told of is a viewer's to see now: a category of a record, or an opportunity they held."""
    if category != attached.HELD:
        return customers.sees(viewer, about, category)
    try:
        reach(viewer, about)
    except Problem:
        return False
    return True


def find(tenant: str, opportunity_id: str) -> OpportunityItem | None:
    """An opportunity, whoever asks."""
    return attached.find(OpportunityItem, tenant, OPPORTUNITIES.prefix, opportunity_id)


def key(tenant: str, customer: str, opportunity_id: str) -> table.Key:
    """Where an opportunity of a customer lies."""
    return keys.customer(tenant, customer), keys.document(OPPORTUNITIES.prefix, opportunity_id)


def creating(tenant: str, opportunity: Opportunity) -> list[Write]:
    """All writes that make an opportunity."""
    where = key(tenant, opportunity.customer, opportunity.id)
    return [
        table.create(OpportunityItem(*where, value=opportunity, version=1)),
        pointers.placing(tenant, opportunity.customer, opportunity.id),
        *telling(where[0], 1, opportunity.created_by, None, opportunity),
    ]  # fmt: skip


def replacing(before: OpportunityItem, after: Opportunity) -> list[Write]:
    """All writes that change an opportunity that nobody else changed meanwhile; Refused otherwise."""
    item = OpportunityItem(before.pk, before.sk, value=after, version=before.version + 1)
    return [
        table.put(item, when=OpportunityItem.version == before.version),
        *telling(item.pk, item.version, after.updated_by, before.value, after),
    ]  # fmt: skip


def removing(tenant: str, item: OpportunityItem, has: Has, by: str) -> list[Write]:
    """All writes that take an opportunity away that nobody changed or added to meanwhile; its history stays.

    A typed number is free again; that of a book is told of in the history alone.
    """
    typed = item.value.number if not item.value.from_book else None
    return [
        *([freeing(tenant, "opportunity", typed)] if typed else []),
        table.delete((item.pk, item.sk), when=OpportunityItem.version == item.version),
        table.delete(pointers.place_of(tenant, item.value.id), when=has.unchanged),
        *telling(item.pk, item.version + 1, by, item.value, None),
    ]  # fmt: skip


def telling(
    pk: str, version: int, by: str, before: Opportunity | None, after: Opportunity | None
) -> list[Write]:  # fmt: skip
    """What to write besides a change, for whoever asks for its history."""
    one = after or before
    old, new = (_told(side) if side else None for side in (before, after))
    return history.telling(pk, subject(one.id), version, by, old, new) if one else []


def _told(opportunity: Opportunity) -> dict[str, Any]:
    return opportunity.model_dump(exclude=_HIDDEN)


def contacts_of(tenant: str, customer: str, wanted: Iterable[str]) -> set[str]:
    """Which of these are contacts of a customer."""
    pk = keys.customer(tenant, customer)
    found = table.get_many([(pk, keys.document(keys.CONTACT, one)) for one in wanted])
    return {sk.removeprefix(keys.CONTACT) for _, sk in found}
