"""What belongs to a record: what it costs to attach it, to list it across records, and to show a record's page."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from unittest.mock import patch

from attached.kinds import KINDS
from attached.model import creating as attaching
from attached.rules import Contact
from benchmarks.company import Company, fresh, lay, raw
from benchmarks.figures import Figure
from benchmarks.operations import figures
from benchmarks.people import leads
from kernel import clock
from sales.model import creating as drafting
from sales.rules import Document
from tests.world import Person

SIZES = (1, 50)
"""Records, each with one contact and one contract."""
PAGE = 50
FULL = 100
"""Things of a kind on the page of a record that has much."""
PAGE_CALLS = 7 + len(KINDS)
"""A query for each kind, and: who asks, profile, card, history, tier, merges, and all names at once."""
CONTACT = {
    "name": "Nguyễn Thị Hoà", "title": "Trưởng phòng mua hàng", "phones": ["0912 345 678"],
    "emails": ["hoa.nguyen@congty.com.vn"], "status": "in-touch",
}  # fmt: skip
CONTRACT = {"date": "2026-03-02", "amount": "5000000000"}


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """A contact's life, pages across records, a record's page."""
    department = firm.world.department(code="D2")
    manager = firm.world.employee(department, "M", "manager", manages=(department,))
    owner = firm.world.employee(department, "S")
    lead = _lead(firm, owner)
    say("a contact")
    yield from _contact(firm, owner, lead)
    made = 1
    for number in SIZES:
        say(f"pages across {number} records")
        for _ in range(number - made):
            _lay(owner, _lead(firm, owner))
        made = number
        firm.world.pump()
        yield from _across(firm, {"admin": firm.admin, "staff": owner, "manager": manager}, number)
    say("the page of a record")
    yield from _pages(firm, owner, lead)


def _lead(firm: Company, owner: Person) -> str:
    body = next(leads(1, seed=79))
    return str(firm.call("POST", "/v1/leads", body, by=owner)["id"])


def _lay(owner: Person, lead: str) -> None:
    """A contact and a contract, as the product writes them: moto is slow."""
    now = clock.now()
    common = {"customer": lead, "created_at": now, "created_by": owner.id, "updated_at": now, "updated_by": owner.id}
    contact = Contact.model_validate({**CONTACT, **common, "id": fresh()}).settled(None)
    contract = Document.model_validate({**CONTRACT, **common, "id": fresh(), "kind": "contract"})
    lay(*(raw(write) for write in (*attaching(owner.tenant, contact), *drafting(owner.tenant, contract))))


def _contact(firm: Company, owner: Person, lead: str) -> Iterator[Figure]:
    firm.world.pump()
    made: list[str] = []
    body = {**CONTACT, "customer": lead}
    create = firm.bill(lambda: made.append(firm.call("POST", "/v1/contacts", body, by=owner)["id"]))
    yield from figures("create_contact", create)
    yield from figures("create_contact.until_listed", create + firm.bill(firm.world.pump))
    path = f"/v1/contacts/{made[0]}"
    yield from figures("change_contact", firm.bill(lambda: firm.call("PATCH", path, {"title": "Giám đốc"}, by=owner)))
    yield from figures("change_contact.reaction", firm.bill(firm.world.pump))
    tomorrow = clock.now() + timedelta(days=1)
    with patch.object(clock, "now", lambda: tomorrow):
        firm.call("POST", "/v1/contracts", {**CONTRACT, "customer": lead}, by=owner)
        yield from figures("first_attached_on_a_day.reaction", firm.bill(firm.world.pump))


def _across(firm: Company, people: dict[str, Person], number: int) -> Iterator[Figure]:
    for name, who in people.items():
        for kind in ("contacts", "contracts"):
            bill = firm.bill(lambda: firm.call("GET", f"/v1/{kind}", by=who, limit=PAGE))  # noqa: B023 - called at once
            for figure in figures(f"across_50.{kind}.of_{name}", bill, f"@{number}"):
                if figure.unit != "write units":
                    yield figure


def _pages(firm: Company, owner: Person, lead: str) -> Iterator[Figure]:
    path = f"/v1/leads/{lead}/page"
    for number in (1, FULL):
        if number > 1:
            for _ in range(number - 1):
                _lay(owner, lead)
            firm.world.pump()
        bill = firm.bill(lambda: firm.call("GET", path, by=owner))
        yield Figure(f"ops.record_page.calls@{number}", len(bill.calls), "calls", PAGE_CALLS)
        yield Figure(f"ops.record_page.read_units@{number}", bill.reads, "read units")
    firm.world.pump()
    moved = firm.bill(
        lambda: firm.call("POST", f"/v1/customers/{lead}/transfer", {"employees": [firm.admin.id]}),
        firm.world.pump,
    )  # fmt: skip
    yield from figures("transfer.until_visible", moved, f"@{2 * FULL}_attached")
