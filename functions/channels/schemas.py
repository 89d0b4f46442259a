"""Bodies of requests and answers about channels. What is secret is only ever written."""

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from channels.rules import Authority, ChannelSettings, Digits
from kernel.fields import Frozen

type Secret = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{8,2000}$")]
"""A secret of a provider's: what a keyboard types, without spaces."""


class ZaloCredentials(Frozen):
    """What Zalo gave the company's app: it is kept in AWS Secrets Manager and shown to nobody again."""

    app_id: Digits
    app_secret: Secret
    refresh_token: Secret


class LostView(Frozen):
    """Since when a provider takes our credentials no more, and its code for why."""

    since: datetime
    code: str


class ChannelsView(ChannelSettings):
    """The settings in force and their version (0: the product's own)."""

    authority: Authority | None = None
    lost: LostView | None = None
    version: int
