"""What a page of 50 leads costs, in a small company and in one with 100,000 leads, whoever asks."""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from benchmarks.company import Company, lay, raw
from benchmarks.figures import Figure
from benchmarks.operations import figures
from benchmarks.people import BEGAN, leads
from benchmarks.shelf import Shelf
from customers.model import capturing
from customers.rules import Customer
from kernel import clock, ids, keys, table
from tests.world import Person

SIZES = (100, 100_000)
PAGE = 50
READS = 10
COLLEAGUES = 5
EMPLOYEES = 40
TEMPLATES = 1000
"""Different leads; the others have the same names and other ids."""
STARS = (1, 2, 3, 4, 5)
SHARES = (40, 30, 15, 10, 5)
"""Leads in a hundred with so many stars."""


@dataclass(frozen=True)
class Team:
    """Who asks: half of all leads are the salesperson's, the other half the manager's colleagues'."""

    admin: Person
    staff: Person
    manager: Person
    colleagues: tuple[Person, ...]

    def owner(self, place: int) -> Person:
        """Whose lead number `place` is."""
        return self.staff if place % 2 else self.colleagues[place // 2 % len(self.colleagues)]


def team(firm: Company) -> Team:
    """A salesperson, a manager with five colleagues, and the rest of forty employees."""
    theirs = firm.world.department(code="D2")
    manager = firm.world.employee(theirs, "M", "manager", manages=(theirs,))
    colleagues = tuple(firm.world.employee(theirs, f"C{place}") for place in range(COLLEAGUES))
    staff = firm.world.employee(firm.admin.department, "S")
    for place in range(EMPLOYEES - COLLEAGUES - 3):
        firm.world.employee(firm.admin.department, f"E{place}")
    return Team(firm.admin, staff, manager, colleagues)


def cards(company: Team, number: int) -> Iterator[dict[str, Any]]:
    """The cards of so many leads, as the product writes them, with scores."""
    chance = random.Random(3)  # noqa: S311 - the same data in every run
    bodies = list(leads(min(number, TEMPLATES)))
    templates: dict[int, dict[str, Any]] = {}
    for place in range(number):
        at, owner = BEGAN + timedelta(seconds=97 * place), company.owner(place)
        which = place % len(bodies)
        if which not in templates:
            templates[which] = _card(bodies[which], owner)
        stars = chance.choices(STARS, SHARES)[0]
        score = 20 * (stars - 1) + chance.randrange(20)
        yield _again(templates[which], ids.new(at), clock.stamp(at), owner, stars, score)


def _card(body: dict[str, Any], owner: Person) -> dict[str, Any]:
    stamps = {"created_at": BEGAN, "created_by": owner.id, "updated_at": BEGAN, "updated_by": owner.id}
    customer = Customer.model_validate({
        **body, **stamps, "id": ids.new(BEGAN), "code": "L-7K2M9QXB", "relationship": "lead", "owner": owner.id,
        "department": owner.department,
    })  # fmt: skip
    (card,) = (raw(one) for one in capturing(owner.tenant, customer) if "feed" in raw(one))
    return card


def _again(card: dict[str, Any], lead: str, at: str, owner: Person, stars: int, score: int) -> dict[str, Any]:
    row = {**card["value"]["M"], "id": {"S": lead}, "owner": {"S": owner.id}, "department": {"S": owner.department}}
    return {
        **card,
        "pk": {"S": keys.book(owner.tenant, "lead", keys.own(owner.id))},
        "sk": {"S": lead},
        "rank": {"S": keys.rank(stars, score, lead)},
        "stars": {"N": str(stars)},
        "score": {"N": str(score)},
        "value": {"M": {**row, "created_at": {"S": at}, "updated_at": {"S": at}}},
    }


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """Pages of 50 at both sizes."""
    company = team(firm)
    firm.world.pump()
    client = table.connection().connection.client
    for number in SIZES:
        say(f"lists of {number:,} leads")
        found = list(cards(company, number))
        shelf = Shelf(found)
        if number == min(SIZES):
            lay(*found, told=False)
        else:
            shelf.serve(client)
        try:
            yield from _pages(firm, company, number)
        finally:
            shelf.leave(client)


def asks(company: Team) -> dict[str, tuple[Person, dict[str, Any], float | None]]:
    """Name of each list, who asks, for what, and how many read units it may cost."""
    return {
        "list_50": (company.admin, {}, READS),
        "list_50.by_score": (company.admin, {"sort": "score"}, READS),
        "list_50.of_staff": (company.staff, {}, READS),
        "list_50.of_staff_by_score": (company.staff, {"sort": "score"}, READS),
        "list_50.of_manager": (company.manager, {}, READS),
        "list_50.of_manager_by_score": (company.manager, {"sort": "score"}, READS),
        "list_50.with_3_stars": (company.admin, {"stars": 3}, None),
        "list_50.with_3_stars_by_score": (company.admin, {"stars": 3, "sort": "score"}, READS),
    }


def _pages(firm: Company, company: Team, number: int) -> Iterator[Figure]:
    for name, (who, query, limit) in asks(company).items():
        shown: list[int] = []
        bill = firm.bill(
            lambda: shown.append(len(firm.call("GET", "/v1/leads", by=who, limit=PAGE, **query)["items"]))  # noqa: B023 - called at once
        )
        for figure in figures(name, bill, f"@{number}", reads=limit):
            if figure.unit != "write units":
                yield figure
        yield Figure(f"ops.{name}.rows@{number}", shown[0], "rows")
