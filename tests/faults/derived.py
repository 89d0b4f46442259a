"""What streams and jobs derived, derived anew from what it follows from: by the services that operators have for it."""

from attached.recounting import recount
from customers.feeds import SHELVES
from kernel import keys, table
from kernel.table import Range
from scoring import nightly
from tests.faults.scene import Theatre

TENANT = "acme"


def mended(theatre: Theatre) -> str:
    """What the proofs of scores, search, debts and notes, and counting all boards anew, had to mend; "" if nothing."""
    before = theatre.left()
    feeds = [Range(keys.feed(TENANT, shelf), index="newest") for shelf in SHELVES]
    repaired = sum(nightly.prove(TENANT, "all", row) for feed in feeds for row in table.every(feed))
    counted = [recount(TENANT, what) for what in ("boards", "days")]
    after = theatre.left()
    if after == before and not repaired and not any(one.mended or one.left for one in counted):
        return ""
    return f"{repaired} {counted}: was {before - after}, should be {after - before}"
