"""Plans made by hand, and carried out by the real worker: whatever a test would have said."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import batched
from typing import Any, Literal

from imports import model, queue, rules, store
from imports.columns import Kind
from imports.model import ImportItem
from imports.plans import Planned, Result
from imports.rules import Import, Options
from imports.work import work
from kernel import clock, ids, table
from kernel.table import Key
from tests.world import Person

type Update = tuple[str, int, Mapping[str, Any]]
"""Record, version, fields."""
MOST = 1000


def creates(rows: Sequence[Mapping[str, Any]], first: int = 2) -> list[Planned]:
    """A row for each of these bodies, with the id that its record will have."""
    now = clock.now()
    return [
        Planned(sheet="Sheet1", row=number, outcome="create", record=ids.new(now), fields=dict(fields))
        for number, fields in enumerate(rows, first)
    ]


def updates(rows: Sequence[Update], first: int = 2) -> list[Planned]:
    return [
        Planned(sheet="Sheet1", row=number, outcome="update", record=record, version=version, fields=dict(fields))
        for number, (record, version, fields) in enumerate(rows, first)
    ]


def laid(
    by: Person, kind: Kind, plan: Sequence[Planned], *, size: int = 2,
    duplicates: Literal["skip", "update", "create"] = "skip", introduce: bool = False, at: datetime | None = None,
) -> Key:  # fmt: skip
    """An import whose test says this; the plan lies in chunks of `size` rows."""
    now = at or clock.now()
    chunks = list(batched(plan, size, strict=False))
    value = Import(
        id=ids.new(now), kind=kind, filename="a.xlsx", format="xlsx", size=1, language="en", requested_by=by.id,
        state="tested", sha256="0" * 64, sheets=1, test=ids.new(now), plan="0" * 64, chunks=len(chunks), created_at=now,
        options=Options(sheet=1, columns=(), duplicates=duplicates, introduce=introduce),
        counts=Counter(one.outcome for one in plan),
    )  # fmt: skip
    for number, some in enumerate(chunks):
        store.keep_plan(by.tenant, value.id, str(value.test), number, some)
    store.keep_looks(by.tenant, value.id, [{"name": "Sheet1", "columns": [], "rows": 0}])
    table.write(model.creating(by.tenant, value))
    return model.key(by.tenant, value)


def item(key: Key) -> ImportItem:
    found = table.get(ImportItem, key, consistent=True)
    assert found is not None
    return found


def begin(key: Key, phase: Literal["importing", "undoing"]) -> None:
    """What the routes do."""
    before = item(key)
    decide = rules.importing if phase == "importing" else rules.undoing
    table.write(*model.changing(before, decide(before.value, clock.now())))


def run(key: Key) -> Import:
    """The worker, step after step, until there is no more to do."""
    for _ in range(MOST):
        value = item(key).value
        if not rules.is_open(value):
            return value
        work(key, value.step)
    raise AssertionError("it does not end")


def imported(key: Key) -> Import:
    begin(key, "importing")
    return run(key)


def undone(key: Key) -> Import:
    begin(key, "undoing")
    return run(key)


def results(by: Person, key: Key, of: Literal["results", "undone"] = "results") -> list[Result]:
    """What became of all rows."""
    value = item(key).value
    read = store.results if of == "results" else store.undone
    return [one for chunk in range(value.chunks) for one in read(by.tenant, value.id, str(value.test), chunk)]


__all__ = ["begin", "creates", "imported", "item", "laid", "queue", "results", "run", "undone", "updates"]
