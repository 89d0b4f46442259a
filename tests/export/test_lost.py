"""Lost statistics: the share of each reason in a span of days, of what the reader sees, with charts (M1, L1)."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from kernel import clock
from tests.export.office import Office, furnished, rows_of
from tests.opportunities.deals import errors


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with furnished() as made:
        for month, reason, value in ((1, "price", 100), (2, "price", 50), (2, "competitor", 250)):
            with pytest.MonkeyPatch.context() as then:
                then.setattr(clock, "now", lambda month=month: datetime(2026, month, 10, 3, tzinfo=UTC))
                made.deal(stage="lost", lost_reason=reason, expected_value=value)
                lead = made.made("leads", name=f"L{month}", expected_revenue=value)
                assert made.call("POST", f"/v1/leads/{lead}/lost", {"reason": reason}).status == 200
        made.deal(name="Còn mở")
        made.deal(owner=made.stranger.id, stage="lost", lost_reason="price", expected_value=1)
        made.world.pump()
        yield made


def shares(file: bytes, sheet: int) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in rows_of(file, sheet)]


def test_each_reason_has_its_share_of_number_and_value(office: Office):
    file = office.file("lost", lost={"date_from": "2026-01-01", "date_to": "2026-03-31"})
    wanted = [("Price", 2, 0.6667, 150, 0.375), ("Chose a competitor", 1, 0.3333, 250, 0.625), ("Total", 3, 1, 400, 1)]
    assert shares(file, 0) == wanted
    assert shares(file, 1) == wanted


def test_only_what_was_lost_within_these_days_counts(office: Office):
    file = office.file("lost", lost={"date_to": "2026-01-31"})
    assert [row[1] for row in shares(file, 0)] == [1, 1]
    assert [row[1] for row in shares(file, 1)] == [1, 1]
    nothing = office.file("lost", lost={"date_from": "2025-01-01", "date_to": "2025-01-31"})
    assert shares(nothing, 0) == [("Total", 0, "", 0, "")]


def test_only_what_the_reader_sees_counts(office: Office):
    assert shares(office.file("lost", office.stranger), 0)[-1][1] == 1
    assert shares(office.file("lost", office.stranger), 1)[-1][1] == 0
    assert shares(office.file("lost", office.neighbour), 0)[-1][1] == 0
    assert shares(office.file("lost", office.admin), 0)[-1][1] == 4
    assert shares(office.file("lost", office.boss), 0)[-1][1] == 1


def test_it_has_native_charts_and_percentages(office: Office):
    book = load_workbook(io.BytesIO(office.file("lost")))
    assert book.sheetnames == ["Lost opportunities", "Lost leads"]
    for sheet in book.worksheets:
        assert len(sheet._charts) == 2  # type: ignore[attr-defined]  # openpyxl keeps them there
        assert (sheet["C2"].number_format, sheet["D2"].number_format) == ("0.00%", '#,##0 "VND"')


def test_days_said_in_two_ways_are_refused_and_so_are_columns(office: Office):
    both = {"date_in": "today", "date_to": "2026-01-01"}
    assert errors(office.export("lost", lost=both)) == [("/lost/date_in", "not_with")]
    assert errors(office.export("lost", columns=["x"])) == [("/columns", "not_with")]
