"""What a record is called in files and on paper: found by its code, renamed, copied under another (C2)."""

from catalogs.model import require
from customers import model, rules, stages
from customers.changing import rewrite, shown
from customers.making import made
from customers.pointers import PointerItem
from customers.rules import Customer, CustomerFields
from customers.schemas import Copy, CustomerView, Recode
from customers.service import read
from kernel import clock, ids, keys, table
from kernel.access import Viewer
from kernel.commit import commit


def by_code(viewer: Viewer, code: str) -> CustomerView:
    """The record that has or had this code, if the viewer sees it.

    404 otherwise, after the same reads whether nobody has it or it is not theirs to see: time tells neither.
    """
    where = (keys.record_code(viewer.tenant, code), keys.POINTER)
    pointer = table.get(PointerItem, where, consistent=True)
    return read(viewer, pointer.customer if pointer else ids.new(clock.now()))


def recode(viewer: Viewer, customer_id: str, body: Recode, if_match: int | None) -> CustomerView:
    """Give a record another code; what it was called before still finds it, and is nobody else's."""
    return rewrite(
        viewer, customer_id, lambda before: before.model_copy(update={"code": body.code}), if_match=if_match,
        more=lambda _before, after: [model.naming(viewer.tenant, after)],
    ).view  # fmt: skip


def copy(viewer: Viewer, customer_id: str, body: Copy) -> CustomerView:
    """A new lead of the caller's with the same fields; history, shares, score and money stay where they are."""
    source: Customer = model.load(viewer, customer_id).value
    # who somebody is to web sites and Zalo is one person's, not two's
    written = source.model_dump(include=set(CustomerFields.model_fields) - {"web_clients", "zalo_user"})
    fields = CustomerFields.model_validate(written | ({"name": body.name} if body.name else {}))
    if source.relationship == "partner":  # a lead has other catalogues
        fields = fields.model_copy(update={"source": None, "groups": ()})
    copied = made(viewer, fields, "lead", body.code, (viewer.employee, viewer.department))
    known = set(rules.choices(source, source.relationship))
    require(viewer.tenant, [one for one in rules.choices(copied, "lead") if one not in known])
    view = shown(copied, 1, None, stages.look(viewer.tenant, copied.stage))
    commit(view, *model.capturing(viewer.tenant, copied))
    return view
