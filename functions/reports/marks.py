"""The shapes of charts: bars side by side or on top of one another, lines, and a ring of shares. Pure."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal
from math import cos, pi, sin

from kernel.problems import Language
from reports.figures import Report, Series, Unit, added, share
from reports.words import figure, short, written

WIDTH, HEIGHT, MARGIN = 960, 520, 24
LEFT, RIGHT, TOP, BOTTOM = 96, WIDTH - 64, 84, 400
_COLOURS = (
    "#0b6fb8", "#e08a00", "#1a936f", "#b8509a", "#5f6caf", "#c8553d", "#3a8fb7", "#8d8741", "#6b4e71", "#4f6d7a",
)  # fmt: skip
"""Told apart by who confuses red and green, and each dark enough beside white (3:1)."""
_TICKS, _LETTER, _LONGEST = 5, 7, 26
_STEPS = tuple(map(Decimal, ("0.2", "0.25", "0.3", "0.4", "0.5", "0.75", "1", "1.5", "2")))
_ROOM, _GAP, _WIDEST = 0.72, 2, 64
_SLICES, _RADIUS, _HOLE = 12, 140, 72
_OTHER = ("Khác", "Others")


def colour_of(place: int, own: str | None = None) -> str:
    """Of a series or slice."""
    return own or _COLOURS[place % len(_COLOURS)]


def wide(text: str) -> int:
    """About how many pixels a text takes."""
    return _LETTER * len(text)


def bars(report: Report, language: Language, *, stacked: bool) -> Iterator[str]:
    """Bars for numbers and amounts, and lines over them for shares, which have an axis of their own at the right."""
    plain = [one for one in report.drawn if one.unit != "percent"]
    tops = [_stack(plain, place) if stacked else _highest(plain, place) for place in range(len(report.labels))]
    top = _round(max(tops, default=Decimal(0)), whole=all(one.unit == "records" for one in plain))
    yield from _axes(report, top, plain[0].unit if plain else "records", language)
    for place in range(len(report.labels)):
        yield from _group(report, plain, place, top, language, stacked=stacked)
    for series in report.drawn:
        if series.unit == "percent":
            yield from _line(report, series, Decimal(100), language)


def lines(report: Report, language: Language) -> Iterator[str]:
    """A line for each series."""
    top = _round(max((_highest(report.drawn, place) for place in range(len(report.labels))), default=Decimal(0)))
    yield from _axes(report, top, report.drawn[0].unit, language)
    for series in report.drawn:
        yield from _line(report, series, top, language)


def pie(report: Report, language: Language) -> Iterator[str]:
    """A ring of the first series' shares, with what each is beside it."""
    series = report.drawn[0]
    pairs = [(label.label, Decimal(value or 0)) for label, value in zip(report.labels, series.values, strict=True)]
    if len(pairs) > _SLICES:
        rest = Decimal(added([value for _, value in pairs[_SLICES - 1 :]]))
        pairs = [*pairs[: _SLICES - 1], (_OTHER[language == "en"], rest)]
    whole, angle = Decimal(added([value for _, value in pairs])), -pi / 2
    x, y = MARGIN + 60 + _RADIUS, TOP + 20 + _RADIUS
    for place, (name, value) in enumerate(pairs):
        part = float(value / whole)
        fill = colour_of(place, next((one.colour for one in report.labels if one.label == name), None))
        told = f"{name}: {figure(value, series.unit, report.currency, language)} ({share(value, whole)}%)"
        drawn = f'd="{_slice(x, y, angle, part)}" fill="{fill}" stroke="#fff" stroke-width="2"'
        yield f"<path {drawn}><title>{written(told)}</title></path>"
        row = TOP + 24 + place * 26
        yield f'<rect x="430" y="{row - 11}" width="13" height="13" rx="2" fill="{fill}"/>'
        yield f'<text x="452" y="{row}">{written(_cut(told, 66))}</text>'
        angle += 2 * pi * part
    total = figure(series.total, series.unit, report.currency, language)
    yield f'<text x="{x}" y="{y + 2}" text-anchor="middle" class="title">{written(total)}</text>'
    yield f'<text x="{x}" y="{y + 22}" text-anchor="middle" class="quiet">{written(series.label)}</text>'


def _slice(x: int, y: int, start: float, part: float) -> str:
    """A piece of a ring; one that is the whole ring is two halves, for an arc to its own beginning is none."""
    if part >= 1:
        return " ".join(_slice(x, y, start + half * pi, 0.5) for half in (0, 1))
    end, large = start + 2 * pi * part, int(part > 0.5)  # noqa: PLR2004 - half of a ring
    corners = [(radius, angle) for radius, angle in ((_RADIUS, start), (_RADIUS, end), (_HOLE, end), (_HOLE, start))]
    a, b, c, d = (f"{x + radius * cos(angle):.1f} {y + radius * sin(angle):.1f}" for radius, angle in corners)
    return f"M{a}A{_RADIUS} {_RADIUS} 0 {large} 1 {b}L{c}A{_HOLE} {_HOLE} 0 {large} 0 {d}Z"


def _group(
    report: Report, plain: Sequence[Series], place: int, top: Decimal, language: Language, *, stacked: bool
) -> Iterator[str]:  # fmt: skip
    """The bars of one label."""
    step = (RIGHT - LEFT) / len(report.labels)
    room = min(step * _ROOM, _WIDEST * (1 if stacked else max(1, len(plain))))
    width = max(room if stacked else room / max(1, len(plain)) - _GAP, 1)
    x, base = LEFT + step * place + (step - room) / 2, Decimal(0)
    for series in plain:
        value = Decimal(series.points[place].value or 0)
        if value > 0:
            yield _bar(report, series, place, (x, _y(base + value, top), width, _y(base, top)), language)
        if stacked:
            base += value
        else:
            x += width + _GAP


def _bar(
    report: Report, series: Series, place: int, box: tuple[float, float, float, float], language: Language
) -> str:  # fmt: skip
    x, y, width, bottom = box
    fill = colour_of(report.drawn.index(series), series.colour)
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{max(bottom - y, 0.5):.1f}" fill="{fill}">'
        f"<title>{written(_told(report, series, place, language))}</title></rect>"
    )


def _line(report: Report, series: Series, top: Decimal, language: Language) -> Iterator[str]:
    """A line with a gap where there is no figure."""
    step = (RIGHT - LEFT) / len(report.labels)
    stroke, path, pen = colour_of(report.drawn.index(series), series.colour), "", "M"
    dots = []
    for place, value in enumerate(series.values):
        if value is None:
            pen = "M"
            continue
        x, y = LEFT + step * (place + 0.5), _y(Decimal(value), top)
        path, pen = f"{path}{pen}{x:.1f} {y:.1f}", "L"
        told = written(_told(report, series, place, language))
        dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{stroke}"><title>{told}</title></circle>')
    yield f'<path d="{path}" fill="none" stroke="{stroke}" stroke-width="2.5"/>' if path else ""
    yield from dots


def _axes(report: Report, top: Decimal, unit: Unit, language: Language) -> Iterator[str]:
    for tick in range(_TICKS + 1):
        value = top * tick / _TICKS
        y = _y(value, top)
        yield f'<path class="axis" d="M{LEFT} {y:.1f}H{RIGHT}"/>'
        said = short(value, unit, language)
        yield f'<text class="quiet" x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{said}</text>'
        if unit != "percent" and any(one.unit == "percent" for one in report.drawn):
            yield f'<text class="quiet" x="{RIGHT + 8}" y="{y + 4:.1f}">{100 * tick // _TICKS}%</text>'
    step = (RIGHT - LEFT) / len(report.labels)
    names = [_cut(one.label, _LONGEST) for one in report.labels]
    flat = max(map(wide, names)) < step
    every = 1 if flat else max(1, -int(-22 // step))
    for place, name in list(enumerate(names))[::every]:
        x, y = LEFT + step * (place + 0.5), BOTTOM + 18
        turned = f'text-anchor="middle" y="{y}" x="{x:.1f}"' if flat else (
            f'text-anchor="end" transform="translate({x + 4:.1f} {y - 4}) rotate(-30)"')  # fmt: skip
        yield f'<text class="quiet" {turned}>{written(name)}</text>'


def _told(report: Report, series: Series, place: int, language: Language) -> str:
    value = figure(series.points[place].value, series.unit, report.currency, language)
    return f"{report.labels[place].label} – {series.label}: {value}"


def _y(value: Decimal, top: Decimal) -> float:
    return BOTTOM - float(value / top) * (BOTTOM - TOP) if top else BOTTOM


def _stack(series: Sequence[Series], place: int) -> Decimal:
    return sum((Decimal(one.points[place].value or 0) for one in series), Decimal(0))


def _highest(series: Sequence[Series], place: int) -> Decimal:
    return max((Decimal(one.points[place].value or 0) for one in series), default=Decimal(0))


def _round(value: Decimal, *, whole: bool = False) -> Decimal:
    """The end of an axis: above the highest, and cut by its ticks into numbers that are easily read."""
    if value <= 0:
        return Decimal(_TICKS)
    power = Decimal(10) ** value.adjusted()
    step = next(power * one for one in _STEPS if power * one * _TICKS >= value)
    return (step.to_integral_value(ROUND_CEILING) if whole else step) * _TICKS


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
