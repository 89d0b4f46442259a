"""Walks: jobs that find their records themselves, page after page. A service starts one with jobs.model.starting.

Nobody can ask for one: what a walk may do was decided by the service that started it.
"""

from collections.abc import Mapping
from typing import Any, get_args

from attached.kinds import KINDS
from bulk import held, retiring
from bulk.kinds import Apply, Kind, Page, wherever
from catalogs.rules import Retirement
from customers.places import Shelf
from customers.sharing import seated
from identity.model import employee
from identity.rules import DepartmentChange
from jobs.rules import SIZE
from kernel import keys, table
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Range, Write

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


def _held(tenant: str, change: DepartmentChange, cursor: str | None) -> Page:
    """What an employee owns, and what was shared with them: shelf by shelf, then what is in none of their books.

    At last what they hold themselves, kind by kind, each thing as keys.user names it.
    """
    shelf, _, after = (cursor or f"{_SHELVES[0]}#").partition("#")
    book = _book(tenant, shelf, change.employee)
    start = {"pk": {"S": book}, "sk": {"S": after}} if after else None
    page = table.page(Range(book, consistent=True), limit=SIZE, start=start)
    records = [_named(shelf, row["sk"]["S"]) for row in page.items]
    if page.last is not None:
        return records, f"{shelf}#{page.last['sk']['S']}"
    rest = _SHELVES[_SHELVES.index(shelf) + 1 :]
    return records, f"{rest[0]}#" if rest else None


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
}
