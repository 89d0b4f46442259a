"""Taking back what was imported: what was made goes, what was changed returns, unless somebody has changed it since.

What is taken back is looked up, not remembered: a record that is gone is gone, a field that has its old value has it.
So a step can be repeated, and comes to the same. Of a chunk later rows come first: what they took they give back.
"""

from collections import Counter
from collections.abc import Sequence

from imports import store
from imports.carrying import Carrier
from imports.plans import Planned, Result, Told
from imports.rowwise import carrier_of, each, whys
from imports.rules import Import, Stepped
from kernel import history


def step(tenant: str, value: Import) -> Stepped:
    """One chunk of the plan; of that which was cut off, and after which nothing comes, what was done of it."""
    chunk, test = value.chunk, str(value.test)
    rows, told = store.plan(tenant, value.id, test, chunk), store.results(tenant, value.id, test, chunk)
    done = _done(tenant, value, rows, told)
    carrier = carrier_of(tenant, value, [])
    back = [one for one in reversed(rows) if one.row in done]
    results = each(tenant, value, back, carrier.lane, lambda row: _undone(tenant, value, carrier, row, done[row.row]))
    if results:
        store.keep_undone(tenant, value.id, test, chunk, results[::-1])
    return Stepped(counts=Counter(one.outcome for one in results), over=not told or chunk + 1 >= value.chunks)


def _done(tenant: str, value: Import, rows: Sequence[Planned], results: Sequence[Result]) -> dict[int, int]:
    """The rows of which something was written, with the version that was: as is told, or, if it is not, as is found."""
    if results:
        return {one.row: one.version or 0 for one in results if one.outcome in {"created", "updated"}}
    todo = [one for one in rows if one.outcome in {"create", "update"}]
    token = history.cause.set(value.id)
    try:
        return {row: done.version for row, done in carrier_of(tenant, value, []).found(todo).items()}
    finally:
        history.cause.reset(token)


def _undone(tenant: str, value: Import, carrier: Carrier, row: Planned, version: int) -> Result:
    removed, left = row.outcome == "create", tuple[str, ...]()
    try:
        if removed:
            carrier.remove(row)
        elif version != row.version:  # else it was so before
            left = tuple(carrier.restore(row, version))
    except Exception as fault:  # noqa: BLE001 - what may pass is raised again, all else is told
        why = whys(value.id, tenant, fault)
        return Result(row=row.row, outcome="left", record=row.record, why=why)
    if left:
        why = tuple(Told(code="changed_since_import", field=name) for name in left)
        return Result(row=row.row, outcome="left", record=row.record, why=why)
    return Result(row=row.row, outcome="removed" if removed else "restored", record=row.record)
