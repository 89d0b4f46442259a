"""What was sent to a customer, over whichever channel: for who sees the record's activities, as this is care too."""

from collections.abc import Mapping, Sequence
from typing import Any

from customers.model import load, since
from kernel import ids, keys, table
from kernel.access import Viewer
from kernel.paging import PageQuery, listed
from kernel.reasons import who
from kernel.table import Key
from kernel.values import Raw
from messages.model import SendingItem, place
from messages.rules import Sending
from messages.schemas import LoggedView, LogPage, LogState
from outbox.model import LoggedItem, MessageItem
from outbox.rules import Message

_STATES: Mapping[str, LogState] = {"waiting": "queued", "sending": "queued", "void": "void", "failed": "failed"}


def page(viewer: Viewer, customer_id: str, query: PageQuery) -> LogPage:
    """A page of it, newest first; a new owner sees what they see of the activities."""
    record = load(viewer, customer_id, "activities")
    first = since(viewer, record.value, "activities")
    rows, after = listed(viewer, "messages", table.from_on(record.pk, keys.LOGGED, first), query)
    return LogPage(
        items=tuple(_shown(viewer.tenant, record.pk, [LoggedItem.of(row) for row in rows])), next_cursor=after
    )


def _shown(tenant: str, home: str, rows: Sequence[LoggedItem]) -> list[LoggedView]:
    """Each as it stands. One that began anew has two rows: the later one is shown."""
    found = table.get_many([(keys.message(tenant, row.message), keys.MESSAGE) for row in rows])
    messages = {raw["value"]["M"]["id"]["S"]: MessageItem.of(raw).value for raw in found.values()}
    there = [
        messages[row.message] for row in rows
        if row.message in messages and row.sk == _row(messages[row.message], row)
    ]  # fmt: skip
    wordings, opened = _wordings(tenant, there), _opened(home, there)
    return [_view(message, wordings.get(message.variables.get("sending", "")), opened) for message in there]


def _row(message: Message, row: LoggedItem) -> str:
    return keys.logged(ids.first(message.created_at), row.message)


def _wordings(tenant: str, messages: Sequence[Message]) -> dict[str, Sending]:
    """What was written, for each sending once."""
    sendings = {place(tenant, one.variables["sending"]) for one in messages if "sending" in one.variables}
    found = table.get_many(sendings) if sendings else {}
    values = [SendingItem.of(raw).value for raw in found.values()]
    return {one.id: one for one in values}


def _opened(home: str, messages: Sequence[Message]) -> frozenset[str]:
    """The mails that somebody, and no machine, has opened."""
    asked: dict[Key, str] = {
        (home, keys.signal(keys.reaction("open", one.id))): one.id for one in messages if one.channel == "email"
    }
    found: Mapping[Key, Raw] = table.get_many(asked) if asked else {}
    return frozenset(
        asked[key] for key, raw in found.items() if who(_said(raw, "verdict"), _said(raw, "reason")) != "machine"
    )


def _said(raw: Raw, name: str) -> str | None:
    text: str | None = raw.get(name, {}).get("S")
    return text


def _view(message: Message, sending: Sending | None, opened: frozenset[str]) -> LoggedView:
    state: LogState = _STATES.get(message.state) or message.fate or "sent"
    if message.id in opened and state in {"sent", "delivered"}:
        state = "opened"
    told: dict[str, Any] = {"wording": sending.wording} if sending else {}
    return LoggedView(
        id=message.id, channel=message.channel, kind=message.kind, state=state, reason=message.reason, by=message.by,
        created_at=message.created_at, ended_at=message.ended_at, **told,
    )  # fmt: skip
