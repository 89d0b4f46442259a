"""A ladder that was saved for all products reaches every one of them, step by step (I4).

What a step does can be done again, and by two at once: each product is brought to what the ladder in force says for
all products, unless it is there. So of two ladders, one soon after the other, every product ends with the last.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jobs.model import pass_by
from jobs.rules import Swept
from kernel import history, keys, table
from kernel.problems import Problem
from kernel.table import Range
from kernel.values import Raw
from products import ladder, model
from products.ladder import Discounts
from products.model import ProductItem

if TYPE_CHECKING:
    from jobs.rules import Job

STEP = 100
"""Products that one step goes through."""
_TRIES = 8


def step(tenant: str, _what: Mapping[str, Any], job: "Job") -> Swept:
    """Give the next products, the oldest first, what the ladder says; those that are made meanwhile have it."""
    taken = ladder.in_force(tenant, consistent=True)
    where = Range(keys.products(tenant), prefix=keys.PRODUCT, consistent=True)
    start = {"pk": {"S": where.partition}, "sk": {"S": job.cursor}} if job.cursor else None
    page = table.page(where, limit=STEP, start=start)
    done = sum(_given(tenant, raw, taken, job) for raw in page.items)
    after = page.last["sk"]["S"] if page.last else None
    return Swept(done=done, skipped=len(page.items) - done, after=after)


def _given(tenant: str, raw: Raw, taken: Discounts, job: "Job") -> bool:
    """Whether a product has its discounts; one that cannot be read keeps none of the others from theirs."""
    try:
        return _give(tenant, ProductItem.of(raw), taken, job.requested_by)
    except Exception as fault:  # noqa: BLE001 - what may pass is raised again, all else is told
        pass_by(tenant, job, raw["sk"]["S"].removeprefix(keys.PRODUCT), fault)
        return False


def _give(tenant: str, item: ProductItem | None, taken: Discounts, by: str) -> bool:
    busy = Problem("in_flight")
    for _ in range(_TRIES):
        due = taken.due(item.ladder or 0) if item is not None else {}
        if item is None or not due:
            return item is not None
        kept = {tier: discount for tier, discount in item.value.discounts.items() if tier in taken.tiers}
        after = item.value.model_copy(update={"discounts": {**kept, **due}})
        old, new = item.value.model_dump(), after.model_dump()
        told = history.telling(item.pk, item.sk, item.version + 1, by, old, new) if old != new else []
        try:
            table.write(*model.replacing(tenant, item, after, taken.version, busy), *told)
        except Problem as problem:
            if problem is not busy:
                raise
            item = model.find(tenant, item.value.id)
            continue
        return True
    raise table.Transient("others keep writing")
