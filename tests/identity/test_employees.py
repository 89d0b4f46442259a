"""People: declared by administrators, effective at once (A1-A3)."""

from typing import Any

import pytest

from identity import model
from kernel import clock, ids
from tests.world import Answer, Person, World


def hire(world: World, by: Person, **fields: Any) -> Answer:
    body = {"code": "E1", "name": "Bình", "email": "binh@acme.example", "department": by.department}
    return world.call("POST", "/v1/employees", body | fields, by=by)


def person(world: World, by: Person, **fields: Any) -> Person:
    made = hire(world, by, **fields)
    assert made.status == 201, made.raw
    return Person(by.tenant, made["id"], made["department"])


def errors(answer: Answer) -> list[tuple[str, str]]:
    assert (answer.status, answer["code"]) == (422, "invalid_request"), answer.raw
    return [(error["path"], error["code"]) for error in answer["errors"]]


def test_an_employee_is_declared_and_can_sign_in(world: World, admin: Person):
    made = hire(world, admin)
    assert (made["role"], made["active"], made["manages"], made["version"]) == ("staff", True, [], 1)
    me = world.call("GET", "/v1/me", by=Person("acme", made["id"], ""))
    assert me.body == made.body


@pytest.mark.parametrize("role", ["staff", "manager"])
def test_only_administrators_change_people(role: Any, world: World, admin: Person):
    other = world.employee(admin.department, "S1", role)
    for method, path, body in (
        ("POST", "/v1/employees", {"code": "E", "name": "E", "email": "e@x.vn", "department": admin.department}),
        ("PATCH", f"/v1/employees/{other.id}", {"role": "admin"}),
        ("POST", "/v1/departments", {"code": "X", "name": "X", "manager": other.id}),
        ("PATCH", f"/v1/departments/{admin.department}", {"manager": other.id}),
    ):
        answer = world.call(method, path, body, by=other)
        assert (answer.status, answer["code"]) == (403, "admin_only"), path
    assert world.call("GET", "/v1/me", by=other)["role"] == role


def test_everybody_sees_their_colleagues(world: World, admin: Person, staff: Person):
    seen = world.call("GET", "/v1/employees", by=staff)
    assert {row["id"] for row in seen["items"]} == {admin.id, staff.id}
    assert world.call("GET", f"/v1/employees/{admin.id}", by=staff)["role"] == "admin"


@pytest.mark.parametrize(
    ("again", "path"), [({"email": "c@acme.example"}, "/code"), ({"code": "e1", "email": "c@acme.example"}, "/code"),
                        ({"code": "E2"}, "/email"),
                        ({"code": "E2", "email": "BINH@acme.example"}, "/email")]
)  # fmt: skip
def test_a_code_or_email_that_is_taken_is_named(again: dict[str, str], path: str, world: World, admin: Person):
    assert hire(world, admin).status == 201
    assert errors(hire(world, admin, **again)) == [(path, "taken")]
    assert len(world.call("GET", "/v1/employees", by=admin)["items"]) == 2


def test_the_letters_of_a_code_may_become_small_and_it_is_still_taken(world: World, admin: Person):
    made = hire(world, admin)
    assert world.call("PATCH", f"/v1/employees/{made['id']}", {"code": "e1"}, by=admin)["code"] == "e1"
    assert errors(hire(world, admin, email="c@acme.example")) == [("/code", "taken")]


def test_the_same_code_and_email_serve_another_company(world: World, admin: Person):
    assert hire(world, admin).status == 201
    assert hire(world, world.company("rival")).status == 201


def test_a_department_must_be_one_of_the_company(world: World, admin: Person):
    rival = world.company("rival")
    for department in (rival.department, ids.new(clock.now())):
        assert errors(hire(world, admin, department=department)) == [("/department", "no_such_department")]
        changed = world.call("PATCH", f"/v1/employees/{admin.id}", {"department": department}, by=admin)
        assert errors(changed) == [("/department", "no_such_department")]


@pytest.mark.parametrize("field", ["code", "name", "email", "department", "role", "active"])
def test_null_on_what_is_required_names_the_field(field: str, world: World, admin: Person):
    assert errors(world.call("PATCH", f"/v1/employees/{admin.id}", {field: None}, by=admin)) == [
        (f"/{field}", "missing")
    ]


def test_null_empties_a_phone(world: World, admin: Person):
    place = f"/v1/employees/{admin.id}"
    assert world.call("PATCH", place, {"phone": "0912 345 678"}, by=admin)["phone"] == "0912 345 678"
    assert world.call("PATCH", place, {"phone": None}, by=admin)["phone"] is None


@pytest.mark.parametrize("body", [{"manages": []}, {"id": "x"}])
def test_what_names_an_employee_stays(body: dict[str, Any], world: World, admin: Person):
    assert errors(world.call("PATCH", f"/v1/employees/{admin.id}", body, by=admin))[0][1] == "unknown_field"


def test_another_code_and_email_are_theirs_alone_and_the_old_ones_free(world: World, admin: Person):
    one = person(world, admin)
    taken = {"code": "E1", "email": "binh@acme.example"}
    place = f"/v1/employees/{one.id}"
    changed = world.call("PATCH", place, {"code": "E9", "email": "Chi@acme.example"}, by=admin)
    assert (changed["code"], changed["email"], changed["version"]) == ("E9", "chi@acme.example", 2)
    other = person(world, admin, **taken)
    for field, value in (("code", "E9"), ("email", "chi@acme.example")):
        assert errors(world.call("PATCH", f"/v1/employees/{other.id}", {field: value}, by=admin)) == [
            (f"/{field}", "taken")
        ]
    (told, _) = world.call("GET", f"{place}/history", by=admin)["items"]
    assert told["changes"]["email"] == {"from": "binh@acme.example", "to": "chi@acme.example"}


def test_employees_are_listed_by_department_role_activity_and_name(world: World, admin: Person):
    south = world.department()
    hoa = person(world, admin, code="H1", name="Nguyễn Hoà", email="hoa@acme.example")
    dung = person(world, admin, code="D1", name="Đỗ Dũng", email="dung@acme.example", department=south, role="manager")
    gone = person(world, admin, code="G1", name="Nguyễn An", email="g@acme.example")
    assert world.call("PATCH", f"/v1/employees/{gone.id}", {"active": False}, by=admin).status == 200
    asked: list[tuple[dict[str, Any], set[str]]] = [
        ({"department": south}, {dung.id}), ({"role": "manager"}, {dung.id}), ({"active": "false"}, {gone.id}),
        ({"q": "nguyen"}, {hoa.id, gone.id}), ({"q": "hoa NGU"}, {hoa.id}), ({"q": "do du"}, {dung.id}),
        ({"q": "d1"}, {dung.id}), ({"q": "hoa@acme"}, {hoa.id}), ({"q": "nguyen", "active": "true"}, {hoa.id}),
        ({"q": "nobody"}, set()), ({"role": "staff", "department": south}, set()),
    ]  # fmt: skip
    for query, wanted in asked:
        found = world.call("GET", "/v1/employees", by=hoa, **query)
        assert {row["id"] for row in found["items"]} == wanted, query
    seen, cursor = [], None
    while True:
        page = world.call("GET", "/v1/employees", by=admin, q="nguyen", limit=1, cursor=cursor)
        seen += [row["id"] for row in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
        assert world.call("GET", "/v1/employees", by=admin, q="hoa", cursor=cursor)["code"] == "invalid_cursor"
    assert seen == [hoa.id, gone.id]


@pytest.mark.parametrize("change", [{"role": "staff"}, {"role": "manager"}, {"active": False},
    {"role": "staff", "active": False}])  # fmt: skip
def test_the_last_administrator_stays_one(change: dict[str, Any], world: World, admin: Person):
    answer = world.call("PATCH", f"/v1/employees/{admin.id}", change, by=admin)
    assert (answer.status, answer["code"]) == (409, "last_admin")
    assert world.call("GET", "/v1/me", by=admin)["role"] == "admin"


def test_the_count_of_administrators_follows_every_way_in_and_out(world: World, admin: Person):
    second = person(world, admin, role="admin")

    def change(who: Person, by: Person, **fields: Any) -> int:
        return world.call("PATCH", f"/v1/employees/{who.id}", fields, by=by).status

    assert change(second, admin, name="Still an administrator") == 200
    assert change(second, admin, active=False) == 200
    assert change(second, admin, role="staff") == 200  # inactive: counted no longer, and not twice
    assert change(admin, admin, active=False) == 409
    assert change(second, admin, active=True) == 200
    assert change(admin, admin, active=False) == 409
    assert change(second, admin, role="admin") == 200
    assert change(admin, second, role="staff") == 200
    assert change(second, second, active=False) == 409


def test_two_administrators_cannot_leave_at_the_same_moment(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    second = person(world, admin, role="admin")

    employee, seen, begun = model.employee, list[int](), list[str]()

    def overtaken(tenant: str, who: str, **how: bool) -> Any:
        item = employee(tenant, who, **how)
        if who == admin.id and not begun:
            begun.append(who)
            seen.append(world.call("PATCH", f"/v1/employees/{second.id}", {"role": "staff"}, by=admin).status)
        return item

    monkeypatch.setattr(model, "employee", overtaken)
    answer = world.call("PATCH", f"/v1/employees/{admin.id}", {"role": "staff"}, by=second)
    assert (seen, answer.status, answer["code"]) == ([200], 409, "last_admin")


def test_who_is_made_inactive_is_out_at_the_next_request_and_back_as_quickly(
    world: World, admin: Person, staff: Person
):
    for active, status in ((False, 403), (True, 200), (False, 403)):
        world.call("PATCH", f"/v1/employees/{staff.id}", {"active": active}, by=admin)
        for path in ("/v1/me", "/v1/leads", "/v1/exports"):
            answer = world.call("GET", path, by=staff)
            assert answer.status == status
            assert status == 200 or answer["code"] == "employee_inactive"


def test_a_change_of_role_holds_at_the_next_request(world: World, admin: Person, staff: Person):
    lead = world.call("POST", "/v1/leads", {"name": "A"}, by=admin)["id"]
    assert world.call("GET", f"/v1/leads/{lead}", by=staff).status == 404
    world.call("PATCH", f"/v1/employees/{staff.id}", {"role": "admin"}, by=admin)
    assert world.call("GET", f"/v1/leads/{lead}", by=staff).status == 200
    world.call("PATCH", f"/v1/employees/{staff.id}", {"role": "staff"}, by=admin)
    assert world.call("GET", f"/v1/leads/{lead}", by=staff).status == 404


TOKENS: dict[str, tuple[dict[str, Any], int, str]] = {
    "none": ({}, 401, "unauthenticated"),
    "without a tenant": ({"custom:tenant": None}, 401, "unauthenticated"),
    "of an empty tenant": ({"custom:tenant": ""}, 401, "unauthenticated"),
    "of nobody's tenant": ({"custom:tenant": "_"}, 401, "unauthenticated"),
    "of a tenant with a key in it": ({"custom:tenant": "acme#C"}, 401, "unauthenticated"),
    "for access": ({"token_use": "access"}, 401, "unauthenticated"),
    "for nothing": ({"token_use": None}, 401, "unauthenticated"),
    "without an employee": ({"custom:employee": None}, 403, "not_an_employee"),
    "of no employee's id": ({"custom:employee": "x"}, 403, "not_an_employee"),
    "of an undeclared employee": ({"custom:employee": ids.new(clock.now())}, 403, "not_an_employee"),
    "of a tenant without such an employee": ({"custom:tenant": "rival"}, 403, "not_an_employee"),
    "of a tenant that is none": ({"custom:tenant": "ghost"}, 403, "not_an_employee"),
}


@pytest.mark.parametrize("token", TOKENS)
def test_a_token_that_names_no_active_employee_opens_nothing(token: str, world: World, admin: Person):
    world.company("rival")
    change, status, code = TOKENS[token]
    claims = {k: v for k, v in (admin.claims | change).items() if v is not None} if change else {}
    for method, path in (("GET", "/v1/me"), ("GET", "/v1/leads"), ("POST", "/v1/leads"), ("GET", "/v1/tiers")):
        answer = world.call(method, path, {"name": "A"} if method == "POST" else None, claims=claims)
        assert (answer.status, answer["code"]) == (status, code), path
        assert answer["detail"]


def test_employees_are_listed_page_by_page(world: World, admin: Person):
    made = [admin.id] + [world.employee(admin.department, f"S{n}").id for n in range(4)]
    seen, cursor = [], None
    while True:
        page = world.call("GET", "/v1/employees", by=admin, limit=2, cursor=cursor)
        seen += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(seen) == sorted(made)
