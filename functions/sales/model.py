"""Documents in their customer's collection, and the pointers that find them by id."""

from pynamodb.attributes import UnicodeAttribute

from kernel import keys, table
from kernel.problems import in_flight
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, ValueAttribute
from sales.rules import Document, DocumentKind

PREFIX: dict[DocumentKind, str] = {"contract": keys.CONTRACT, "receipt": keys.RECEIPT}


class DocumentItem(Item):
    """A contract or receipt."""

    value = ValueAttribute(Document)
    version = IntegerAttribute()


class DocumentPointerItem(Item):
    """Where a document lies."""

    customer = UnicodeAttribute()


def find(tenant: str, kind: DocumentKind, document_id: str) -> DocumentItem | None:
    """A document by its id."""
    where = (keys.document_pointer(tenant, document_id), keys.POINTER)
    pointer = table.get(DocumentPointerItem, where, consistent=True)
    if pointer is None:
        return None
    key = (keys.customer(tenant, pointer.customer), keys.document(PREFIX[kind], document_id))
    return table.get(DocumentItem, key, consistent=True)


def creating(tenant: str, document: Document) -> list[Write]:
    """All writes that make a document."""
    collection = keys.customer(tenant, document.customer)
    item = DocumentItem(collection, keys.document(PREFIX[document.kind], document.id), value=document, version=1)
    pointer = DocumentPointerItem(keys.document_pointer(tenant, document.id), keys.POINTER, customer=document.customer)
    return [table.create(item), table.create(pointer)]


def replacing(before: DocumentItem, after: Document) -> Write:
    """The write that changes a document that nobody else changed meanwhile."""
    item = DocumentItem(before.pk, before.sk, value=after, version=before.version + 1)
    return table.put(item, when=DocumentItem.version == before.version, otherwise=in_flight())
