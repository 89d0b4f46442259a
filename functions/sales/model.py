"""Documents in their customer's collection."""

from collections.abc import Mapping

from attached import kinds
from attached.kinds import Kind
from customers import attached
from kernel import keys, table
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, Raw, ValueAttribute
from sales import opportunities
from sales.rules import Document, DocumentKind, Ref, Summary
from sales.schemas import DocumentRow
from vouchers import model as vouchers

KIND: Mapping[DocumentKind, Kind] = {
    "quote": kinds.QUOTES, "order": kinds.ORDERS, "contract": kinds.CONTRACTS, "receipt": kinds.RECEIPTS,
    "payment-slip": kinds.PAYMENTS,
}  # fmt: skip
"""What they are among all that is attached to a customer."""


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
        table.create(item), attached.placing(tenant, document.customer, document.id),
        *opportunities.following(tenant, item.sk, None, document),
    ]  # fmt: skip


def replacing(before: DocumentItem, after: Document) -> Write:
    """The write that changes a document: Refused if somebody else changed it meanwhile."""
    item = DocumentItem(before.pk, before.sk, value=after, version=before.version + 1)
    return table.put(item, when=DocumentItem.version == before.version)


def removing(tenant: str, item: DocumentItem) -> list[Write]:
    """All writes that delete a document: Refused if somebody else changed it meanwhile."""
    value = item.value
    freed = [vouchers.freeing(tenant, value.kind, value.number)] if value.number else []
    return [
        table.delete((item.pk, item.sk), when=DocumentItem.version == item.version),
        table.delete(attached.place_of(tenant, value.id)), *freed,
        *opportunities.following(tenant, item.sk, value, None),
    ]  # fmt: skip


_NOT_LISTED = Document.model_fields.keys() - Summary.model_fields.keys()


def row(raw: Raw) -> DocumentRow:
    """A document as lists show it: its lines, which may be many, are not even decoded."""
    value = {name: one for name, one in raw["value"]["M"].items() if name not in _NOT_LISTED}
    item = DocumentItem.of({**raw, "value": {"M": value}})
    return DocumentRow(**item.value.model_dump(exclude=set(_NOT_LISTED)), version=item.version)
