"""What a page of 50 leads costs, in every order, by what people filter, whoever asks, whatever the company's size."""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from benchmarks.company import Company, raw
from benchmarks.figures import Figure
from benchmarks.meter import Bill
from benchmarks.people import BEGAN, leads
from benchmarks.shelf import Shelf
from customers.model import capturing
from customers.rules import Customer
from kernel import clock, ids, keys, table
from tests.world import Person

SIZES = (1_000, 100_000)
PAGE = 50
COLLEAGUES = 5
EMPLOYEES = 40
TEMPLATES = 1000
"""Different leads; the others have the same names and other ids."""
STARS = (1, 2, 3, 4, 5)
SHARES = (40, 30, 15, 10, 5)
"""Leads in a hundred with so many stars."""
GIVEN = 20
"""One lead in so many is shared with a colleague, and another one with all of that colleague's department."""
SORTS = ("newest", "score", "name", "code", "updated", "last_activity", "expected_close", "expected_value")
QUERIES, READS = 2, 35
"""Queries, and read units with the cards, of a page that the common lists may cost."""
FILTERED_READS = 140
"""The stated bound of any other: 4 pages for one, with their cards."""
OPEN_READS = FILTERED_READS + 25
"""With a small item of each record that passes, which says what is still to be done."""


@dataclass(frozen=True)
class Team:
    """Who asks: half of all leads are the salesperson's, the other half the manager's colleagues'."""

    admin: Person
    staff: Person
    manager: Person
    colleagues: tuple[Person, ...]
    given: Person

    def owner(self, place: int) -> Person:
        """Whose lead number `place` is."""
        return self.staff if place % 2 else self.colleagues[place // 2 % len(self.colleagues)]

    def shares(self, place: int) -> list[dict[str, Any]]:
        """With whom it is shared."""
        share = {"department": self.given.department, "categories": ["profile"]}
        return {0: [{**share, "employee": self.given.id}], GIVEN // 2: [share]}.get(place % GIVEN, [])


def team(firm: Company) -> Team:
    """A salesperson, a manager with five colleagues, somebody who was given a lot, and the rest of forty employees."""
    theirs, elsewhere = firm.world.department(code="D2"), firm.world.department(code="D3")
    manager = firm.world.employee(theirs, "M", "manager", manages=(theirs,))
    colleagues = tuple(firm.world.employee(theirs, f"C{place}") for place in range(COLLEAGUES))
    staff = firm.world.employee(firm.admin.department, "S")
    given = firm.world.employee(elsewhere, "G")
    for place in range(EMPLOYEES - COLLEAGUES - 4):
        firm.world.employee(firm.admin.department, f"E{place}")
    return Team(firm.admin, staff, manager, colleagues, given)


def rows(company: Team, number: int) -> Iterator[dict[str, Any]]:
    """The rows of so many leads in all their books, as the product writes them, with scores."""
    chance = random.Random(3)  # noqa: S311 - the same data in every run
    bodies = list(leads(min(number, TEMPLATES)))
    templates: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for place in range(number):
        at, owner = BEGAN + timedelta(seconds=97 * place), company.owner(place)
        which = place % len(bodies), place % GIVEN
        if which not in templates:
            close = date(2026, 6, 1) + timedelta(days=place % 90) if place % 3 else None
            body = {**bodies[which[0]], "expected_close": close, "shares": company.shares(place)}
            templates[which] = _rows(body, owner)
        stars = chance.choices(STARS, SHARES)[0]
        yield from _again(
            templates[which], ids.new(at), clock.stamp(at), owner, stars, 20 * stars + chance.randrange(20)
        )


def _rows(body: dict[str, Any], owner: Person) -> list[dict[str, Any]]:
    stamps = {"created_at": BEGAN, "created_by": owner.id, "updated_at": BEGAN, "updated_by": owner.id}
    customer = Customer.model_validate({
        **body, **stamps, "id": ids.new(BEGAN), "code": "L-7K2M9QXB", "relationship": "lead", "owner": owner.id,
        "department": owner.department,
    })  # fmt: skip
    return [one for one in map(raw, capturing(owner.tenant, customer)) if "by_name" in one]


def _again(
    found: list[dict[str, Any]], lead: str, at: str, owner: Person, stars: int, score: int
) -> Iterator[dict[str, Any]]:
    """The same rows of another lead; what they have in common is there once."""
    sk, rank = {"S": lead}, {"S": keys.rank(stars, score, lead)}
    orders = {
        name: {"S": value["S"][: -len(lead)] + lead} for name, value in found[0].items() if name.startswith("by_")
    }
    orders |= {name: {"S": f"{at}#{lead}"} for name in ("by_updated", "by_active")}
    shown = {"rank": rank, "stars": {"N": str(stars)}, "score": {"N": str(score)}}
    whose = {"owner": {"S": owner.id}, "department": {"S": owner.department}}
    for row in found:
        again = {**row, **orders, "sk": sk, "owner": whose["owner"]}
        if "feed" in row:
            again["pk"] = {"S": keys.book(owner.tenant, "lead", keys.own(owner.id))}
        if "value" in row:
            value = {**row["value"]["M"], **whose, "id": sk, "created_at": {"S": at}, "updated_at": {"S": at}}
            again |= {**shown, "value": {"M": value}}
        yield again


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """Pages of 50 at both sizes."""
    company = team(firm)
    firm.world.pump()
    client = table.connection().connection.client
    for number in SIZES:
        say(f"lists of {number:,} leads")
        shelf = Shelf(rows(company, number), firm.meter.indexes)
        shelf.serve(client)
        try:
            yield from _pages(firm, company, number)
        finally:
            shelf.leave(client)


type Ask = tuple[Person, dict[str, Any], bool]
"""Who asks for what, and whether it is one of the common lists."""


def asks(company: Team) -> dict[str, Ask]:
    """Every order for everybody, and every filter in every order."""
    people = {name: getattr(company, name) for name in ("admin", "staff", "manager", "given")}
    filters: dict[str, dict[str, Any]] = {
        "stars": {"stars": 3}, "stage": {"stage": "new", "lost": "false"}, "source": {"source": "website"},
        "group": {"group": "north"}, "owner": {"owner": company.staff.id}, "two": {"sector": "water", "stars": "2,3"},
        "department": {"department": company.manager.department}, "open": {"has_open_activity": "true"},
    }  # fmt: skip
    found: dict[str, Ask] = {}
    for who, person in people.items():
        for sort in SORTS:
            found[f"{who}.by_{sort}"] = person, {"sort": sort}, who != "manager"
            for name, query in filters.items():
                common = (name == "stage" and sort == "newest") or (name == "stars" and sort == "score")
                common = common or (who == "admin" and name in {"owner", "department"} and sort != "score")
                found[f"{who}.by_{sort}.{name}"] = person, {**query, "sort": sort}, common and who != "manager"
        found[f"{who}.board"] = person, {"scope": "all" if who == "admin" else "mine", "limit": 10}, False
    return found


def _pages(firm: Company, company: Team, number: int) -> Iterator[Figure]:
    """Each unfiltered and each common list by itself; of the other filters of each order the dearest."""
    dearest: dict[str, tuple[int, float]] = {}
    for name, (who, query, common) in asks(company).items():
        queries, reads = _cost(_billed(firm, name, who, query))
        parts = name.split(".")
        if common or len(parts) == 2:
            yield Figure(f"ops.list_50.{name}.queries@{number}", queries, "queries", QUERIES if common else None)
            limit = READS if common else None if parts[1] == "board" else FILTERED_READS
            yield Figure(f"ops.list_50.{name}.read_units@{number}", reads, "read units", limit)
        else:
            key = f"{parts[0]}.{parts[2]}"
            known = dearest.get(key, (0, 0.0))
            dearest[key] = max(known[0], queries), max(known[1], reads)
    for name, (queries, reads) in dearest.items():
        yield Figure(f"ops.list_50.{name}.any_order.queries@{number}", queries, "queries")
        most = OPEN_READS if name.endswith(".open") else FILTERED_READS
        limit = most * (2 if name.startswith("manager") else 1)
        yield Figure(f"ops.list_50.{name}.any_order.read_units@{number}", reads, "read units", limit)


def _billed(firm: Company, name: str, who: Person, query: dict[str, Any]) -> Bill:
    path = "/v1/leads/board" if name.endswith(".board") else "/v1/leads"
    return firm.bill(lambda: firm.call("GET", path, by=who, **{"limit": PAGE, **query}))


def _cost(bill: Bill) -> tuple[int, float]:
    """Queries and read units of a request."""
    return sum(call.operation == "Query" for call in bill.calls), bill.reads
