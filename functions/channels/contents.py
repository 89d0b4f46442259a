"""What is to be sent, once it is composed: its class says over which channel. Or why nobody is to get it any more."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sender:
    """Whom a mail comes from."""

    address: str
    name: str = ""


@dataclass(frozen=True)
class Mail:
    """One email to one recipient."""

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
class Void:
    """There is no reason any more to send it; `reason` is a code."""

    reason: str


type Content = Mail
