"""Documents in their customer's collection."""

from collections.abc import Mapping
from typing import Any

from attached import kinds
from attached.kinds import Kind
from customers import attached, pointers
from kernel import history, keys, table
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, Raw, ValueAttribute
from sales import opportunities
from sales.rules import Document, DocumentKind, Ref, Summary
from sales.schemas import DocumentRow
from vouchers.numbers import freeing

KIND: Mapping[DocumentKind, Kind] = {
    "quote": kinds.QUOTES, "order": kinds.ORDERS, "contract": kinds.CONTRACTS, "receipt": kinds.RECEIPTS,
    "payment-slip": kinds.PAYMENTS,
}  # fmt: skip
"""What they are among all that is attached to a customer."""
_HIDDEN = {
    "id", "kind", "customer", "children", "created_at", "created_by", "confirmed_at", "confirmed_by", "cancelled_at",
    "cancelled_by",
}  # fmt: skip
"""What no history tells: the entry says who and when, and a follower has a history of its own."""


class DocumentItem(Item):
    """A sales document."""

    value = ValueAttribute(Document)
    version = IntegerAttribute()


def find(tenant: str, ref: Ref) -> DocumentItem | None:
    """A document, whoever asks."""
    return attached.find(DocumentItem, tenant, KIND[ref.kind].prefix, ref.id)


def creating(tenant: str, document: Document) -> list[Write]:
    """All writes that make a document."""
    collection = keys.customer(tenant, document.customer)
    item = DocumentItem(collection, keys.document(KIND[document.kind].prefix, document.id), value=document, version=1)
    return [
        table.create(item), pointers.placing(tenant, document.customer, document.id),
        *opportunities.following(tenant, item.sk, None, document),
        *_telling(collection, 1, document.created_by, None, document),
    ]  # fmt: skip


def replacing(before: DocumentItem, after: Document) -> list[Write]:
    """The writes that change a document: Refused if somebody else changed it meanwhile."""
    item = DocumentItem(before.pk, before.sk, value=after, version=before.version + 1)
    return [
        table.put(item, when=DocumentItem.version == before.version),
        *_telling(item.pk, item.version, after.updated_by, before.value, after),
    ]  # fmt: skip


def removing(tenant: str, item: DocumentItem, by: str) -> list[Write]:
    """All writes that delete a document, but for its history: Refused if somebody else changed it meanwhile."""
    value = item.value
    freed = [freeing(tenant, value.kind, value.number)] if value.number else []
    return [
        table.delete((item.pk, item.sk), when=DocumentItem.version == item.version),
        table.delete(pointers.place_of(tenant, value.id)), *freed,
        *opportunities.following(tenant, item.sk, value, None),
        *_telling(item.pk, item.version + 1, by, value, None),
    ]  # fmt: skip


def subject(document: Document) -> str:
    """What a document's history is about."""
    return keys.attached_subject(KIND[document.kind].name, document.id)


def _telling(pk: str, version: int, by: str, before: Document | None, after: Document | None) -> list[Write]:
    one = after or before
    old, new = (_told(side) if side else None for side in (before, after))
    return history.telling(pk, subject(one), version, by, old, new) if one else []


def _told(document: Document) -> dict[str, Any]:
    return document.model_dump(exclude=_HIDDEN)


_NOT_LISTED = Document.model_fields.keys() - Summary.model_fields.keys()


def row(raw: Raw) -> DocumentRow:
    """A document as lists show it: its lines, which may be many, are not even decoded."""
    value = {name: one for name, one in raw["value"]["M"].items() if name not in _NOT_LISTED}
    item = DocumentItem.of({**raw, "value": {"M": value}})
    return DocumentRow(**item.value.model_dump(exclude=set(_NOT_LISTED)), version=item.version)
