"""What of a plan is done already, of kinds that are attached to records: a pointer says where a thing lies."""

from collections.abc import Mapping, Sequence

from attached.items import AttachedItem
from attached.kinds import Kind
from customers import pointers
from imports.carrying import Done, is_told
from imports.plans import Planned
from kernel import keys, table
from kernel.table import Key


def found(tenant: str, kind: Kind, rows: Sequence[Planned]) -> Mapping[int, Done]:
    """What was made has a place; a change that was made is told of in the history of the thing."""
    homes = pointers.homes_of(tenant, (str(one.record) for one in rows))
    here = [one for one in rows if str(one.record) in homes]
    lies = {one.row: _lies(tenant, kind, homes, one) for one in here}
    told = {one.row: _told(tenant, kind, homes, one) for one in here if one.outcome == "update"}
    items = table.get_many([*lies.values(), *told.values()], consistent=True)
    done: dict[int, Done] = {}
    for one in here:
        raw, entry = items.get(lies[one.row]), items.get(told[one.row]) if one.row in told else None
        code = AttachedItem.of(raw).value.get("number") if raw else None
        if one.outcome == "create" and raw is not None:
            done[one.row] = Done(record=str(one.record), version=1, code=code)
        elif is_told(entry, one):
            done[one.row] = Done(record=str(one.record), version=int(one.version or 0) + 1, code=code)
    return done


def _lies(tenant: str, kind: Kind, homes: Mapping[str, str], row: Planned) -> Key:
    record = str(row.record)
    return keys.customer(tenant, homes[record]), keys.document(kind.prefix, record)


def _told(tenant: str, kind: Kind, homes: Mapping[str, str], row: Planned) -> Key:
    record = str(row.record)
    made = int(row.version or 0) + 1
    return keys.customer(tenant, homes[record]), keys.history(keys.attached_subject(kind.name, record), made)
