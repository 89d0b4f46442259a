"""Figures in words: numbers as each language writes them, and what a chart says to who does not see it. Pure."""

import re
from datetime import date
from decimal import Decimal
from html import escape

from kernel.facts import Number
from kernel.problems import Language
from reports.figures import Report, Series, Texts, Unit
from reports.rules import day

NOTHING: Texts = ("Không có dữ liệu trong phạm vi này", "There is nothing to show here")
_SHORT: tuple[tuple[int, Texts], ...] = (
    (10**12, (" nghìn tỷ", "T")), (10**9, (" tỷ", "B")), (10**6, (" triệu", "M")), (10**3, (" nghìn", "K")),
)  # fmt: skip
_MANY = 10_000
_NEVER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TOLD = 12
"""So many points of a series are said; a chart of more is told by its totals and its highest point."""


def written(text: str) -> str:
    """As XML takes it, in which some characters cannot be at all."""
    return escape(_NEVER.sub(" ", text))


def number(value: Number, language: Language) -> str:
    """1.234.567,8 in Vietnamese, 1,234,567.8 in English."""
    plain = format(Decimal(value).normalize(), ",f")
    return plain.translate(str.maketrans(",.", ".,")) if language == "vi" else plain


def figure(value: Number | None, unit: Unit, currency: str, language: Language) -> str:
    """With what it is a number of."""
    if value is None:
        return "–"
    said = number(value, language)
    return {"records": said, "money": f"{said} {currency}", "percent": f"{said}%"}[unit]


def short(value: Number, unit: Unit, language: Language) -> str:
    """As an axis has room for it."""
    amount = Decimal(value)
    for size, names in _SHORT if abs(amount) >= _MANY else ():
        if abs(amount) >= size:
            return number((amount / size).quantize(Decimal("0.1")), language) + names[language == "en"]
    return number(amount, language) + ("%" if unit == "percent" else "")


def subtitle(report: Report, language: Language) -> str:
    """Of which days, and whose."""
    ends = [day(date.fromisoformat(report.period[end]), language) for end in ("from", "to")] if report.period else []
    return " · ".join(one for one in (" – ".join(ends), report.scope_label) if one)


def described(report: Report, language: Language) -> str:
    """What the chart shows, in sentences."""
    if report.is_empty:
        return NOTHING[language == "en"]
    return " ".join([report.about, *(_series(report, one, language) for one in report.series)])


def _series(report: Report, series: Series, language: Language) -> str:
    total = figure(series.total, series.unit, report.currency, language)
    pairs = [
        (label.label, value) for label, value in zip(report.labels, series.values, strict=True) if value is not None
    ]
    if len(pairs) > _TOLD:
        pairs = [max(pairs, key=lambda one: one[1])]
    said = "; ".join(f"{name} {figure(value, series.unit, report.currency, language)}" for name, value in pairs)
    return f"{series.label}: {total} ({said})." if said else f"{series.label}: {total}."
