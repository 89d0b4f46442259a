"""Who moved, when, and why: as an owner reads it of a customer, and an administrator of a night (I5, A8)."""

from datetime import timedelta
from typing import Any

import pytest

from kernel import keys
from tests.tiers.nights import NIGHT, at, hour, work_off
from tests.tiers.test_tiers import GOLD, SILVER, STEPS, confirmed, save
from tests.world import Person, World


@pytest.fixture
def lead(world: World, admin: Person, staff: Person) -> str:
    assert save(world, admin).status == 200
    made = world.call("POST", "/v1/leads", {"name": "Nguyễn Hoà"}, by=staff)
    world.pump()
    return str(made["id"])


def history(world: World, by: Person, lead: str, language: str = "en", **query: Any) -> list[dict[str, Any]]:
    headers = {"accept-language": language}
    answer = world.call("GET", f"/v1/tiers/customers/{lead}/history", by=by, headers=headers, **query)
    assert answer.status == 200, answer.raw
    return list(answer["items"])


def told(entry: dict[str, Any]) -> tuple[str | None, str | None, str, str]:
    before, after = ((entry[side] or {}).get("name") for side in ("before", "after"))
    return before, after, entry["cause"], entry["grounds"]["text"]


def test_every_move_is_told_with_its_reason_newest_first(world: World, admin: Person, staff: Person, lead: str):
    first = confirmed(world, staff, lead, "120")
    confirmed(world, staff, lead, "20")
    confirmed(world, staff, lead, "61")
    assert world.call("POST", f"{first}/cancel", by=staff).status == 200
    world.pump()
    save(world, admin, tiers=[STEPS[0] | {"min_amount": "80"}, STEPS[1]])
    confirmed(world, staff, lead, "5", "receipts")  # whatever is decided next
    assert [told(entry) for entry in history(world, staff, lead)] == [
        (None, "Silver", "documents", "Contracts 81 ≥ 80"),
        ("Gold", None, "documents", "Contracts 81 < 200"),
        ("Silver", "Gold", "documents", "Contracts 201 ≥ 200"),
        (None, "Silver", "documents", "Contracts 120 ≥ 100"),
    ]


def test_a_pin_is_told_with_who_set_it_and_why(world: World, staff: Person, lead: str):
    path = f"/v1/tiers/customers/{lead}"
    for tier, reason in ((GOLD, "a friend"), (GOLD, "an old friend"), (SILVER, "less of a friend")):
        assert world.call("PUT", path, {"tier": tier, "reason": reason}, by=staff).status == 200
        world.pump()
    assert world.call("DELETE", path, by=staff).status == 200
    world.pump()
    entries = history(world, staff, lead)
    assert [told(entry) for entry in entries] == [
        ("Silver", None, "unpin", "Contracts 0 < 100"),
        ("Gold", "Silver", "pin", "Set by hand: less of a friend"),
        ("Gold", "Gold", "pin", "Set by hand: an old friend"),
        (None, "Gold", "pin", "Set by hand: a friend"),
    ]
    assert [entry["grounds"]["by"] for entry in entries] == [None, staff.id, staff.id, staff.id]


def test_reasons_come_in_the_callers_language_and_as_data(world: World, staff: Person, lead: str):
    confirmed(world, staff, lead, "1234567")
    (entry,) = history(world, staff, lead, "vi")
    assert entry["grounds"]["text"] == "Doanh thu theo hợp đồng 1.234.567 ≥ 200"
    (entry,) = history(world, staff, lead)
    data = {"kind": "reached", "basis": "revenue", "of": "amount", "amount": "1234567", "needed": "200"}
    assert entry["grounds"].items() >= data.items()
    standing = world.call("GET", f"/v1/tiers/customers/{lead}", by=staff)
    assert standing["grounds"]["text"] == "Contracts 1,234,567 ≥ 200"
    assert standing["since"] <= entry["at"]


def test_sums_are_for_who_sees_all_that_they_are_made_of(world: World, admin: Person, staff: Person, lead: str):
    confirmed(world, staff, lead, "120")
    other = world.employee(admin.department, "S2")
    share = {"employees": [other.id], "categories": ["profile"]}
    assert world.call("POST", f"/v1/customers/{lead}/share", share, by=staff).status == 200
    (entry,) = history(world, other, lead)
    assert entry["grounds"]["text"] == "Contracts reach what is needed"
    assert (entry["grounds"]["amount"], entry["grounds"]["needed"]) == (None, None)
    assert "120" not in world.call("GET", f"/v1/tiers/customers/{lead}", by=other).raw
    stranger = world.employee(admin.department, "S3")
    assert world.call("GET", f"/v1/tiers/customers/{lead}/history", by=stranger).status == 404


def test_a_page_of_moves_goes_on_where_the_last_one_ended(world: World, staff: Person, lead: str):
    document = confirmed(world, staff, lead, "100")
    for _ in range(2):
        confirmed(world, staff, lead, "1")
    assert world.call("POST", f"{document}/cancel", by=staff).status == 200
    world.pump()
    path = f"/v1/tiers/customers/{lead}/history"
    page = world.call("GET", path, by=staff, limit=1)
    following = world.call("GET", path, by=staff, limit=1, cursor=page["next_cursor"])
    assert [told(one)[1] for one in (*page["items"], *following["items"])] == [None, "Silver"]
    assert following["next_cursor"] is None or not world.call(
        "GET", path, by=staff, cursor=following["next_cursor"]
    )["items"]  # fmt: skip


def test_a_night_tells_administrators_who_moved_and_why(
    world: World, admin: Person, staff: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    confirmed(world, staff, lead, "150")
    save(world, admin, tiers=[STEPS[0], STEPS[1] | {"min_amount": "140"}])
    hour(monkeypatch)
    assert world.call("GET", "/v1/tiers/recalculations", by=admin)["items"][0]["state"] == "running"
    work_off(world)
    (run,) = world.call("GET", "/v1/tiers/recalculations", by=admin)["items"]
    assert (run["run"], run["state"], run["checked"], run["moved"]) == ("2027-01-11", "ended", 1, 1)
    (row,) = world.call("GET", "/v1/tiers/recalculations/2027-01-11/moves", by=admin)["items"]
    assert (row["customer"], row["name"], *told(row)) == (
        lead, "Nguyễn Hoà", "Silver", "Gold", "ladder", "Contracts 150 ≥ 140",
    )  # fmt: skip
    assert told(history(world, staff, lead)[0])[2:] == ("ladder", "Contracts 150 ≥ 140")
    for path in ("/v1/tiers/recalculations", "/v1/tiers/recalculations/2027-01-11/moves"):
        assert world.call("GET", path, by=staff).status == 403
    assert world.call("GET", "/v1/tiers/recalculations/2027-01-12/moves", by=admin).status == 404


# --- automatic off -----------------------------------------------------------------------------------
def pin(world: World, by: Person, lead: str, tier: str | None) -> None:
    body = {"tier": tier, "reason": "by hand"} if tier else None
    assert world.call("PUT" if tier else "DELETE", f"/v1/tiers/customers/{lead}", body, by=by).status == 200


@pytest.mark.parametrize("at_once", [True, False], ids=["in one batch", "one after the other"])
def test_who_is_unpinned_without_automatic_is_where_they_were_when_it_was_switched_off(
    world: World, admin: Person, staff: Person, lead: str, *, at_once: bool
):
    """It once depended on whether pin and unpin came in one batch of the stream."""
    confirmed(world, staff, lead, "120")
    save(world, admin, automatic=False)
    confirmed(world, staff, lead, "500")
    for tier in (GOLD, None):
        pin(world, staff, lead, tier)
        if not at_once:
            world.pump()
    world.pump()
    (first, *_) = history(world, staff, lead)
    standing = world.call("GET", f"/v1/tiers/customers/{lead}", by=staff)
    assert (standing["tier"], standing["revenue"], standing["grounds"]["kind"]) == (SILVER, "620", "kept")
    assert first["after"]["name"] == "Silver"


def test_a_document_of_before_the_switch_counts_however_late_the_stream_tells_of_it(
    world: World, admin: Person, staff: Person, lead: str
):
    body = {"customer": lead, "date": "2026-03-02", "amount": "120"}
    path = f"/v1/contracts/{world.call('POST', '/v1/contracts', body, by=staff)['id']}"
    assert world.call("POST", f"{path}/confirm", by=staff).status == 200
    save(world, admin, automatic=False)
    world.pump()
    assert world.call("GET", f"/v1/tiers/customers/{lead}", by=staff)["tier"] == SILVER
    assert world.call("POST", f"{path}/cancel", by=staff).status == 200
    world.pump()
    assert world.call("GET", f"/v1/tiers/customers/{lead}", by=staff)["tier"] == SILVER


def test_switching_on_again_moves_everybody_in_the_night(
    world: World, admin: Person, staff: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    confirmed(world, staff, lead, "120")
    save(world, admin, automatic=False)
    save(world, admin, automatic=False, tiers=[STEPS[0] | {"min_amount": "50"}, STEPS[1]])
    confirmed(world, staff, lead, "500")
    hour(monkeypatch)
    work_off(world)
    assert world.call("GET", f"/v1/tiers/customers/{lead}", by=staff)["tier"] == SILVER
    save(world, admin)
    hour(monkeypatch, NIGHT + timedelta(days=1))
    work_off(world)
    world.pump()
    assert world.call("GET", f"/v1/tiers/customers/{lead}", by=staff)["tier"] == GOLD
    assert told(history(world, staff, lead)[0]) == ("Silver", "Gold", "switch", "Contracts 620 ≥ 200")


def test_what_a_snapshot_of_before_did_not_observe_is_observed_when_it_is_met(
    world: World, staff: Person, lead: str, monkeypatch: pytest.MonkeyPatch
):
    """Snapshots once did not say whose the card is; the first change that comes by derives them anew."""
    confirmed(world, staff, lead, "120")
    pk = keys.customer("acme", lead)
    last = max(
        (one for one in world.items() if one["pk"]["S"] == pk and one["sk"]["S"].startswith(keys.snapshots("TIER"))),
        key=lambda one: one["sk"]["S"],
    )
    facts = {name: count for name, count in last["facts"]["M"].items() if not name.startswith("owner")}
    plain = {name: value for name, value in last.items() if name not in {"lens", "news"}}
    world.put({**plain, "facts": {"M": facts}, "result": {"M": {"tier": {"S": SILVER}}}})
    at(monkeypatch, NIGHT)
    confirmed(world, staff, lead, "100")
    assert world.call("GET", f"/v1/tiers/customers/{lead}", by=staff)["tier"] == GOLD
    assert told(history(world, staff, lead)[0])[:2] == ("Silver", "Gold")


def test_what_a_tier_rests_on_is_told_by_the_ladder_in_force_though_nobody_moved(
    world: World, admin: Person, staff: Person, lead: str
):
    """It once was that of the last decision, so it said more or less as the stream had come early or late."""
    confirmed(world, staff, lead, "120")
    save(world, admin, tiers=[STEPS[0] | {"min_amount": "90"}, STEPS[1]])
    world.pump()
    path = f"/v1/tiers/customers/{lead}"
    assert world.call("GET", path, by=staff)["grounds"]["text"] == "Contracts 120 ≥ 90"
    save(world, admin, automatic=False)
    world.pump()
    assert world.call("GET", path, by=staff)["grounds"]["kind"] == "kept"
    assert [told(entry)[3] for entry in history(world, staff, lead)] == ["Contracts 120 ≥ 100"]
