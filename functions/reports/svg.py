"""Reports as pictures: SVG with a title, a description and text, no script, nothing from elsewhere. Pure.

Written by hand: a chart library would be a layer and a third of a second at a cold start for what is five shapes.
"""

from collections.abc import Iterator, Sequence

from kernel.problems import Language
from reports import marks
from reports.figures import Report
from reports.marks import HEIGHT, LEFT, MARGIN, WIDTH, colour_of
from reports.words import NOTHING, described, subtitle, written

_STYLE = (
    "text{font:13px system-ui,'Segoe UI',Roboto,'Noto Sans',sans-serif;fill:#1f2933}"
    ".title{font-size:20px;font-weight:600}.quiet{fill:#52606d;font-size:12px}.axis{stroke:#cbd2d9;stroke-width:1}"
)
_ROW = 20
_LEGEND = 46


def picture(report: Report, language: Language) -> str:
    """The whole document. Whoever does not see it hears its title and its figures."""
    drawn = "".join(_drawn(report, language))
    title, said = written(report.title), written(described(report, language))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" lang="{language}" aria-labelledby="title description">'
        f'<title id="title">{title}</title><desc id="description">{said}</desc><style>{_STYLE}</style>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f'<g aria-hidden="true"><text class="title" x="{MARGIN}" y="34">{title}</text>'
        f'<text class="quiet" x="{MARGIN}" y="56">{written(subtitle(report, language))}</text>{drawn}</g></svg>'
    )


def _drawn(report: Report, language: Language) -> Iterator[str]:
    if report.is_empty or not report.labels:
        middle = f'x="{WIDTH // 2}" y="{HEIGHT // 2}" text-anchor="middle"'
        yield f"<text {middle}>{NOTHING[language == 'en']}</text>"
        return
    if report.look == "pie":
        yield from marks.pie(report, language)
        return
    yield from _legend(report)
    if report.look == "line":
        yield from marks.lines(report, language)
    else:
        yield from marks.bars(report, language, stacked=report.look == "stacked")


def _legend(report: Report) -> Iterator[str]:
    """Names of the series in rows below the chart; what has no room is in the description all the same."""
    places = _places([one.label for one in report.drawn])
    for place, (series, (x, y)) in enumerate(zip(report.drawn, places, strict=False)):
        fill = colour_of(place, series.colour)
        shape = (
            f'<path d="M{x} {y - 4}h12" stroke="{fill}" stroke-width="3"/>' if series.unit == "percent"
            else f'<rect x="{x}" y="{y - 10}" width="12" height="12" rx="2" fill="{fill}"/>'
        )  # fmt: skip
        yield f'{shape}<text x="{x + 18}" y="{y}">{written(series.label)}</text>'


def _places(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    x, y = LEFT, HEIGHT - _LEGEND
    for name in names:
        width = marks.wide(name) + 42
        if x + width > WIDTH - MARGIN and x > LEFT:
            x, y = LEFT, y + _ROW
        if y > HEIGHT - 6:
            return
        yield x, y
        x += width
