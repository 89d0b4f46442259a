"""What a message is about, where it is at this moment. No validators: a worker runs it."""

from collections.abc import Mapping
from typing import Any

from customers import places
from kernel import keys, table
from kernel.values import decode

type Stored = Mapping[str, Any]

_MERGES = 20
"""A record can have gone through so many merges, one after the other."""


def attached(tenant: str, prefix: str, of: str) -> tuple[Stored, Stored]:
    """(what is attached, the record that it is attached to now); {} when they are gone."""
    place = table.read((keys.document_pointer(tenant, of), keys.POINTER), consistent=True)
    if place is None:
        return {}, {}
    home = keys.customer(tenant, place["customer"]["S"])
    where = (home, keys.document(prefix, of)), (home, keys.PROFILE)
    found = table.get_many(where, consistent=True)
    if len(found) < len(where):
        raise table.Transient("it is just moving")
    thing, record = (decode(found[key]["value"]) for key in where)
    return thing, record


def profile(tenant: str, record: str) -> Stored:
    """A record as it is, also one that was merged into another; {} when it is gone for good."""
    raw = table.read((keys.customer(tenant, record), keys.PROFILE), consistent=True)
    return decode(raw["value"]) if raw else {}


def standing(tenant: str, record: Stored) -> Stored:
    """The record, or the one that it is part of by now; {} when that is deleted, or gone for good."""
    for _ in range(_MERGES):
        if not record or places.shelf(record) == "trash":
            return {}
        if places.shelf(record) is not None:
            return record
        record = profile(tenant, record["merged_into"])
    return {}
