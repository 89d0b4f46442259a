"""The kinds of messages: how each is composed, at the last moment, from what is then true."""

from collections.abc import Callable, Mapping

from channels.contents import Content, Void
from mailing import campaigning, confirming, introducing, noticing, reminding, trying
from messages import composing
from outbox.rules import Message

type Compose = Callable[[str, Message], Content | Void]
"""(tenant, message) -> what is to be sent, or why it is not any more."""

KINDS: Mapping[str, Compose] = {
    "reminder": reminding.compose,
    "introduction": introducing.compose,
    "confirmation": confirming.confirmation,
    "notice": confirming.notice,
    "tier_notice": noticing.compose,
    "test": trying.compose,
    "written": composing.compose,
    "campaign": campaigning.compose,
}
