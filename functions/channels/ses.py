"""Email, through Amazon SES (API version 2)."""

from collections.abc import Mapping
from email.utils import formataddr

from channels.contents import Mail
from channels.outcomes import of_aws
from kernel import aws, config
from outbox.rules import Message


def send(tenant: str, message: Message, mail: Mail) -> str:
    """The id that SES gave it. Raises as `outcomes` says."""
    return of_aws(lambda: aws.ses().send_email(**_request(tenant, message, mail)))["MessageId"]


def _request(tenant: str, message: Message, mail: Mail) -> Mapping[str, object]:
    """What SES is asked; its events come back with these tags."""
    named = {"customer": mail.customer, "campaign": mail.campaign}
    tags = {"tenant": tenant, "kind": message.kind, "message": message.id} | {k: v for k, v in named.items() if v}
    headers = {"Headers": _pairs(mail.headers)} if mail.headers else {}
    return {
        "FromEmailAddress": _sender(mail),
        "Destination": {"ToAddresses": [mail.to]},
        **({"ReplyToAddresses": [mail.reply_to]} if mail.reply_to else {}),
        "ConfigurationSetName": config.mail_settings(),
        "EmailTags": _pairs(tags),
        "Content": {"Simple": {
            "Subject": _data(mail.subject),
            "Body": {"Text": _data(mail.text), "Html": _data(mail.html)},
            **headers,
        }},
    }  # fmt: skip


def _sender(mail: Mail) -> str:
    """SES takes a name only in ASCII: as RFC 2047 encodes it."""
    return formataddr((mail.sender.name, mail.sender.address)) if mail.sender else config.mail_from()


def _pairs(of: Mapping[str, str]) -> list[Mapping[str, str]]:
    return [{"Name": name, "Value": value} for name, value in of.items()]


def _data(text: str) -> Mapping[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
