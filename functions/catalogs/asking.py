"""The request form in the table."""

from functools import cache
from pathlib import Path

from catalogs.forms import Form
from kernel import keys, table
from kernel.problems import in_flight
from kernel.table import Item, Write
from kernel.values import IntegerAttribute, ValueAttribute


class FormItem(Item):
    """A tenant's request form."""

    value = ValueAttribute(Form)
    version = IntegerAttribute()


def form(tenant: str, *, consistent: bool = False) -> FormItem:
    """The request form in force; a tenant that has saved none has version 0, the product's own."""
    where = keys.settings(tenant), keys.REQUEST_FORM
    return table.get(FormItem, where, consistent=consistent) or FormItem(*where, value=_own_form(), version=0)


@cache
def _own_form() -> Form:
    return Form.model_validate_json(Path(__file__).with_name("request_form.json").read_bytes())


def saving(before: FormItem, after: Form) -> Write:
    """The write that replaces a form that nobody else replaced meanwhile."""
    item = FormItem(before.pk, before.sk, value=after, version=before.version + 1)
    when = FormItem.version == before.version if before.version else FormItem.pk.does_not_exist()
    return table.put(item, when=when, otherwise=in_flight())
