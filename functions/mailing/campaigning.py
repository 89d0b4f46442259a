"""A campaign's mail to one recipient, as all is at this moment (J2). No validators: a worker runs it.

Pausing, cancelling, deleting and changing an address need not take mail back: what is no more wanted is void here. It
goes to the address that the recipient had when the campaign began, as long as it is one of the record's.
"""

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any

from channels.contents import Mail, Void
from kernel import keys, table
from kernel.values import decode, decode_item
from letters import knowing
from letters.writing import written
from mailing.finding import standing
from outbox.rules import Message
from suppression import links
from suppression.links import Meant

type Stored = Mapping[str, Any]

_FOOTER = {"vi": "Không muốn nhận thư như thế này nữa? Huỷ đăng ký", "en": "No more mails like this? Unsubscribe"}


def compose(tenant: str, message: Message) -> Mail | Void:
    """The mail to a recipient; void when the campaign rests or is over, or the record is not there any more."""
    campaign_id, customer = message.variables["campaign"], message.about
    campaign, recipient, record = _found(tenant, campaign_id, customer)
    reason = _needless(campaign, recipient, record)
    if reason is not None:
        return Void(reason)
    meant = Meant(tenant, campaign_id, customer)
    mail = worded(tenant, campaign, record, recipient["address"], links.link(meant))
    if mail is None:
        return Void("no_template")
    return replace(mail, headers=links.headers(meant), customer=customer, campaign=campaign["code"])


def worded(tenant: str, campaign: Stored, record: Stored, to: str, unsubscribe: str) -> Mail | None:
    """What a record gets, with a link that unsubscribes whether or not the template has it; None without a template.

    Raises channels.outcomes.Refused where the template cannot say this.
    """
    known = knowing.around(tenant, campaign["template"], record["owner"])
    if known.template is None or known.template.purpose != "campaign":
        return None
    known = replace(known, general={**known.general, "locale": campaign["language"]})
    values = knowing.of_customer(record, known) | {"email": to, "unsubscribe": unsubscribe}
    owner = known.people.get(record["owner"], {})
    return _with_link(written(known, to, values, answered_by=owner.get("email")), campaign["language"], unsubscribe)


def _with_link(mail: Mail, language: str, unsubscribe: str) -> Mail:
    """That it is followed tells nothing of the mail: so it is none of the links whose clicks SES counts."""
    text, html, words, shown = mail.text, mail.html, _FOOTER[language], escape(unsubscribe)
    if unsubscribe not in text:
        text = f"{text.rstrip()}\n\n-- \n{words}: {unsubscribe}\n"
    if f'href="{shown}"' not in html:
        html = f'{html}\n<p><a href="{shown}">{escape(words)}</a></p>'
    return replace(mail, text=text, html=html.replace(f'href="{shown}"', f'ses:no-track href="{shown}"'))


def _needless(campaign: Stored, recipient: Stored, record: Stored) -> str | None:
    """Why nobody is to get it, if so."""
    if not campaign or campaign["state"] == "cancelled":
        return "cancelled"
    if campaign["state"] == "paused":
        return "paused"
    if not record:
        return "deleted"
    known = {one.lower() for one in record.get("emails", ())}
    return None if recipient.get("address") in known else "address_changed"


def _found(tenant: str, campaign_id: str, customer: str) -> tuple[Stored, Stored, Stored]:
    """(campaign, recipient, the record that it is by now); {} for what is not there."""
    parts = keys.campaign_parts(tenant, campaign_id)
    campaign, recipient = (keys.campaigns(tenant), keys.campaign(campaign_id)), (parts, keys.recipient(customer))
    home = keys.customer(tenant, customer), keys.PROFILE
    found = table.get_many([campaign, recipient, home], consistent=True)
    record = decode(found[home]["value"]) if home in found else {}
    return (
        decode(found[campaign]["value"]) if campaign in found else {},
        decode_item(found[recipient]) if recipient in found else {},
        standing(tenant, record),
    )
