"""Print templates in the table: from its file on, every change of one is told in its transaction (A8)."""

from kernel import clock, files, history, keys, table
from kernel.problems import in_flight
from kernel.table import Item, Range, Write
from kernel.values import IntegerAttribute, Raw, ValueAttribute
from printing.rules import PrintTemplate

_TOLD = {"name", "note", "kind", "size", "sha256", "fields"}
"""What a template's history tells of it."""


class TemplateItem(Item):
    """A template. One that is waiting for its file expires."""

    value = ValueAttribute(PrintTemplate)
    version = IntegerAttribute()


def find(tenant: str, template_id: str) -> TemplateItem | None:
    """A template by its id; one whose upload was given up is gone, even where the table still has it."""
    key = (keys.print_templates(tenant), keys.print_template(template_id))
    item = table.get(TemplateItem, key, consistent=True)
    return item if item and not _given_up(item) else None


def present(rows: list[Raw]) -> list[TemplateItem]:
    """Of some rows those that are there."""
    return [item for item in map(TemplateItem.of, rows) if not _given_up(item)]


def count(tenant: str) -> int:
    """How many templates there are."""
    rows = table.every(Range(keys.print_templates(tenant), prefix=keys.PRINT_TEMPLATE, consistent=True))
    return len(present(list(rows)))


def creating(tenant: str, template: PrintTemplate) -> Write:
    """The write that makes a template."""
    expires = int(template.created_at.timestamp()) + files.WAITS
    key = (keys.print_templates(tenant), keys.print_template(template.id))
    return table.create(TemplateItem(*key, value=template, version=1, expires_at=expires))


def replacing(before: TemplateItem, after: PrintTemplate) -> list[Write]:
    """All writes that change a template that nobody else changed meanwhile; a waiting one expires when it would."""
    expires = before.expires_at if after.state == "waiting" else None
    item = TemplateItem(before.pk, before.sk, value=after, version=before.version + 1, expires_at=expires)
    put = table.put(item, when=TemplateItem.version == before.version, otherwise=in_flight())
    return [put, *_telling(before, item.version, after, after.updated_by)]


def removing(item: TemplateItem, by: str) -> list[Write]:
    """All writes that take a template away that nobody changed meanwhile. Its file follows, through the stream."""
    same = TemplateItem.version == item.version
    gone = table.delete((item.pk, item.sk), when=same, otherwise=in_flight())
    return [gone, *_telling(item, item.version + 1, None, by)]


def _telling(before: TemplateItem, version: int, after: PrintTemplate | None, by: str) -> list[Write]:
    """A template is made when its file is there."""
    old, new = (
        one.model_dump(include=_TOLD) if one and one.state == "ready" else None for one in (before.value, after)
    )
    return history.telling(before.pk, before.sk, version, by, old, new) if old or new else []


def _given_up(item: TemplateItem) -> bool:
    return item.value.state == "waiting" and (item.expires_at or 0) <= clock.now().timestamp()
