"""The nightly proof: what the stream derived is what the raw items say, and where it is not it is repaired (H8).

Scores, the entries of the search, what is noted of what somebody holds, ledgers, and what a record is counted as. But
for scores and ledgers nothing says how far that has come, so the night proves it of what has rested for a while: the
stream has long brought by what there was. An operator has all proven: what the stream has yet to bring is then found
as it will be, which is harmless.
"""

import random
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from attached import proving as held
from customers import counting, standing
from customers.feeds import SHELVES
from kernel import clock, ids, keys, table, telemetry
from kernel.table import Range
from kernel.values import Raw
from ledger import proving as ledgers
from scoring.folding import FOLD, is_shown
from search import proving

SAMPLE = 25
"""Records of each list that are proven for each tenant every night."""
RESTED = timedelta(hours=1)
_YEAR = 365 * 86400

type Proof = Callable[[str, Raw, str], bool]
"""(tenant, row of a list, until) -> whether it was right; what changed from then on may be left to the stream."""


def sample() -> int:
    """Prove some records of every tenant; returns how much had to be repaired.

    Raises the first fault when all have had their turn.
    """
    repaired, until, faults = 0, clock.stamp(clock.now() - RESTED), list[Exception]()
    for row in table.every(Range(keys.tenants())):
        for card in _some(row["sk"]["S"]):
            try:
                repaired += _repaired(row["sk"]["S"], "all", card, until)
            except Exception as fault:  # noqa: BLE001 - raised below
                telemetry.failed("a record not proven", fault, tenant=row["sk"]["S"], customer=card["sk"]["S"])
                faults.append(fault)
    if faults:
        raise faults[0]
    return repaired


def prove(tenant: str, what: str, row: Raw) -> int:
    """How much of a record was not what it is to be, and is now; `what`: one of PROOFS, or all."""
    return _repaired(tenant, what, row, clock.stamp(clock.now()))


def again(tenant: str, record: str) -> None:
    """Derive a record's score anew; what of it cannot be read is put aside (again)."""
    FOLD.rebuild(keys.customer(tenant, record))


def _some(tenant: str) -> list[Raw]:
    """Records of each list, next to a moment of the last year."""
    found: list[Raw] = []
    for relationship in SHELVES:
        feed = keys.feed(tenant, relationship)
        moment = clock.now() - timedelta(seconds=random.randrange(_YEAR))  # noqa: S311 - a sample, not a secret
        rows = table.first(Range(feed, index="newest", below=ids.new(moment), newest_first=True), limit=SAMPLE)
        found += rows or table.first(Range(feed, index="newest", newest_first=True), limit=SAMPLE)
    return found


def _repaired(tenant: str, what: str, row: Raw, until: str) -> int:
    wrong = [
        metric for name, proofs in PROOFS.items() if what in {name, "all"}
        for metric, proof in proofs.items() if not proof(tenant, row, until)
    ]  # fmt: skip
    for metric in wrong:
        telemetry.info("repaired", tenant=tenant, what=metric, customer=row["sk"]["S"])
        telemetry.count(metric, 1)
    return len(wrong)


def _score(tenant: str, row: Raw, _until: str) -> bool:
    """Whether what a row shows is what the stored facts give, and those are what the items say."""
    return FOLD.prove(_home(tenant, row), partial(is_shown, row))


def _words(tenant: str, row: Raw, until: str) -> bool:
    return not _has_rested(row, until) or proving.prove(tenant, row["sk"]["S"])


def _held(tenant: str, row: Raw, until: str) -> bool:
    return not _has_rested(row, until) or held.prove(_home(tenant, row), until)


def _counts(tenant: str, row: Raw, until: str) -> bool:
    """Whether a record was counted as what it is, and as it stands."""
    pk = _home(tenant, row)
    return not _has_rested(row, until) or not counting.recount(pk) | standing.recount(pk)


def _ledger(tenant: str, row: Raw, _until: str) -> bool:
    return ledgers.prove(_home(tenant, row))


PROOFS: Mapping[str, Mapping[str, Proof]] = {
    "scores": {"ScoresRepaired": _score},
    "words": {"SearchRepaired": _words},
    "counts": {"HeldRepaired": _held, "CountsRepaired": _counts},
    "ledgers": {"LedgersRepaired": _ledger},
}
"""What is proven of a record, by what an operator calls it, and as what it is counted when it was wrong."""


def _has_rested(row: Raw, until: str) -> bool:
    return bool(row["value"]["M"]["updated_at"]["S"] < until)


def _home(tenant: str, row: Raw) -> str:
    return keys.customer(tenant, row["sk"]["S"])
