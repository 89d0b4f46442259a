"""Ranges of whole days in lists, in the company's time zone (C7)."""

from datetime import datetime
from typing import Any

import pytest

from kernel import clock
from tests.world import Person, World


def test_a_day_is_a_bound_from_its_beginning_or_to_its_end_where_the_company_is(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    made = []
    for moment in ("2026-03-01T16:59", "2026-03-01T17:00", "2026-03-02T16:59", "2026-03-02T17:00"):  # UTC
        with monkeypatch.context() as then:
            then.setattr(clock, "now", lambda moment=moment: datetime.fromisoformat(moment + "Z"))
            made.append(str(world.call("POST", "/v1/leads", {"name": "A"}, by=admin)["id"]))
    queries: list[tuple[dict[str, Any], list[str]]] = [
        ({"created_from": "2026-03-02", "created_to": "2026-03-02"}, made[1:3]),
        ({"updated_from": "2026-03-02", "updated_to": "2026-03-02"}, made[1:3]),
        ({"created_from": "2026-03-03"}, made[3:]), ({"updated_to": "2026-03-01"}, made[:1]),
        ({"created_from": "2026-03-02", "created_to": "2026-03-02T23:59:00+07:00"}, made[1:2]),
    ]  # fmt: skip
    for sort in ("newest", "updated", "name"):
        for query, wanted in queries:
            found = world.call("GET", "/v1/leads", by=admin, sort=sort, **query)
            assert sorted(row["id"] for row in found["items"]) == wanted, (sort, query)
    settings = {"locale": "vi", "time_zone": "Asia/Tokyo", "currency": "VND"}
    assert world.call("PUT", "/v1/settings", settings, by=admin).status == 200
    found = world.call("GET", "/v1/leads", by=admin, created_from="2026-03-03")
    assert sorted(row["id"] for row in found["items"]) == made[2:]
