"""What goes with a record: counts of all that is attached to it, whatever kinds of that there are."""

from collections import Counter
from collections.abc import Mapping

from attached.kinds import KINDS
from customers import model
from customers.model import CustomerItem
from kernel import keys, table
from kernel.access import Earlier, Viewer
from kernel.table import Range

MOST = 100
"""Of each kind so many are counted; more are not."""
_CATEGORIES: Mapping[str, Earlier] = {kind.prefix.rstrip("#"): kind.category for kind in KINDS}
"""Under which category a kind is shared."""
_OURS = frozenset({keys.PROFILE, keys.FENCE.rstrip("#")})
"""Items that nobody attached."""


def counted(viewer: Viewer, record: CustomerItem) -> dict[str, int]:
    """How many there are of each kind, as far as the viewer sees them; MOST + 1 stands for more than MOST.

    Reads at most MOST + 1 items for each kind, however many there are.
    """
    counts: Counter[str] = Counter()
    after: str | None = None
    while True:
        page = table.page(Range(record.pk, above=after, below=keys.DERIVED, consistent=True), limit=MOST + 1)
        for row in page.items:
            after = row["sk"]["S"]
            kind, _, name = after.partition("#")
            first = _first(viewer, record, kind)
            if kind in _OURS:
                continue
            if first is not None and name < first:
                after = f"{kind}#{first}"
                break
            counts[kind] += 1
            if counts[kind] > MOST:
                after = f"{kind}$"  # the next character after "#": past all of this kind
                break
        else:
            if page.last is None:
                return {kind.lower(): count for kind, count in sorted(counts.items())}


def _first(viewer: Viewer, record: CustomerItem, kind: str) -> str | None:
    category = _CATEGORIES.get(kind)
    return model.since(viewer, record.value, category) if category else None
