"""Dossiers in their record's collection."""

from customers import attached
from dossiers.rules import Dossier
from kernel import keys, table
from kernel.problems import in_flight
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, ValueAttribute


class DossierItem(Item):
    """A signing dossier."""

    value = ValueAttribute(Dossier)
    version = IntegerAttribute()


def creating(tenant: str, dossier: Dossier) -> list[Write]:
    """All writes that make a dossier."""
    collection = keys.customer(tenant, dossier.customer)
    item = DossierItem(collection, keys.document(keys.DOSSIER, dossier.id), value=dossier, version=1)
    return [table.create(item), attached.placing(tenant, dossier.customer, dossier.id)]


def replacing(before: DossierItem, after: Dossier) -> Write:
    """The write that changes a dossier that nobody else changed meanwhile."""
    item = DossierItem(before.pk, before.sk, value=after, version=before.version + 1)
    return table.put(item, when=DossierItem.version == before.version, otherwise=in_flight())


def removing(tenant: str, item: DossierItem) -> list[Write]:
    """All writes that take a dossier away that nobody changed meanwhile."""
    same = DossierItem.version == item.version
    return [
        table.delete((item.pk, item.sk), when=same, otherwise=in_flight()),
        table.delete(attached.place_of(tenant, item.value.id)),
    ]  # fmt: skip
