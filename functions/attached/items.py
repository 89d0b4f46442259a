"""What is attached as it lies in the table, whatever kind it is. Without validators: whoever only passes by asks it."""

from pynamodb.attributes import UnicodeAttribute

from attached.kinds import CARDS, KINDS
from customers import pointers
from kernel import keys
from kernel.ids import is_ulid
from kernel.table import Item, Key
from kernel.values import IntegerAttribute, MapAttribute, Raw


class AttachedItem(Item):
    """One thing of any kind; its sort key says of which."""

    value = MapAttribute()
    version = IntegerAttribute()


class TakenItem(Item):
    """Makes a number unique."""

    by = UnicodeAttribute()


def taken(tenant: str, name: str, number: str) -> Key:
    """Where it says who has a number."""
    return keys.taken(tenant, name, number), keys.POINTER


def found_by(tenant: str, row: Raw) -> list[Key]:
    """What finds something of any kind: it goes when that goes. Nothing for what nobody attached."""
    sk = row["sk"]["S"]
    if sk.startswith(keys.LOGGED):
        return [(keys.message(tenant, row["message"]["S"]), keys.MESSAGE)]
    attached_id = sk.partition("#")[2]
    if not is_ulid(attached_id):
        return []
    number = _number(tenant, row)
    home = row["value"]["M"].get("opportunity", {}).get("S")
    named = [(keys.document_pointer(tenant, home), keys.belonging(sk))] if home else []
    return [pointers.place_of(tenant, attached_id), *([number] if number else []), *named]


def _number(tenant: str, row: Raw) -> Key | None:
    """Where it says whose its number is, as long as it has it; a number that a book gave is never anybody else's."""
    sk, value = row["sk"]["S"], row["value"]["M"]
    if sk.startswith(keys.CARD):
        return taken(tenant, CARDS.name, keys.card_number(value["kind"]["S"], value["number"]["S"]))
    kind = next((one for one in KINDS if sk.startswith(one.prefix)), None)
    if kind is None or kind.numbered is None or "number" not in value or value.get("from_book", {}).get("BOOL"):
        return None
    return keys.number(tenant, kind.numbered, value["number"]["S"]), keys.POINTER
