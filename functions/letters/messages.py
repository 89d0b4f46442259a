"""What is to be sent, or could not be: seen, and had sent again. Neither what it says nor to which address it goes."""

from kernel import clock, keys, table
from kernel.access import Viewer, require_admin, require_version
from kernel.commit import commit
from kernel.paging import listed
from kernel.problems import Problem, in_flight
from kernel.table import Range
from letters.schemas import MessagePage, MessageQuery, MessageStep, MessageView
from outbox import model, rules
from outbox.model import MessageItem
from outbox.rules import Message


def page(viewer: Viewer, query: MessageQuery) -> MessagePage:
    """Messages in a state; one that has left it since its row was read is not there."""
    require_admin(viewer)
    failed = query.state == "failed"
    partition = keys.failed_messages(viewer.tenant) if failed else keys.outbox(viewer.tenant)
    rows, after = listed(viewer, f"messages {query.state}", Range(partition, newest_first=failed), query)
    places = [(keys.message(viewer.tenant, row["sk"]["S"].partition("#")[2]), keys.MESSAGE) for row in rows]
    found = table.get_many(places)
    items = [MessageItem.of(found[place]) for place in places if place in found]
    states = {"failed"} if failed else {"waiting", "sending"}
    views = (shown(item.value, item.version) for item in items if item.state in states)
    return MessagePage(items=tuple(views), next_cursor=after)


def read(viewer: Viewer, message_id: str) -> MessageView:
    """How a message stands, and what became of it."""
    require_admin(viewer)
    item = _load(viewer, message_id)
    return shown(item.value, item.version)


def resend(viewer: Viewer, message_id: str, if_match: int | None) -> MessageView:
    """Have what failed sent after all: its attempts are counted anew."""
    require_admin(viewer)
    item = _load(viewer, message_id)
    require_version(if_match, item.version)
    if item.state != "failed":
        raise Problem("wrong_state", state=item.state, needed="failed")
    again = rules.again(item.value, viewer.employee, clock.now())
    view = shown(again, item.version + 1)
    try:
        commit(view, *model.changing(viewer.tenant, item, again))
    except table.Refused:
        raise in_flight() from None
    return view


def shown(message: Message, version: int) -> MessageView:
    """A message as it is shown."""
    names = MessageView.model_fields.keys() - {"history", "version"}
    steps = tuple(MessageStep.model_validate(step) for step in message.trail)
    return MessageView(**{name: getattr(message, name) for name in names}, history=steps, version=version)


def _load(viewer: Viewer, message_id: str) -> MessageItem:
    item = model.find(viewer.tenant, message_id)
    if item is None:
        raise Problem("not_found")
    return item
