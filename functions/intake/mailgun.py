"""Mailgun's webhooks: one event, beside the signature of its time and token.

https://documentation.mailgun.com/docs/mailgun/user-manual/events/webhooks
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from intake import reports
from intake.raw import Body
from intake.reports import LONGEST, Event, Report
from mailing import rules, shapes
from mailing.rules import SignalKind

_KINDS: Mapping[str, SignalKind] = {
    "accepted": "send", "delivered": "delivery", "opened": "open", "clicked": "click", "failed": "bounce",
    "complained": "complaint", "unsubscribed": "unsubscribe",
}  # fmt: skip

_NOT_TRIED = frozenset({"suppress-complaint", "suppress-unsubscribe"})
"""Why Mailgun says `failed` where it did not send: it told of the complaint, or of who left, when that was."""


def events(body: Body) -> Iterator[Event]:
    """The one event."""
    root = shapes.object_(shapes.document(body.text, LONGEST), "body")
    yield from reports.each([root.get("event-data")], str(body.tenant), body.received, read)


def read(event: object, tenant: str, received: datetime) -> Report:
    """One event. Others than these (stored, rejected) are noted."""
    one = shapes.object_(event, "event-data")
    kind = _KINDS.get(shapes.text_(one.get("event"), "event", 64))
    own = reports.within(one.get("user-variables"), "user-variables")
    who = reports.recipient(tenant, own.get("customer"), one.get("recipient"))
    if kind is None or one.get("reason") in _NOT_TRIED:
        return Report(event, who, None)
    client = reports.within(one.get("client-info"), "client-info")
    return reports.told(
        event, who, kind, reports.at_second(one.get("timestamp"), "timestamp", received),
        message=_message(one, own),
        link=rules.link_of(one.get("url")) if kind == "click" else None,
        ip=rules.ip_of(one.get("ip"), "ip"),
        user_agent=rules.user_agent_of(client.get("user-agent"), "user-agent"),
        machine=True if client.get("bot") else None,  # empty: none that Mailgun knows of, and no more
        campaign=rules.campaign(own.get("campaign")),
        detail=_detail(kind, one),
    )  # fmt: skip


def _message(one: Mapping[str, object], own: Mapping[str, object]) -> str:
    if own.get("message") is not None:
        return reports.named(own["message"], "message")
    headers = reports.within(reports.within(one.get("message"), "message").get("headers"), "headers")
    return reports.named(headers.get("message-id"), "message-id")


def _detail(kind: SignalKind, one: Mapping[str, object]) -> str | None:
    if kind == "bounce":
        return "permanent" if one.get("severity") == "permanent" else "transient"
    return "all" if kind == "unsubscribe" else None
