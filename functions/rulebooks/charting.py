"""How often records of so many stars were won, by two rulebooks: a picture (SVG) that pages and mails can embed. Pure.

Each star has two bars, the rules in force and the new ones; the line across is the average of all (a lift of 1).
"""

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from kernel.problems import Language

WIDTH, HEIGHT = 480, 260
_LEFT, _TOP, _BOTTOM = 48, 56, 216
_GROUP, _BAR = 84, 30
_COLOURS = ("#8a94a6", "#1f6feb")
_WORDS: dict[Language, tuple[str, str, str, str, str]] = {
    "vi": (
        "Tỷ lệ thắng theo số sao, so với trung bình", "Quy tắc hiện tại", "Quy tắc mới", "trung bình", "Chưa có dữ liệu"
    ),
    "en": (
        "How often each star was won, against the average", "Rules in force", "New rules", "average", "Nothing yet"
    ),
}  # fmt: skip

type Lifts = Sequence[Decimal | None]


def lifts(before: Lifts, after: Lifts, language: Language) -> str:
    """The picture for five lifts by the rules in force and five by the new ones; None where nobody has so many."""
    title, *series, average, nothing = _WORDS[language]
    highest = max([one for one in (*before, *after) if one is not None], default=None)
    parts = [_text(WIDTH // 2, 20, title, "middle", 14)]
    if highest is None:
        parts.append(_text(WIDTH // 2, HEIGHT // 2, nothing, "middle", 13))
    else:
        top = max(highest, Decimal(1))
        parts += [_legend(place, name) for place, name in enumerate(series)]
        parts += [
            _bar(star, side, one, top) for star in range(5) for side, one in enumerate((before[star], after[star]))
        ]
        parts += [_text(_middle(star), _BOTTOM + 20, "★" * (star + 1), "middle", 12) for star in range(5)]
        line = _height(Decimal(1), top)
        parts.append(
            f'<line x1="{_LEFT}" x2="{WIDTH - 8}" y1="{line}" y2="{line}" stroke="#444" stroke-dasharray="4 3"/>'
        )
        parts.append(_text(2, line - 4, average, "start", 9))
    said = "; ".join(f"{star + 1}: {_shown(before[star])} → {_shown(after[star])}" for star in range(5))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
    )
    return "".join([head, f"<title>{escape(title)}</title><desc>{escape(said)}</desc>", *parts, "</svg>"])


def _shown(lift: Decimal | None) -> str:
    return "–" if lift is None else f"{lift:.2f}"


def _middle(star: int) -> int:
    return _LEFT + star * _GROUP + _GROUP // 2


def _height(lift: Decimal, top: Decimal) -> int:
    """Where a bar of that lift ends, from above."""
    return int(_BOTTOM - (_BOTTOM - _TOP) * lift / top)


def _bar(star: int, side: int, lift: Decimal | None, top: Decimal) -> str:
    left = _middle(star) + (side - 1) * (_BAR + 2)
    if lift is None:
        return _text(left + _BAR // 2, _BOTTOM - 4, "–", "middle", 11)
    y = _height(lift, top)
    bar = f'<rect x="{left}" y="{y}" width="{_BAR}" height="{_BOTTOM - y}" fill="{_COLOURS[side]}"/>'
    return bar + _text(left + _BAR // 2, y - 3, _shown(lift), "middle", 10)


def _legend(place: int, name: str) -> str:
    x = _LEFT + 60 + place * 180
    return f'<rect x="{x}" y="30" width="10" height="10" fill="{_COLOURS[place]}"/>' + _text(
        x + 16, 39, name, "start", 11
    )


def _text(x: int, y: int, text: str, anchor: str, size: int) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}" fill="#222">{escape(text)}</text>'
