"""Sending a message: once, as far as that can be known (see docs/adr/0013).

SES takes no key that would make two calls one, so a message is marked before the call and after it. What SES refuses,
and what never reached it, was not sent and comes again. What ended otherwise is uncertain: for a while nobody sends it
again, as SES tells of all that it took, with the message's id; then it is taken for not sent.
"""

from collections.abc import Mapping

from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ProxyConnectionError,
    SSLError,
)

from kernel import aws, clock, config, table, telemetry
from mailing.kinds import KINDS
from mailing.letters import Mail, Void
from outbox import model, queue, rules
from outbox.model import MessageItem
from outbox.rules import Message

_NEVER_REACHED = (ConnectTimeoutError, EndpointConnectionError, NoCredentialsError, ProxyConnectionError, SSLError)
_SERVERS_FAULT = 500


class Refused(Exception):  # noqa: N818 - a verdict, not a fault
    """SES will never take this message; `reason` is its code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Uncertain(Exception):  # noqa: N818 - an outcome, not a fault
    """It may have been sent."""


def send(tenant: str, message_id: str) -> None:
    """Send a message unless it was sent, or there is no reason any more. Raises what may pass: the order comes back."""
    item = model.find(tenant, message_id)
    if item is None or not rules.is_open(item.value):
        return
    now = clock.now()
    if rules.is_uncertain(item.value, now):
        queue.order(tenant, message_id, item.value.uncertain_until)
        return
    if rules.is_given_up(item.value):
        _end(tenant, item, rules.ended(item.value, "failed", "uncertain", now))
        return
    mail = KINDS[item.value.kind](tenant, item.value)
    if isinstance(mail, Void):
        _end(tenant, item, rules.ended(item.value, "void", mail.reason, now))
        return
    marked = model.change(tenant, item, rules.sending(item.value, now))
    if marked is not None:  # else somebody else is at it
        _send(tenant, marked, mail)


def _send(tenant: str, item: MessageItem, mail: Mail) -> None:
    """Call SES, and note what came of it. `item` is marked."""
    try:
        provider_id = _call(tenant, item.value, mail)
    except Uncertain as error:
        telemetry.failed("message uncertain", error, tenant=tenant, mail=item.value.id)
        queue.order(tenant, item.value.id, item.value.uncertain_until)
    except Refused as error:
        _end(tenant, item, rules.ended(item.value, "failed", error.reason, clock.now()))
    except Exception:
        model.change(tenant, item, rules.not_sent(item.value))
        raise
    else:
        _end(tenant, item, rules.sent(item.value, provider_id, clock.now()))


def _end(tenant: str, item: MessageItem, message: Message) -> None:
    """Note how it ended; should somebody have noted so meanwhile, they were right."""
    if model.change(tenant, item, message) is None:
        return
    telemetry.count("Messages", kind=message.kind, state=message.state)
    telemetry.info("message ended", tenant=tenant, mail=message.id, state=message.state, reason=message.reason)
    if message.state == "failed":
        telemetry.count("MailFailed")


def _call(tenant: str, message: Message, mail: Mail) -> str:
    """The id that SES gave it. Raises Refused, Uncertain, or what says that it was certainly not sent."""
    try:
        return aws.ses().send_email(**_request(tenant, message, mail))["MessageId"]
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if status >= _SERVERS_FAULT:
            raise Uncertain from error
        if table.is_transient(error):
            raise
        raise Refused(error.response["Error"]["Code"]) from error
    except ParamValidationError as error:
        raise Refused("ParamValidation") from error
    except _NEVER_REACHED:
        raise
    except Exception as error:
        raise Uncertain from error


def _request(tenant: str, message: Message, mail: Mail) -> Mapping[str, object]:
    """What SES is asked; its events come back with these tags."""
    tags = {"tenant": tenant, "kind": message.kind, "message": message.id}
    return {
        "FromEmailAddress": config.mail_from(),
        "Destination": {"ToAddresses": [mail.to]},
        "ConfigurationSetName": config.mail_settings(),
        "EmailTags": [{"Name": name, "Value": value} for name, value in tags.items()],
        "Content": {"Simple": {"Subject": _data(mail.subject), "Body": {
            "Text": _data(mail.text), "Html": _data(mail.html),
        }}},
    }  # fmt: skip


def _data(text: str) -> Mapping[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
