"""Reports of a viewer: as JSON made for charting, and as pictures."""

from decimal import Decimal
from typing import Any, get_args

from kernel.accepting import best
from kernel.access import Viewer
from kernel.facts import Number
from kernel.problems import Language, Problem, invalid
from kernel.spans import Period
from kernel.web import Text
from reports import svg
from reports.asked import Asked
from reports.catalogue import REPORTS
from reports.figures import Report, Series
from reports.schemas import ReportKinds, ReportKindView, ReportQuery, ReportView

_PATH = "/v1/reports"
_JSON, _SVG = "application/json", "image/svg+xml"


def kinds(viewer: Viewer, language: Language) -> ReportKinds:
    """What there is to ask for."""
    items = tuple(
        ReportKindView(
            name=name, title=kind.title[language == "en"], parameters=kind.asks, path=f"{_PATH}/{name}",
            picture=f"{_PATH}/{name}.svg",
        )
        for name, kind in REPORTS.items()
    )  # fmt: skip
    team = ("team",) if viewer.manages or viewer.role == "admin" else ()
    everything = ("all",) if viewer.role == "admin" else ()
    return ReportKinds(
        items=items, presets=get_args(Period.__value__), scopes=("mine", "department", *team, *everything)
    )


def shown(
    viewer: Viewer, name: str, query: ReportQuery, language: Language, accept: str | None
) -> ReportView | Text:  # fmt: skip
    """One of them in the form that the caller wants most; 404 for one that there is not, 406 for another form."""
    if best(accept, (_JSON, _SVG)) == _SVG:
        return picture(viewer, name, query, language)
    return _view(_report(viewer, name, query, language))


def picture(viewer: Viewer, name: str, query: ReportQuery, language: Language) -> Text:
    """The same as a picture that says in words what it shows."""
    return Text(kind=_SVG, text=svg.picture(_report(viewer, name, query, language), language))


def _report(viewer: Viewer, name: str, query: ReportQuery, language: Language) -> Report:
    kind = REPORTS.get(name)
    if kind is None:
        raise Problem("not_found")
    asked = query.model_dump(exclude_none=True, exclude_defaults=True)
    for given in asked:
        if given.rstrip("_") not in kind.asks:
            raise invalid(f"/{given.rstrip('_')}", "unknown_field")
    return kind.make(Asked(viewer, language, asked))


def _view(report: Report) -> ReportView:
    labels = [{"key": one.key, "label": one.label, "colour": one.colour} for one in report.labels]
    plain: dict[str, Any] = {
        name: getattr(report, name)
        for name in ReportView.model_fields if name not in {"labels", "series", "empty"}
    }  # fmt: skip
    made = {"labels": labels, "series": [_series(one) for one in report.series], "empty": report.is_empty}
    return ReportView.model_validate(plain | made)


def _series(series: Series) -> dict[str, Any]:
    def shown(value: Number | None) -> Number | None:
        return value if value is None or series.unit == "records" else Decimal(value)

    plain = {name: getattr(series, name) for name in ("name", "label", "counts", "unit", "drawn")}
    points = [{"value": shown(one.value), "records": one.records} for one in series.points]
    return {**plain, "points": points, "total": shown(series.total)}
