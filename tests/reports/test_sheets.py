"""A report as Excel: the figures of its JSON in real cells, and native charts over them (M3)."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from kernel import clock
from reports.catalogue import REPORTS
from tests.export.office import Office, furnished, rows_of
from tests.opportunities.deals import errors


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with furnished() as made:
        for month, reason, value in ((1, "price", 100), (2, "price", 50), (2, "competitor", 250)):
            with pytest.MonkeyPatch.context() as then:
                then.setattr(clock, "now", lambda month=month: datetime(2026, month, 10, 3, tzinfo=UTC))
                made.deal(stage="lost", lost_reason=reason, expected_value=value, opened=f"2026-{month:02d}-10")
        made.deal(stage="won", expected_value=70)
        made.deal(owner=made.stranger.id, stage="lost", lost_reason="price", expected_value=1)
        made.world.pump()
        yield made


def table(file: bytes) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in rows_of(file)]


def test_the_reasons_are_what_the_lost_statistics_say_which_count_the_records(office: Office):
    for who in (office.owner, office.stranger, office.neighbour, office.admin, office.boss):
        asked = {"date_from": "2026-01-01", "date_to": "2026-12-31"}
        report = table(office.file("report", who, report={"name": "lost-opportunities", **asked}))
        counted = table(office.file("lost", who, lost=asked))
        assert [(row[0], row[1], row[3]) for row in report] == [(row[0], row[1], row[3]) for row in counted]


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_the_sheet_has_the_figures_of_the_report_and_charts_over_them(office: Office, name: str):
    file = office.file("report", report={"name": name})
    shown = office.call("GET", f"/v1/reports/{name}")
    book = load_workbook(io.BytesIO(file))
    (sheet,) = book.worksheets
    header, *rows = sheet.iter_rows(values_only=True)
    assert header == (shown["across"], *(one["label"] for one in shown["series"]))
    for place, row in enumerate(rows[:-1]):
        for one, cell in zip(shown["series"], row[1:], strict=True):
            told = one["points"][place]["value"]
            part = 100 if one["unit"] == "percent" else 1
            assert cell == (None if told is None else pytest.approx(float(told) / part)), (one["name"], place)
    assert len(rows) == len(shown["labels"]) + 1
    assert len(sheet._charts) == len({one["unit"] for one in shown["series"] if one["drawn"]})  # type: ignore[attr-defined]


def test_a_report_that_cannot_be_asked_for_so_is_refused_before_there_is_a_job(office: Office):
    def refused(**asked: Any) -> list[tuple[str, str]]:
        return errors(office.export("report", report=asked))

    assert refused(name="profits") == [("/report/name", "choice")]
    assert refused(name="pipeline", by="day") == [("/report/by", "unknown_field")]
    assert refused(name="won-lost", date_from="2026-02-01", date_to="2026-01-01") == [("/to", "not_before")]
    assert office.export("report", report={"name": "won-lost", "scope": "all"})["code"] == "not_your_scope"
