"""Our own format, for whoever sends mail for a company in a way that has no reader of its own (docs/webhooks.md)."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from intake import reports
from intake.raw import Body
from intake.reports import LONGEST, Event, Report
from mailing import rules, shapes
from mailing.rules import SignalKind
from mailing.shapes import Malformed

_KINDS: Mapping[str, SignalKind] = {
    "sent": "send", "delivered": "delivery", "opened": "open", "clicked": "click", "bounced": "bounce",
    "complained": "complaint", "unsubscribed": "unsubscribe",
}  # fmt: skip
_BOUNCES = frozenset({"permanent", "transient", "undetermined"})


def events(body: Body) -> Iterator[Event]:
    """The events of a list."""
    root = shapes.object_(shapes.document(body.text, LONGEST), "body")
    yield from reports.each(root.get("events"), str(body.tenant), body.received, read)


def read(event: object, tenant: str, received: datetime) -> Report:
    """One event. A type that we do not know is noted: whoever sends it may know of more than we do."""
    one = shapes.object_(event, "event")
    kind = _KINDS.get(shapes.text_(one.get("type"), "type", 64))
    who = reports.recipient(tenant, one.get("customer"), one.get("email"))
    if kind is None:
        return Report(event, who, None)
    at = reports.at_moment(one.get("at"), "at", received)
    sent = one.get("sent_at")
    return reports.told(
        event, who, kind, at,
        message=reports.named(one.get("message"), "message"),
        link=rules.link_of(one.get("link")) if kind == "click" else None,
        ip=rules.ip_of(one.get("ip"), "ip"),
        user_agent=rules.user_agent_of(one.get("user_agent"), "user_agent"),
        sent_at=None if sent is None else reports.at_moment(sent, "sent_at", received),
        machine=_flag(one.get("machine")),
        campaign=rules.campaign(one.get("campaign")),
        detail=_detail(kind, one),
    )  # fmt: skip


def _flag(value: object) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise Malformed("machine", "is neither true nor false")
    return value


def _detail(kind: SignalKind, one: Mapping[str, object]) -> str | None:
    if kind == "unsubscribe":
        return "all"
    if kind != "bounce":
        return None
    if one.get("bounce") not in _BOUNCES:
        raise Malformed("bounce", "is none of permanent, transient, undetermined")
    return str(one["bounce"])
