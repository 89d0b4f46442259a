"""A message that somebody wrote, as it goes out: from what they wrote and the record as it is then. No validators."""

from collections.abc import Mapping
from html import escape
from typing import Any

from channels.contents import Content, Mail, Sms, Void, ZaloNotice, ZaloText
from kernel import keys, table
from kernel.values import decode
from messages import filling
from messages.recipients import ADDRESSES
from outbox.rules import Message

type Stored = Mapping[str, Any]
_HOPS = 25


def compose(tenant: str, message: Message) -> Content | Void:
    """What is to be sent; void when the record is gone, or can be reached no more."""
    sending, settings, record = _found(tenant, message)
    if not sending or not record or record.get("deleted_at"):
        return Void("gone")
    wording = sending["wording"]
    channel = wording["channel"]
    if not _is_on(settings, channel):
        return Void("channel_off")
    to, why = ADDRESSES[channel](tenant, record)
    if to is None:
        return Void(why)
    return _content(tenant, sending, to, record, settings)


def _found(tenant: str, message: Message) -> tuple[Stored, Stored, Stored]:
    """(sending, settings of the channels, the record as it is now, whatever it was merged into)."""
    written = keys.sending(tenant, message.variables["sending"]), keys.SENDING
    channels = keys.settings(tenant), keys.CHANNELS
    profile = keys.customer(tenant, message.about), keys.PROFILE
    found = table.get_many((written, channels, profile), consistent=True)
    sending, settings, record = (_value(found.get(key)) for key in (written, channels, profile))
    for _ in range(_HOPS):
        into = record.get("merged_into")
        if into is None:
            break
        record = _value(table.read((keys.customer(tenant, into), keys.PROFILE), consistent=True))
    return sending, settings, record


def _value(raw: Stored | None) -> Stored:
    found: Stored = decode(raw["value"]) if raw else {}
    return found


def _is_on(settings: Stored, channel: str) -> bool:
    """As channels.rules.is_on has it, of what is stored: a company that has saved nothing writes email only."""
    name = "zalo" if channel == "zns" else channel
    return bool(settings.get(name, {}).get("on", channel == "email"))


def _content(tenant: str, sending: Stored, to: str, record: Stored, settings: Stored) -> Content | Void:
    wording, known = sending["wording"], filling.values(record)
    match wording["channel"]:
        case "email":
            return _mail(tenant, sending, to, record)
        case "sms":
            return _sms(wording, to, known, settings.get("sms", {}))
        case "zalo":
            return ZaloText(to, filling.filled(wording["text"], known))
    if filling.lacking(wording["data"], known):
        return Void("value_missing")
    data = {name: filling.filled(value, known) for name, value in wording["data"].items()}
    return ZaloNotice(to, wording["template"], data, told=_hears(tenant))


def _mail(tenant: str, sending: Stored, to: str, record: Stored) -> Mail | Void:
    """In the company's name; who wrote it reads answers, unless the company has said who does."""
    from letters import knowing, writing  # noqa: PLC0415 - for emails alone

    wording, template = sending["wording"], sending["wording"].get("template")
    around = knowing.around(tenant, template, record["owner"], sending["by"])
    answered_by = around.people.get(sending["by"], {}).get("email")
    if template is not None:
        if around.template is None:
            return Void("template_gone")
        known = knowing.of_customer(record, around)
        return writing.written(around, to, known, customer=record["id"], answered_by=answered_by)
    values = filling.values(record)
    text = filling.filled(wording["text"], values)
    subject = " ".join(filling.filled(wording["subject"], values).split())
    return Mail(
        to, subject, text, _html(text), sender=writing.sender(around), customer=record["id"],
        reply_to=around.email.reply_to or answered_by,
    )  # fmt: skip


def _hears(tenant: str) -> bool:
    """Whether Zalo has been told to call us, with what it signs: then it tells of every notice that it delivers."""
    way_in = table.read((keys.webhooks(tenant), keys.source("zalo")))
    return bool(_value(way_in).get("keys"))


def _sms(wording: Stored, to: str, known: Mapping[str, str], settings: Stored) -> Sms | Void:
    said = filling.texted(wording["text"], known, plain=wording["unaccented"])
    if filling.too_long(said):
        return Void("text_too_long")
    price = settings.get("max_price")
    return Sms(
        to, said, settings.get("sender_id"), promotional=settings.get("promotional", False),
        max_price=str(price) if price is not None else None,
    )  # fmt: skip


def _html(text: str) -> str:
    """The same as HTML: text and nothing else, with its lines."""
    paragraphs = [escape(one.strip("\n")).replace("\n", "<br>\n") for one in text.split("\n\n") if one.strip()]
    return "\n".join(f"<p>{one}</p>" for one in paragraphs)
