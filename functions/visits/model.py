"""Visits in the table: those of somebody in their collection, as signals; those of nobody known apart, for 90 days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from customers import occurrences
from customers.pointers import VersionedItem
from kernel import keys, table
from kernel.table import Item, Key, Range, Write
from kernel.values import Raw, decode_item, encode
from visits.shown import Told

KEPT = 90 * 86400
"""Seconds for which a visit by somebody unknown waits for them to appear."""
_TOGETHER = 25
"""A visit, and what was told of it to records that were merged: more than there ever are."""


class StrangeItem(Item):
    """Finds a visit of nobody known, in the list of all of them; or, of a user whom nobody knows, a client."""

    client = UnicodeAttribute()
    visit = UnicodeAttribute(null=True)
    user = UnicodeAttribute(null=True)


@dataclass(frozen=True)
class Stranger:
    """A visit of nobody known, as it lies there."""

    key: Key
    client: str
    user: str | None
    listed: str
    version: int
    expires_at: int
    told: Told

    @property
    def visit(self) -> str:
        """Its id."""
        return self.key[1].removeprefix(keys.STRANGE).partition("#")[0]

    def row(self, tenant: str) -> Key:
        """Its row in the list of all strangers' visits."""
        return keys.strangers(tenant), self.listed


def together(pk: str, visit: str) -> list[Raw]:
    """A visit in a collection, if it is there, and beside it its other tellings."""
    sk = keys.visit(visit)
    rows = table.first(Range(pk, prefix=sk, consistent=True), limit=_TOGETHER)
    return rows if rows and rows[0]["sk"]["S"] == sk else []


def creating(pk: str, visit: str, client: str, told: Told) -> Write:
    """The write that puts a visit that is not there yet."""
    head = {"pk": pk, "sk": keys.visit(visit), "kind": "visit", "client": client, "version": 1}
    return table.place(_raw({**head, **told.shown()}), when=Item.pk.does_not_exist())


def telling(rows: Sequence[Raw], told: Told) -> Write | None:
    """The write that adds to a visit what is told; None if it is told already. Refused if it changed meanwhile."""
    head = rows[0]
    own = own_of(head)
    more = told.joined(own)
    return None if more == own else _replacing(rows, more)


def settling(rows: Sequence[Raw]) -> Write | None:
    """The write that lets a visit show all that is told of it; None if it does."""
    write = _replacing(rows, own_of(rows[0]))
    return None if write.arguments["Item"] == {**rows[0], "version": write.arguments["Item"]["version"]} else write


def _replacing(rows: Sequence[Raw], own: Told) -> Write:
    """What a visit was put with, and what it shows: that, and what lies beside it."""
    head, version = rows[0], int(rows[0]["version"]["N"])
    whole = own
    for row in rows[1:]:
        whole = whole.joined(own_of(row))
    shown = {**occurrences.shared(head), **_raw({**whole.shown(), "version": version + 1})}
    if "own" in head or len(rows) > 1:
        shown["own"] = encode(own.shown())
    return table.place(shown, when=VersionedItem.version == version)


def own_of(row: Raw) -> Told:
    """What a visit was put with, whatever it shows."""
    return Told.stored(decode_item(occurrences.own(row)))


def place(tenant: str, client: str, visit: str, user: str | None) -> Key:
    """Where a visit by a client that nobody is known to have lies: apart for each user that was named in it."""
    named = sha256(user.encode()).hexdigest()[:12] if user else "-"
    return keys.stranger(tenant, client), keys.strange(visit, named)


def listed_at(tenant: str, row: Raw) -> Key:
    """The visit that a row of the list of strangers' visits is about."""
    client, user = row["client"]["S"], row.get("user", {}).get("S")
    return place(tenant, client, row["visit"]["S"], user)


def stranger(key: Key) -> Stranger | None:
    """A visit by somebody unknown."""
    row = table.read(key, consistent=True)
    return _stranger(row) if row else None


def by_stranger(tenant: str, client: str, limit: int, after: str | None) -> tuple[list[Stranger], str | None]:
    """A page of visits by such a client, and after which the next one begins; None: there is none."""
    pk = keys.stranger(tenant, client)
    start = None if after is None else {"pk": {"S": pk}, "sk": {"S": after}}
    page = table.page(Range(pk, prefix=keys.STRANGE, consistent=True), limit=limit, start=start)
    return [_stranger(row) for row in page.items], page.items[-1]["sk"]["S"] if page.last and page.items else None


def strange_clients(tenant: str, user: str, limit: int) -> list[str]:
    """Clients that named a user whom nobody knew."""
    where = Range(keys.strange_user(tenant, user), consistent=True)
    return [row["sk"]["S"] for row in table.first(where, limit=limit)]


def listing(tenant: str, one: Stranger) -> list[Write]:
    """What finds a stranger's visit: written before it, so that none is there that nothing finds."""
    row = StrangeItem(
        *one.row(tenant), client=one.client, visit=one.visit, user=one.user, expires_at=one.expires_at
    )  # fmt: skip
    if one.user is None:
        return [table.put(row)]
    alias = StrangeItem(keys.strange_user(tenant, one.user), one.client, client=one.client, expires_at=one.expires_at)
    return [table.put(row), table.put(alias)]


def lodging(one: Stranger) -> Write:
    """The write that puts a stranger's visit, or what is told of it now; Refused if it changed meanwhile."""
    when = VersionedItem.version == one.version if one.version else Item.pk.does_not_exist()
    item = {
        "pk": one.key[0], "sk": one.key[1], "client": one.client, "listed": one.listed, "version": one.version + 1,
        "expires_at": one.expires_at, **one.told.shown(),
    }  # fmt: skip
    return table.place(_raw(item if one.user is None else {**item, "user": one.user}), when=when)


def leaving(tenant: str, one: Stranger) -> list[Write]:
    """The writes that take a visit from the strangers, as it was read."""
    return [table.delete(one.key, when=VersionedItem.version == one.version), table.delete(one.row(tenant))]


def _stranger(row: Raw) -> Stranger:
    item = decode_item(row)
    return Stranger(
        (item["pk"], item["sk"]), item["client"], item.get("user"), item["listed"], item["version"],
        item["expires_at"], Told.stored(item),
    )  # fmt: skip


def _raw(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: encode(value) for name, value in item.items()}
