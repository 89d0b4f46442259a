"""An opportunity becomes another customer's, and all that belongs to it with it: in one transaction, or not at all."""

from collections.abc import Iterator, Mapping

from attached import belonging
from attached.belonging import Has
from customers import attached
from kernel import keys, table
from kernel.ids import is_ulid
from kernel.problems import Problem
from kernel.table import Item, Key, Write
from kernel.values import IntegerAttribute, Raw, decode
from opportunities import model
from opportunities.model import OpportunityItem
from opportunities.rules import Opportunity

MOST = 30
"""So many things move along: each takes three writes, and a transaction has 100."""


class _Versioned(Item):
    version = IntegerAttribute()


def writes(tenant: str, item: OpportunityItem, after: Opportunity) -> list[Write]:
    """All writes that let an opportunity lie in another customer's collection; Refused if something changed meanwhile.

    409 when there is more than moves at once, and for what is confirmed: that is between the company and who signed.
    """
    has = belonging.of(tenant, after.id, MOST + 1)
    if len(has.sks) > MOST:
        raise Problem("too_much_to_move", limit=MOST)
    there = OpportunityItem(*model.key(tenant, after.customer, after.id), value=after, version=item.version + 1)
    return [
        table.delete((item.pk, item.sk), when=OpportunityItem.version == item.version), table.create(there),
        attached.moving(tenant, after.id, item.value.customer, after.customer, has.unchanged),
        *model.telling(there.pk, there.version, after.updated_by, item.value, after),
        *_along(tenant, item.value.customer, after.customer, has),
    ]  # fmt: skip


def _along(tenant: str, source: str, customer: str, has: Has) -> Iterator[Write]:
    pk = keys.customer(tenant, source)
    found = table.get_many([(pk, sk) for sk in has.sks], consistent=True)
    _require_unconfirmed(found)
    for (_, sk), raw in found.items():
        value = {**raw["value"]["M"], "customer": {"S": customer}}
        there: Raw = {**raw, "pk": {"S": keys.customer(tenant, customer)}, "value": {"M": value}}
        yield table.place(there, when=Item.pk.does_not_exist())
        yield table.delete((pk, sk), when=_Versioned.version == int(raw["version"]["N"]))
        attached_id = sk.partition("#")[2]
        if is_ulid(attached_id):
            yield attached.moving(tenant, attached_id, source, customer)


def _require_unconfirmed(rows: Mapping[Key, Raw]) -> None:
    """Nor does a draft go away from the document that it follows, or from those that follow it."""
    moved = {sk.partition("#")[2] for _, sk in rows}
    stay = [raw for raw in rows.values() if _signed(raw) or not moved.issuperset(_relatives(raw))]
    names = [raw["value"]["M"].get("number", raw["sk"])["S"] for raw in stay]
    if names:
        raise Problem("confirmed_documents", documents=", ".join(names))


def _signed(raw: Raw) -> bool:
    """Whether it was ever confirmed: the ledger tells of that for good."""
    return "confirmed_at" in raw["value"]["M"]


def _relatives(raw: Raw) -> set[str]:
    value = decode(raw["value"])
    chain = [value.get("parent"), *value.get("children", ())]
    return {one["id"] for one in chain if one}
