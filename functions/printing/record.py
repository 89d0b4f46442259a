"""What of a record goes on paper: codes and ids by their names, in the language of who prints."""

from collections.abc import Iterable
from datetime import datetime

from customers.model import CustomerItem, card_of
from customers.named import OF_PARTNERS, SEVERAL, SINGLE
from identity.model import TenantItem, department, employee
from identity.viewers import zone_of
from kernel import clock, keys, table
from kernel.access import Viewer
from kernel.problems import Language
from kernel.values import decode
from printing.fields import Plain

_AS_THEY_ARE = ("code", "name", "company", "tax_code", "website", "address", "description", "priority")
_RELATIONSHIPS = {
    "lead": {"vi": "Tiềm năng", "en": "Lead"},
    "customer": {"vi": "Khách hàng", "en": "Customer"},
    "partner": {"vi": "Đối tác", "en": "Partner"},
}


def values(viewer: Viewer, item: CustomerItem, language: Language) -> dict[str, Plain]:
    """Every field of the record, as JSON has them."""
    customer, now = item.value, clock.now().astimezone(zone_of(viewer.tenant))
    return {
        **{name: getattr(customer, name) for name in _AS_THEY_ARE},
        "relationship": _RELATIONSHIPS[customer.relationship][language],
        "phones": list(customer.phones), "emails": list(customer.emails),
        "phone": next(iter(customer.phones), None), "email": next(iter(customer.emails), None),
        "expected_revenue": None if customer.expected_revenue is None else format(customer.expected_revenue, "f"),
        "expected_close": customer.expected_close.isoformat() if customer.expected_close else None,
        **{name: _by_the_clock(getattr(customer, name), now) for name in ("created_at", "updated_at")},
        "now": _by_the_clock(now, now), "today": now.date().isoformat(),
        **_entries(viewer.tenant, item, language), **_derived(viewer.tenant, item, language), **_people(viewer, item),
    }  # fmt: skip


def _by_the_clock(at: datetime, now: datetime) -> str:
    """What the company's clocks show at a moment, in whose zone `now` is."""
    return at.astimezone(now.tzinfo).replace(tzinfo=None).isoformat()


def _entries(tenant: str, item: CustomerItem, language: Language) -> dict[str, Plain]:
    """The names of catalogue entries, in one call."""
    kinds = {**SINGLE, **SEVERAL, **(OF_PARTNERS if item.value.relationship == "partner" else {})}
    single = {name: (kinds[name], getattr(item.value, name)) for name in SINGLE}
    several = {name: (kinds[name], getattr(item.value, name)) for name in SEVERAL}
    wanted = {(kind, code) for kind, code in single.values() if code}
    wanted |= {(kind, code) for kind, codes in several.values() for code in codes}
    names = _names(tenant, wanted, language)
    of_one = {name: names.get((kind, code), code) for name, (kind, code) in single.items()}
    return of_one | {name: [names.get((kind, c), c) for c in codes] for name, (kind, codes) in several.items()}


def _names(tenant: str, wanted: Iterable[tuple[str, str]], language: Language) -> dict[tuple[str, str], str]:
    places = {(keys.catalog(tenant), keys.entry(kind, code)): (kind, code) for kind, code in wanted}
    found = table.get_many(list(places)) if places else {}
    return {places[key]: decode(raw["value"])["name"][language] for key, raw in found.items()}


def _derived(tenant: str, item: CustomerItem, language: Language) -> dict[str, Plain]:
    card = card_of(tenant, item.value)
    ladder = table.read((keys.settings(tenant), keys.LADDER))
    tiers = {one["id"]: one["name"][language] for one in decode(ladder["value"]).get("tiers", [])} if ladder else {}
    tier = tiers.get(card.tier, card.tier) if card and card.tier else None
    return {"score": card.score if card else 0, "stars": card.stars if card else 1, "tier": tier}


def _people(viewer: Viewer, item: CustomerItem) -> dict[str, Plain]:
    owner, printer = employee(viewer.tenant, item.value.owner), employee(viewer.tenant, viewer.employee)
    works_in = department(viewer.tenant, item.value.department)
    tenant = table.get(TenantItem, (keys.settings(viewer.tenant), keys.TENANT))
    return {
        "owner": owner.value.name if owner else None,
        "owner_email": owner.value.email if owner else None,
        "owner_phone": owner.value.phone if owner else None,
        "department": works_in.value.name if works_in else None,
        "printed_by": printer.value.name if printer else None,
        "tenant": tenant.name if tenant else None,
    }
