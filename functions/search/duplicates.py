"""Records that may be the same as one that is there or is about to be made (C10)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from customers.cards import CardView
from customers.model import CustomerItem, card_key, load, sight_of
from customers.rules import Customer, CustomerFields
from customers.stages import card_views
from identity.model import EmployeeItem
from kernel import keys, table
from kernel.access import Viewer
from kernel.phones import e164
from kernel.text import compact
from kernel.values import Raw
from search import model
from search.alike import Duplicates, DuplicateView
from search.entries import Mark, What, alike, books, numbers, same

MOST = 20
"""So many are shown, and that there are more; a number that more records share says nothing of them."""

FIRST = 2
"""So many phones, and so many email addresses, are looked at while a record is being made."""


def of(viewer: Viewer, fields: CustomerFields, apart: str | None = None) -> Duplicates:
    """The records of the company that are alike, but for `apart` itself; the most alike first."""
    value = fields.model_dump(exclude_none=True)
    value.setdefault("numbers", [e164(phone) for phone in fields.phones])
    profiles, more = _profiles(viewer.tenant, alike(value), apart)
    found = [(matching(value, one), one) for one in map(_customer, profiles) if books(one.model_dump())]
    found = sorted((one for one in found if one[0]), key=lambda one: (-len(one[0]), one[1].id))
    found, more = found[:MOST], more or len(found) > MOST
    cards = _cards(viewer, [one for _, one in found])
    names = _names(viewer.tenant, {one.owner for _, one in found})
    views = (
        DuplicateView(matched=matched, owner_name=names.get(one.owner, ""), card=cards.get(one.id))
        for matched, one in found
    )
    return Duplicates(items=tuple(views), more=more)


def at_hand(viewer: Viewer, fields: CustomerFields) -> Duplicates:
    """The same by the first numbers and addresses alone: for an answer that is about something else."""
    return of(viewer, fields.model_copy(update={"phones": fields.phones[:FIRST], "emails": fields.emails[:FIRST]}))


def of_record(viewer: Viewer, customer_id: str) -> Duplicates:
    """The records that are like one that the viewer sees; 404 for one that they do not see."""
    record = load(viewer, customer_id).value
    return of(viewer, record, apart=record.id)


def matching(value: Mapping[str, Any], other: Customer) -> tuple[What, ...]:
    """What two records have in common that tells people and companies apart."""
    theirs, named = other.model_dump(), same(value["name"], value.get("address"))
    tax_code = compact(value.get("tax_code") or "")
    common: dict[What, bool] = {
        "phone": not set(numbers(value)).isdisjoint(numbers(theirs)),
        "email": not set(value.get("emails", ())).isdisjoint(other.emails),
        "tax_code": tax_code != "" and tax_code == compact(other.tax_code or ""),
        "name_and_address": named is not None and named == same(other.name, other.address),
    }
    return tuple(what for what, is_so in common.items() if is_so)


def _profiles(tenant: str, marks: Sequence[Mark], apart: str | None) -> tuple[list[Raw], bool]:
    """(those that may be alike, whether there are more): what the index finds, and what it may not know yet."""
    if not marks:
        return [], False
    found, more = model.alike(tenant, marks)
    new = model.fresh(tenant) - {apart}
    found -= {apart, *new}
    read = [
        table.get_many(((keys.customer(tenant, one), keys.PROFILE) for one in some), consistent=some is new)
        for some in (found, new) if some
    ]  # fmt: skip
    return [raw for profiles in read for raw in profiles.values()], more


def _customer(raw: Raw) -> Customer:
    return CustomerItem.of(raw).value


def _cards(viewer: Viewer, found: Iterable[Customer]) -> dict[str, CardView]:
    """The cards of those that the viewer sees."""
    seen = [one for one in found if sight_of(viewer, one).sees("profile")]
    rows = table.get_many(card_key(viewer.tenant, one) for one in seen)
    return {one.id: one for one in card_views(viewer.tenant, rows.values())}


def _names(tenant: str, owners: Iterable[str]) -> dict[str, str]:
    places = {(keys.employees(tenant), keys.employee(owner)): owner for owner in owners}
    found = table.get_many(places)
    return {places[key]: EmployeeItem.of(raw).value.name for key, raw in found.items()}
