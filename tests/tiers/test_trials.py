"""A ladder is tried before it is saved: who would move, from where to where (I5)."""

from typing import Any

import pytest

from tests.export.reading import by_calamine
from tests.export.test_jobs import download
from tests.tiers.ladders import BRONZE, GOLD, SILVER, errors, killed_and_taken_up, lead, save, step, tiers
from tests.world import Person, World

EASIER = [step(BRONZE, 1), step(SILVER, 40), step(GOLD, 400)]


@pytest.fixture
def leads(world: World, admin: Person) -> list[str]:
    """In silver, bronze and none by what they brought in, and one pinned to gold."""
    save(world, admin)
    made = [*(lead(world, admin, brought) for brought in (500, 50, 5)), lead(world, admin, pin=GOLD)]
    world.pump()
    return made


def tried(world: World, by: Person, ladder: list[dict[str, Any]] = EASIER, **more: Any) -> Any:
    begun = world.call("POST", "/v1/tiers/preview", {"tiers": ladder, **more}, by=by)
    assert begun.status == 202, begun.raw
    world.pump()
    return world.call("GET", f"/v1/tiers/previews/{begun['job']}", by=by)


def moves(world: World, by: Person, found: Any) -> list[tuple[str, str | None, str | None]]:
    page = world.call("GET", f"/v1/tiers/previews/{found['job']}/moves", by=by)
    return [(one["name"], one["before"], one["after"]) for one in page["items"]]


def steps(found: Any) -> dict[tuple[str | None, str | None], int]:
    return {(one["before"], one["after"]): one["records"] for one in found["steps"]}


@pytest.mark.usefixtures("leads")
def test_it_says_who_would_move_from_where_to_where_and_changes_nobody(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tiers.trials.STEP", 2)
    before = [one for one in world.items() if "#JOB" not in one["pk"]["S"] and "#UNDERWAY" not in one["pk"]["S"]]
    found = tried(world, admin)
    assert (found["state"], found["records"], found["move"], found["pinned"]) == ("done", 4, 3, 1)
    assert [(one["tier"], one["before"], one["after"]) for one in found["tiers"]] == [
        (BRONZE, 1, 1), (SILVER, 1, 1), (GOLD, 1, 2), (None, 1, 0),
    ]  # fmt: skip
    assert steps(found) == {(SILVER, GOLD): 1, (BRONZE, SILVER): 1, (None, BRONZE): 1}
    assert moves(world, admin, found) == [("L500", SILVER, GOLD), ("L50", BRONZE, SILVER), ("L5", None, BRONZE)]
    page = world.call("GET", f"/v1/tiers/previews/{found['job']}/moves", by=admin, limit=1)
    assert (page["items"][0]["revenue"], page["items"][0]["contracts"]) == ("500", 1)
    after = [one for one in world.items() if "#JOB" not in one["pk"]["S"] and "#UNDERWAY" not in one["pk"]["S"]]
    assert after == before


def test_what_it_says_is_what_saving_does(world: World, admin: Person, leads: list[str]):
    body: dict[str, Any] = {"replace_with": {GOLD: BRONZE}}
    found = tried(world, admin, EASIER[:2], **body)
    assert steps(found) == {(BRONZE, SILVER): 1, (None, BRONZE): 1, (GOLD, BRONZE): 1}
    save(world, admin, EASIER[:2], **body)
    world.pump()
    assert tiers(world, admin, leads) == [SILVER, SILVER, BRONZE, BRONZE]


def test_another_basis_and_automatic_are_tried_too(world: World, admin: Person, leads: list[str]):
    assert steps(tried(world, admin, basis="payment")) == {(SILVER, None): 1, (BRONZE, None): 1}
    assert tried(world, admin, automatic=False)["move"] == 0
    save(world, admin, automatic=False)
    lead(world, admin, 5000)
    world.pump()
    assert steps(tried(world, admin, EASIER, automatic=False)) == {}
    assert steps(tried(world, admin)) == {
        (SILVER, GOLD): 1, (BRONZE, SILVER): 1, (None, BRONZE): 1, (None, GOLD): 1
    }  # fmt: skip
    assert len(leads) == 4


@pytest.mark.usefixtures("leads")
def test_killed_anywhere_it_counts_nobody_twice(world: World, admin: Person, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tiers.trials.STEP", 1)
    begun = world.call("POST", "/v1/tiers/preview", {"tiers": EASIER}, by=admin)
    assert killed_and_taken_up(admin, begun["job"], 7, monkeypatch) > 2
    found = world.call("GET", f"/v1/tiers/previews/{begun['job']}", by=admin)
    assert (found["state"], found["records"], found["move"]) == ("done", 4, 3)
    assert len(moves(world, admin, found)) == 3


@pytest.mark.usefixtures("leads")
def test_it_is_the_askers_an_administrators_and_can_be_given_up(world: World, admin: Person, staff: Person):
    refused = world.call("POST", "/v1/tiers/preview", {"tiers": EASIER}, by=staff)
    assert (refused.status, refused["code"]) == (403, "admin_only")
    begun = world.call("POST", "/v1/tiers/preview", {"tiers": EASIER}, by=admin)
    path = f"/v1/tiers/previews/{begun['job']}"
    assert world.call("GET", path, by=staff).status == 403
    other = world.employee(admin.department, "A2", "admin")
    assert world.call("GET", path, by=other).status == 404
    assert world.call("GET", f"{path}/moves", by=other).status == 404
    assert world.call("POST", f"/v1/jobs/{begun['job']}/cancel", by=admin).status == 200
    world.pump()
    assert world.call("GET", path, by=admin)["state"] == "cancelled"


def test_what_could_not_be_saved_cannot_be_tried(world: World, admin: Person):
    wrong = world.call("POST", "/v1/tiers/preview", {"tiers": EASIER[::-1]}, by=admin)
    assert errors(wrong) == [("/tiers/1/min_amount", "easier"), ("/tiers/2/min_amount", "easier")]
    gone = world.call("POST", "/v1/tiers/preview", {"tiers": EASIER, "replace_with": {"x": GOLD}}, by=admin)
    assert errors(gone) == [("/replace_with/x", "stays")]


def test_it_is_a_workbook_too(world: World, admin: Person, staff: Person, leads: list[str]):
    fresh = [*EASIER, step("top", 450, name={"vi": "=Đỉnh", "en": "=Top"})]
    job = tried(world, admin, fresh)["job"]
    body = {"kind": "tier_preview", "preview": job}
    for language, tier in (("vi", "=Đỉnh"), ("en", "=Top")):
        asked = world.call("POST", "/v1/exports", body, by=admin, headers={"accept-language": language})
        assert asked.status == 202, asked.raw
        world.pump()
        done = world.call("GET", f"/v1/exports/{asked['id']}", by=admin)
        header, *rows = by_calamine(download(done["url"]))
        assert (header[3:5], rows[0][1], rows[0][4:]) == (
            {"vi": ["Hạng hiện tại", "Hạng mới"], "en": ["Tier now", "New tier"]}[language],
            "L500", [tier, 500, 1, 0],
        )  # fmt: skip
        assert len(rows) == 3
    wrong = body | {"preview": leads[0]}
    for by, one in (
        (admin, wrong),
        (staff, body),
        (admin, {"kind": "tier_preview"}),
        (admin, body | {"kind": "score_preview"}),
    ):
        answer = world.call("POST", "/v1/exports", one, by=by)
        assert (answer.status, answer["errors"][0]["path"]) == (422, "/preview")
