"""What a company's mails say, in the table. For mails that are sent by themselves the product has its own wording."""

from kernel import history, keys, table
from kernel.problems import Problem, in_flight
from kernel.table import Item, Key, Range, Write
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


def find(tenant: str, code: str, *, consistent: bool = True) -> MailTemplateItem | None:
    """A template by its code; that of a purpose is the product's own until the company has one."""
    where = place(tenant, code)
    found = table.get(MailTemplateItem, where, consistent=consistent)
    return found or own(tenant, code)


def own(tenant: str, code: str) -> MailTemplateItem | None:
    """The product's own template of a purpose."""
    return MailTemplateItem(*place(tenant, code), value=DEFAULTS[code], version=0) if code in DEFAULTS else None


def saving(before: MailTemplateItem, after: Template, by: str) -> tuple[int, list[Write]]:
    """(the version, all writes) that put a template in place of one that nobody else changed meanwhile."""
    version = _next(before)
    item = MailTemplateItem(before.pk, before.sk, value=after, version=version)
    there = MailTemplateItem.version == before.version if before.version else MailTemplateItem.pk.does_not_exist()
    old, new = (one.model_dump(exclude_none=True) for one in (before.value, after))
    told = history.telling(before.pk, before.sk, version, by, old, new)
    return version, [table.put(item, when=there, otherwise=in_flight()), *told]


def creating(tenant: str, template: Template, by: str) -> tuple[int, list[Write]]:
    """(the version, all writes) that make a template under a code that is free."""
    item = MailTemplateItem(*place(tenant, template.code), value=template, version=0)
    item.version = _next(item)
    new = template.model_dump(exclude_none=True)
    told = history.telling(item.pk, item.sk, item.version, by, None, new)
    return item.version, [table.create(item, otherwise=Problem("code_taken", code=template.code)), *told]


def removing(item: MailTemplateItem, by: str) -> list[Write]:
    """All writes that take a template away that nobody changed meanwhile."""
    same = MailTemplateItem.version == item.version
    told = history.telling(item.pk, item.sk, item.version + 1, by, item.value.model_dump(exclude_none=True), None)
    return [table.delete((item.pk, item.sk), when=same, otherwise=in_flight()), *told]


def _next(item: MailTemplateItem) -> int:
    """One that was taken away and is made again goes on from where it was: its history tells of each version once."""
    if item.version:
        return item.version + 1
    where = Range(item.pk, prefix=keys.histories(item.sk), newest_first=True, consistent=True)
    found = table.first(where, limit=1)
    return int(found[0]["sk"]["S"].rpartition("#")[2]) + 1 if found else 1
