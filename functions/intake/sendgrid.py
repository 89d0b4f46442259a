"""Twilio SendGrid's event webhook: a list of flat objects; custom arguments lie among the fields.

https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from intake import reports
from intake.raw import Body
from intake.reports import LONGEST, Event, Report
from mailing import rules, shapes
from mailing.rules import SignalKind

_KINDS: Mapping[str, SignalKind] = {
    "processed": "send", "delivered": "delivery", "open": "open", "click": "click", "bounce": "bounce",
    "spamreport": "complaint", "unsubscribe": "unsubscribe", "group_unsubscribe": "unsubscribe",
}  # fmt: skip


def events(body: Body) -> Iterator[Event]:
    """The events of a list."""
    root = shapes.document(body.text, LONGEST)
    yield from reports.each(root, str(body.tenant), body.received, read)


def read(event: object, tenant: str, received: datetime) -> Report:
    """One event. Others than these (deferred, dropped, account changes) are noted."""
    one = shapes.object_(event, "event")
    told = shapes.text_(one.get("event"), "event", 64)
    kind = _KINDS.get(told)
    who = reports.recipient(tenant, one.get("customer"), one.get("email"))
    if kind is None:
        return Report(event, who, None)
    return reports.told(
        event, who, kind, reports.at_second(one.get("timestamp"), "timestamp", received),
        message=_message(one),
        link=rules.link_of(one.get("url")) if kind == "click" else None,
        ip=rules.ip_of(one.get("ip"), "ip"),
        user_agent=rules.user_agent_of(one.get("useragent"), "useragent"),
        machine=True if one.get("sg_machine_open") is True else None,  # false: not by Apple's proxy, and no more
        campaign=rules.campaign(one.get("campaign")),
        detail=_detail(told, one),
    )  # fmt: skip


def _message(one: Mapping[str, object]) -> str:
    """The sender's own, or the id that SendGrid answered with: `sg_message_id` goes on with the way it went."""
    if one.get("message") is not None:
        return reports.named(one["message"], "message")
    if one.get("sg_message_id") is not None:
        return reports.named(
            shapes.text_(one["sg_message_id"], "sg_message_id", 998).partition(".")[0], "sg_message_id"
        )
    return reports.named(one.get("smtp-id"), "smtp-id")


def _detail(told: str, one: Mapping[str, object]) -> str | None:
    """A bounce of the type `blocked` may pass; one of the type `bounce` is for good."""
    if told == "bounce":
        return "transient" if one.get("type") == "blocked" else "permanent"
    return {"unsubscribe": "all", "group_unsubscribe": "topic"}.get(told)
