"""What was written to many at once, in the table: once, and not with each of its messages."""

from kernel import keys, table
from kernel.table import Item, Key, Write
from kernel.values import ValueAttribute
from messages.rules import Sending
from outbox.rules import LOGGED


class SendingItem(Item):
    """One sending: it never changes, and is kept as long as its messages are."""

    value = ValueAttribute(Sending)


def place(tenant: str, sending_id: str) -> Key:
    """Where a sending lies."""
    return keys.sending(tenant, sending_id), keys.SENDING


def creating(tenant: str, sending: Sending) -> Write:
    """The write that keeps what is to be sent."""
    expires = int((sending.created_at + LOGGED).timestamp())
    return table.create(SendingItem(*place(tenant, sending.id), value=sending, expires_at=expires))


def find(tenant: str, sending_id: str) -> Sending | None:
    """What was written."""
    item = table.get(SendingItem, place(tenant, sending_id), consistent=True)
    return item.value if item else None
