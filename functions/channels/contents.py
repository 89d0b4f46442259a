"""What is to be sent, once it is composed: its class says over which channel. Or why nobody is to get it any more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True)
class Sender:
    """Whom a mail comes from."""

    address: str
    name: str = ""


@dataclass(frozen=True)
class Mail:
    """One email to one recipient."""

    told: ClassVar[bool] = True
    """Whether the provider tells of what it took: then what is uncertain is settled, and may be sent again if not."""
    to: str
    subject: str
    text: str
    html: str
    sender: Sender | None = None
    """None: Leadstream's own address."""
    reply_to: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further headers, such as List-Unsubscribe."""
    customer: str | None = None
    """The id of the record that it is sent to: what its reader does then counts there, whoever has the address."""
    campaign: str | None = None
    """The code of the campaign that it is sent for."""


@dataclass(frozen=True)
class Sms:
    """One text message to a mobile number, in E.164."""

    told: ClassVar[bool] = False
    to: str
    text: str
    sender_id: str | None = None
    promotional: bool = False
    max_price: str | None = None
    """US dollars that it may cost at most."""


@dataclass(frozen=True)
class ZaloText:
    """A consultation message to a user of the company's Official Account, as that knows them."""

    told: ClassVar[bool] = False
    user: str
    text: str


@dataclass(frozen=True)
class ZaloNotice:
    """A notice by a template that Zalo has approved (ZNS), to a phone number in E.164."""

    phone: str
    template: str
    data: Mapping[str, str]
    told: bool = False
    """Zalo tells of it with our id, where the company has had Zalo call our webhook (docs/webhooks.md)."""


@dataclass(frozen=True)
class Void:
    """There is no reason any more to send it; `reason` is a code."""

    reason: str


type Content = Mail | Sms | ZaloText | ZaloNotice
