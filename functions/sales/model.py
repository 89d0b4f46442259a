"""Documents in their customer's collection."""

from customers import attached
from kernel import keys, table
from kernel.access import Category
from kernel.problems import in_flight
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, ValueAttribute
from sales.rules import Document, DocumentKind

PREFIX: dict[DocumentKind, str] = {"contract": keys.CONTRACT, "receipt": keys.RECEIPT}
CATEGORY: dict[DocumentKind, Category] = {"contract": "contracts", "receipt": "receipts"}
"""What has to be shared of a customer for a document to be seen."""


class DocumentItem(Item):
    """A contract or receipt."""

    value = ValueAttribute(Document)
    version = IntegerAttribute()


def creating(tenant: str, document: Document) -> list[Write]:
    """All writes that make a document."""
    collection = keys.customer(tenant, document.customer)
    item = DocumentItem(collection, keys.document(PREFIX[document.kind], document.id), value=document, version=1)
    return [table.create(item), attached.placing(tenant, document.customer, document.id)]


def replacing(before: DocumentItem, after: Document) -> Write:
    """The write that changes a document that nobody else changed meanwhile."""
    item = DocumentItem(before.pk, before.sk, value=after, version=before.version + 1)
    return table.put(item, when=DocumentItem.version == before.version, otherwise=in_flight())
