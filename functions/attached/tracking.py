"""Rows and counters of kinds that somebody holds, in every order that they are listed in.

A note beside each thing says where it is listed and what it is counted as. Note, rows and counters change in one
transaction, on condition that the note is as it was read; so the rows are those that the notes name, and a counter is
the sum of all notes, whatever is repeated, reordered or cut off. A note is brought to what the thing and its record
say now, not to what a change said. No validators: a stream runs it.

Rows that find a thing by its texts may be many: a note names the texts once, and what they and its books ask for is
written before it, as that may be done again.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from itertools import batched
from typing import Any

from attached.held import Zone
from attached.kinds import KINDS, NOTED, Kind, Stored
from attached.notes import Note, NoteItem, wanted
from counts import model as counts
from counts.tally import differences
from customers import busy, places
from identity import zones
from kernel import clock, keys, table
from kernel.fold import Change
from kernel.table import Range, Write
from kernel.values import Raw, decode_image, encode

_TRIES = 8
_AT_ONCE = 50


def react(pk: str, changes: Sequence[Change]) -> None:
    """Bring the notes of one record's things up to date: of those that changed, or of all if others see them now."""
    if keys.owner_of(pk) is None:
        return
    profiles = [image.get("value", {}) for change in changes if change.sk == keys.PROFILE for image in _images(change)]
    about = {change.sk for change in changes if change.sk.startswith(tuple(NOTED)) and _is_noted(change)}
    for kind in KINDS:
        if (kind.tracked or kind.happened) and _moved(kind, profiles):
            where = Range(pk, prefix=kind.prefix, consistent=True)
            about |= {row["sk"]["S"] for row in table.every(where)}
    for some in batched(sorted(about), _AT_ONCE, strict=False):
        _follow(pk, some)


def forget(pk: str) -> None:
    """What is attached to a record that goes for good is listed and counted no more."""
    for raw in list(table.every(Range(pk, prefix=keys.tracked(""), consistent=True))):
        sk = raw["sk"]["S"].removeprefix(keys.tracked(""))
        if not _settle(pk, sk, raw, {}, {}):
            raise table.Transient("tracking: others keep writing")


def settled(pk: str, about: Sequence[str], until: str) -> bool:
    """Whether the notes of these things of one record were right, if they did not change from then on; they are now."""
    wrong = [sk for some in batched(about, _AT_ONCE, strict=False) for sk in _wrong(pk, some, until)]
    for some in batched(wrong, _AT_ONCE, strict=False):
        _follow(pk, some)
    return not wrong


def busy_in(pk: str) -> Iterator[str]:
    """The books in which the notes of a record say that something is to be done: each as often as they say so."""
    for raw in table.every(Range(pk, prefix=keys.tracked(""), consistent=True)):
        yield from Note.of(NoteItem.of(raw)).busy


def _wrong(pk: str, about: Sequence[str], until: str) -> Iterator[str]:
    notes = _read(pk, [keys.tracked(sk) for sk in about])
    found = _read(pk, [keys.PROFILE, *about])
    record = _value(found.get(keys.PROFILE))
    for sk in about:
        raw, value = notes.get(keys.tracked(sk)), _value(found.get(sk))
        noted = Note.of(NoteItem.of(raw) if raw else None)
        if value.get("updated_at", "") < until and noted != wanted(_kind(sk), record, value, _zone(pk)):
            yield sk


def _zone(pk: str) -> Zone:
    return lambda: zones.zone(_home(pk)[0])


def _kind(sk: str) -> Kind:
    return next(one for one in KINDS if sk.startswith(one.prefix))


def _is_noted(change: Change) -> bool:
    """Whether a note says or said anything of it; of most contacts none does."""
    kind = _kind(change.sk)
    return kind.tracked is not None or any(image.get("value") and _says(kind, image) for image in _images(change))


def _says(kind: Kind, image: Mapping[str, Any]) -> bool:
    """Whether what nobody holds names an entry, or happened on a day that no zone has to tell."""
    named = kind.named(image["value"]) if kind.named else ()
    happened = kind.happened(image["value"], lambda: UTC) if kind.happened else ()
    return any(True for _ in named) or any(True for _ in happened)


def _images(change: Change) -> list[Mapping[str, Any]]:
    return [image for image in (change.before, change.after) if image is not None]


def _moved(kind: Kind, profiles: Sequence[Stored]) -> bool:
    """Whether others see a kind than before."""
    seen = [[places.seen_in(value, one) if value else {} for one in kind.categories] for value in profiles]
    return any(books != seen[0] for books in seen)


def _follow(pk: str, about: Sequence[str]) -> None:
    """Notes are read before what they are about, which is then no older than what was noted.

    What cannot be followed stops nothing else; the fault is raised at the end.
    """
    faults: list[Exception] = []
    for _ in range(_TRIES):
        notes = _read(pk, [keys.tracked(sk) for sk in about])
        found = _read(pk, [keys.PROFILE, *about])
        record = _value(found.get(keys.PROFILE))
        refused = []
        for sk in about:
            try:
                if not _settle(pk, sk, notes.get(keys.tracked(sk)), record, _value(found.get(sk))):
                    refused.append(sk)
            except Exception as fault:  # noqa: BLE001 - raised below, after the others
                faults.append(fault)
        if not refused and faults:
            raise faults[0]
        if not refused:
            return
        about = refused
    raise table.Transient("tracking: others keep writing")


def _read(pk: str, sks: Sequence[str]) -> dict[str, Raw]:
    return {sk: raw for (_, sk), raw in table.get_many([(pk, sk) for sk in sks], consistent=True).items()}


def _value(raw: Raw | None) -> Stored:
    value: Stored = decode_image(raw).get("value", {}) if raw else {}
    return value


def _settle(pk: str, sk: str, raw: Raw | None, record: Stored, value: Stored) -> bool:
    """Write what has to change for one thing; False when somebody else did so meanwhile."""
    kind = _kind(sk)
    item = NoteItem.of(raw) if raw else None
    before, after = Note.of(item), wanted(kind, record, value, _zone(pk))
    if before == after:
        return True
    _find(pk, sk, kind, before, after)
    for note in before.steps(after):
        try:
            table.write(*_writes(pk, sk, kind, item, note))
        except table.Refused:
            return False
        item = _noting(pk, sk, item, note)
    return True


def _find(pk: str, sk: str, kind: Kind, before: Note, after: Note) -> None:
    """Write the rows that find it by its texts, and remove those that nothing asks for any more."""
    tenant, customer = _home(pk)
    attached_id = sk.removeprefix(kind.prefix)
    old, new = (
        {
            (keys.attached_found(tenant, kind.name, book), keys.finding(text, attached_id, customer))
            for book, text in one
        }
        for one in (before.findings, after.findings)
    )
    table.batch(({"pk": {"S": book}, "sk": {"S": row}} for book, row in sorted(new - old)), sorted(old - new))


def _home(pk: str) -> tuple[str, str]:
    home = keys.owner_of(pk)
    if home is None:
        raise ValueError("not a record's collection")
    return home


def _noting(pk: str, sk: str, before: NoteItem | None, note: Note) -> NoteItem:
    said: dict[str, Any] = {"rows": note.rows, "names": list(note.names), "texts": list(note.texts)}
    said |= {"days": dict(note.days)} if note.days else {}
    expires = None if note.rows or note.names else int(clock.now().timestamp()) + counts.KEPT
    version = before.version + 1 if before else 1
    return NoteItem(pk, keys.tracked(sk), note=said, version=version, expires_at=expires)


def _writes(pk: str, sk: str, kind: Kind, item: NoteItem | None, note: Note) -> list[Write]:
    """The note, the rows and the counters."""
    tenant, customer = _home(pk)
    before = Note.of(item)
    when = NoteItem.version == item.version if item else NoteItem.pk.does_not_exist()
    changes = differences(before.tally(kind.name), note.tally(kind.name))
    return [
        table.put(_noting(pk, sk, item, note), when=when),
        *_rows(tenant, customer, sk, kind, before, note),
        *counts.listing(tenant, keys.user(customer, sk), changes),
        *counts.summing({(tenant, counter): one for counter, one in changes.items()}),
        *busy.counting(tenant, customer, before.busy, note.busy),
    ]


def _rows(tenant: str, customer: str, sk: str, kind: Kind, before: Note, note: Note) -> Iterator[Write]:
    row = keys.attached_row(sk.removeprefix(kind.prefix), customer)
    for book in sorted({*before.rows, *note.rows}):
        key = keys.attached_book(tenant, kind.name, book), row
        if book not in note.rows:
            yield table.delete(key)
        elif note.rows[book] != before.rows.get(book):
            orders = {order: encode(one) for order, one in note.rows[book]["orders"].items()}
            yield table.place({"pk": {"S": key[0]}, "sk": {"S": key[1]}, **orders})
