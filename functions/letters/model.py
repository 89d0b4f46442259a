"""What a company's mails say, in the table. For mails that are sent by themselves the product has its own wording."""

from kernel import keys
from kernel.table import Item, Key
from kernel.values import IntegerAttribute, ValueAttribute
from letters.defaults import DEFAULTS
from letters.rules import Template


class MailTemplateItem(Item):
    """A template; version 0 is the product's own, which is in the code."""

    value = ValueAttribute(Template)
    version = IntegerAttribute()


def place(tenant: str, code: str) -> Key:
    """Where a template lies."""
    return keys.mail_templates(tenant), keys.mail_template(code, of_purpose=code in DEFAULTS)


def own(tenant: str, code: str) -> MailTemplateItem | None:
    """The product's own template of a purpose."""
    return MailTemplateItem(*place(tenant, code), value=DEFAULTS[code], version=0) if code in DEFAULTS else None
