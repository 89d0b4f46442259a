"""Documents in their record's collection, and where their files lie."""

from pynamodb.attributes import UnicodeAttribute

from customers import attached, pointers
from documents.rules import Document
from kernel import clock, files, history, keys, table
from kernel.problems import in_flight
from kernel.table import Item, Range, Write
from kernel.values import IntegerAttribute, Raw, ValueAttribute


class DocumentItem(Item):
    """A file or a link. One that is waiting for its file expires."""

    value = ValueAttribute(Document)
    version = IntegerAttribute()


_TOLD = {"name", "type", "size", "link", "sha256", "note"}
"""What a document's history tells of it."""


class TurnItem(Item):
    """Whose turn it was to add a document to a record: of two who counted at the same time, one counts again."""

    last = UnicodeAttribute()


def find(tenant: str, document_id: str) -> DocumentItem | None:
    """A document by its id; one whose upload was given up is gone, even where the table still has it."""
    item = attached.find(DocumentItem, tenant, keys.FILE, document_id)
    return item if item and not given_up(item.expires_at) else None


def present(rows: list[Raw]) -> list[DocumentItem]:
    """Of some rows those that are there."""
    return [item for item in map(DocumentItem.of, rows) if not given_up(item.expires_at)]


def turn(tenant: str, customer: str) -> tuple[TurnItem | None, int]:
    """(whose turn it was last, how many documents there are, as far as that matters)."""
    collection = keys.customer(tenant, customer)
    last = table.get(TurnItem, (collection, keys.FILE_TURN), consistent=True)
    rows = table.every(Range(collection, prefix=keys.FILE, consistent=True))
    return last, sum(not given_up(int(row["expires_at"]["N"]) if "expires_at" in row else None) for row in rows)


def creating(tenant: str, document: Document, last: TurnItem | None) -> list[Write]:
    """All writes that make a document, if it is still the turn of who counted."""
    collection = keys.customer(tenant, document.customer)
    waiting = document.state == "waiting"
    expires = int(document.created_at.timestamp()) + files.WAITS if waiting else None
    item = DocumentItem(
        collection, keys.document(keys.FILE, document.id), value=document, version=1, expires_at=expires
    )
    mine = TurnItem(collection, keys.FILE_TURN, last=document.id)
    free = TurnItem.last == last.last if last else TurnItem.pk.does_not_exist()
    return [
        table.create(item), pointers.placing(tenant, document.customer, document.id, expires),
        table.put(mine, when=free, otherwise=in_flight()),
        *([] if waiting else _telling(collection, 1, document.created_by, None, document)),
    ]  # fmt: skip


def replacing(before: DocumentItem, after: Document) -> Write:
    """The write that changes a document that nobody else changed meanwhile; a waiting one expires when it would."""
    expires = before.expires_at if after.state == "waiting" else None
    item = DocumentItem(before.pk, before.sk, value=after, version=before.version + 1, expires_at=expires)
    return table.put(item, when=DocumentItem.version == before.version, otherwise=in_flight())


def completing(tenant: str, before: DocumentItem, after: Document) -> list[Write]:
    """All writes that make a waiting document ready: neither it nor its pointer expires any more."""
    place = pointers.PlaceItem(*pointers.place_of(tenant, after.id), customer=after.customer)
    told = _telling(before.pk, before.version + 1, after.updated_by, None, after)
    return [replacing(before, after), table.put(place), *told]


def changing(before: DocumentItem, after: Document) -> list[Write]:
    """All writes that change what people say of a document; nothing is told of one that waits for its file."""
    told = [] if after.state == "waiting" else _telling(
        before.pk, before.version + 1, after.updated_by, before.value, after
    )  # fmt: skip
    return [replacing(before, after), *told]


def subject(document_id: str) -> str:
    """What a document's history is about."""
    return keys.attached_subject("documents", document_id)


def _telling(pk: str, version: int, by: str, before: Document | None, after: Document | None) -> list[Write]:
    one = after or before
    old, new = (side.model_dump(include=_TOLD) if side else None for side in (before, after))
    return history.telling(pk, subject(one.id), version, by, old, new) if one else []


def removing(tenant: str, item: DocumentItem, by: str) -> list[Write]:
    """All writes that take a document away that nobody changed meanwhile. Its file follows, through the stream."""
    same = DocumentItem.version == item.version
    return [
        table.delete((item.pk, item.sk), when=same, otherwise=in_flight()),
        table.delete(pointers.place_of(tenant, item.value.id)),
        *([] if item.value.state == "waiting" else _telling(item.pk, item.version + 1, by, item.value, None)),
    ]  # fmt: skip


def given_up(expires_at: int | None) -> bool:
    """Whether an upload has not come in time: the table forgets it a little later."""
    return expires_at is not None and expires_at <= clock.now().timestamp()
