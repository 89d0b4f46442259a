"""The matrix: every kind of caller who must get nothing, the routes that they try, and the answer that is theirs."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from kernel import clock, ids
from tests.isolation.people import OUTSIDERS, Bearer
from tests.isolation.routes import ADMINS, ROUTES, Records, Route, named, request
from tests.isolation.watch import watching
from tests.sampling import THOROUGH
from tests.world import Answer, Person, World

PLACES = re.compile("<(?!kind|code|book|mail_template|source)")
ASKS_OF_MANY = {("POST", "/v1/bulk"), ("POST", "/v1/messages/sendings")}
"""What it is not told of, each for itself, its job says: tests/bulk, tests/messages."""
OWN = {route for route in ROUTES if not named(route)} | ASKS_OF_MANY
"""About the caller's company as a whole, or new: another company has its own."""
BY_BODY = [route for route in ROUTES if route not in OWN and route[0] != "GET" and not PLACES.search(route[1])]
BY_ID = [route for route in ROUTES if route not in OWN and route not in BY_BODY]
COLLEAGUES = {("GET", "/v1/employees/<employee_id>"), ("GET", "/v1/departments/<department_id>"),
    ("GET", "/v1/print-templates/<template_id>"), ("GET", "/v1/products/<product_id>")}  # fmt: skip
"""What everybody in a company sees."""
PRIVATE = [route for route in BY_ID if route not in COLLEAGUES | ADMINS]
EVERYBODYS = {"employee_id", "department_id", "template_id", "tier"}
"""What all of a company may name."""
ABOUT_RECORDS = [route for route in BY_BODY if named(route) - EVERYBODYS and route not in ADMINS]


@dataclass(frozen=True)
class Stage:
    """Two companies alike, and who of the first has no business with its records."""

    world: World
    acme: Records
    rival: Records
    people: Mapping[str, Person]

    def refused(self, route: Route, by: Person | None, status: int, code: str) -> None:
        """Whatever the route names."""
        answer = request(self.world, *route, self.acme.ids, by)
        assert (answer.status, answer["code"]) == (status, code), answer.raw

    def absent(self, route: Route, by: Person, *known: str) -> None:
        """What there is and what there is not: to the byte the same, after the same reads, as their time tells too."""
        theirs, nobodys = self.acme.ids, absent(self.acme, *known)
        if by.tenant != "acme" and route in BY_ID:
            theirs, nobodys = ({**one, "tier": self.rival.ids["tier"]} for one in (theirs, nobodys))
        self.alike(route, theirs, nobodys, by, {(404, "not_found") if route in BY_ID else (422, "invalid_request")})

    def alike(
        self, route: Route, theirs: dict[str, str], nobodys: dict[str, str], by: Person, good: set[tuple[int, str]]
    ) -> None:  # fmt: skip
        """The same answer to both, and one of these."""
        foreign, said, reads = _asked(self.world, route, theirs, by)
        nowhere, other, as_many = _asked(self.world, route, nobodys, by)
        assert (foreign.status, said, foreign.headers) == (nowhere.status, other, nowhere.headers)
        assert reads == as_many
        assert (foreign.status, foreign["code"]) in good


def absent(records: Records, *but: str) -> dict[str, str]:
    """The same, with ids that nobody has."""
    nobody = {name: ids.new(clock.now()) if ids.is_ulid(value) else value for name, value in records.ids.items()}
    return nobody | {"record_code": "L-nobody"} | {name: records.ids[name] for name in but}


def _asked(world: World, route: Route, known: dict[str, str], by: Person) -> tuple[Answer, str, list[str]]:
    """The answer, what it says but for the ids that it was asked with, and which calls to the table it took."""
    with watching() as watch:
        answer = request(world, *route, known, by)
    said = answer.raw
    for name, value in known.items():
        said = said.replace(value, name) if ids.is_ulid(value) else said
    return answer, said, watch.calls


def without_a_login(stage: Stage, route: Route) -> None:
    stage.refused(route, None, 401, "unauthenticated")


NO_TOKENS = ({"token_use": "access"}, *({"custom:tenant": name} for name in ("", "_", "acme#C", "ACME", '["acme"]')))
"""What no token says that is of use, though it is signed well."""


def with_a_token_of_another_kind(stage: Stage, route: Route) -> None:
    admin = stage.acme.admin
    for told in NO_TOKENS:
        stage.refused(route, Bearer("acme", admin.id, admin.department, told), 401, "unauthenticated")


def undeclared(stage: Stage, route: Route) -> None:
    for nobody in (Person("acme", stage.rival.admin.id, ""), Person("ghost", stage.acme.admin.id, ""),
                   Person("acme", "x", ""), Person("acme", "", "")):  # fmt: skip
        stage.refused(route, nobody, 403, "not_an_employee")


def who_has_left(stage: Stage, route: Route) -> None:
    stage.refused(route, stage.people["who has left"], 403, "employee_inactive")


def of_another_company(stage: Stage, route: Route) -> None:
    stage.absent(route, stage.rival.admin)


def no_administrator(stage: Stage, route: Route) -> None:
    for name in ("a colleague", "a manager of the department", "a manager of another department"):
        for known in (stage.acme.ids, absent(stage.acme)):
            answer = request(stage.world, *route, known, stage.people[name])
            assert (answer.status, answer["code"]) == (403, "admin_only")


def outsider(name: str) -> Callable[[Stage, Route], None]:
    def ask(stage: Stage, route: Route) -> None:
        stage.absent(route, stage.people[_given(route) if "category" in name else name], *EVERYBODYS)

    return ask


def _given(route: Route) -> str:
    """A category that a route is not about."""
    return "quotes" if route[1].split("/")[2] == "opportunities" else "opportunities"


@dataclass(frozen=True)
class Kind:
    """A kind of caller: the routes that they try, and what becomes of it."""

    routes: Sequence[Route]
    ask: Callable[[Stage, Route], None]


DOORS = {
    "without a login": Kind(ROUTES, without_a_login),
    "with a token of another kind": Kind(ROUTES, with_a_token_of_another_kind),
    "undeclared": Kind(ROUTES, undeclared),
    "who has left": Kind(ROUTES, who_has_left),
}
INSIDE = {
    "of another company": Kind([*BY_ID, *BY_BODY], of_another_company),
    "no administrator": Kind(sorted(ADMINS), no_administrator),
    **{name: Kind([*PRIVATE, *ABOUT_RECORDS], outsider(name)) for name in OUTSIDERS},
}
KINDS = DOORS | INSIDE
ONES_OWN = 1, 2
"""Of who is let in nowhere and of who is let in, but not to this: so many kinds of each try a route each time."""


def pairs() -> list[tuple[str, str, str]]:
    """(kind, method, path): all of them, or of each route some, every time the same ones."""
    return [(kind, *route) for route in ROUTES for some, most in zip((DOORS, INSIDE), ONES_OWN, strict=True)
            for kind in _chosen(some, route, most)]  # fmt: skip


def _chosen(some: Mapping[str, Kind], route: Route, most: int) -> list[str]:
    fitting = [name for name, kind in some.items() if route in kind.routes]
    return fitting if THOROUGH else sorted(fitting, key=lambda name: crc32(f"{name} {route}".encode()))[:most]
