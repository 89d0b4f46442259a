"""What a document says: from what somebody wrote, from the document that it follows, and from products and tier."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from customers.model import CustomerItem, card_of
from identity.currencies import CURRENCIES, decimals, fits
from identity.model import settings
from kernel.problems import invalid
from products import ladder, model, pricing
from products.ladder import Discounts
from products.pricing import LineFields, Prices
from sales import rules
from sales.rules import Document, DocumentKind
from sales.schemas import DocumentCreate

_SUMS = ("subtotal", "discount", "tax")


def currency(tenant: str, wanted: str | None) -> str:
    """What amounts are in: the company's currency, whoever says which."""
    own = settings(tenant).value.currency
    if wanted is not None and wanted not in CURRENCIES:
        raise invalid("/currency", "currency")
    if wanted not in {None, own}:
        raise invalid("/currency", "other_currency", value=own)
    return own


def drafted(
    tenant: str, customer: CustomerItem, kind: DocumentKind, body: DocumentCreate, parent: Document | None
) -> dict[str, Any]:  # fmt: skip
    """Amount, lines and sums of a new document: as written, else as in its parent, less what there is of that.

    Lines may name what its parent has, also when that is out of use by now.
    """
    if body.amount is not None and body.lines is not None:
        raise invalid("/amount", "not_with", other="lines")
    if body.lines is not None:
        return of_lines(tenant, customer, body.lines, parent)
    if body.amount is not None:
        return of_amount(body.amount, settings(tenant).value.currency)
    if parent is None:
        raise invalid("/amount", "missing")
    covered = rules.covered(parent, kind)
    if covered:
        return _rest(parent.amount - covered)
    return {name: getattr(parent, name) for name in ("amount", "lines", *_SUMS)}


def _rest(amount: Decimal) -> dict[str, Any]:
    if amount <= 0:
        raise invalid("/amount", "nothing_left")
    return _plain(amount)


def changed(tenant: str, customer: CustomerItem, before: Document, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a draft that is changed; {} when neither lines nor amount are."""
    amount, lines = changes.get("amount"), changes.get("lines")
    if amount is not None and lines is not None:
        raise invalid("/amount", "not_with", other="lines")
    if lines is not None:
        return of_lines(tenant, customer, lines, before)
    return of_amount(amount, before.currency or settings(tenant).value.currency) if amount is not None else {}


def of_amount(amount: Decimal, own: str) -> dict[str, Any]:
    """A document without lines; 422 for an amount that cannot be paid in its currency."""
    if not fits(amount, own):
        raise invalid("/amount", "not_in_currency", currency=own, decimals=decimals(own))
    return _plain(amount)


def _plain(amount: Decimal) -> dict[str, Any]:
    return {"amount": amount, "lines": (), **dict.fromkeys(_SUMS)}


def of_lines(
    tenant: str, customer: CustomerItem, wanted: Sequence[LineFields], before: Document | None = None
) -> dict[str, Any]:
    """Lines, priced for the customer as they are now, and their sums.

    In the currency of what was `before`: the draft that is changed, or what a new one follows from.
    """
    if not wanted:
        raise invalid("/lines", "too_few", min_length=1)
    lines = pricing.lines(wanted, _prices(tenant, customer, wanted, before))
    sums = pricing.totals(lines)
    if sums.total <= 0:
        raise invalid("/lines", "nothing_to_pay")
    return {
        "lines": lines, "amount": sums.total, "subtotal": sums.subtotal, "discount": sums.discount, "tax": sums.tax,
    }  # fmt: skip


def _prices(tenant: str, customer: CustomerItem, wanted: Sequence[LineFields], before: Document | None) -> Prices:
    named = {line.product for line in wanted if line.product}
    card = card_of(tenant, customer.value)
    tier = card.tier if card else None
    own = before.currency if before else None
    taken = ladder.in_force(tenant) if tier else Discounts()
    return Prices(
        products=model.several(tenant, named) if named else {}, tier=tier,
        tiers=taken.tiers, older=taken.older, decimals=decimals(own or settings(tenant).value.currency),
        kept=frozenset(line.product for line in before.lines if line.product) if before else frozenset(),
    )  # fmt: skip
