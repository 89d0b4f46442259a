"""Dossiers in their record's collection: every change is one transaction with its history."""

from customers import pointers
from dossiers.rules import Dossier
from kernel import history, keys, table
from kernel.problems import in_flight
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, ValueAttribute

_TOLD = {"title", "note", "documents", "signers", "state"}
"""What a dossier's history tells of it."""


class DossierItem(Item):
    """A signing dossier."""

    value = ValueAttribute(Dossier)
    version = IntegerAttribute()


def subject(dossier_id: str) -> str:
    """What a dossier's history is about."""
    return keys.attached_subject("dossiers", dossier_id)


def creating(tenant: str, dossier: Dossier) -> list[Write]:
    """All writes that make a dossier."""
    collection = keys.customer(tenant, dossier.customer)
    item = DossierItem(collection, keys.document(keys.DOSSIER, dossier.id), value=dossier, version=1)
    told = _telling(collection, 1, dossier.created_by, None, dossier)
    return [table.create(item), pointers.placing(tenant, dossier.customer, dossier.id), *told]


def replacing(before: DossierItem, after: Dossier) -> list[Write]:
    """All writes that change a dossier that nobody else changed meanwhile."""
    item = DossierItem(before.pk, before.sk, value=after, version=before.version + 1)
    return [
        table.put(item, when=DossierItem.version == before.version, otherwise=in_flight()),
        *_telling(item.pk, item.version, after.updated_by, before.value, after),
    ]  # fmt: skip


def removing(tenant: str, item: DossierItem, by: str) -> list[Write]:
    """All writes that take a dossier away that nobody changed meanwhile; its history stays."""
    same = DossierItem.version == item.version
    return [
        table.delete((item.pk, item.sk), when=same, otherwise=in_flight()),
        table.delete(pointers.place_of(tenant, item.value.id)),
        *_telling(item.pk, item.version + 1, by, item.value, None),
    ]  # fmt: skip


def _telling(pk: str, version: int, by: str, before: Dossier | None, after: Dossier | None) -> list[Write]:
    one = after or before
    old, new = (side.model_dump(include=_TOLD) if side else None for side in (before, after))
    return history.telling(pk, subject(one.id), version, by, old, new) if one else []
