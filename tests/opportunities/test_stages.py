"""From stage to stage: what is won or lost, why, and taken up again (F6)."""

from typing import Any

import pytest

from tests.opportunities.deals import Deals, errors


def test_without_a_stage_it_goes_to_the_next_open_one(firm: Deals):
    deal = firm.deal()["id"]
    seen = [firm.stage(deal) for _ in range(4)]
    assert [(one["stage"], one["probability"]) for one in seen] == [
        ("interested", 25), ("quoted", 40), ("negotiating", 60), ("pending-approval", 80)
    ]  # fmt: skip
    last = firm.stage(deal)
    assert (last.status, last["code"]) == (409, "no_next_stage")


def test_a_stage_has_its_own_probability_unless_somebody_knows_better(firm: Deals):
    deal = firm.deal(probability=33)["id"]
    assert firm.stage(deal, stage="quoted")["probability"] == 40
    assert firm.patch(deal, probability=45)["probability"] == 45
    assert firm.patch(deal, stage="negotiating", probability=70)["probability"] == 70
    assert firm.patch(deal, probability=None)["probability"] == 60
    assert firm.stage(deal, stage="quoted", probability=1)["probability"] == 1


@pytest.mark.parametrize("how", ["stage", "patch"])
def test_what_is_won_is_stamped(firm: Deals, how: str):
    deal = firm.deal(stage="quoted")["id"]
    won = getattr(firm, how)(deal, stage="won")
    assert (won["outcome"], won["probability"], won["lost_at"]) == ("won", 100, None)
    assert won["won_at"] == won["updated_at"] or won["won_at"] < won["updated_at"]
    again = firm.stage(deal, stage="quoted")
    assert (again.status, again["code"]) == (409, "wrong_state")
    assert firm.patch(deal, stage="lost", lost_reason="price")["code"] == "wrong_state"


def test_nothing_is_lost_without_a_reason(firm: Deals):
    deal = firm.deal(stage="quoted")["id"]
    assert errors(firm.stage(deal, stage="lost")) == [("/reason", "missing")]
    assert errors(firm.patch(deal, stage="lost")) == [("/lost_reason", "missing")]
    assert errors(firm.stage(deal, stage="lost", reason="whim")) == [("/reason", "not_in_catalog")]
    assert errors(firm.stage(deal, stage="negotiating", reason="price")) == [("/reason", "only_lost")]
    lost = firm.stage(deal, stage="lost", reason="price", note="Đắt quá")
    assert (lost["outcome"], lost["lost_reason"], lost["lost_note"]) == ("lost", "price", "Đắt quá")
    assert lost["lost_at"] is not None
    assert errors(firm.patch(deal, lost_reason=None)) == [("/lost_reason", "missing")]
    assert firm.patch(deal, lost_reason="timing", lost_note=None)["lost_reason"] == "timing"


def test_it_is_taken_up_again_where_it_was(firm: Deals):
    deal = firm.deal(stage="negotiating")["id"]
    path = f"/v1/opportunities/{deal}/reopen"
    assert firm.call("POST", path)["code"] == "wrong_state"
    firm.stage(deal, stage="lost", reason="price", note="N")
    again = firm.call("POST", path)
    assert (again["stage"], again["outcome"], again["probability"]) == ("negotiating", "open", 60)
    assert [again[name] for name in ("won_at", "lost_at", "lost_reason", "lost_note", "stage_before")] == [None] * 5
    firm.stage(deal, stage="won")
    assert errors(firm.call("POST", path, {"stage": "lost"})) == [("/stage", "no_open_stage")]
    assert firm.call("POST", path, {"stage": "quoted"})["stage"] == "quoted"


def test_a_stage_that_is_not_there_or_not_in_use_is_refused(firm: Deals):
    deal = firm.deal()["id"]
    catalogue = "/v1/catalogs/opportunity-stages/quoted"
    assert errors(firm.stage(deal, stage="nowhere")) == [("/stage", "not_in_catalog")]
    assert firm.call("PATCH", catalogue, {"active": False}, firm.admin).status == 200
    assert errors(firm.patch(deal, stage="quoted")) == [("/stage", "not_in_catalog")]
    assert firm.call("PATCH", catalogue, {"active": True}, firm.admin).status == 200


def test_the_outcome_of_a_stage_is_settled_while_there_are_opportunities_in_it(firm: Deals):
    firm.deal(stage="quoted")
    firm.world.pump()
    catalogue = "/v1/catalogs/opportunity-stages/quoted"
    assert errors(firm.call("PATCH", catalogue, {"outcome": "won"}, firm.admin)) == [("/outcome", "outcome_in_use")]
    assert firm.call("PATCH", catalogue, {"probability": 40}, firm.admin).status == 200


def test_every_change_is_told(firm: Deals):
    deal = firm.deal(stage="quoted", lines=[{"name": "Bơm", "price": 5}])["id"]
    firm.patch(deal, expected_value="7", owner=firm.stranger.id)
    firm.stage(deal, stage="lost", reason="price")
    told = firm.call("GET", f"/v1/opportunities/{deal}/history")["items"]
    assert [(one["version"], one["action"], one["by"]) for one in told] == [
        (3, "changed", firm.owner.id), (2, "changed", firm.owner.id), (1, "created", firm.owner.id)
    ]  # fmt: skip
    assert told[0]["changes"]["stage"] == {"from": "quoted", "to": "lost"}
    assert told[1]["changes"] == {
        "expected_value": {"from": "5", "to": "7"}, "owner": {"from": firm.owner.id, "to": firm.stranger.id},
        "department": {"from": firm.owner.department, "to": firm.stranger.department},
    }  # fmt: skip
    page = firm.call("GET", f"/v1/opportunities/{deal}/history", limit=2)
    rest = firm.call("GET", f"/v1/opportunities/{deal}/history", cursor=page["next_cursor"])
    assert page["items"] + rest["items"] == told


def test_a_change_that_is_no_change_is_none_and_a_stale_one_is_refused(firm: Deals):
    made = firm.deal(name="A")
    path = f"/v1/opportunities/{made['id']}"
    assert firm.patch(made["id"], name="A")["version"] == 1
    assert firm.call("PATCH", path, {"name": "B"}, headers={"if-match": '"7"'})["code"] == "stale"
    assert firm.call("PATCH", path, {"name": "B"}, headers={"if-match": '"1"'})["version"] == 2
    assert firm.call("DELETE", path, headers={"if-match": '"1"'})["code"] == "stale"


@pytest.mark.parametrize("name", ["name", "customer", "owner", "stage", "expected_close", "priority", "lines"])
def test_what_is_needed_is_not_emptied(firm: Deals, name: str):
    fields: dict[str, Any] = {name: None}
    assert errors(firm.patch(firm.deal()["id"], **fields)) == [(f"/{name}", "missing")]


def test_what_is_deleted_is_gone(firm: Deals):
    made = firm.deal(number=f"T-{firm.lead[-6:]}")
    path = f"/v1/opportunities/{made['id']}"
    assert firm.call("DELETE", path).status == 204
    assert firm.call("GET", path).status == 404
    assert firm.found(customer=firm.lead) == []


def test_lines_are_priced_and_the_value_follows_them_until_somebody_says_otherwise(firm: Deals):
    lines = [{"name": "Bơm", "quantity": 3, "price": "10.5", "discount": 10, "tax": 8}]
    made = firm.deal(lines=lines)
    assert (made["lines"][0]["gross"], made["lines"][0]["amount"], made["expected_value"]) == ("32", "31", "31")
    assert firm.patch(made["id"], lines=[*lines, {"name": "Ống", "price": 4}])["expected_value"] == "35"
    assert firm.patch(made["id"], expected_value="99")["expected_value"] == "99"
    assert firm.patch(made["id"], lines=[])["expected_value"] == "99"
