"""The answer to who may be the same: whoever makes a record shows it."""

from customers.cards import CardView
from kernel.fields import Frozen
from search.entries import What


class DuplicateView(Frozen):
    """A record that may be the same; of one that is not the viewer's to see, only whose it is."""

    matched: tuple[What, ...]
    owner_name: str
    card: CardView | None = None


class Duplicates(Frozen):
    """Records that may be the same, the most alike first: 20 at most, of each phone, email and tax code 10."""

    items: tuple[DuplicateView, ...]
    more: bool = False
    """Whether there are still more than were looked at."""
