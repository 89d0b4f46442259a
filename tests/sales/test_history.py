"""What became of a document: who wrote what on it, when, and what it said before (A8)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.world import Answer, Person, World

type Ask = Callable[..., Answer]


@pytest.fixture
def ask(world: World, admin: Person) -> Ask:
    def asked(method: str, path: str, body: Any = None, by: Person = admin, **more: Any) -> Answer:
        answer = world.call(method, f"/v1/{path}", body, by=by, **more)
        assert answer.status < 300, answer.raw
        return answer

    return asked


def told(ask: Ask, path: str, **more: Any) -> list[dict[str, Any]]:
    return [one["changes"] for one in ask("GET", f"{path}/history", **more)["items"]]


def test_each_change_says_who_and_from_what_to_what(world: World, ask: Ask, admin: Person):
    staff = world.employee(admin.department, "S1")
    customer = ask("POST", "leads", {"name": "A"}, by=staff)["id"]
    quote = ask("POST", "quotes", {"customer": customer, "date": "2026-03-01", "amount": 5}, by=staff)
    path = f"quotes/{quote['id']}"
    ask("PATCH", path, {"amount": 7, "note": "giảm giá"})
    ask("PATCH", path, {"amount": 7})
    ask("POST", f"{path}/confirm")
    items = ask("GET", f"{path}/history")["items"]
    assert [(one["version"], one["action"], one["by"]) for one in items] == [
        (3, "changed", admin.id), (2, "changed", admin.id), (1, "created", staff.id),
    ]  # fmt: skip
    assert items[0]["changes"] == {"state": {"from": "draft", "to": "confirmed"}}
    assert items[1]["changes"] == {"amount": {"from": "5", "to": "7"}, "note": {"from": None, "to": "giảm giá"}}
    assert items[2]["changes"]["number"] == {"from": None, "to": quote["number"]}
    page = ask("GET", f"{path}/history", limit=2)
    rest = ask("GET", f"{path}/history", limit=2, cursor=page["next_cursor"])
    assert page["items"] + rest["items"] == items


def test_a_follower_is_told_of_in_its_own_history_alone(ask: Ask):
    customer = ask("POST", "leads", {"name": "A"})["id"]
    body = {"customer": customer, "date": "2026-03-01", "amount": 5}
    contract = ask("POST", "contracts", body)["id"]
    ask("POST", f"contracts/{contract}/confirm")
    ref = {"kind": "contract", "id": contract}
    receipt = ask("POST", "receipts", {"date": "2026-03-01", "parent": ref})["id"]
    for action in ("confirm", "cancel"):
        ask("POST", f"receipts/{receipt}/{action}")
    assert len(told(ask, f"contracts/{contract}")) == 2
    assert [list(one) for one in told(ask, f"receipts/{receipt}")][:2] == [["state"], ["state"]]


def test_what_was_not_shared_is_in_no_history(world: World, ask: Ask, admin: Person):
    given = world.employee(admin.department, "S1")
    customer = ask("POST", "leads", {"name": "A"})["id"]
    deal = ask("POST", "opportunities", {"customer": customer, "name": "A", "expected_close": "2099-01-01"})["id"]
    body = {"customer": customer, "date": "2026-03-01", "amount": 5}
    quote = ask("POST", "quotes", body)["id"]
    order = ask("POST", "orders", body)["id"]
    ask("PATCH", f"orders/{order}", {"parent": {"kind": "quote", "id": quote}})
    ask("PATCH", f"orders/{order}", {"opportunity": deal})
    ask("PATCH", f"orders/{order}", {"parent": None, "note": "riêng"})
    share = {"employees": [given.id], "categories": ["orders"]}
    ask("POST", f"customers/{customer}/share", share)
    assert told(ask, f"orders/{order}")[0] == {
        "parent": {"from": {"kind": "quote", "id": quote}, "to": None}, "note": {"from": None, "to": "riêng"},
    }  # fmt: skip
    seen = told(ask, f"orders/{order}", by=given)
    assert seen[0] == {"note": {"from": None, "to": "riêng"}}
    assert len(seen) == 2
    assert quote not in str(seen)
    assert deal not in str(seen)


def test_what_was_written_is_told_also_after_a_merge(world: World, ask: Ask):
    customer, other = (ask("POST", "leads", {"name": name})["id"] for name in "AB")
    quote = ask("POST", "quotes", {"customer": other, "date": "2026-03-01", "amount": 5})["id"]
    ask("POST", f"leads/{customer}/merge", {"absorbed": other})
    world.pump()
    ask("PATCH", f"quotes/{quote}", {"amount": 6})
    assert [one["amount"]["from"] for one in told(ask, f"quotes/{quote}")] == ["5", None]
