"""Logins follow employees through the stream, and never touch anybody else's."""

from typing import Any

import boto3

from kernel import aws, config
from tests.world import Person, World, deliver


def user(email: str) -> dict[str, Any] | None:
    """A login: its attributes, and whether it is enabled."""
    client = boto3.client("cognito-idp")
    try:
        found = client.admin_get_user(UserPoolId=config.user_pool_id(), Username=email)
    except client.exceptions.UserNotFoundException:
        return None
    return {a["Name"]: a["Value"] for a in found["UserAttributes"]} | {"enabled": found["Enabled"]}


def change(world: World, by: Person, who: str, **fields: Any) -> None:
    assert world.call("PATCH", f"/v1/employees/{who}", fields, by=by).status == 200
    world.pump()


def hire(world: World, by: Person, email: str, **fields: Any) -> str:
    body = {"code": "E1", "name": "E", "email": email, "department": by.department} | fields
    made = world.call("POST", "/v1/employees", body, by=by)
    assert made.status == 201, made.raw
    world.pump()
    return str(made["id"])


def test_a_declared_employee_gets_a_login_that_names_tenant_and_employee(world: World, admin: Person):
    made = hire(world, admin, "BINH@acme.example")
    login = user("binh@acme.example")
    assert login is not None
    assert login["enabled"] is True
    assert (login["custom:tenant"], login["custom:employee"]) == ("acme", made)
    assert (login["email"], login["email_verified"]) == ("binh@acme.example", "true")


def test_the_first_administrator_has_a_login(admin: Person):
    login = user("an@acme.example")
    assert login is not None
    assert login["custom:employee"] == admin.id


def test_a_login_is_switched_off_and_on_with_its_employee(world: World, admin: Person):
    made = hire(world, admin, "binh@acme.example")
    for active in (False, True, False):
        change(world, admin, made, active=active)
        login = user("binh@acme.example")
        assert login is not None
        assert login["enabled"] is active


def test_a_change_of_something_else_leaves_the_login_alone(world: World, admin: Person):
    made = hire(world, admin, "binh@acme.example")
    asked: list[str] = []
    boto = aws.cognito()
    boto.meta.events.register("before-call", lambda model, **_: asked.append(model.name))
    change(world, admin, made, name="B", role="manager")
    assert asked == []
    change(world, admin, made, active=False)
    assert "AdminDisableUser" in asked


def test_the_whole_stream_again_changes_nothing(world: World, admin: Person):
    made = hire(world, admin, "binh@acme.example")
    change(world, admin, made, active=False)
    before = user("binh@acme.example")
    deliver(world.history)
    deliver(world.history[-1:])
    assert user("binh@acme.example") == before
    assert not [item for item in world.items() if "SETASIDE" in item["pk"]["S"]]


def test_a_login_of_another_company_is_neither_taken_over_nor_switched_off(world: World, admin: Person):
    before = user(f"an@{admin.tenant}.example")
    rival = world.company("rival")
    world.pump()
    twin = hire(world, rival, "an@acme.example")
    assert user("an@acme.example") == before
    for active in (False, True, False):
        change(world, rival, twin, active=active)
        assert user("an@acme.example") == before


def test_an_employee_without_a_login_holds_nobody_up(world: World, admin: Person):
    made = hire(world, admin, "binh@acme.example")
    boto3.client("cognito-idp").admin_delete_user(UserPoolId=config.user_pool_id(), Username="binh@acme.example")
    change(world, admin, made, active=False)
    assert not [item for item in world.items() if "SETASIDE" in item["pk"]["S"]]
    change(world, admin, made, active=True)
    login = user("binh@acme.example")
    assert login is not None
    assert login["enabled"] is True


def test_another_email_is_another_login_and_the_old_one_is_gone(world: World, admin: Person):
    made = hire(world, admin, "binh@acme.example")
    change(world, admin, made, email="chi@acme.example")
    login = user("chi@acme.example")
    assert login is not None
    assert (login["custom:tenant"], login["custom:employee"], login["enabled"]) == ("acme", made, True)
    assert user("binh@acme.example") is None
    deliver(world.history)
    assert (user("binh@acme.example"), user("chi@acme.example")) == (None, login)
    other = hire(world, admin, "binh@acme.example", code="E2")
    assert (user("binh@acme.example") or {})["custom:employee"] == other


def test_who_gets_another_email_while_inactive_has_that_login_when_they_are_back(world: World, admin: Person):
    made = hire(world, admin, "binh@acme.example")
    change(world, admin, made, active=False)
    change(world, admin, made, email="chi@acme.example")
    assert (user("binh@acme.example"), user("chi@acme.example")) == (None, None)
    change(world, admin, made, active=True)
    assert (user("chi@acme.example") or {})["enabled"] is True


def test_an_email_by_which_somebody_elsewhere_signs_in_leaves_the_login_there_is(world: World, admin: Person):
    rival = world.company("rival")
    made = hire(world, rival, "binh@rival.example")
    before = user(f"an@{admin.tenant}.example")
    change(world, rival, made, email=f"an@{admin.tenant}.example")
    assert user(f"an@{admin.tenant}.example") == before
    assert (user("binh@rival.example") or {})["custom:employee"] == made
