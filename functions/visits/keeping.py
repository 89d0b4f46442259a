"""A visit is kept with whom it belongs to, once however often it is told of; or with strangers, till they are known."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from customers import origins
from kernel import keys, table
from kernel.table import Key, Write
from mailing.model import Lineage
from visits import matching, model
from visits.model import KEPT, Stranger
from visits.rules import Visit
from visits.shown import Told

_TRIES = 8
_PAGE = 25
"""Strangers' visits that are looked at together."""
_CLIENTS = 20
"""Of so many browsers it is known at most that they named the same unknown user."""


def keep(tenant: str, at: Lineage, visit: str, client: str, told: Told, moving: Sequence[Write] = ()) -> bool:
    """Add what is told of a visit to whom it belongs to; whether it was new. `moving` is written with it.

    That of a record that was merged goes to the one it was merged into, with a note that leads it back.
    """
    pk = keys.customer(tenant, at.records[0])
    for _ in range(_TRIES):
        rows = model.together(pk, visit)
        write = model.telling(rows, told) if rows else model.creating(pk, visit, client, told)
        notes = [] if rows else _noting(tenant, at.records, keys.visit(visit))
        if write is None and not moving:
            return False
        writes = [*moving, *([write] if write else []), *notes]
        try:
            table.write(*writes)
        except table.Refused as refused:
            if any(refused.write is one for one in moving):
                raise
        else:
            return write is not None
    raise table.Transient("others keep telling of this visit")


def lodge(tenant: str, visit: Visit, now: datetime) -> bool:
    """Keep a visit of somebody unknown; whether it said anything new."""
    key = model.place(tenant, visit.client, visit.id, visit.user)
    for _ in range(_TRIES):
        there = model.stranger(key)
        one = _more(there, visit.told) if there else _first(key, visit, now)
        if there == one:
            return False
        for write in [] if there else model.listing(tenant, one):
            table.write(write)
        try:
            table.write(model.lodging(one))
        except table.Refused:
            continue
        return True
    raise table.Transient("others keep telling of this visit")


def welcome(tenant: str, client: str, after: str | None = None) -> str | None:
    """Hand a page of a client's visits to whom they belong to by now; after which to go on, None at the end.

    A repetition finds nothing to do. Those that belong to nobody yet stay.
    """
    page, last = model.by_stranger(tenant, client, _PAGE, after)
    for one in page:
        _move(tenant, one)
    return last


def welcome_all(tenant: str, client: str) -> None:
    """The same, to the end: for who has just told of one of them."""
    after = welcome(tenant, client)
    while after is not None:
        after = welcome(tenant, client, after)


def clients_of(tenant: str, user: str) -> list[str]:
    """Browsers that named somebody, before they were known."""
    return model.strange_clients(tenant, user, _CLIENTS)


def _move(tenant: str, one: Stranger) -> None:
    """From the strangers to whom it belongs to, in one transaction: it is always with one of them only.

    Who tells more of it at this moment looks afterwards whose it is, too.
    """
    found = matching.match(tenant, one.user, one.client, sure=True)
    if found is not None:
        with suppress(table.Refused):
            keep(tenant, found, one.visit, one.client, one.told, model.leaving(tenant, one))


def _more(there: Stranger, told: Told) -> Stranger:
    return replace(there, told=told.joined(there.told))


def _first(key: Key, visit: Visit, now: datetime) -> Stranger:
    listed = keys.strange_visit(visit.told.received_at, visit.id)
    return Stranger(key, visit.client, visit.user, listed, 0, int(now.timestamp()) + KEPT, visit.told)


def _noting(tenant: str, records: Sequence[str], sk: str) -> list[Write]:
    return [origins.noting(tenant, parent, sk, child) for parent, child in pairwise(records)]
