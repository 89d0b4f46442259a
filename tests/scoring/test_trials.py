"""New rules tried on everybody before they are published (H5)."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.export.reading import by_calamine
from tests.export.test_jobs import download
from tests.scoring.test_past import Now, now
from tests.scoring.test_publishing import NAMES, opened, vip
from tests.scoring.test_scores import signal
from tests.world import Person, World

__all__ = ["now"]


@pytest.fixture
def leads(world: World, staff: Person) -> list[str]:
    bodies = [{"name": f"L{place}", "groups": ["vip"] if place % 2 else []} for place in range(4)]
    made = [str(world.call("POST", "/v1/leads", body, by=staff)["id"]) for body in bodies]
    world.pump()
    return made


def draft(world: World, admin: Person, *rules: dict[str, Any]) -> str:
    made = world.call("POST", "/v1/scoring/drafts", {"title": "D", "rules": list(rules)}, by=admin)
    assert made.status == 201, made.raw
    return f"/v1/scoring/drafts/{made['id']}"


def preview(world: World, admin: Person, *rules: dict[str, Any]) -> Any:
    begun = world.call("POST", f"{draft(world, admin, *rules)}/preview", by=admin)
    assert begun.status == 202, begun.raw
    world.pump()
    return world.call("GET", f"/v1/scoring/previews/{begun['job']}", by=admin)


def moves(world: World, admin: Person, job: str) -> Any:
    return world.call("GET", f"/v1/scoring/previews/{job}/moves", by=admin)["items"]


def test_a_preview_says_who_would_gain_or_lose_how_much_and_changes_nobody(
    world: World, admin: Person, leads: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("scoring.trials.STEP", 2)
    signal(world, leads[0], "m1")
    before = [item for item in world.items() if "#C#" in item["pk"]["S"] or "#BOOK#" in item["pk"]["S"]]
    found = preview(world, admin, vip(7), opened(30))
    assert (found["state"], found["records"], found["gain"], found["lose"]) == ("done", 4, 1, 2)
    assert (found["more_stars"], found["fewer_stars"]) == (1, 2)
    assert found["steps"] == [{"before": 1, "after": 2, "records": 1}, {"before": 2, "after": 1, "records": 2}]
    assert [(one["of"], one["before"], one["after"]) for one in found["stars"]][:2] == [(1, 2, 3), (2, 2, 1)]
    assert [(one["of"], one["before"], one["after"]) for one in found["scores"]] == [(0, 2, 3), (20, 2, 0), (30, 0, 1)]
    told = moves(world, admin, found["job"])
    assert [(one["name"], one["score"]["before"], one["score"]["after"]) for one in told] == [
        ("L0", 2, 30), *((f"L{place}", 20, 7) for place in sorted((1, 3), key=lambda place: leads[place]))
    ]  # fmt: skip
    assert told[1]["rules"] == [{"rule": "vip", "name": "R", "before": 20, "after": 7}]
    after = [item for item in world.items() if "#C#" in item["pk"]["S"] or "#BOOK#" in item["pk"]["S"]]
    assert after == before


@pytest.mark.usefixtures("now")
def test_a_preview_is_what_publishing_does(world: World, admin: Person, staff: Person, leads: list[str]):
    signal(world, leads[0], "m1", day=9)
    rules = vip(7), opened(30, half_life_days=1), {**opened(8), "id": "plain"}
    found = preview(world, admin, *rules)
    told = {one["customer"]: one["score"]["after"] for one in moves(world, admin, found["job"])}
    assert world.call("PUT", "/v1/scoring/rulebook", {"rules": list(rules)}, by=admin).status == 200
    world.pump()
    scores = {lead: world.call("GET", f"/v1/scores/{lead}", by=staff)["score"] for lead in leads}
    assert told == {lead: scores[lead] for lead in (leads[0], leads[1], leads[3])}
    assert scores[leads[0]] == 23  # a day ago: 30 / 2, and 8


@pytest.mark.usefixtures("leads")
def test_a_preview_is_a_workbook_too(world: World, admin: Person, staff: Person, leads: list[str]):
    job = preview(world, admin, vip(7) | {"name": {"vi": "=VIP", "en": "=VIP"}}, opened(30))["job"]
    asked = world.call("POST", "/v1/exports", {"kind": "score_preview", "preview": job}, by=admin)
    assert asked.status == 202, asked.raw
    world.pump()
    done = world.call("GET", f"/v1/exports/{asked['id']}", by=admin)
    header, *rows = by_calamine(download(done["url"]))
    assert header[3:8] == ["Score now", "New score", "Difference", "Stars now", "New stars"]
    assert sorted((row[1], *row[3:]) for row in rows) == [
        ("L1", 20, 7, -13, 2, 1, "=VIP: 20 → 7"), ("L3", 20, 7, -13, 2, 1, "=VIP: 20 → 7")
    ]  # fmt: skip
    wrong = {"kind": "score_preview", "preview": leads[0]}
    for by, body in ((admin, wrong), (staff, {**wrong, "preview": job}), (admin, {"kind": "score_preview"})):
        answer = world.call("POST", "/v1/exports", body, by=by)
        assert (answer.status, answer["errors"][0]["path"]) == (422, "/preview")


def test_a_preview_is_the_askers_and_can_be_given_up(world: World, admin: Person, staff: Person):
    begun = world.call("POST", f"{draft(world, admin, vip(1))}/preview", by=admin)
    path = f"/v1/scoring/previews/{begun['job']}"
    assert world.call("GET", path, by=staff).status == 403
    other = world.employee(admin.department, "A2", "admin")
    assert world.call("GET", path, by=other).status == 404
    assert world.call("POST", f"/v1/jobs/{begun['job']}/cancel", by=admin).status == 200
    world.pump()
    assert world.call("GET", path, by=admin)["state"] == "cancelled"
    assert world.call("GET", path.replace("previews", "back-tests"), by=admin).status == 404


def ended(world: World, staff: Person, lead: str, stage: str, **more: Any) -> None:
    deal = {"name": "D", "customer": lead, "expected_close": "2026-05-01"}
    made = world.call("POST", "/v1/opportunities", deal, by=staff)
    assert made.status == 201, made.raw
    done = world.call("POST", f"/v1/opportunities/{made['id']}/stage", {"stage": stage, **more}, by=staff)
    assert done.status == 200, done.raw
    world.pump()


def test_a_back_test_looks_at_what_was_known_before_the_outcome(world: World, admin: Person, staff: Person, now: Now):
    """One was won and two were lost; the mails that the lost ones read came later, and so say nothing."""
    bodies = [{"name": f"L{one}", "groups": ["vip"] if one == 1 else []} for one in range(4)]
    leads = [str(world.call("POST", "/v1/leads", body, by=staff)["id"]) for body in bodies]
    world.pump()
    now.later(hours=1)
    signal(world, leads[0], "m1", day=10)
    now.later(days=1)
    ended(world, staff, leads[0], "won")
    ended(world, staff, leads[1], "lost", reason="price")
    lost = world.call("POST", f"/v1/leads/{leads[2]}/lost", {"reason": "price"}, by=staff)
    assert lost.status == 200, lost.raw
    now.later(days=1)
    for lead in leads[1:]:
        signal(world, lead, "m2", day=12)
    body = {"begins": "2026-03-11", "ends": "2026-03-11"}
    begun = world.call("POST", f"{draft(world, admin, opened(50, valid_days=2))}/back-test", body, by=admin)
    assert begun.status == 202, begun.raw
    world.pump()
    found = world.call("GET", f"/v1/scoring/back-tests/{begun['job']}", by=admin)
    assert (found["state"], found["won"], found["lost"]) == ("done", 1, 2)
    assert (found["before"]["auc"], found["after"]["auc"]) == ("0.5000", "1.0000")  # 2 above 0 and below 20; 50 above 0
    picture = ET.fromstring(found["chart"])  # noqa: S314 - our own
    (said,) = (one.text for one in picture if one.tag.endswith("desc"))
    assert said == "1: 1.50 → 0.00; 2: 0.00 → –; 3: – → 3.00; 4: – → –; 5: – → –"
    assert sum(one.tag.endswith("rect") for one in picture) == 2 + 4  # the legend, and a bar for each lift
    assert found["after"]["lift"] == ["0.0000", None, "3.0000", None, None]
    assert (found["after"]["won"], found["after"]["lost"]) == ([0, 0, 1, 0, 0], [2, 0, 0, 0, 0])


def test_a_back_test_by_days_knows_nothing_that_came_later(world: World, admin: Person, staff: Person, now: Now):
    """What was entered afterwards as of an earlier day was not known; what was taken back afterwards was."""
    leads = [str(world.call("POST", "/v1/leads", {"name": f"L{one}"}, by=staff)["id"]) for one in range(2)]
    world.pump()
    now.later(hours=1)
    early = now.at.isoformat()
    given = f"/v1/scores/{leads[0]}/adjustments"
    kept = world.call("POST", given, {"points": 30, "reason": "R"}, by=admin)["id"]
    bid = world.call("POST", "/v1/quotes", {"customer": leads[0], "date": "2026-03-10", "amount": 5}, by=staff)["id"]
    assert world.call("POST", f"/v1/quotes/{bid}/confirm", by=staff).status == 200
    world.pump()
    now.later(days=1)
    ended(world, staff, leads[0], "won")
    ended(world, staff, leads[1], "lost", reason="price")
    now.later(days=1)
    assert world.call("POST", f"{given}/{kept}/withdraw", by=admin).status == 200
    assert world.call("POST", f"/v1/quotes/{bid}/cancel", by=staff).status == 200
    late = {"points": 90, "reason": "R", "at": early}
    assert world.call("POST", f"/v1/scores/{leads[1]}/adjustments", late, by=admin).status == 201
    world.pump()
    rules = [
        {"id": "manual", "kind": "manual", "name": NAMES, "valid_days": 9},
        {"id": "quotes", "kind": "quote", "points": 10, "name": NAMES, "valid_days": 9},
    ]
    body = {"begins": "2026-03-11", "ends": "2026-03-11"}
    begun = world.call("POST", f"{draft(world, admin, *rules)}/back-test", body, by=admin)
    world.pump()
    found = world.call("GET", f"/v1/scoring/back-tests/{begun['job']}", by=admin)
    assert (found["won"], found["lost"], found["after"]["auc"]) == (1, 1, "1.0000")
    assert (found["after"]["won"], found["after"]["lost"]) == ([0, 0, 1, 0, 0], [1, 0, 0, 0, 0])  # 40 and 0 points


def test_a_preview_counts_in_the_days_in_which_the_new_rules_will(
    world: World, admin: Person, staff: Person, leads: list[str], now: Now
):
    """The company has moved since its rules were published: where it is now, tomorrow has begun."""
    now.later(hours=6)  # 18:00 of the 10th in Ho Chi Minh City, 01:00 of the 11th in Kiritimati
    rules = [opened(30, valid_days=2)]
    assert world.call("PUT", "/v1/scoring/rulebook", {"rules": rules}, by=admin).status == 200
    signal(world, leads[0], "m1", day=9)  # here and there
    assert world.call("GET", f"/v1/scores/{leads[0]}", by=staff)["score"] == 30
    settings = {"locale": "vi", "time_zone": "Pacific/Kiritimati", "currency": "VND"}
    assert world.call("PUT", "/v1/settings", settings, by=admin).status == 200
    job = preview(world, admin, *rules)["job"]
    (told,) = moves(world, admin, job)
    assert (told["customer"], told["score"]) == (leads[0], {"before": 30, "after": 0})
    assert world.call("PUT", "/v1/scoring/rulebook", {"rules": rules}, by=admin).status == 200
    world.pump()
    assert world.call("GET", f"/v1/scores/{leads[0]}", by=staff)["score"] == 0


@pytest.mark.parametrize(("begins", "ends"), [("2026-03-11", "2026-03-10"), ("2026-03-11", "soon")])
def test_a_period_that_contradicts_itself_is_refused(world: World, admin: Person, begins: str, ends: str):
    answer = world.call("POST", f"{draft(world, admin, vip(1))}/back-test", {"begins": begins, "ends": ends}, by=admin)
    assert (answer.status, answer["errors"][0]["path"]) == (422, "/ends")
