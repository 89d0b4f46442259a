"""A catalogue entry that goes: first the records that name it are seen to, and last the entry itself (B3, B4)."""

from collections.abc import Sequence

from attached.kinds import NOTED
from bulk import held, rules
from bulk.kinds import Apply, absorbed, wherever
from catalogs import asking
from catalogs import model as catalogs
from catalogs.rules import Retirement
from counts.model import users_of
from counts.tally import Tally, use
from customers import model as customers
from customers.counted import tally
from customers.rules import Customer
from jobs.rules import LATE, SIZE, Plan
from kernel import clock, history, keys, table
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Write
from kernel.values import Raw, decode
from rulebooks import publishing
from trash import rules as trash

_FIRST, _LAST = "first", "last"
_LEFT = 100


def page(tenant: str, goes: Retirement, cursor: str | None) -> Plan:
    """Who names the entry; a while later who names it still, and after them the rules of scores, and the entry.

    The entry is closed: nobody takes it anew who looks at it now. Who had looked before may have named it since, and
    the list of users is a little behind; so after a while there is a second look, and only then it goes. Where nothing
    was said of records that name it there were none, and if there are now it stays.
    """
    look, after = (cursor or f"{_FIRST}#").split("#", 1)
    nobody = goes.replace_with is None and goes.customers is None
    users = [] if nobody else users_of(tenant, goes.kind, goes.code, after or None, SIZE)
    found = tuple(users if look == _FIRST else _naming(tenant, goes, users))
    if len(users) == SIZE:
        return Plan(records=found, after=f"{look}#{users[-1]}")
    if look == _FIRST:
        return Plan(records=found, after=f"{_LAST}#", rest=LATE)
    rules = (keys.RULEBOOK,) if goes.replace_with and catalogs.ruled(tenant, goes.kind, goes.code) else ()
    return Plan(records=(*found, *rules, keys.entry(goes.kind, goes.code)))


def begin(viewer: Viewer, goes: Retirement) -> Apply:
    """Records name another entry or none, or go too; the entry goes when nobody names it."""
    asked = frozenset[str]()
    if goes.kind == "request-types" and goes.replace_with:
        fields = asking.form(viewer.tenant).value.fields()
        asked = frozenset(field.code for field in fields if field.asks(goes.replace_with))

    def rename(_place: int, customer: Customer) -> Customer:
        return rules.without(customer, goes.kind, goes.code, goes.replace_with, asked)

    def delete(place: int, customer: Customer) -> Customer:
        renamed = rename(place, customer)
        return trash.deleted(renamed, viewer.employee, clock.now()) if renamed != customer else customer

    one = wherever(viewer, delete if goes.customers == "delete" else rename, in_trash=rename)
    merged = absorbed(viewer, rename)

    def apply(place: int, record: str, telling: Write) -> None:
        if record == keys.entry(goes.kind, goes.code):
            _remove(viewer, goes, telling)
        elif record == keys.RULEBOOK:
            publishing.rename(viewer, goes.kind, goes.code, str(goes.replace_with), telling)
        elif "#" in record:
            held.rename(viewer, record, goes.kind, goes.code, str(goes.replace_with), telling)
        elif customers.absorbed(viewer.tenant, record):
            merged(place, record, telling)
        else:
            one(place, record, telling)

    return apply


def _remove(viewer: Viewer, goes: Retirement, telling: Write) -> None:
    """The entry, unless somebody has taken it up again, or a record names it that was under way when it was closed."""
    item = catalogs.entry(viewer.tenant, goes.kind, goes.code)
    if item is None:
        raise Problem("not_found")
    if item.version != goes.version:
        raise Problem("stale", version=item.version)
    left = _naming(viewer.tenant, goes, users_of(viewer.tenant, goes.kind, goes.code, None, _LEFT))
    rules = catalogs.ruled(viewer.tenant, goes.kind, goes.code)
    if left or rules:
        raise Problem("in_use", uses=len(left), rules=rules)
    old, version = item.value.model_dump(), item.version + 1
    told = history.telling(item.pk, item.sk, version, viewer.employee, old, None)
    table.write(telling, catalogs.removing(item), *told)


def _naming(tenant: str, goes: Retirement, users: Sequence[str]) -> list[str]:
    """Those of these that name the entry, by what they say themselves."""
    where = {keys.of_user(tenant, one): one for one in users}
    found = table.get_many(where, consistent=True)
    counter = use(goes.kind, goes.code)
    return sorted(where[key] for key, raw in found.items() if counter in _tally(raw))


def _tally(raw: Raw) -> Tally:
    value, kind = decode(raw["value"]), NOTED.get(raw["sk"]["S"].partition("#")[0] + "#")
    return {use(*name): 0 for name in kind.named(value)} if kind and kind.named else tally(value)
