"""What a record's old owner holds of it goes with the record, as far as its new owner sees it (A6).

Only what is still open: who has won or done something is a fact. Whatever somebody has changed since the transfer is
left alone, so that a repetition takes nothing back. No validators: a stream runs it.
"""

from collections.abc import Sequence
from typing import Any

from attached.kinds import KINDS, Kind, Stored
from customers import places
from kernel import history, keys, table
from kernel.fold import Change
from kernel.table import Item, Range
from kernel.values import IntegerAttribute, MapAttribute, Raw, decode_image


class HeldItem(Item):
    """Something that somebody holds, of whatever kind."""

    value = MapAttribute()
    version = IntegerAttribute()


def react(pk: str, changes: Sequence[Change]) -> None:
    """Follow each transfer of a record."""
    for change in changes:
        before, after = ((image or {}).get("value", {}) for image in (change.before, change.after))
        if before and after and before["owner"] != after["owner"]:
            _hand_over(pk, str(before["owner"]), after)


def _hand_over(pk: str, old: str, record: Stored) -> None:
    for kind in KINDS:
        if kind.tracked is None:
            continue
        for raw in table.every(Range(pk, prefix=kind.prefix, consistent=True)):
            if _goes(kind, old, record, decode_image(raw).get("value", {})):
                _give(kind, raw, record)


def _goes(kind: Kind, old: str, record: Stored, value: Stored) -> bool:
    """Whether it was the old owner's, is open, unchanged since the transfer, and seen by the new owner."""
    if kind.tracked is None or not value:
        return False
    first = places.seen_in(record, kind.seen_as(value)).get(keys.own(record["owner"]))
    seen = first is not None and value["id"] >= first
    return (
        seen
        and kind.tracked.is_open(value)
        and value[kind.tracked.holder[0]] == old
        and value["updated_at"] < record["updated_at"]
    )


def _give(kind: Kind, raw: Raw, record: Stored) -> None:
    """Refused when somebody changes it at this moment: they know better."""
    if kind.tracked is None:
        return
    item = HeldItem.of(raw)
    employee, department = kind.tracked.holder
    held: dict[str, Any] = {employee: record["owner"], department: record["department"]}
    stamps = {"updated_at": record["updated_at"], "updated_by": record["updated_by"]}
    after = HeldItem(item.pk, item.sk, value=item.value | held | stamps, version=item.version + 1)
    subject = keys.attached_subject(kind.name, item.value["id"])
    told = history.telling(item.pk, subject, after.version, record["updated_by"], item.value, after.value)
    try:
        table.write(table.put(after, when=HeldItem.version == item.version), *told)
    except table.Refused:
        return
