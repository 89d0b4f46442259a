"""Opportunities follow: their holder to another department, a catalogue entry that goes, a customer that is purged."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import scoring.schedule
import trash.schedule
from identity.model import EmployeeItem, employee
from kernel import clock
from tests.bulk.test_walks import later, order
from tests.opportunities.deals import Deals, errors
from tests.scoring.test_nightly import Clock
from tests.world import Answer


def job(firm: Deals, answer: Answer) -> Answer:
    assert answer.status == 200, answer.raw
    firm.world.pump()
    done = firm.call("GET", f"/v1/jobs/{answer['job']}", by=firm.admin)
    assert done["state"] == "done"
    return done


def test_what_somebody_holds_goes_with_them_to_another_department(firm: Deals):
    person = firm.world.employee(firm.owner.department, f"F{firm.lead[-6:]}")
    held = [firm.deal(owner=person.id)["id"] for _ in range(3)]
    other = firm.deal()["id"]
    firm.world.pump()
    body = {"department": firm.stranger.department}
    assert firm.call("PATCH", f"/v1/employees/{person.id}", body, firm.admin).status == 200
    firm.world.pump()
    assert {firm.read(one)["department"] for one in held} == {firm.stranger.department}
    assert firm.read(other)["department"] == firm.owner.department
    assert set(held) <= set(firm.found(firm.boss))
    assert firm.read(held[0])["version"] == 2


def test_what_was_made_by_who_had_looked_up_the_department_just_before_goes_along_too(
    firm: Deals, monkeypatch: pytest.MonkeyPatch
):
    person = firm.world.employee(firm.owner.department, f"G{firm.lead[-6:]}")
    monkeypatch.setattr("bulk.walks.LATE", 120)
    body = {"department": firm.stranger.department}
    assert firm.call("PATCH", f"/v1/employees/{person.id}", body, firm.admin).status == 200
    firm.world.pump()

    def as_it_was(tenant: str, who: str, **_: object) -> EmployeeItem:
        found = employee(tenant, who)
        assert found
        found.value = found.value.model_copy(update={"department": firm.owner.department})
        return found

    with monkeypatch.context() as patch:
        patch.setattr("opportunities.making.employee", as_it_was)
        late = firm.deal(owner=person.id)["id"]
    assert firm.read(late)["department"] == firm.owner.department
    (asked, *_) = firm.call("GET", "/v1/jobs", by=firm.admin)["items"]
    firm.world.pump()
    later(monkeypatch, 121)
    step = firm.call("GET", f"/v1/jobs/{asked['id']}", by=firm.admin)["version"] - 1
    order(firm.admin, asked["id"], step)
    firm.world.pump()
    assert firm.read(late)["department"] == firm.stranger.department
    assert late in firm.found(firm.boss)


ENTRIES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("opportunity-stages", "stage", "quoted", {}), ("sources", "source", "exhibition", {}),
    ("opportunity-types", "type", "repeat", {}), ("campaigns", "campaign", "once", {}), ("teams", "team", "south", {}),
    ("lost-reasons", "lost_reason", "timing", {"stage": "lost"}),
)  # fmt: skip
INSTEAD = {
    "opportunity-stages": "negotiating", "sources": "other", "opportunity-types": "extension",
    "campaigns": "always-on", "teams": "north", "lost-reasons": "other",
}  # fmt: skip


@pytest.mark.parametrize(("kind", "field", "code", "more"), ENTRIES)
def test_an_entry_that_goes_is_replaced_in_opportunities_too(
    firm: Deals, kind: str, field: str, code: str, more: dict[str, Any]
):
    if kind == "campaigns":
        entry = {"code": code, "name": {"vi": "M", "en": "O"}}
        assert firm.call("POST", "/v1/catalogs/campaigns", entry, firm.admin).status == 201
    named: dict[str, Any] = {field: code, **more}
    deal = firm.deal(**named)["id"]
    firm.world.pump()
    place = f"/v1/catalogs/{kind}/{code}"
    assert firm.call("DELETE", place, by=firm.admin)["code"] == "in_use"
    done = job(firm, firm.call("DELETE", place, by=firm.admin, replace_with=INSTEAD[kind]))
    assert done["skipped"] == 0
    assert firm.read(deal)[field] == INSTEAD[kind]
    assert code not in {one["code"] for one in firm.call("GET", f"/v1/catalogs/{kind}", limit=100)["items"]}


def test_the_night_takes_an_opportunity_off_the_list_of_who_had_it(firm: Deals, monkeypatch: pytest.MonkeyPatch):
    deal = firm.deal()["id"]
    firm.world.pump()
    other = firm.world.employee(firm.owner.department, f"N{firm.lead[-6:]}")
    assert firm.patch(deal, firm.admin, owner=other.id).status == 200
    firm.world.records()  # what the stream told is lost
    assert deal in firm.walked("opportunities", owner=firm.owner.id)
    later(monkeypatch, 7_200)
    monkeypatch.setattr("scoring.nightly.SAMPLE", 1_000)
    assert scoring.schedule.handler({}, Clock(0))["repaired"] > 0
    assert deal not in firm.walked("opportunities", owner=firm.owner.id)
    assert deal in firm.walked("opportunities", firm.admin, owner=other.id)


def test_a_stage_is_replaced_by_one_with_the_same_outcome(firm: Deals):
    firm.deal(stage="interested")
    firm.world.pump()
    for instead in ("won", "lost"):
        refused = firm.call("DELETE", "/v1/catalogs/opportunity-stages/interested", by=firm.admin, replace_with=instead)
        assert errors(refused) == [("/replace_with", "other_outcome")]


def test_an_opportunity_of_a_deleted_customer_uses_what_it_names(firm: Deals):
    deal = firm.deal(team="central")["id"]
    firm.change(deleted_at=clock.now(), deleted_by=firm.admin.id)
    place = "/v1/catalogs/teams/central"
    assert firm.call("DELETE", place, by=firm.admin)["code"] == "in_use"
    job(firm, firm.call("DELETE", place, by=firm.admin, replace_with="north"))
    firm.change(deleted_at=None, deleted_by=None)
    assert firm.read(deal)["team"] == "north"


def test_what_goes_with_a_customer_says_so_and_after_thirty_days_nothing_is_left(
    firm: Deals, monkeypatch: pytest.MonkeyPatch
):
    deal = firm.deal(lines=[{"name": "Bơm", "price": 5}])
    path = f"/v1/leads/{firm.lead}"
    counted = {one["kind"]: one["count"] for one in firm.call("GET", f"{path}/deletion")["attached"]}
    assert counted["opportunity"] == 1
    assert firm.call("DELETE", path, headers={"if-match": '"1"'}).status == 200
    firm.world.pump()
    for days in (31, 33):
        monkeypatch.setattr(clock, "now", lambda days=days: datetime.now(UTC) + timedelta(days=days))
        trash.schedule.handler({}, None)
        firm.world.pump()
    left = [item for item in firm.world.items() if deal["id"] in str(item)]
    numbers = [item for item in left if "#TAKEN#NUMBER#opportunity#" in item["pk"]["S"]]
    assert left == numbers  # a number is never given twice
