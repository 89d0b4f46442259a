"""How a company writes to its customers: which channels are on, and in whose name. Pure."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer, StringConstraints

from kernel.fields import Frozen, Ulid

type Channel = Literal["email", "sms", "zalo", "zns"]
"""`zalo`: a message to somebody who wrote to the Official Account; `zns`: a notice by template to a phone number."""

type Digits = Annotated[str, StringConstraints(pattern=r"^[0-9]{5,25}$")]
"""An id of Zalo's."""
type SenderId = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{0,10}[A-Za-z][A-Za-z0-9]{0,10}$", min_length=3, max_length=11)
]
"""Whom a text message comes from, as AWS and networks take it: letters and digits, with a letter."""
type Dollars = Annotated[
    Decimal, Field(gt=0, le=10, max_digits=6, decimal_places=4, allow_inf_nan=False),
    PlainSerializer(str, return_type=str, when_used="json"),
]  # fmt: skip


class EmailSettings(Frozen):
    """Email; whom it comes from is set with its templates."""

    on: bool = True


class SmsSettings(Frozen):
    """Text messages. Vietnamese networks take a sender id that was registered with them, and no other."""

    on: bool = False
    sender_id: SenderId | None = None
    promotional: bool = False
    """The cheapest way; else the surest."""
    max_price: Dollars | None = None
    """US dollars that one message may cost at most."""


class ZaloSettings(Frozen):
    """The company's Official Account."""

    on: bool = False
    oa_id: Digits | None = None


class ChannelSettings(Frozen):
    """What an administrator sets of all channels."""

    email: EmailSettings = EmailSettings()
    sms: SmsSettings = SmsSettings()
    zalo: ZaloSettings = ZaloSettings()


class Authority(Frozen):
    """That somebody has given us a company's credentials; what they are, only the provider is told."""

    app_id: Digits
    at: datetime
    by: Ulid


class StoredChannels(ChannelSettings):
    """The settings with what is known of the credentials."""

    authority: Authority | None = None


def is_on(settings: ChannelSettings, channel: Channel) -> bool:
    """Whether the company writes over a channel."""
    if channel == "email":
        return settings.email.on
    return settings.sms.on if channel == "sms" else settings.zalo.on
