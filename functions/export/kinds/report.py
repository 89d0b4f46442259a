"""A report as a sheet: its table, exact and with a row for all, and native charts over its cells (M3)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from export.asked import Asked
from export.cells import Cell, Column, Kind
from export.exported import Exported
from export.sheets import Chart, Sheet, at_once
from identity.viewers import zone_of
from kernel import spans
from kernel.problems import invalid
from reports import asked as reports
from reports.catalogue import REPORTS
from reports.figures import Report, Series
from reports.words import subtitle

_TITLE, _TOTAL = ("Báo cáo", "Report"), ("Tổng", "Total")
_KINDS = {"records": Kind.INTEGER, "money": Kind.MONEY, "percent": Kind.PERCENT}
_SAID = {"date_from": "from_", "date_to": "to", "date_in": "preset"}


def sheets(asked: Asked) -> list[Sheet]:
    """One sheet, as the report is when the file is made, of the days that were meant when it was asked for."""
    chosen = asked.request.filter or {}
    wanted = reports.Asked(asked.viewer, asked.language, _query(chosen), asked.at)
    report = REPORTS[chosen["name"]].make(wanted)
    columns = [Column(header=report.across, kind=Kind.TEXT, width=28)] + [
        Column(
            header=one.label, kind=_KINDS[one.unit], width=20 if one.unit == "money" else 16,
            format=asked.money if one.unit == "money" else "",
        )
        for one in report.series
    ]  # fmt: skip
    total: list[Cell] = [asked.say(_TOTAL), *(_cell(one, one.total) for one in report.series)]
    rows = [[label.label, *(_cell(one, one.values[place]) for one in report.series)]
            for place, label in enumerate(report.labels)]  # fmt: skip
    heading = " · ".join(one for one in (report.title, subtitle(report, asked.language)) if one)
    return [Sheet(title=report.title, columns=columns, pages=at_once([*rows, total]), charts=_charts(report, heading))]


def _cell(series: Series, value: Any) -> Cell:  # noqa: ANN401 - a number, or none
    """Percent is a fraction in a sheet."""
    if value is None or series.unit == "records":
        return value  # type: ignore[no-any-return]
    return Decimal(value) / 100 if series.unit == "percent" else Decimal(value)


def _charts(report: Report, heading: str) -> list[Chart]:
    """What the picture shows; what is of another unit than the first series has a chart of its own."""
    found: list[Chart] = []
    for unit in dict.fromkeys(one.unit for one in report.drawn):
        places = [place for place, one in enumerate(report.series, 1) if one.drawn and one.unit == unit]
        title = heading if not found else f"{heading}: {', '.join(report.series[one - 1].label for one in places)}"
        look = report.look if not found else "line"
        found.append(Chart(
            kind="bar" if look == "stacked" else look, title=title, values=places, leave_out=1,
            stacked=look == "stacked",
        ))  # fmt: skip
    return found


def look(tenant: str, chosen: Mapping[str, Any], now: datetime, path: str) -> None:
    """422 for a report that there is not, or that cannot be asked for so."""
    kind = REPORTS.get(chosen["name"])
    if kind is None:
        raise invalid(f"{path}/name", "choice", expected=", ".join(REPORTS))
    for name in chosen.keys() - {"name"}:
        if _SAID.get(name, name).rstrip("_") not in kind.asks:
            raise invalid(f"{path}/{name}", "unknown_field")
    reports.spanned(_query(chosen), spans.today(now, zone_of(tenant)), "this_year")


def _query(chosen: Mapping[str, Any]) -> dict[str, Any]:
    return {_SAID.get(name, name): value for name, value in chosen.items() if name != "name"}


REPORT = Exported(_TITLE, sheets, look=look)
