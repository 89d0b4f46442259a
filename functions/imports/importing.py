"""Carrying out a plan, chunk after chunk: exactly what it says, or nothing if what it rests on is no more.

A step writes its records, then what became of its rows, and is then counted (`imports.work`). Repeated, wherever it was
cut off, it finds what is done already and does the rest.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from ulid import ULID

from identity.viewers import viewer_of
from imports import store, undoing
from imports.carrying import Carrier
from imports.plans import Became, Planned, Result
from imports.reading import Heard
from imports.rowwise import carrier_of, each, whys
from imports.rules import Changed, Import, Stepped
from imports.still import Grounds

_DONE: dict[str, Became] = {"create": "created", "update": "updated"}
_NOT: dict[str, Became] = {"skip": "skipped", "error": "error"}


def step(tenant: str, value: Import, heard: Heard) -> Stepped | Changed:  # noqa: ARG001 - steps are short
    """One step of importing: the first looks whether all that the plan rests on still holds, then chunk after chunk."""
    if value.chunk == 0:
        counts = Counter[str](one.outcome for one in _shifted(tenant, value))
        return Changed(counts=counts) if counts else Stepped(counts={}, over=value.chunks == 0)
    return carry_out(tenant, value, value.chunk - 1)


def carry_out(tenant: str, value: Import, chunk: int) -> Stepped:
    """One chunk of the plan."""
    rows = store.plan(tenant, value.id, str(value.test), chunk)
    carrier = carrier_of(tenant, value, rows)
    results = each(tenant, value, rows, carrier.lane, lambda row: _became(tenant, value, carrier, row))
    store.keep_results(tenant, value.id, str(value.test), chunk, results)
    return Stepped(counts=Counter(one.outcome for one in results), over=chunk + 1 >= value.chunks)


def _became(tenant: str, value: Import, carrier: Carrier, row: Planned) -> Result:
    if row.outcome in _NOT:
        return Result(row=row.row, outcome=_NOT[row.outcome], record=row.record, why=row.why)
    try:
        done = carrier.create(row) if row.outcome == "create" else carrier.update(row)
    except Exception as fault:  # noqa: BLE001 - what may pass is raised again, all else is told
        return Result(row=row.row, outcome="changed", record=row.record, why=whys(value.id, tenant, fault))
    return Result(
        row=row.row, outcome=_DONE[row.outcome], record=done.record, code=done.code, version=done.version
    )  # fmt: skip


def _shifted(tenant: str, value: Import) -> Iterator[Result]:
    """The rows of the plan under which something has shifted since it was made; they are told as its results."""
    grounds = Grounds(viewer_of(tenant, value.requested_by), value.kind, _since(value))
    for chunk in range(value.chunks):
        rows = store.plan(tenant, value.id, str(value.test), chunk)
        why = grounds.shifted(rows)
        found = [
            Result(row=one.row, outcome="changed", record=one.record, why=tuple(why[one.row]))
            for one in rows if one.row in why
        ]  # fmt: skip
        if found:
            store.keep_results(tenant, value.id, str(value.test), chunk, found)
        yield from found


def _since(value: Import) -> datetime | None:
    """From when on a duplicate is news; None where duplicates are made all the same."""
    wanted = value.options is not None and value.options.duplicates != "create"
    return ULID.from_str(str(value.test)).datetime if wanted else None


def undo_step(tenant: str, value: Import, heard: Heard) -> Stepped:  # noqa: ARG001 - steps are short
    """One step of undoing."""
    return undoing.step(tenant, value)
