"""Events of nobody find whom they are about when an email address appears on a profile or a contact (J4).

The stream tells of addresses that came, or went: one that was several people's may be one's now. If events wait for
such an address the worker is told, and takes them in page by page. An event is kept as a signal first and then taken
away: whatever ends in between, it is done again, and the signal is the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from customers.pointers import PointerItem
from intake import matching, model, queue
from intake.model import UnmatchedItem
from kernel import keys, table
from kernel.fold import Change, Image
from kernel.values import Raw
from mailing import keeping

AT_ONCE = 25
"""So many events are taken in by one step."""


def settle(tenant: str, address: str) -> int:
    """Take in what waits for an address, if it is somebody's by now; returns how much, AT_ONCE where more may wait."""
    found, _ = matching.of_address(tenant, address)
    if found is None:
        return 0
    rows = table.first(model.of_address(tenant, address), limit=AT_ONCE)
    for row in rows:
        item = UnmatchedItem.of(row)
        signal = model.signal_in(item)
        if signal is not None:
            keeping.keep(tenant, found, signal, datetime.fromisoformat(item.received_at))
        table.write(table.delete((row["pk"]["S"], row["sk"]["S"])))
    return len(rows)


def react(pk: str, changes: Sequence[Change]) -> None:
    """Let addresses of contacts be found, and have the worker look for events of all that came or went."""
    owner = keys.owner_of(pk)
    if owner is None:
        return
    tenant, customer = owner
    contacts: dict[str, list[Change]] = {}
    for change in changes:
        if change.sk.startswith(keys.CONTACT):
            contacts.setdefault(change.sk, []).append(change)
    for sk, told in contacts.items():
        _point(tenant, customer, sk, told)
    for address in dict.fromkeys(address for change in changes for address in _stirred(change)):
        if table.first(model.of_address(tenant, address), limit=1):
            queue.order("match", {"tenant": tenant, "address": address})


def _point(tenant: str, customer: str, sk: str, changes: Sequence[Change]) -> None:
    """Let a contact be found by the addresses that it has in the end."""
    new = _emails(changes[-1].after)
    old = {address for change in changes for image in (change.before, change.after) for address in _emails(image)} - new
    if not new and not old:
        return
    whose = keys.user(customer, sk)
    puts: list[Raw] = []
    for address in sorted(new):
        write = table.put(PointerItem(keys.email(tenant, address), whose, customer=customer))
        puts.append(write.arguments["Item"])
    table.batch(puts, [(keys.email(tenant, address), whose) for address in sorted(old)])


def _stirred(change: Change) -> Iterator[str]:
    """Addresses that a change may have brought to somebody: that came, or went, or all where records became one."""
    before, after = _emails(change.before), _emails(change.after)
    yield from sorted(before | after if _merging(change.before) != _merging(change.after) else before ^ after)


def _emails(image: Image | None) -> frozenset[str]:
    return frozenset(map(str, _value(image).get("emails") or ()))


def _merging(image: Image | None) -> tuple[object, ...]:
    value = _value(image)
    return value.get("merged_into"), value.get("merging_into")


def _value(image: Image | None) -> Mapping[str, Any]:
    return image["value"] if image and "value" in image else {}
