"""A mail to oneself, to see what a template makes of a record: to an administrator's own address and no other."""

from dataclasses import replace

from channels.contents import Mail, Void
from letters import knowing
from letters.purposes import sample
from letters.rules import Value
from letters.writing import written
from mailing.finding import profile, standing
from outbox.rules import Message

_MARK = {"vi": "[Thử] ", "en": "[Test] "}


def compose(tenant: str, message: Message) -> Mail | Void:
    """The mail to who asked for it, while they are an administrator."""
    record = profile(tenant, message.variables["customer"]) if "customer" in message.variables else {}
    language = "en" if message.variables["language"] == "en" else "vi"
    who = str(message.by)
    asked = (record.get("requirement") or {}).get("type")
    known = knowing.around(tenant, message.about, who, *([record["owner"]] if record else []), request=asked)
    known = replace(known, general={**known.general, "locale": language})
    employee = known.people.get(who, {})
    if not employee.get("active") or employee["role"] != "admin":
        return Void("assignee_inactive")
    if known.template is None:
        return Void("gone")
    if "customer" in message.variables and not standing(tenant, record):
        return Void("customer_gone")
    values: dict[str, Value] = sample(known.template.purpose, known.language)
    if record:
        values |= knowing.of_customer(record, known) | knowing.of_request(record, known)
    mail = written(known, employee["email"], values)
    return replace(mail, subject=_MARK[language] + mail.subject)
