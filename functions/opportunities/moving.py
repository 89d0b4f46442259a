"""An opportunity becomes another customer's, and all that belongs to it with it: in one transaction, or not at all."""

from collections.abc import Iterator, Mapping

from attached import belonging
from attached.belonging import Has
from attached.kinds import KINDS
from customers import model as customers
from customers import pointers
from customers.pointers import VersionedItem
from kernel import keys, table
from kernel.access import Viewer
from kernel.ids import is_ulid
from kernel.problems import Problem, in_flight
from kernel.table import Item, Key, Write
from kernel.values import Raw, decode
from opportunities import model
from opportunities.model import OpportunityItem
from opportunities.rules import Opportunity

MOST = 30
"""So many things move along: each takes three writes, and a transaction has 100."""


def writes(viewer: Viewer, item: OpportunityItem, after: Opportunity) -> list[Write]:
    """All writes that let an opportunity lie in another customer's collection; Refused if something changed meanwhile.

    409 when there is more than moves at once, and for what is confirmed: that is between the company and who signed.
    403 when the viewer does not see all that would move: it would become theirs, and be gone for others.
    """
    tenant = viewer.tenant
    has = belonging.of(tenant, after.id, MOST + 1)
    _require_sight(viewer, item.value.customer, has)
    if len(has.sks) > MOST:
        raise Problem("too_much_to_move", limit=MOST)
    there = OpportunityItem(*model.key(tenant, after.customer, after.id), value=after, version=item.version + 1)
    return [
        table.delete((item.pk, item.sk), when=OpportunityItem.version == item.version), table.create(there),
        pointers.moving(tenant, after.id, item.value.customer, after.customer, has.unchanged),
        *model.telling(there.pk, there.version, after.updated_by, item.value, after),
        *_along(tenant, item.value.customer, after.customer, has),
    ]  # fmt: skip


def _require_sight(viewer: Viewer, source: str, has: Has) -> None:
    home = customers.find(viewer.tenant, source) if has.sks else None
    if home is None:
        return
    sight = customers.sight_of(viewer, home.value)
    for sk in has.sks:
        kind = next(one for one in KINDS if sk.startswith(one.prefix))
        first = customers.since(viewer, home.value, kind.category)
        if not sight.sees(kind.category) or (first is not None and sk.removeprefix(kind.prefix) < first):
            raise Problem("not_yours_to_change")


def _along(tenant: str, source: str, customer: str, has: Has) -> Iterator[Write]:
    pk = keys.customer(tenant, source)
    found = table.get_many([(pk, sk) for sk in has.sks], consistent=True)
    if len(found) < len(has.sks):
        raise in_flight()  # a merge is taking it to another record at this moment
    _require_unconfirmed(found)
    for (_, sk), raw in found.items():
        value = {**raw["value"]["M"], "customer": {"S": customer}}
        there: Raw = {**raw, "pk": {"S": keys.customer(tenant, customer)}, "value": {"M": value}}
        yield table.place(there, when=Item.pk.does_not_exist())
        yield table.delete((pk, sk), when=VersionedItem.version == int(raw["version"]["N"]))
        attached_id = sk.partition("#")[2]
        if is_ulid(attached_id):
            yield pointers.moving(tenant, attached_id, source, customer)


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
