"""Documents as one viewer sees them: of a category that was not shared not even that there is something (A5)."""

from customers import model as customers
from kernel import idempotency, ids
from kernel.access import Category, Sight, Viewer
from sales import rules
from sales.model import KIND
from sales.rules import Document, Ref

_OF_DEBTS: tuple[Category, ...] = ("orders", "contracts", "receipts")


def seen(viewer: Viewer, document: Document) -> Document:
    """Without the documents and the opportunity that the viewer does not see. A read more for who may not see all."""
    if not (document.parent or document.children or document.opportunity):
        return document
    eyes = Eyes(viewer, document.customer)
    return rules.limited(document, eyes.see, opportunities=eyes.whole("opportunities"))


class Eyes:
    """What one viewer sees of one customer."""

    def __init__(self, viewer: Viewer, customer: str) -> None:
        self._admin, self._customer = viewer.role == "admin", customer
        record = None if self._admin else customers.find(viewer.tenant, customer)
        self._sight = customers.sight_of(viewer, record.value) if record else Sight({}, may_change=False)

    def see(self, ref: Ref) -> bool:
        """Whether another document of the customer is there for them."""
        category = KIND[ref.kind].category
        since = self._sight.since(category)
        seen = self._admin or (self._sight.sees(category) and (since is None or ref.id >= ids.first(since)))
        return self._told(seen, category)

    def whole(self, *categories: Category) -> bool:
        """Whether they see all of these, from the beginning."""
        sight = self._sight
        whole = self._admin or all(sight.sees(one) and sight.since(one) is None for one in categories)
        return self._told(whole, *categories)

    def _told(self, seen: bool, *categories: Category) -> bool:  # noqa: FBT001 - it is what is answered
        """What is seen is told of, and not again to who has lost sight of it since."""
        for category in categories if seen else ():
            idempotency.concerns(self._customer, category)
        return seen

    @property
    def debts(self) -> bool:
        """Whether they see all that a debt is made of."""
        return self.whole(*_OF_DEBTS)
