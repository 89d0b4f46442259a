"""Entry point of a stream reader: changes grouped by customer, in order; what can never succeed is put aside.

It behaves the same wherever it runs: a transient fault raises, and the repeated batch is harmless (watermarks and
conditions see to that); a record that can never succeed is kept with its reason, counted, and the rest goes on.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from kernel import clock, keys, table, telemetry
from kernel.fold import Change
from kernel.table import Item
from kernel.values import decode_image

type React = Callable[[str, Sequence[Change]], None]
type Groups = Mapping[str, Sequence[Change]]
"""The changes of a batch by collection, each in order."""
type Ahead = Callable[[Groups], frozenset[str]]
"""Serves what it can of a batch at once and names those collections; the others have their turn one by one."""

KEPT = 90 * 86400
"""Seconds for which a record that was put aside is kept."""


class SetAsideItem(Item):
    """A stream record that can never succeed: where it is from, and why. The data itself stays in the table."""

    reader = UnicodeAttribute()
    item_pk = UnicodeAttribute()
    item_sk = UnicodeAttribute()
    reason = UnicodeAttribute()
    label = UnicodeAttribute()
    at = UnicodeAttribute()


def consume(reader: str, event: Mapping[str, Any], react: React, ahead: Ahead = lambda _: frozenset()) -> None:
    """Hand each customer's changes to `react`; raises if any fault was transient, after the others were served."""
    groups: dict[str, list[Change]] = {}
    for record in event["Records"]:
        try:
            change = _change(record)
        except Exception as error:  # noqa: BLE001 - a record of any other shape can never succeed
            put_aside(reader, _place(record), error)
            continue
        groups.setdefault(change.pk, []).append(change)
    served = ahead(groups)
    left = {pk: changes for pk, changes in groups.items() if pk not in served}
    faults = [fault for pk, changes in left.items() if (fault := _serve(reader, react, pk, changes))]
    if faults:
        raise faults[0]


def _serve(reader: str, react: React, pk: str, changes: Sequence[Change]) -> Exception | None:
    """One customer: as a whole, and if that can never succeed, change by change to find which one cannot."""
    try:
        react(pk, changes)
    except Exception as error:  # noqa: BLE001 - every fault is either repeated or put aside
        if table.is_transient(error):
            telemetry.failed("stream batch interrupted", error, reader=reader, collection=pk)
            return error
        if len(changes) == 1:
            put_aside(reader, _place_of(changes[0]), error)
            return None
        for change in changes:
            fault = _serve(reader, react, pk, [change])
            if fault:
                return fault
    return None


def _change(record: Mapping[str, Any]) -> Change:
    data = record["dynamodb"]
    before, after = data.get("OldImage"), data.get("NewImage")
    return Change(
        pk=data["Keys"]["pk"]["S"],
        sk=data["Keys"]["sk"]["S"],
        before=decode_image(before) if before else None,
        after=decode_image(after) if after else None,
        label=record["eventSourceARN"].rpartition("/")[2],
        sequence=int(data["SequenceNumber"]),
        at=datetime.fromtimestamp(float(data["ApproximateCreationDateTime"]), UTC),
    )


type Place = tuple[str, str, str, str]
"""Partition key, sort key, stream label, sequence number."""


def _place_of(change: Change) -> Place:
    return change.pk, change.sk, change.label, str(change.sequence)


def _place(record: Mapping[str, Any]) -> Place:
    """As much as a malformed record tells of where it came from."""
    pk, sk = (str(within(record, "dynamodb", "Keys", name, "S") or "?") for name in ("pk", "sk"))
    label = str(within(record, "eventSourceARN") or "?").rpartition("/")[2]
    sequence = within(record, "dynamodb", "SequenceNumber") or within(record, "eventID") or "?"
    return pk, sk, label, str(sequence)


def within(record: object, *path: str) -> object:
    """What lies at a path in a record of any shape; None where there is nothing."""
    for name in path:
        record = record.get(name) if isinstance(record, Mapping) else None
    return record


def put_aside(reader: str, place: Place, error: BaseException) -> None:
    """Keep a record that can never succeed, once however often it comes, and count it."""
    pk, sk, label, sequence = place
    now = clock.now()
    item = SetAsideItem(
        keys.set_aside(keys.tenant_of(pk)), keys.set_aside_record(reader, label, sequence), reader=reader,
        item_pk=pk, item_sk=sk, reason=type(error).__name__, label=label, at=clock.stamp(now),
        expires_at=int(now.timestamp()) + KEPT,
    )  # fmt: skip
    try:
        table.write(table.create(item))
    except table.Refused:
        return
    telemetry.failed("record set aside", error, reader=reader, tenant=keys.tenant_of(pk), sequence=sequence)
    telemetry.count("SetAside")
