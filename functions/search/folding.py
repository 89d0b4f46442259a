"""The index follows the records: what a changed profile no longer has is taken out of it, what is new is put in."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from kernel import keys, table
from kernel.fold import Change, Image
from search import contacts
from search.entries import Key, Raw, books, entries
from search.proving import MAKING

type Value = Mapping[str, Any] | None


def react(pk: str, changes: Sequence[Change]) -> None:
    """Bring one record's entries to what they are to be after these changes, whatever they were before and in between.

    In between, too: some of these changes may have come before, and without the others.
    """
    owner = keys.owner_of(pk)
    profiles = [change for change in changes if change.sk == keys.PROFILE]
    contacts.follow(pk, changes)
    if owner is None or not profiles:
        return
    first = profiles[0].before or {}
    *earlier, last = _different([first.get("value"), *(_value(change.after) for change in profiles)])
    new, old = _entries(owner[0], last), [_entries(owner[0], value) for value in earlier]
    changed = [raw for key, raw in new.items() if any(some.get(key) != raw for some in old)]
    table.batch(changed, {key for some in old for key in some} - new.keys())


def _value(image: Image | None) -> Value:
    return image["value"] if image is not None else None


def _different(values: Sequence[Value]) -> list[Value]:
    """The values without those that have the same entries as the one before them."""
    return [next(same) for _, same in groupby(values, _made_of)]


def _entries(tenant: str, value: Value) -> dict[Key, Raw]:
    return {} if value is None else entries(tenant, value, books(value))


def _made_of(value: Value) -> tuple[object, ...]:
    return () if value is None else (books(value), *(value.get(name) for name in MAKING))
