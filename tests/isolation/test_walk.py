"""Every route against everybody whom its records are none of the business of (A1, A2, A4)."""

import dataclasses
from collections.abc import Iterator

import pytest

from kernel import clock, ids
from tests.isolation.routes import ROUTES, Records, furnish, request
from tests.world import Person, World

OWN = {  # about the caller's company as a whole, or new: another company has its own
    ("GET", "/v1/me"), ("GET", "/v1/employees"), ("GET", "/v1/departments"), ("GET", "/v1/leads"),
    ("GET", "/v1/customers"), ("GET", "/v1/exports"), ("GET", "/v1/tiers"), ("GET", "/v1/scoring/rulebook"),
    ("GET", "/v1/partners"),
    ("GET", "/v1/trash"),
    ("GET", "/v1/customers"), ("GET", "/v1/leads/board"), ("GET", "/v1/customers/board"), ("GET", "/v1/partners/board"),
    ("GET", "/v1/exports"), ("GET", "/v1/tiers"), ("GET", "/v1/scoring/rulebook"),
    ("GET", "/v1/voucher-books"), ("POST", "/v1/voucher-books"), ("GET", "/v1/voucher-books/<book>"),
    ("PATCH", "/v1/voucher-books/<book>"), ("GET", "/v1/voucher-books/<book>/history"),
    ("GET", "/v1/tiers/history"), ("GET", "/v1/scoring/rulebook/history"),
    ("GET", "/v1/settings"), ("PUT", "/v1/settings"), ("GET", "/v1/settings/history"),
    ("GET", "/v1/forms/request"), ("PUT", "/v1/forms/request"), ("GET", "/v1/forms/request/history"),
    ("GET", "/v1/catalogs"), ("GET", "/v1/catalogs/<kind>"), ("GET", "/v1/catalogs/<kind>/<code>/history"),
    ("POST", "/v1/catalogs/<kind>"), ("PATCH", "/v1/catalogs/<kind>/<code>"),
    ("DELETE", "/v1/catalogs/<kind>/<code>"),
    ("PUT", "/v1/tiers"), ("PUT", "/v1/scoring/rulebook"), ("POST", "/v1/exports"),
    ("GET", "/v1/print-templates"), ("POST", "/v1/print-templates"),
    ("GET", "/v1/jobs"), ("POST", "/v1/bulk"),
    ("GET", "/v1/products"), ("POST", "/v1/products"),
    ("GET", "/v1/search"), ("POST", "/v1/duplicates"),
}  # fmt: skip
BY_BODY = {("POST", "/v1/leads"), ("POST", "/v1/contracts"), ("POST", "/v1/receipts"), ("POST", "/v1/employees"),
    ("POST", "/v1/quotes"), ("POST", "/v1/orders"), ("POST", "/v1/payment-slips"), ("POST", "/v1/adjustments"),
    ("POST", "/v1/departments"), ("POST", "/v1/documents"), ("POST", "/v1/dossiers"),
    ("POST", "/v1/partners")}  # fmt: skip
OWN |= {("GET", "/v1/opportunities"), ("GET", "/v1/opportunities/board"), ("GET", "/v1/opportunities/products")}
BY_BODY |= {("POST", "/v1/opportunities"), ("POST", "/v1/opportunities/quick")}
ATTACHED = ("contacts", "cards", "warranties", "links")
OWN |= {("GET", f"/v1/{kind}") for kind in ATTACHED}
BY_BODY |= {("POST", f"/v1/{kind}") for kind in ATTACHED}
COLLEAGUES = {("GET", "/v1/employees/<employee_id>"), ("GET", "/v1/departments/<department_id>"),
    ("GET", "/v1/print-templates/<template_id>"),
    ("GET", "/v1/products/<product_id>")}  # fmt: skip
SETTINGS = {(m, p) for m, p in ROUTES if m != "GET" and p.split("/")[2] in {"employees", "departments", "catalogs"}} | {
    ("PUT", "/v1/tiers"), ("PUT", "/v1/scoring/rulebook"), ("GET", "/v1/catalogs/<kind>/<code>/history"),
    ("PUT", "/v1/forms/request"), ("GET", "/v1/forms/request/history"),
    ("GET", "/v1/tiers/history"), ("GET", "/v1/scoring/rulebook/history"),
    ("GET", "/v1/employees/<employee_id>/history"), ("GET", "/v1/departments/<department_id>/history"),
    ("PUT", "/v1/settings"), ("GET", "/v1/settings/history"), ("POST", "/v1/voucher-books"),
    ("PATCH", "/v1/voucher-books/<book>"), ("GET", "/v1/voucher-books/<book>/history"),
    ("PUT", "/v1/settings"), ("GET", "/v1/settings/history"),
    ("POST", "/v1/print-templates"), ("POST", "/v1/print-templates/<template_id>/complete"),
    ("PATCH", "/v1/print-templates/<template_id>"), ("DELETE", "/v1/print-templates/<template_id>"),
    ("POST", "/v1/products"), ("PATCH", "/v1/products/<product_id>"), ("GET", "/v1/products/<product_id>/history"),
}  # fmt: skip
BY_ID = [route for route in ROUTES if route not in OWN | BY_BODY]


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
def half(shared: World, acme: Records) -> Person:
    """Somebody with whom one category was shared, and nothing else of the record."""
    made = shared.employee(acme.admin.department, "S8")
    body = {"employees": [made.id], "categories": ["opportunities"]}
    assert shared.call("POST", f"/v1/customers/{acme.ids['customer_id']}/share", body, by=acme.admin).status == 200
    shared.pump()
    return made


@pytest.fixture
def untouched(shared: World) -> Iterator[None]:
    """Nothing in the table may change."""
    before = shared.items()
    yield
    assert shared.items() == before


def absent(records: Records) -> Records:
    """The same, with ids that nobody has."""
    nobody = {name: ids.new(clock.now()) if ids.is_ulid(value) else value for name, value in records.ids.items()}
    return dataclasses.replace(records, ids=nobody)


def test_the_walk_knows_every_route():
    assert len(ROUTES) == len(set(ROUTES)) > 30
    assert set(ROUTES) >= OWN | BY_BODY | COLLEAGUES | SETTINGS


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
    foreign = request(shared, method, path, acme.ids | {"tier": rival.ids["tier"]}, rival.admin)
    nowhere = request(shared, method, path, absent(acme).ids | {"tier": rival.ids["tier"]}, rival.admin)
    assert (foreign.status, foreign["code"]) == (404, "not_found")
    assert (foreign.status, foreign.raw, foreign.headers) == (nowhere.status, nowhere.raw, nowhere.headers)


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("method", "path"), sorted(BY_BODY))
def test_what_another_company_has_cannot_be_named_in_a_body_either(
    method: str, path: str, shared: World, acme: Records, rival: Records
):
    foreign = request(shared, method, path, acme.ids, rival.admin)
    nowhere = request(shared, method, path, absent(acme).ids, rival.admin)
    assert (foreign.status, foreign["code"]) == (422, "invalid_request")
    assert (foreign.raw, foreign.headers) == (nowhere.raw, nowhere.headers)


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("method", "path"), [route for route in BY_ID if route not in COLLEAGUES | SETTINGS])
def test_what_a_colleague_has_is_absent_to_the_byte(
    method: str, path: str, shared: World, acme: Records, stranger: Person
):
    foreign = request(shared, method, path, acme.ids, stranger)
    nowhere = request(shared, method, path, absent(acme).ids | {"tier": acme.ids["tier"]}, stranger)
    assert (foreign.status, foreign["code"]) == (404, "not_found")
    assert (foreign.status, foreign.raw, foreign.headers) == (nowhere.status, nowhere.raw, nowhere.headers)


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("method", "path"), [
    route for route in BY_ID
    if route not in COLLEAGUES | SETTINGS and not route[1].startswith("/v1/opportunities/")
])  # fmt: skip
def test_what_was_not_shared_of_a_shared_record_is_absent_to_the_byte(
    method: str, path: str, shared: World, acme: Records, half: Person
):
    foreign = request(shared, method, path, acme.ids, half)
    nowhere = request(shared, method, path, absent(acme).ids | {"tier": acme.ids["tier"]}, half)
    assert (foreign.status, foreign["code"]) == (404, "not_found")
    assert (foreign.status, foreign.raw, foreign.headers) == (nowhere.status, nowhere.raw, nowhere.headers)


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(("method", "path"), sorted(SETTINGS))
def test_settings_are_the_administrators_whatever_is_named(
    method: str, path: str, shared: World, acme: Records, stranger: Person
):
    for records in (acme, absent(acme)):
        answer = request(shared, method, path, records.ids, stranger)
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
    for method, path in sorted(OWN | BY_BODY):
        answer = request(shared, method, path, rival.ids, rival.admin, fresh="1")
        assert answer.status < 300, (method, path, answer.raw)
    shared.pump()
    assert [item for item in shared.items() if item["pk"]["S"].startswith("acme#")] == before
