"""Sending a message: once, as far as that can be known, over whichever channel (see docs/adr/0013).

No provider takes a key that would make two calls one, so a message is marked before the call and after it. What a
provider refuses for now, and what never reached it, was not sent and comes again. What ended otherwise is uncertain:
for a while nobody sends it again, as SES tells of all that it took, with the message's id; then it counts as not sent.
Of a channel whose provider tells nothing nobody ever knows: there an uncertain message has failed, and is not repeated.
"""

import random
from contextlib import nullcontext
from datetime import datetime, timedelta

from channels import allowance, ses, sms
from channels.contents import Content, Mail, Sms, Void
from channels.outcomes import Refused, Uncertain, Withheld, asked_too_often
from kernel import clock, telemetry
from mailing.kinds import KINDS
from mailing.rules import STAFF_KINDS
from outbox import model, queue, rules
from outbox.model import MessageItem
from outbox.rules import Message
from suppression.model import stopped

_PAUSE = 60.0, 600.0
"""Seconds until what was asked too often is tried again: spread, so that all that waits does not come back at once."""
_SHUT = timedelta(minutes=15)
"""So long nobody asks again where our account may send nothing: a day's quota comes back bit by bit."""


def send(tenant: str, message_id: str) -> None:
    """Send a message unless it was sent, or there is no reason any more. Raises what may pass: the order comes back."""
    item = model.find(tenant, message_id)
    now = clock.now()
    if item is None or not rules.is_open(item.value) or rules.is_put_off(item.value, now):
        return
    if rules.is_uncertain(item.value, now):
        queue.order(tenant, message_id, item.value.uncertain_until)
        return
    if rules.is_given_up(item.value):
        _end(tenant, item, rules.ended(item.value, "failed", "uncertain", now))
        return
    if (shut := allowance.shut(now)) is not None and item.value.channel == "email":
        _put_off(tenant, item, item.value, shut.until, shut.reason)
        return
    try:
        content = _wanted(tenant, item.value, KINDS[item.value.kind](tenant, item.value))
    except Refused as error:
        _end(tenant, item, rules.ended(item.value, "failed", error.reason, now))
        return
    if isinstance(content, Void):
        _end(tenant, item, rules.ended(item.value, "void", content.reason, now))
        return
    if item.value.attempt and not content.told:
        _end(tenant, item, rules.ended(item.value, "failed", "uncertain", now))
        return
    marked = model.change(tenant, item, rules.sending(item.value, now))
    if marked is not None:  # else somebody else is at it
        with allowance.paced() if isinstance(content, Mail) else nullcontext():
            _send(tenant, marked, content)


def _wanted(tenant: str, message: Message, content: Content | Void) -> Content | Void:
    """What is to be sent, unless whose address it is gets no more of it (J2); our own people always do."""
    if not isinstance(content, Mail) or message.kind in STAFF_KINDS:
        return content
    reason = stopped(tenant, content.to, campaign=content.campaign is not None)
    return Void(reason) if reason else content


def _send(tenant: str, item: MessageItem, content: Content) -> None:
    """Call the provider, and note what came of it. `item` is marked."""
    try:
        provider_id = _hand(tenant, item.value, content)
    except Uncertain as error:
        telemetry.failed("message uncertain", error, tenant=tenant, mail=item.value.id)
        queue.order(tenant, item.value.id, item.value.uncertain_until)
    except Refused as error:
        _end(tenant, item, rules.ended(item.value, "failed", error.reason, clock.now()))
    except Withheld as error:
        telemetry.count("MailWithheld")
        telemetry.info("mail withheld", tenant=tenant, mail=item.value.id, reason=error.reason)
        allowance.shut_until(clock.now() + _SHUT, error.reason)
        _put_off(tenant, item, rules.not_sent(item.value), clock.now() + _SHUT, error.reason)
    except Exception as error:
        if not asked_too_often(error):
            model.change(tenant, item, rules.not_sent(item.value))
            raise
        telemetry.count("MailThrottled")
        until = clock.now() + timedelta(seconds=random.uniform(*_PAUSE))  # noqa: S311 - jitter, not a secret
        _put_off(tenant, item, rules.not_sent(item.value), until, None)
    else:
        _end(tenant, item, rules.sent(item.value, provider_id, clock.now()))


def _put_off(tenant: str, item: MessageItem, message: Message, until: datetime, reason: str | None) -> None:
    """Note when its turn comes, and order it for then; should somebody be at it meanwhile, they see to it."""
    if model.change(tenant, item, rules.put_off(message, until, reason)) is not None:
        queue.order(tenant, message.id, until)


def _end(tenant: str, item: MessageItem, message: Message) -> None:
    """Note how it ended; should somebody have noted so meanwhile, they were right."""
    if model.change(tenant, item, message) is None:
        return
    telemetry.count("Messages", kind=message.kind, state=message.state)
    telemetry.info("message ended", tenant=tenant, mail=message.id, state=message.state, reason=message.reason)
    if message.state == "failed":
        telemetry.count("MailFailed")


def _hand(tenant: str, message: Message, content: Content) -> str:
    """The id that the provider gave it. Raises as `channels.outcomes` says."""
    if isinstance(content, Mail):
        return ses.send(tenant, message, content)
    if isinstance(content, Sms):
        return sms.send(tenant, message, content)
    from channels import zalo  # noqa: PLC0415 - an HTTP client and its pool, which most workers never need

    return zalo.send(tenant, message, content)
