"""What a customer owes, since when, and how it came about."""

from customers import model as customers
from customers.model import CustomerItem
from debts import rules
from debts.schemas import Ageing, DebtView, EntryPage
from identity.model import settings
from kernel.access import Viewer
from kernel.paging import PageQuery, listed
from kernel.problems import Problem, in_flight
from ledger import ageing, model
from ledger.model import EntryItem
from vouchers.numbering import today

_TRIES = 5
_AT_ONCE = 50
"""Claims that are read first, the latest due first: as a rule the balance needs no more."""


def debt(viewer: Viewer, customer_id: str) -> DebtView:
    """What is owed and how late it is, both at one moment: read again when somebody posts meanwhile."""
    record = _load(viewer, customer_id)
    on = today(viewer.tenant)
    for _ in range(_TRIES):
        head = model.head(record.pk)
        aged = ageing.aged(head.balance, on, model.open_claims(record.pk, _AT_ONCE))
        if aged is not None and model.head(record.pk) == head:
            return DebtView.model_validate({
                "customer": record.value.id, "on": on, "currency": settings(viewer.tenant).value.currency,
                "balance": head.balance, "entries": head.seq, "ageing": Ageing.model_validate(aged),
            })  # fmt: skip
    raise in_flight()


def entries(viewer: Viewer, customer_id: str, query: PageQuery) -> EntryPage:
    """The ledger, the last entry first: one query, however much came before."""
    record = _load(viewer, customer_id)
    rows, after = listed(viewer, "ledger", model.entries(record.pk), query)
    return EntryPage(items=tuple(EntryItem.of(row).value for row in rows), next_cursor=after)


def _load(viewer: Viewer, customer_id: str) -> CustomerItem:
    """The customer, if the viewer sees all that the debt is made of; else there is none."""
    record = customers.load(viewer, customer_id, "receipts")
    if not rules.sees_whole(customers.sight_of(viewer, record.value)):
        raise Problem("not_found")
    return record
