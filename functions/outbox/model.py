"""Messages in the table. A message is written in the transaction of what causes it: so there is one, or there is none.

They lie below all features, so that any of them can have something sent. What a kind of message says, and whether
there is still reason to send it, is said above all records, in `mailing`; here a kind is but a name.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute

from kernel import clock, ids, keys, table
from kernel.table import Item, Key, Range, Write
from kernel.values import IntegerAttribute, ValueAttribute
from outbox import rules
from outbox.rules import Fate, Message

_TRIES = 4
AT_ONCE = 100
"""So many messages are looked at in one look; what has ended is in the list no more, so the others have their turn."""


class MessageItem(Item):
    """One message; its state lies beside it, for conditions."""

    value = ValueAttribute(Message)
    state = UnicodeAttribute()
    version = IntegerAttribute()


class UnsentItem(Item):
    """That a message is still to be sent."""


class FailedItem(Item):
    """That a message could not be sent."""


class LoggedItem(Item):
    """That a message was written to a customer: in their record's collection, and with all that is there."""

    message = UnicodeAttribute()


def entering(tenant: str, message: Message) -> list[Write]:
    """All writes that have a message sent: the first is Refused where it was sent before, or is about to be.

    One that was void, for there was no reason to send it, begins anew now that there is.
    """
    new = MessageItem.pk.does_not_exist() | (MessageItem.state == "void")
    return [
        table.put(_item(tenant, message, 1), when=new), table.put(UnsentItem(*_unsent(tenant, message))),
        *_logging(tenant, message),
    ]  # fmt: skip


def _logging(tenant: str, message: Message) -> list[Write]:
    """It names the message and says nothing of it, so that it never changes, wherever merges take it."""
    if message.customer is None:
        return []
    where = keys.customer(tenant, message.customer), keys.logged(ids.first(message.created_at), message.id)
    expires = int((message.created_at + rules.LOGGED).timestamp())
    return [table.put(LoggedItem(*where, message=message.id, expires_at=expires))]


def find(tenant: str, message_id: str) -> MessageItem | None:
    """A message as it is now."""
    return table.get(MessageItem, (keys.message(tenant, message_id), keys.MESSAGE), consistent=True)


def changing(tenant: str, before: MessageItem, after: Message) -> list[Write]:
    """All writes that change a message that nobody else changed meanwhile; Refused otherwise."""
    item = _item(tenant, after, before.version + 1)
    writes = [table.put(item, when=MessageItem.version == before.version)]
    was, is_ = rules.is_open(before.value), rules.is_open(after)
    if was and not is_:
        writes.append(table.delete(_unsent(tenant, after)))
    elif is_ and not was:
        writes.append(table.put(UnsentItem(*_unsent(tenant, after))))
    if before.state == "failed" != after.state:
        writes.append(table.delete(_failed(tenant, before.value)))
    elif after.state == "failed" != before.state:
        writes.append(table.put(FailedItem(*_failed(tenant, after), expires_at=item.expires_at)))
    return writes


def change(tenant: str, before: MessageItem, after: Message) -> MessageItem | None:
    """The message changed; None if somebody else changed it meanwhile."""
    try:
        table.write(*changing(tenant, before, after))
    except table.Refused:
        return None
    return _item(tenant, after, before.version + 1)


def confirm(tenant: str, message_id: str, provider_id: str, fate: Fate | None = None) -> bool:
    """What the provider tells of a message proves that it was sent; whether that, or its fate, was news."""
    return _decide(tenant, message_id, lambda message: rules.told(message, provider_id, fate, clock.now()))


def take_back(tenant: str, message_id: str, best: Fate) -> bool:
    """A machine did what its fate says, and a person no more than this; whether that was news."""
    return _decide(tenant, message_id, lambda message: rules.taken_back(message, best))


def _decide(tenant: str, message_id: str, decide: Callable[[Message], Message]) -> bool:
    for _ in range(_TRIES):
        item = find(tenant, message_id)
        after = decide(item.value) if item else None
        if item is None or after is None or after == item.value:
            return False
        if change(tenant, item, after) is not None:
            return True
    return False


def older_than(tenant: str, moment: datetime) -> Iterator[str]:
    """The ids of what was to be sent before, and is still unsent; the oldest first."""
    where = Range(keys.outbox(tenant), below=clock.stamp(moment), consistent=True)
    for raw in table.first(where, limit=AT_ONCE):
        yield raw["sk"]["S"].partition("#")[2]


def _item(tenant: str, message: Message, version: int) -> MessageItem:
    expires = None if rules.is_open(message) else int((message.created_at + rules.kept(message)).timestamp())
    where = keys.message(tenant, message.id), keys.MESSAGE
    return MessageItem(*where, value=message, state=message.state, version=version, expires_at=expires)


def _failed(tenant: str, message: Message) -> Key:
    ended = message.ended_at or message.created_at
    return keys.failed_messages(tenant), keys.unsent(clock.stamp(ended), message.id)


def _unsent(tenant: str, message: Message) -> Key:
    return keys.outbox(tenant), keys.unsent(clock.stamp(message.created_at), message.id)
