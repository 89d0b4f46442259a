"""A record is found by whom one talks to there as well: the entries of its contacts follow them, and it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kernel import keys, table
from kernel.fold import Change, Image
from kernel.table import Range
from kernel.values import decode_image
from search.entries import Key, Raw, books, of_contact

type Value = Mapping[str, Any]

_MAKING = ("name", "phones", "numbers", "emails")


def follow(pk: str, changes: Sequence[Change]) -> None:
    """Bring the entries of a record's contacts to what they are to be.

    Those of contacts that changed; of all, if the record came to other people. Nothing is read unless they may differ.
    """
    home = keys.owner_of(pk)
    then = [_value(image) for change in changes if change.sk == keys.PROFILE for image in _images(change)]
    changed = {
        sk: values for sk in {change.sk for change in changes if change.sk.startswith(keys.CONTACT)}
        if _differ(values := [_value(image) for one in changes if one.sk == sk for image in (one.before, one.after)])
    }  # fmt: skip
    moved = any(_places(value) != _places(then[0]) for value in then)
    if home is None or not (changed or moved):
        return
    now = _value(table_image(pk, keys.PROFILE))
    there = {**_all(pk, moved=moved), **{sk: values[-1] for sk, values in changed.items()}}
    new = _entries(home, now, there.items())
    before = [(sk, value) for sk, values in changed.items() for value in values]
    old = [
        key for value in (*then, now, _alive(now)) for key in _entries(home, value, [*before, *there.items()])
    ]  # fmt: skip
    table.batch(new.values(), set(old) - new.keys())


def held(tenant: str, customer: str) -> Mapping[str, Value]:
    """A record's contacts, by their sort keys."""
    return _all(keys.customer(tenant, customer), moved=True)


def entries(home: tuple[str, str], profile: Value, people: Mapping[str, Value]) -> dict[Key, Raw]:
    """The entries of these contacts of a record."""
    return _entries(home, profile, people.items())


def table_image(pk: str, sk: str) -> Image | None:
    """An item as a stream would show it, now."""
    found = table.read((pk, sk), consistent=True)
    return decode_image(found) if found else None


def _all(pk: str, *, moved: bool) -> dict[str, Value]:
    """The contacts as they are, if the record moved; else only those are of interest that changed."""
    rows = table.every(Range(pk, prefix=keys.CONTACT, consistent=True)) if moved else ()
    return {row["sk"]["S"]: _value(decode_image(row)) for row in rows}


def _images(change: Change) -> list[Image]:
    return [image for image in (change.before, change.after) if image is not None]


def _value(image: Image | None) -> Value:
    value: Value = (image or {}).get("value", {})
    return value


def _differ(values: Sequence[Value]) -> bool:
    return any([one.get(name) for name in _MAKING] != [values[0].get(name) for name in _MAKING] for one in values)


def _places(value: Value) -> tuple[object, ...]:
    return (*books(value), value["relationship"], value["owner"]) if value else ()


def _alive(value: Value) -> Value:
    """A record where it would be found, were it not deleted or merged into another."""
    return {name: one for name, one in value.items() if name not in {"deleted_at", "merged_into"}}


def _entries(home: tuple[str, str], record: Value, contacts: Iterable[tuple[str, Value]]) -> dict[Key, Raw]:
    found: dict[Key, Raw] = {}
    for sk, contact in contacts if record else ():
        if contact:
            found |= of_contact(home[0], record, sk.removeprefix(keys.CONTACT), contact, books(record))
    return found
