"""Documents as one viewer sees them: of a category that was not shared not even that there is something (A5)."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from customers import model as customers
from customers import pointers
from kernel import idempotency, ids
from kernel.access import Category, Sight, Viewer
from kernel.chronicle import EntryView
from sales import rules
from sales.model import KIND
from sales.rules import Document, Ref

_OF_DEBTS: tuple[Category, ...] = ("orders", "contracts", "receipts")
_NOTHING = Sight({}, may_change=False)


def seen(viewer: Viewer, document: Document) -> Document:
    """Without the documents and the opportunity that the viewer does not see."""
    return Eyes(viewer, document).shown(document)


def told(viewer: Viewer, document: Document, entries: Iterable[EntryView]) -> tuple[EntryView, ...]:
    """Its history without parents and opportunities that the viewer does not see, nor what tells of nothing else."""
    found = tuple(entries)
    eyes = Eyes(viewer, document, [ref for one in found for ref in _parents(one)])
    shown = [one.model_copy(update={"changes": _open(eyes, one)}) for one in found]
    return tuple(one for one in shown if one.changes)


def _open(eyes: "Eyes", entry: EntryView) -> Mapping[str, Any]:
    hidden = set[str]()
    if "opportunity" in entry.changes and not eyes.whole("opportunities"):
        hidden.add("opportunity")
    if not all(map(eyes.see, _parents(entry))):
        hidden.add("parent")
    return {name: one for name, one in entry.changes.items() if name not in hidden}


def _parents(entry: EntryView) -> list[Ref]:
    sides: Mapping[str, Any] = entry.changes.get("parent", {})
    return [Ref.model_validate(one) for one in sides.values() if one]


class Eyes:
    """What one viewer sees of a document's customer, and of the documents that it has to do with.

    Each of those by the record that it lies with now: one whose merge was undone may have left it with another.
    """

    def __init__(self, viewer: Viewer, document: Document, also: Iterable[Ref] = ()) -> None:
        """`also`: others that it had to do with."""
        self._viewer, self._customer = viewer, document.customer
        self._related = [one.id for one in (document.parent, *document.children, *also) if one]
        self._sights: dict[str, Sight] = {}

    def shown(self, document: Document) -> Document:
        """The document without what they do not see: it has to do with the same as before, or less."""
        if not (document.parent or document.children or document.opportunity):
            return document
        opportunities = document.opportunity is not None and self.whole("opportunities")
        return rules.limited(document, self.see, opportunities=opportunities)

    def see(self, ref: Ref) -> bool:
        """Whether another document is there for them."""
        home, category = self._homes.get(ref.id, self._customer), KIND[ref.kind].category
        sight = self._sight(home)
        since = sight.since(category)
        return _told(sight.sees(category) and (since is None or ref.id >= ids.first(since)), home, category)

    def whole(self, *categories: Category) -> bool:
        """Whether they see all of these of the document's customer, from the beginning."""
        sight = self._sight(self._customer)
        whole = all(sight.sees(one) and sight.since(one) is None for one in categories)
        return _told(whole, self._customer, *categories)

    @property
    def debts(self) -> bool:
        """Whether they see all that a debt is made of."""
        return self.whole(*_OF_DEBTS)

    @cached_property
    def _homes(self) -> dict[str, str]:
        return pointers.homes_of(self._viewer.tenant, self._related)

    def _sight(self, customer: str) -> Sight:
        if customer not in self._sights:
            record = customers.find(self._viewer.tenant, customer)
            there = record is not None and record.value.deleted_at is None
            self._sights[customer] = customers.sight_of(self._viewer, record.value) if record and there else _NOTHING
        return self._sights[customer]


def _told(seen: bool, customer: str, *categories: Category) -> bool:  # noqa: FBT001 - it is what is answered
    """What is seen is told of, and not again to who has lost sight of it since."""
    for category in categories if seen else ():
        idempotency.concerns(customer, category)
    return seen
