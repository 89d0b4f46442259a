"""Postmark's webhooks: one record in a body. It tells no machines from people; their user agents do.

https://postmarkapp.com/developer/webhooks/webhooks-overview
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from intake import reports
from intake.raw import Body
from intake.reports import LONGEST, Event, Report
from mailing import rules, shapes
from mailing.rules import SignalKind

_KINDS: Mapping[str, tuple[SignalKind, str]] = {
    "Delivery": ("delivery", "DeliveredAt"), "Open": ("open", "ReceivedAt"), "Click": ("click", "ReceivedAt"),
    "Bounce": ("bounce", "BouncedAt"), "SpamComplaint": ("complaint", "BouncedAt"),
    "SubscriptionChange": ("unsubscribe", "ChangedAt"),
}  # fmt: skip
"""Our name, and which field says when."""
_FOR_GOOD = frozenset({"HardBounce", "BadEmailAddress"})


def events(body: Body) -> Iterator[Event]:
    """The one record."""
    yield from reports.each([shapes.document(body.text, LONGEST)], str(body.tenant), body.received, read)


def read(event: object, tenant: str, received: datetime) -> Report:
    """One record. Others than these (Inbound, SMTP errors), and who wants mail again, are noted."""
    one = shapes.object_(event, "body")
    kind, name = _KINDS.get(shapes.text_(one.get("RecordType"), "RecordType", 64), (None, ""))
    own = reports.within(one.get("Metadata"), "Metadata")
    who = reports.recipient(tenant, own.get("customer"), one.get("Recipient") or one.get("Email"))
    if kind is None or (kind == "unsubscribe" and not _wants_no_more(one)):
        return Report(event, who, None)
    sender = own["message"] if own.get("message") is not None else one.get("MessageID")
    return reports.told(
        event, who, kind, reports.at_moment(one.get(name), name, received),
        message=reports.named(sender, "MessageID"),
        link=rules.link_of(one.get("OriginalLink")) if kind == "click" else None,
        ip=rules.ip_of(reports.within(one.get("Geo"), "Geo").get("IP"), "Geo.IP"),
        user_agent=rules.user_agent_of(one.get("UserAgent"), "UserAgent"),
        campaign=rules.campaign(own.get("campaign")),
        detail=_detail(kind, one),
    )  # fmt: skip


def _wants_no_more(one: Mapping[str, object]) -> bool:
    """Postmark stops sending for bounces and complaints too, and tells of those by themselves."""
    return one.get("SuppressSending") is True and one.get("SuppressionReason") == "ManualSuppression"


def _detail(kind: SignalKind, one: Mapping[str, object]) -> str | None:
    if kind == "bounce":
        return "permanent" if one.get("Type") in _FOR_GOOD else "transient"
    return "all" if kind == "unsubscribe" else None
