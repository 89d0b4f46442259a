"""Every record shows its stage's name and colour, wherever it is shown (C6)."""

from typing import Any

import pytest

from tests.patterns.recorder import Recorder
from tests.world import Person, World

WON = {"name": {"vi": "Thành công", "en": "Won"}, "colour": "#2E9E5B"}


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    return shared.company()


@pytest.fixture(scope="module")
def leads(shared: World, boss: Person) -> list[str]:
    stages: list[Any] = ["won", "new", None, "won"]
    made = [shared.call("POST", "/v1/leads", {"name": "Hoà Phát", "stage": stage}, by=boss) for stage in stages]
    assert made[0]["stage_look"] == WON
    shared.pump()
    return [str(one["id"]) for one in made]


def test_a_record_shows_what_its_stage_looks_like(shared: World, boss: Person, leads: list[str]):
    assert shared.call("GET", f"/v1/leads/{leads[0]}", by=boss)["stage_look"] == WON
    assert shared.call("GET", f"/v1/leads/{leads[2]}", by=boss)["stage_look"] is None
    changed = shared.call("POST", f"/v1/leads/{leads[1]}/stage", {"stage": "won"}, by=boss)
    assert (changed["stage"], changed["stage_look"]) == ("won", WON)
    begun = shared.call("POST", "/v1/leads", {"name": "B"}, by=boss)
    assert begun["stage_look"]["name"]["en"] == "New"


@pytest.mark.parametrize("path", ["/v1/leads", "/v1/leads/board", "/v1/search"])
def test_every_list_shows_it(path: str, shared: World, boss: Person, leads: list[str]):
    query: dict[str, Any] = {"q": "hoa phat"} if path == "/v1/search" else {}
    found = shared.call("GET", path, by=boss, **query)
    rows = (
        [row for column in found["columns"] for row in column["items"]] if "columns" in found.body else found["items"]
    )
    looks = {row["id"]: row["stage_look"] for row in rows}
    assert (looks[leads[3]], looks[leads[2]]) == (WON, None)


def test_a_list_reads_each_stage_once_however_many_records_are_in_it(shared: World, boss: Person, leads: list[str]):
    with (recorder := Recorder()).listening():
        assert len(shared.call("GET", "/v1/leads", by=boss)["items"]) >= len(leads)
    read = [one for one in recorder.seen if "CATALOG" in one.pk]
    assert {one.call for one in read} == {"Get many"}
