"""Opportunities as a workbook: those that one sees, the chosen ones, or what filters find (L1)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.activities.tasks import Tasks, tasking
from tests.conftest import opened
from tests.export.reading import by_calamine
from tests.export.test_jobs import download
from tests.opportunities.deals import errors
from tests.world import Answer, Person


@pytest.fixture(scope="module")
def firm() -> Iterator[Tasks]:
    with pytest.MonkeyPatch.context() as monkeypatch, opened(monkeypatch) as world:
        made = tasking(world)
        made.lead = str(made.call("POST", "/v1/leads", {"name": "Hoà Phát", "code": "HP"})["id"])
        made.deal(name="Trạm", expected_value="200", probability=55, stage="quoted", opened="2026-01-05", type="repeat")
        made.deal(name="Thua", stage="lost", lost_reason="price", lost_note="=A1")
        made.deal(name="Của người khác", owner=made.stranger.id, stage="negotiating")
        world.pump()
        yield made


def ask(firm: Tasks, by: Person | None = None, **fields: Any) -> Answer:
    return firm.call("POST", "/v1/exports", {"kind": "opportunities", **fields}, by)


def rows(firm: Tasks, by: Person | None = None, **fields: Any) -> list[list[Any]]:
    job = ask(firm, by, **fields)
    assert job.status == 202, job.raw
    firm.world.pump()
    done = firm.call("GET", f"/v1/exports/{job['id']}", by=by)
    assert done["state"] == "done", done.raw
    return by_calamine(download(done["url"]))


def names(firm: Tasks, by: Person | None = None, **fields: Any) -> list[str]:
    return [row[0] for row in rows(firm, by, columns=["name"], **fields)[1:]]


def test_its_cells_are_texts_numbers_and_days(firm: Tasks):
    header, *found = rows(firm)
    first = dict(zip(header, found[-1], strict=True))
    told = [first[name] for name in ("Name", "Stage", "Outcome", "Type")]
    assert told == ["Trạm", "Quoted", "Open", "Repeat business"]
    assert (first["Expected value"], first["Weighted value"], first["Probability (%)"]) == (200, 110, 55)
    assert datetime.fromisoformat(str(first["Opened"])).date().isoformat() == "2026-01-05"
    assert (first["Customer"], first["Customer code"], first["Owner"]) == ("Hoà Phát", "HP", "S1")
    lost = dict(zip(header, found[-2], strict=True))
    assert (lost["Outcome"], lost["Lost reason"], lost["Lost because"]) == ("Lost", "Price", "=A1")


def test_it_holds_what_the_lists_hold_of_everybody(firm: Tasks):
    for who in (firm.owner, firm.neighbour, firm.stranger, firm.boss, firm.admin):
        assert names(firm, who) == [firm.read(deal, who)["name"] for deal in firm.found(who)]
    assert rows(firm, firm.stranger, columns=["name", "customer"])[1:][0][1] in {None, ""}


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({"stage": ["follow_up"]}, ["Của người khác"]), ({"outcome": ["lost"]}, ["Thua"]),
        ({"scope": "mine"}, ["Thua", "Trạm"]), ({"opened_to": "2026-01-05"}, ["Trạm"]), ({"name": "tram"}, ["Trạm"]),
    ],
)  # fmt: skip
def test_filters_find_in_a_file_what_they_find_in_a_list(firm: Tasks, filters: dict[str, Any], wanted: list[str]):
    assert names(firm, opportunities=filters) == wanted


def test_a_team_is_a_book_and_the_chosen_ones_are_those(firm: Tasks):
    team = {"scope": "team", "department": [firm.stranger.department]}
    assert names(firm, firm.boss, opportunities=team) == ["Của người khác"]
    deals = firm.found()
    assert names(firm, records=[deals[2], deals[0]]) == ["Trạm", "Của người khác"]
    assert errors(ask(firm, activities={})) == [("/activities", "not_without")]
    assert errors(ask(firm, records=deals, opportunities={"name": "x"})) == [("/records", "not_with")]
