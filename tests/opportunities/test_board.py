"""My pipeline: counts, values and weighted values are exact, whatever their number (F5)."""

from decimal import Decimal
from typing import Any

from tests.opportunities.deals import Deals, columns


def test_each_open_stage_is_a_column_with_what_it_is_worth(firm: Deals):
    person = firm.world.employee(firm.owner.department, f"B{firm.lead[-6:]}")
    assert columns(firm.board(person)) == {}
    stages = [one["stage"] for one in firm.board(person)["columns"]]
    assert stages == ["approaching", "interested", "quoted", "negotiating", "pending-approval"]
    held: dict[str, Any] = {"owner": person.id}
    ids = [firm.deal(stage="quoted", expected_value=value, **held)["id"] for value in ("100", "0.25")]
    ids.append(firm.deal(stage="quoted", expected_value="10", probability=90, **held)["id"])
    firm.deal(stage="negotiating", **held)
    firm.deal(stage="won", expected_value="7", **held)
    firm.deal(stage="lost", lost_reason="price", expected_value="7", **held)
    board = firm.board(person, limit=2)
    assert columns(board) == {"quoted": (3, "110.25", "49.1"), "negotiating": (1, "0", "0")}
    assert (board["count"], board["expected_value"], board["weighted_value"]) == (4, "110.25", "49.1")
    (column,) = (one for one in board["columns"] if one["stage"] == "quoted")
    assert [one["id"] for one in column["items"]] == [ids[2], ids[1]]
    rest = firm.call(
        "GET", "/v1/opportunities", by=person, scope="mine", stage="quoted", cursor=column["next_cursor"], limit=2
    )
    assert [one["id"] for one in rest["items"]] == [ids[0]]
    firm.patch(ids[0], probability=50)
    firm.stage(ids[1], stage="won")
    firm.call("DELETE", f"/v1/opportunities/{ids[2]}")
    assert columns(firm.board(person)) == {"quoted": (1, "100", "50"), "negotiating": (1, "0", "0")}


def test_a_team_and_everything_are_boards_too(firm: Deals):
    before = {name: totals(firm, name) for name in ("admin", "boss")}
    firm.deal(stage="quoted", expected_value="50", owner=firm.stranger.id)
    after = {name: totals(firm, name) for name in ("admin", "boss")}
    for name, was in before.items():
        assert [later - earlier for earlier, later in zip(was, after[name], strict=True)] == [1, 50, 20]
    assert firm.call("GET", "/v1/opportunities/board", by=firm.owner, scope="team")["code"] == "not_your_scope"
    assert firm.call("GET", "/v1/opportunities/board", by=firm.boss, scope="all")["code"] == "not_your_scope"


def totals(firm: Deals, name: str) -> list[Decimal]:
    scope = {"scope": "all"} if name == "admin" else {"scope": "team", "department": firm.stranger.department}
    board = firm.board(getattr(firm, name), **scope)
    return [Decimal(board[field]) for field in ("count", "expected_value", "weighted_value")]
