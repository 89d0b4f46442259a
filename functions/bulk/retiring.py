"""A catalogue entry that goes: first the records that name it are seen to, and last the entry itself (B3, B4)."""

from attached.kinds import TRACKED
from bulk import held, rules
from bulk.kinds import Apply, Page, wherever
from catalogs import asking
from catalogs import model as catalogs
from catalogs.rules import Retirement
from counts.model import users_of
from counts.tally import Tally, use
from customers.counting import tally
from customers.rules import Customer
from jobs.rules import SIZE
from kernel import clock, history, keys, table
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Key, Write
from kernel.values import Raw, decode
from trash import rules as trash

_LEFT = 100


def page(tenant: str, goes: Retirement, cursor: str | None) -> Page:
    """Who names the entry, and after them the entry."""
    users = users_of(tenant, goes.kind, goes.code, cursor, SIZE)
    return (users, users[-1]) if len(users) == SIZE else ([*users, keys.entry(goes.kind, goes.code)], None)


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

    def apply(place: int, record: str, telling: Write) -> None:
        if record == keys.entry(goes.kind, goes.code):
            _remove(viewer, goes, telling)
        elif "#" in record:
            held.rename(viewer, record, goes.kind, goes.code, str(goes.replace_with), telling)
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
    left = _still_naming(viewer.tenant, goes)
    if left:
        raise Problem("in_use", uses=left)
    old, version = item.value.model_dump(), item.version + 1
    told = history.telling(item.pk, item.sk, version, viewer.employee, old, None)
    table.write(telling, catalogs.removing(item), *told)


def _still_naming(tenant: str, goes: Retirement) -> int:
    """By what the records say: the list of users is a little behind."""
    users = users_of(tenant, goes.kind, goes.code, None, _LEFT)
    profiles = table.get_many([_place(tenant, one) for one in users], consistent=True)
    counter = use(goes.kind, goes.code)
    return sum(counter in _tally(raw) for raw in profiles.values())


def _place(tenant: str, user: str) -> Key:
    """Where a record lies, or what is attached to one."""
    customer, _, sk = user.partition("#")
    return keys.customer(tenant, customer), sk or keys.PROFILE


def _tally(raw: Raw) -> Tally:
    value, kind = decode(raw["value"]), TRACKED.get(raw["sk"]["S"].partition("#")[0] + "#")
    return {use(*name): 0 for name in kind.named(value)} if kind else tally(value)
