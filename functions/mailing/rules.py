import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Literal

from kernel import keys
from kernel.reasons import Verdict
from mailing import shapes
from mailing.shapes import Malformed
from mailing.verdicts import of_event

type Reaction = Literal["open", "click"]
type Fate = Literal["send", "delivery", "bounce", "complaint", "unsubscribe"]
type SignalKind = Reaction | Fate
type Unread = Literal["bounce", "complaint", "delivery", "delivery_delay", "other", "reject", "rendering_failure"]
type EventType = Reaction | Unread | Literal["send", "subscription"]

# AWS's name -> ours, and the object that carries the event's own timestamp: without one, the mail's is taken.
# https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
_TYPES: Mapping[str, tuple[EventType, str | None]] = {
    "Bounce": ("bounce", "bounce"),
    "Click": ("click", "click"),
    "Complaint": ("complaint", "complaint"),
    "Delivery": ("delivery", "delivery"),
    "DeliveryDelay": ("delivery_delay", "deliveryDelay"),
    "Open": ("open", "open"),
    "Reject": ("reject", None),
    "Rendering Failure": ("rendering_failure", None),
    "Send": ("send", None),
    "Subscription": ("subscription", "subscription"),
}

STAFF_KINDS = frozenset({"reminder", "notice", "tier_notice", "test"})
"""Kinds of messages to the company's own people: that these open them says nothing of any customer."""
_PROOFS = frozenset({"send", "delivery", "delivery_delay", "bounce", "complaint", "reject", "open", "click"})
"""Events of what SES has taken: it tells of nothing else."""
_FATES: Mapping[EventType, Fate] = {
    "send": "send", "delivery": "delivery", "bounce": "bounce", "complaint": "complaint", "subscription": "unsubscribe",
}  # fmt: skip
"""What becomes of a mail, kept where the mail is one of a campaign."""

LONGEST_LINK = 8_192
LONGEST_USER_AGENT = 512  # the reader writes it, so a longer one is cut, not refused
MOST_DESTINATIONS = 50  # SES's own limit for one message
_BOUNCES = ("Permanent", "Transient", "Undetermined")
EARLIEST = datetime(2011, 1, 25, tzinfo=UTC)  # the day SES opened
AHEAD = timedelta(hours=1)  # an event further in the future is absurd, whatever the clocks say

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", re.ASCII)
_TAG = re.compile(r"[A-Za-z0-9_.@-]{1,256}")
_ADDRESS = re.compile(r"(?:[^<>]*<)?([^\s<>@,;]{1,64}@[^\s<>@,;]{1,189})>?")
_LINK = re.compile(r"https?://\S.*", re.IGNORECASE)  # as it was written: people leave spaces in links
_IP = re.compile(r"[0-9A-Fa-f.:]{2,45}")
_TENANT = re.compile(r"[a-z][a-z0-9-]{1,30}")
_CUSTOMER = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_CAMPAIGN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")  # as a catalogue's codes


@dataclass(frozen=True, slots=True)
class SesEvent:
    """What Leadstream needs of one SES event; `tags` holds the unambiguous ones only."""

    event_type: EventType
    message_id: str
    at: datetime
    destination: tuple[str, ...]
    tags: Mapping[str, str]
    link: str | None
    ip: str | None
    user_agent: str | None
    sent_at: datetime | None = None
    """When the mail was sent, if it says so readably."""
    detail: str | None = None
    """Of a bounce its kind; of a subscription `all` or `topic` if somebody wants no more mail."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A customer's reaction to a message, and who seems to be behind it; or what became of one of a campaign."""

    kind: SignalKind
    message: str
    link: str | None
    at: datetime
    ip: str | None
    user_agent: str | None
    sent_at: datetime | None = None
    verdict: Verdict | None = None
    reason: str | None = None
    campaign: str | None = None
    detail: str | None = None

    @property
    def identity(self) -> str:
        """Equal for what counts once: an open per message, a click per link of a message, exactly as reported."""
        link = None if self.link is None else sha256(self.link.encode()).hexdigest()[:32]
        return keys.reaction(self.kind, self.message, link)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom an event is about, as far as it says: None is absent, unusable or ambiguous."""

    tenant: str | None
    customer: str | None
    address: str | None


def parse(body: str, now: datetime | None = None) -> SesEvent:
    """The event in an SNS notification's Message; raises Malformed and nothing else. `now` bounds its time."""
    root = shapes.object_(shapes.document(body), "body")
    mail = shapes.object_(root.get("mail"), "mail")
    kind, name = _TYPES.get(shapes.text_(root.get("eventType"), "eventType", 64), ("other", None))
    detail = mail if name is None else shapes.object_(root.get(name), name)
    read = kind in {"open", "click"}
    return SesEvent(
        event_type=kind,
        message_id=_message_id(mail.get("messageId")),
        at=_at(detail.get("timestamp"), f"{name or 'mail'}.timestamp", now),
        destination=_destination(mail.get("destination")),
        tags=_tags(mail.get("tags")),
        link=link_of(detail.get("link")) if kind == "click" else None,
        ip=ip_of(detail.get("ipAddress"), f"{name}.ipAddress") if read else None,
        user_agent=user_agent_of(detail.get("userAgent"), f"{name}.userAgent") if read else None,
        sent_at=_sent_at(mail.get("timestamp"), now),
        detail=_detail(kind, detail),
    )


def signal(event: SesEvent) -> Signal | None:
    """What is kept of an event, None when nothing is. The sender's `message` tag wins over SES's own id."""
    if is_to_staff(event):
        return None
    campaign = _matching(_CAMPAIGN, event.tags.get("campaign"))
    message = event.tags.get("message", event.message_id)
    if event.event_type == "open" or event.event_type == "click":  # noqa: PLR1714 - mypy follows it so
        verdict, reason = of_event(event.event_type, event.at, event.sent_at, event.user_agent)
        return Signal(
            event.event_type, message, event.link, event.at, event.ip, event.user_agent, event.sent_at, verdict, reason,
            campaign,
        )  # fmt: skip
    kind = _FATES.get(event.event_type)
    if kind is None or campaign is None or (kind == "unsubscribe" and event.detail is None):
        return None
    return Signal(
        kind, message, None, event.at, None, None, event.sent_at, campaign=campaign, detail=event.detail
    )  # fmt: skip


def is_to_staff(event: SesEvent) -> bool:
    """Whether it is about a mail to one of the company's own people."""
    return event.tags.get("kind") in STAFF_KINDS


def proven(event: SesEvent) -> tuple[str, str] | None:
    """(tenant, message) of ours that the event proves to have been sent; None for none that we can name."""
    tenant, message = _matching(_TENANT, event.tags.get("tenant")), event.tags.get("message")
    return (tenant, message) if event.event_type in _PROOFS and tenant and message else None


def recipient(event: SesEvent) -> Recipient:
    """Whom it is about: tenant and customer by the sender's tags, the address if it is the only one."""
    single = event.destination[0] if len(event.destination) == 1 else None
    tenant = _matching(_TENANT, event.tags.get("tenant"))
    return Recipient(tenant, customer(event.tags.get("customer")), address(single))


def customer(value: object) -> str | None:
    """The id of a record, if it is one."""
    return _matching(_CUSTOMER, value) if isinstance(value, str) else None


def address(value: object) -> str | None:
    """An email address, with or without a name before it; in small letters, as records have it."""
    found = _ADDRESS.fullmatch(value) if isinstance(value, str) else None
    return found[1].lower() if found else None


def campaign(value: object) -> str | None:
    """The code of a campaign, if it is one."""
    return _matching(_CAMPAIGN, value) if isinstance(value, str) else None


def is_tenant(text: str) -> bool:
    """Whether a company may be called so."""
    return _TENANT.fullmatch(text) is not None


def tenant_of(body: str) -> str | None:
    """The company that an event names which cannot be read otherwise: so somebody is told of it."""
    try:
        mail = shapes.object_(shapes.object_(shapes.document(body), "body").get("mail"), "mail")
        return _matching(_TENANT, _tags(mail.get("tags")).get("tenant"))
    except Malformed:
        return None


def moment(text: str) -> datetime:
    """AWS's ISO 8601 in UTC (2017-08-09T22:00:19.652Z); raises ValueError for any other spelling."""
    if not _MOMENT.fullmatch(text):
        raise ValueError("is not a UTC timestamp")
    return datetime.fromisoformat(text)


def _message_id(value: object) -> str:
    text = shapes.text_(value, "mail.messageId", 256)
    if not _TAG.fullmatch(text):
        raise Malformed("mail.messageId", "is not an SES message id")
    return text


def _at(value: object, field: str, now: datetime | None) -> datetime:
    text = shapes.text_(value, field, 40)
    try:
        at = moment(text)
    except ValueError as error:
        raise Malformed(field, "is not a UTC timestamp") from error
    return bounded(at, field, now)


def bounded(at: datetime, field: str, now: datetime | None) -> datetime:
    """A time at which something may have happened, or Malformed."""
    if at < EARLIEST or (now is not None and at > now + AHEAD):
        raise Malformed(field, "is an absurd time")
    return at


def _sent_at(value: object, now: datetime | None) -> datetime | None:
    """It only tells whether somebody was too quick: an event is not refused for it."""
    try:
        return _at(value, "mail.timestamp", now)
    except Malformed:
        return None


def _detail(kind: EventType, of: Mapping[str, object]) -> str | None:
    """As much as a campaign's status needs, and nothing of a shape that is not documented."""
    if kind == "bounce":
        return str(of.get("bounceType")).lower() if of.get("bounceType") in _BOUNCES else None
    wishes = of.get("newTopicPreferences") if kind == "subscription" else None
    if not isinstance(wishes, dict):
        return None
    if wishes.get("unsubscribeAll") is True:
        return "all"
    topics = wishes.get("topicSubscriptionStatus")
    left = [one for one in topics if isinstance(one, dict)] if isinstance(topics, list) else []
    return "topic" if any(one.get("subscriptionStatus") == "OptOut" for one in left) else None


def _destination(value: object) -> tuple[str, ...]:
    addresses = shapes.list_(value, "mail.destination")
    if not 1 <= len(addresses) <= MOST_DESTINATIONS:
        raise Malformed("mail.destination", f"has not 1 to {MOST_DESTINATIONS} addresses")
    return tuple(shapes.text_(address, "mail.destination", 998) for address in addresses)


def _tags(value: object) -> dict[str, str]:
    """A tag that has several values says nothing certain, and one outside SES's alphabet is not ours."""
    tags = {} if value is None else shapes.object_(value, "mail.tags")
    lists = {name: shapes.list_(values, "mail.tags") for name, values in tags.items()}
    if not all(isinstance(item, str) for values in lists.values() for item in values):
        raise Malformed("mail.tags", "has a value that is not text")
    single = {name: str(values[0]) for name, values in lists.items() if len(values) == 1}
    return {name: item for name, item in single.items() if _TAG.fullmatch(item)}


def link_of(value: object) -> str:
    """A web address that was followed."""
    text = shapes.text_(value, "click.link", LONGEST_LINK)
    if not _LINK.fullmatch(text):
        raise Malformed("click.link", "is not a web address")
    return text


def ip_of(value: object, field: str) -> str | None:
    """Whence; None for what is no such address."""
    return None if value is None or value == "" else _matching(_IP, shapes.text_(value, field, 256))


def user_agent_of(value: object, field: str) -> str | None:
    """What the program calls itself, without what would break a line."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Malformed(field, "is not text")
    return shapes.UNPRINTABLE.sub(" ", value[:LONGEST_USER_AGENT])


def _matching(pattern: re.Pattern[str], text: str | None) -> str | None:
    return text if text is not None and pattern.fullmatch(text) else None
