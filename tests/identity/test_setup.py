"""A new company: whole or not at all."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from catalogs.rules import KINDS
from identity.job import handler
from kernel import table
from tests.world import World

ORDER = {"tenant": "acme", "name": "Acme", "admin": {"name": "An", "email": "an@acme.example"}}


def test_a_company_begins_with_a_department_an_administrator_and_catalogues(world: World):
    made = handler(ORDER, None)
    assert set(made) == {"tenant", "employee", "department"}
    claims = {"custom:tenant": "acme", "custom:employee": made["employee"], "token_use": "id"}
    me = world.call("GET", "/v1/me", claims=claims)
    assert (me["role"], me["department"], me["code"]) == ("admin", made["department"], "ADMIN")
    for kind in KINDS:
        entries = world.call("GET", f"/v1/catalogs/{kind}", claims=claims)["items"]
        assert entries
        assert all(entry["name"]["vi"] and entry["name"]["en"] for entry in entries)
    assert all(stage["colour"] for stage in world.call("GET", "/v1/catalogs/stages", claims=claims)["items"])


def test_a_name_that_is_taken_is_refused_and_nothing_is_changed(world: World):
    handler(ORDER, None)
    before = world.items()
    again = handler(ORDER | {"name": "Other", "admin": {"name": "Eve", "email": "eve@x.vn"}}, None)
    assert (again["code"], again["status"]) == ("code_taken", 409)
    assert "acme" in again["detail"]
    assert world.items() == before


@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_company_whose_writing_fails_is_not_there_at_all_and_whole_when_tried_again(
    call: int, world: World, monkeypatch: pytest.MonkeyPatch
):
    transact, calls = table._client().transact_write_items, list[int]()

    def fail(**arguments: Any) -> Any:
        calls.append(len(arguments["TransactItems"]))
        if len(calls) == call:
            error: Any = {"Error": {"Code": "InternalServerError"}, "ResponseMetadata": {"HTTPStatusCode": 500}}
            raise ClientError(error, "TransactWriteItems")
        return transact(**arguments)

    with monkeypatch.context() as broken:
        broken.setattr(table._client(), "transact_write_items", fail)
        with pytest.raises(ClientError):
            handler(ORDER, None)
    assert {item["pk"]["S"] for item in world.items()} <= {"acme#CATALOG"}
    assert "employee" in handler(ORDER, None)
    assert len(kinds_of(world, "acme")) == len(kinds_of(world, made_at_once(world)))


def kinds_of(world: World, tenant: str) -> list[str]:
    return sorted(item["pk"]["S"].partition("#")[2] for item in world.items() if item["pk"]["S"].startswith(tenant))


def made_at_once(world: World) -> str:
    return world.company("rival").tenant


def test_a_company_that_is_there_keeps_its_catalogues_when_somebody_opens_it_again(world: World):
    by = world.company()
    world.call("PATCH", "/v1/catalogs/sources/phone", {"order": 77}, by=by)
    handler(ORDER, None)
    phone = world.item("acme#CATALOG", "sources#phone")["value"]["M"]
    assert phone["order"] == {"N": "77"}


def test_who_opens_a_company_that_another_has_just_opened_changes_nothing_in_it(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    write, before = table.write, list[Any]()

    def overtaken(*writes: table.Write) -> None:
        monkeypatch.setattr(table, "write", write)
        write(*writes)
        by = world.company()
        world.call("PATCH", "/v1/catalogs/sources/phone", {"order": 77}, by=by)
        before.extend(world.items())

    monkeypatch.setattr(table, "write", overtaken)
    assert handler(ORDER, None)["code"] == "code_taken"
    assert world.items() == before


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"tenant": "A"}, "/tenant"),
        ({"tenant": "_"}, "/tenant"),
        ({"tenant": "a#b"}, "/tenant"),
        ({"tenant": "x" * 40}, "/tenant"),
        ({"tenant": "acme\n"}, "/tenant"),
        ({"name": ""}, "/name"),
        ({"admin": {"name": "An"}}, "/admin/email"),
        ({"admin": {"name": "An", "email": "no"}}, "/admin/email"),
        ({"owner": "x"}, "/owner"),
    ],
)
def test_an_order_that_is_none_is_told_why(change: dict[str, Any], path: str, world: World):
    answer = handler(ORDER | change, None)
    assert answer["code"] == "invalid_request"
    assert [error["path"] for error in answer["errors"]] == [path]
    assert world.items() == []


def test_two_companies_share_nothing(world: World):
    for name in ("acme", "rival"):
        handler(ORDER | {"tenant": name}, None)
    mine: dict[str, int] = {}
    for item in world.items():
        tenant = item["pk"]["S"].split("#")[0]
        mine[tenant] = mine.get(tenant, 0) + 1
    assert mine["acme"] == mine["rival"]
    assert mine["_"] == 2
