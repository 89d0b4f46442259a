"""Every route against everybody whom its records are none of the business of (A1, A2, A4)."""

import re
from collections.abc import Iterator

import pytest

from kernel import clock, ids
from tests.isolation.routes import ADMINS, ROUTES, Records, Route, furnish, named, request
from tests.isolation.watch import watching
from tests.world import APIS, Answer, Person, World

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
OF_SEVERAL = [(*route, name) for route in [*BY_ID, *BY_BODY] for name in sorted(named(route)) if len(named(route)) > 1]


@pytest.fixture(scope="module")
def acme(shared: World) -> Records:
    return furnish(shared, "acme")


@pytest.fixture(scope="module")
def rival(shared: World) -> Records:
    return furnish(shared, "rival")


@pytest.fixture(scope="module")
def stranger(shared: World, acme: Records) -> Person:
    return shared.employee(acme.admin.department, "S9")


@pytest.fixture(scope="module")
def halves(shared: World, acme: Records) -> dict[str, Person]:
    """With each of whom one category was shared, and nothing else of the record."""
    found: dict[str, Person] = {}
    for category in ("opportunities", "quotes"):
        found[category] = shared.employee(acme.admin.department, category)
        body = {"employees": [found[category].id], "categories": [category]}
        assert shared.call("POST", f"/v1/customers/{acme.ids['customer_id']}/share", body, by=acme.admin).status == 200
    shared.pump()
    return found


@pytest.fixture
def half(halves: dict[str, Person], path: str) -> Person:
    """Who was given a category that a route is not about."""
    return halves["quotes" if path.split("/")[2] == "opportunities" else "opportunities"]


@pytest.fixture
def untouched(shared: World) -> Iterator[None]:
    """Nothing in the table may change."""
    before = shared.items()
    yield
    assert shared.items() == before


def absent(records: Records, *but: str) -> dict[str, str]:
    """The same, with ids that nobody has."""
    nobody = {name: ids.new(clock.now()) if ids.is_ulid(value) else value for name, value in records.ids.items()}
    return nobody | {"record_code": "L-nobody"} | {name: records.ids[name] for name in but}


def asked(world: World, route: Route, known: dict[str, str], by: Person) -> tuple[Answer, str, list[str]]:
    """The answer, what it says but for the ids that it was asked with, and which calls to the table it took."""
    with watching() as watch:
        answer = request(world, *route, known, by)
    said = answer.raw
    for name, value in known.items():
        said = said.replace(value, name) if ids.is_ulid(value) else said
    return answer, said, watch.calls


def alike(world: World, route: Route, theirs: dict[str, str], nobodys: dict[str, str], by: Person) -> Answer:
    """What there is and what there is not: to the byte the same, after the same reads, as their time tells too."""
    foreign, said, reads = asked(world, route, theirs, by)
    nowhere, other, as_many = asked(world, route, nobodys, by)
    assert (foreign.status, said, foreign.headers) == (nowhere.status, other, nowhere.headers)
    assert reads == as_many
    return foreign


def test_the_walk_knows_every_route():
    assert set(ROUTES) == {(route.method, route.path) for api in APIS for route in api.app.routes}
    assert {*OWN, *BY_ID, *BY_BODY} == set(ROUTES)
    assert set(ROUTES) >= COLLEAGUES
    assert len(ADMINS) > 20


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_without_a_login_nothing_opens(method: str, path: str, shared: World, acme: Records):
    answer = request(shared, method, path, acme.ids, None)
    assert (answer.status, answer["code"]) == (401, "unauthenticated")


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_an_undeclared_login_opens_nothing(method: str, path: str, shared: World, acme: Records, rival: Records):
    for nobody in (Person("acme", rival.admin.id, ""), Person("ghost", acme.admin.id, ""), Person("acme", "x", "")):
        answer = request(shared, method, path, acme.ids, nobody)
        assert (answer.status, answer["code"]) == (403, "not_an_employee")


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("method", "path"), BY_ID)
def test_what_another_company_has_is_absent_to_the_byte(
    method: str, path: str, shared: World, acme: Records, rival: Records
):
    tier = {"tier": rival.ids["tier"]}
    answer = alike(shared, (method, path), acme.ids | tier, absent(acme) | tier, rival.admin)
    assert (answer.status, answer["code"]) == (404, "not_found")


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("method", "path"), BY_BODY)
def test_what_another_company_has_cannot_be_named_in_a_body_either(
    method: str, path: str, shared: World, acme: Records, rival: Records
):
    answer = alike(shared, (method, path), acme.ids, absent(acme), rival.admin)
    assert (answer.status, answer["code"]) == (422, "invalid_request")


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("method", "path", "name"), OF_SEVERAL)
def test_one_thing_of_another_company_among_ones_own_is_absent_too(
    method: str, path: str, name: str, shared: World, acme: Records, rival: Records
):
    theirs, nobodys = ({**rival.ids, name: known[name]} for known in (acme.ids, absent(acme)))
    answer = alike(shared, (method, path), theirs, nobodys, rival.admin)
    assert (answer.status, answer["code"]) in {(404, "not_found"), (422, "invalid_request")}


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("method", "path"), PRIVATE)
def test_what_a_colleague_has_is_absent_to_the_byte(
    method: str, path: str, shared: World, acme: Records, stranger: Person
):
    answer = alike(shared, (method, path), acme.ids, absent(acme, *EVERYBODYS), stranger)
    assert (answer.status, answer["code"]) == (404, "not_found")


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("method", "path"), PRIVATE)
def test_what_was_not_shared_of_a_shared_record_is_absent_to_the_byte(
    method: str, path: str, shared: World, acme: Records, half: Person
):
    answer = alike(shared, (method, path), acme.ids, absent(acme, *EVERYBODYS), half)
    assert (answer.status, answer["code"]) == (404, "not_found")


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("method", "path"), ABOUT_RECORDS)
def test_nothing_is_attached_to_a_record_that_one_does_not_see(
    method: str, path: str, shared: World, acme: Records, stranger: Person, half: Person
):
    for who in (stranger, half):
        answer = alike(shared, (method, path), acme.ids, absent(acme), who)
        assert (answer.status, answer["code"]) == (422, "invalid_request")


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("method", "path"), sorted(ADMINS))
def test_settings_are_the_administrators_whatever_is_named(
    method: str, path: str, shared: World, acme: Records, stranger: Person
):
    for known in (acme.ids, absent(acme)):
        answer = request(shared, method, path, known, stranger)
        assert (answer.status, answer["code"]) == (403, "admin_only")


@pytest.mark.parametrize(("method", "path"), [route for route in sorted(OWN) if route[0] == "GET"])
def test_no_answer_about_ones_own_company_names_another(
    method: str, path: str, shared: World, acme: Records, rival: Records
):
    theirs = request(shared, method, path, acme.ids, acme.admin)
    mine = request(shared, method, path, rival.ids, rival.admin)
    assert (mine.status, theirs.status) == (200, 200)
    assert not [value for value in acme.ids.values() if ids.is_ulid(value) and value in mine.raw]


@pytest.mark.usefixtures("acme")
def test_the_settings_of_one_company_change_nothing_in_another(shared: World, rival: Records):
    before = [item for item in shared.items() if item["pk"]["S"].startswith("acme#")]

    def is_gone_at_once(route: Route) -> bool:
        return route[0] == "DELETE" and route[1].startswith("/v1/sites/")

    for method, path in sorted({*OWN, *BY_BODY}, key=lambda route: (is_gone_at_once(route), route)):
        answer = request(shared, method, path, rival.ids, rival.admin, fresh="1")
        assert answer.status < 300, (method, path, answer.raw)
    shared.pump()
    assert [item for item in shared.items() if item["pk"]["S"].startswith("acme#")] == before
