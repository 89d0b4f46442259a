"""Walks: jobs that find their records themselves, page after page. A service starts one with jobs.model.starting.

Nobody can ask for one: what a walk may do was decided by the service that started it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from attached.kinds import KINDS, TRACKED
from bulk import held, pinning, retiring
from bulk.kinds import Apply, Kind, Sweep, wherever
from campaigns import fanning
from catalogs.rules import Retirement
from customers.model import CustomerItem
from customers.places import Shelf
from customers.seating import seated
from identity.model import employee
from identity.rules import DepartmentChange
from jobs.rules import LATE, SIZE, TRIALS, Plan
from kernel import keys, table
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Range, Write
from kernel.values import Raw, decode
from products import applying
from scoring import rescoring, trials
from tiers import moving
from tiers import trials as ladders
from tiers.rules import Retiring

_FIRST, _LAST = "first", "last"
_UNLISTED = "unlisted"
_HELD = {kind.name: kind for kind in KINDS if kind.tracked}
_SHELVES: tuple[str, ...] = (*get_args(Shelf.__value__), _UNLISTED, *_HELD)


def _department(viewer: Viewer, change: DepartmentChange) -> Apply:
    """As the employee works now: of two changes one after the other both jobs lead to the last."""
    item = employee(viewer.tenant, change.employee, consistent=True)
    if item is None:
        raise Problem("not_found")
    department = item.value.department
    records = wherever(viewer, lambda _place, customer: seated(customer, {change.employee: department}))

    def apply(place: int, record: str, telling: Write) -> None:
        if "#" in record:
            held.seat(viewer, record, change.employee, department, telling)
        else:
            records(place, record, telling)

    return apply


def _held(tenant: str, change: DepartmentChange, cursor: str | None) -> Plan:
    """What an employee owns, and what was shared with them: shelf by shelf, then what is in none of their books.

    At last what they hold themselves, kind by kind, each thing as keys.user names it. Then once more what is not as it
    should be: who was handing a record over to them, sharing it or making it theirs may have looked up their department
    just before it changed, and written it after their books had been gone through.
    """
    look, shelf, after = (cursor or _place(_FIRST, _SHELVES[0])).split("#", 2)
    book = _book(tenant, shelf, change.employee)
    start = {"pk": {"S": book}, "sk": {"S": after}} if after else None
    page = table.page(Range(book, consistent=True), limit=SIZE, start=start)
    records = tuple(_named(shelf, row["sk"]["S"]) for row in page.items)
    found = records if look == _FIRST else _elsewhere(tenant, change, records)
    rest = _SHELVES[_SHELVES.index(shelf) + 1 :]
    if page.last is not None:
        return Plan(records=found, after=_place(look, shelf, page.last["sk"]["S"]))
    if rest:
        return Plan(records=found, after=_place(look, rest[0]))
    return Plan(records=found, after=_place(_LAST, _SHELVES[0]), rest=LATE) if look == _FIRST else Plan(records=found)


def _place(look: str, shelf: str, after: str = "") -> str:
    return f"{look}#{shelf}#{after}"


def _elsewhere(tenant: str, change: DepartmentChange, records: Sequence[str]) -> tuple[str, ...]:
    """Those of these that say that the employee works elsewhere than they do."""
    item = employee(tenant, change.employee, consistent=True)
    now = {change.employee: item.value.department} if item else {}
    where = {keys.of_user(tenant, one): one for one in records}
    found = table.get_many(where, consistent=True)
    return tuple(sorted(where[key] for key, raw in found.items() if _moves(raw, now)))


def _moves(raw: Raw, now: Mapping[str, str]) -> bool:
    if raw["sk"]["S"] == keys.PROFILE:
        customer = CustomerItem.of(raw).value
        return seated(customer, now) != customer
    value, kind = decode(raw["value"]), TRACKED[raw["sk"]["S"].partition("#")[0] + "#"]
    who, department = kind.holder
    return bool(value[department] != now.get(value[who], value[department]))


def _book(tenant: str, shelf: str, employee: str) -> str:
    if shelf in _HELD:
        return keys.attached_book(tenant, shelf, keys.held(employee))
    return keys.unlisted(tenant, employee) if shelf == _UNLISTED else keys.book(tenant, shelf, keys.own(employee))


def _named(shelf: str, sk: str) -> str:
    if shelf not in _HELD:
        return sk
    thing, _, customer = sk.partition("#")
    return keys.user(customer, _HELD[shelf].prefix + thing)


WALKS: Mapping[str, Kind[Any]] = {
    "department": Kind(DepartmentChange, _department, _held),
    "catalog": Kind(Retirement, retiring.begin, retiring.page),
    "tier_pins": Kind(Retiring, pinning.begin, pinning.page),
}

SWEEPS: Mapping[str, Sweep] = {
    "rescoring": rescoring.step, "preview": trials.preview, "back_test": trials.back_test,
    "tier_moves": moving.step, "tier_preview": ladders.preview, "tier_discounts": applying.step,
    "campaign": fanning.step,
}  # fmt: skip
"""Walks that tell only how many records they changed."""
FOLLOWING = frozenset({*WALKS, *SWEEPS} - TRIALS)
"""What follows a change that is saved, and so has to come to its end."""
