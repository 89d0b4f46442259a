"""Documents in their customer's collection."""

from attached import kinds
from attached.kinds import Kind
from customers import attached
from kernel import keys, table
from kernel.problems import in_flight
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, ValueAttribute
from sales.rules import Document, DocumentKind

KIND: dict[DocumentKind, Kind] = {"contract": kinds.CONTRACTS, "receipt": kinds.RECEIPTS}
"""What they are among all that is attached to a customer."""


class DocumentItem(Item):
    """A contract or receipt."""

    value = ValueAttribute(Document)
    version = IntegerAttribute()


def creating(tenant: str, document: Document) -> list[Write]:
    """All writes that make a document."""
    collection = keys.customer(tenant, document.customer)
    item = DocumentItem(collection, keys.document(KIND[document.kind].prefix, document.id), value=document, version=1)
    return [table.create(item), attached.placing(tenant, document.customer, document.id)]


def replacing(before: DocumentItem, after: Document) -> Write:
    """The write that changes a document that nobody else changed meanwhile."""
    item = DocumentItem(before.pk, before.sk, value=after, version=before.version + 1)
    return table.put(item, when=DocumentItem.version == before.version, otherwise=in_flight())
