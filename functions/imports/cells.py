"""What the cells of a file mean: values as the API takes them, or why they are none. Pure, standard library only.

A number is read as it is written, never by guessing from one cell: `1.500` is one and a half or fifteen hundred,
`03/04/2026` the third of April or the fourth of March. Which, is decided for a column, and shown to who imports it.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from imports import limits
from imports.columns import Field
from imports.values import Value, Wrong
from kernel.text import compact

type Read = str | int | bool | list[str] | None
"""As JSON has it; None is an empty cell."""
type Days = Literal["day_first", "month_first"]


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a column writes numbers and days."""

    decimal: Literal[",", "."] = ","
    days: Days = "day_first"


USUAL = Style()
"""In Vietnam."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """What codes are called, by what people call them (`compact`): a name that is two entries' leads to both."""

    entries: Mapping[str, Mapping[str, frozenset[str]]]
    """By catalogue."""
    employees: Mapping[str, frozenset[str]]


class Unreadable(Exception):  # noqa: N818 - an expected outcome, told to who imports the file
    """A cell that cannot be read as its column; `code` is a field message of kernel.messages."""

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


_SHORT = 64
_EXACT = 10**15
"""Excel keeps 15 digits of a number, and zeros for the rest."""
_LINE_ENDS = re.compile(r"\s*(?:_x000D_|\r)*\n\s*")
_CARRIAGE = re.compile(r"_x000D_\n?|\r\n?")
_PHONES = re.compile(r"[;,/|\n]| - (?=\+?\d)|\s{3,}")
_ADDRESSES = re.compile(r"[;,|\s]+")
_ENTRIES = re.compile(r"[;,|\n]")
_LOST_ZERO = re.compile(r"[235789]\d{8,9}")
"""A Vietnamese number without its zero: of a mobile phone (9 digits), or at somebody's desk (10)."""
_ABROAD = re.compile(r"84[235789]\d{8,9}")
_MONEY = re.compile(r"[\s\u00a0\u202f']|vnđ|vnd|usd|đồng|₫|đ|\$|€", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})")
_CLOCK = re.compile(r"[T ]+\d{1,2}:\d\d(:\d\d(\.\d+)?)?\s*([AP]M|Z)?$", re.IGNORECASE)
_IN_WORDS = re.compile(r"ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)
_CENTURY, _LAST_OF_IT = 2000, 69
"""A year of two digits is of this century up to 69, as in POSIX."""
_YES, _NO = (
    frozenset({"co", "yes", "y", "true", "dung", "x", "1", "v", "✓"}),
    frozenset({"khong", "no", "n", "false", "sai", "0"}),
)


def read(field: Field, cell: Value, style: Style, names: Names) -> Read:
    """The value of a cell. Raises Unreadable."""
    if cell is Wrong.ERROR or (isinstance(cell, float) and not math.isfinite(cell)):
        raise Unreadable("cell_error")
    if isinstance(cell, str):
        cell = cell.strip().removeprefix("\ufeff")
        if len(cell) > limits.CHARACTERS:
            raise Unreadable("cell_too_long", most=limits.CHARACTERS)
    if cell == "":
        return None
    return _READERS[field.look](field, cell, style, names)


def _text(cell: Value) -> str:
    """What a cell shows, if it is nothing else than text in its column."""
    if isinstance(cell, str):
        return _CARRIAGE.sub("\n", cell) if "\r" in cell or "_x000D_" in cell else cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if abs(cell) >= _EXACT:
            raise Unreadable("number_cut")
        return str(int(cell)) if cell == int(cell) else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell)


def _line(_field: Field, cell: Value, _style: Style, _names: Names) -> Read:
    """One line: what somebody broken into several in a cell is one."""
    text = _text(cell)
    return (_LINE_ENDS.sub(" ", text) if "\n" in text else text).strip() or None


def _prose(_field: Field, cell: Value, _style: Style, _names: Names) -> Read:
    return _text(cell).strip() or None


def _phone(_field: Field, cell: Value, _style: Style, _names: Names) -> Read:
    found = _numbers(cell)
    if len(found) > 1:
        raise Unreadable("one_only")
    return found[0] if found else None


def _phones(_field: Field, cell: Value, _style: Style, _names: Names) -> Read:
    return list(_numbers(cell)) or None


def _numbers(cell: Value) -> list[str]:
    """The phones of a cell. One that is a number has lost its zero, or the plus before its country."""
    text = _text(cell)
    bare = not isinstance(cell, str)
    return [_dialled(one, bare=bare) for part in _PHONES.split(text) if (one := part.strip())]


def _dialled(text: str, *, bare: bool) -> str:
    if _ABROAD.fullmatch(text):
        return f"+{text}"
    return f"0{text}" if bare and _LOST_ZERO.fullmatch(text) else text


def _email(_field: Field, cell: Value, _style: Style, _names: Names) -> Read:
    found = _addresses(cell)
    if len(found) > 1:
        raise Unreadable("one_only")
    return found[0] if found else None


def _emails(_field: Field, cell: Value, _style: Style, _names: Names) -> Read:
    return _addresses(cell) or None


def _addresses(cell: Value) -> list[str]:
    found = (one.removeprefix("mailto:").strip("<>") for one in _ADDRESSES.split(_text(cell)))
    return [one for one in found if one]


def _entry(field: Field, cell: Value, _style: Style, names: Names) -> Read:
    return _named(names.entries.get(str(field.catalog), {}), _text(cell))


def _entries(field: Field, cell: Value, _style: Style, names: Names) -> Read:
    """A whole cell may be the name of one, though it has a comma."""
    there = names.entries.get(str(field.catalog), {})
    text = _text(cell)
    if len(there.get(_compact(text), ())) == 1:
        return [_named(there, text)]
    return list(dict.fromkeys(_named(there, one) for part in _ENTRIES.split(text) if (one := part.strip()))) or None


def _employee(_field: Field, cell: Value, _style: Style, names: Names) -> Read:
    return _named(names.employees, _text(cell))


def _named(there: Mapping[str, frozenset[str]], text: str) -> str:
    found = there.get(_compact(text), frozenset())
    if len(found) > 1:
        raise Unreadable("several_so_called", value=text[:80])
    if not found:
        raise Unreadable("none_so_called", value=text[:80])
    return next(iter(found))


def _compact(text: str) -> str:
    return _known(text) if len(text) <= _SHORT else compact(text)


_known = lru_cache(4096)(compact)
"""What few are called in many rows."""


def _integer(_field: Field, cell: Value, style: Style, _names: Names) -> Read:
    found = number(cell, style)
    if found != int(found):
        raise Unreadable("not_whole")
    return int(found)


def _number(_field: Field, cell: Value, style: Style, _names: Names) -> Read:
    return format(number(cell, style), "f")


def _percent(_field: Field, cell: Value, style: Style, _names: Names) -> Read:
    """Of a hundred. A cell that Excel shows as 8% holds 0.08: what lies between 0 and 1 is such a share."""
    text = cell.strip() if isinstance(cell, str) else None
    found = number(text.removesuffix("%") if text else cell, style)
    if not isinstance(cell, str) and 0 < found < 1:
        found *= 100
    return format(found.normalize() + 0, "f")


def number(cell: Value, style: Style) -> Decimal:
    """A number, exactly as it is written. Raises Unreadable."""
    if isinstance(cell, float) and not isinstance(cell, bool):
        if abs(cell) >= _EXACT:
            raise Unreadable("number_cut")
        return Decimal(int(cell)) if cell == int(cell) else Decimal(repr(cell))
    if not isinstance(cell, str):
        raise Unreadable("not_a_number")
    text = _MONEY.sub("", cell)
    for mark in (style.decimal, "." if style.decimal == "," else ","):
        found = _written(text, mark)
        if found is not None:
            return found
    raise Unreadable("not_a_number")


def _written(text: str, mark: str) -> Decimal | None:
    """The number, if it is one with this decimal mark: thousands are parted by the other one, or not at all."""
    thousands = "." if mark == "," else ","
    grouped = rf"[+-]?\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+(?:{re.escape(mark)}\d+)?"
    plain = rf"[+-]?\d{{1,30}}(?:{re.escape(mark)}\d{{1,30}})?"
    if re.fullmatch(f"(?:{grouped}|{plain})", text, re.ASCII):
        return Decimal(text.replace(thousands, "").replace(mark, "."))
    return None


def _date(_field: Field, cell: Value, style: Style, _names: Names) -> Read:
    return day(cell, style).isoformat()


def day(cell: Value, style: Style) -> date:
    """A day, of a cell that is one, or written as 31/12/2026, 31-12-26, 2026-12-31. Raises Unreadable."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str):
        raise Unreadable("not_a_day")
    text = _CLOCK.sub("", cell.strip())
    if found := _ISO.fullmatch(text):
        year, month, of_month = map(int, found.groups())
    elif found := _DAY.fullmatch(text) or _IN_WORDS.fullmatch(text):
        first, second, year = map(int, found.groups())
        in_words = found.re is _IN_WORDS
        of_month, month = (first, second) if in_words or style.days == "day_first" else (second, first)
        if len(found[3]) == len("26"):
            year += _CENTURY if year <= _LAST_OF_IT else _CENTURY - 100
    else:
        raise Unreadable("not_a_day")
    try:
        return date(year, month, of_month)
    except ValueError as error:
        raise Unreadable("no_such_day") from error


def _yes_no(_field: Field, cell: Value, _style: Style, _names: Names) -> Read:
    if isinstance(cell, bool):
        return cell
    said = _compact(_text(cell)) or _text(cell).strip()
    if said in _YES | _NO:
        return said in _YES
    raise Unreadable("not_yes_or_no")


def _choice(field: Field, cell: Value, _style: Style, _names: Names) -> Read:
    said = _compact(_text(cell))
    for value, called in (field.choices or {}).items():
        if said in {_compact(value), *map(_compact, called)}:
            return value
    raise Unreadable("choice", expected=", ".join(called[0] for called in (field.choices or {}).values()))


type _Reader = Callable[[Field, Value, Style, Names], Read]
_READERS: Mapping[str, _Reader] = {
    "line": _line, "code": _line, "record": _line, "prose": _prose, "phone": _phone, "phones": _phones,
    "email": _email, "emails": _emails, "entry": _entry, "entries": _entries, "employee": _employee,
    "integer": _integer, "number": _number, "percent": _percent, "date": _date, "yes_no": _yes_no, "choice": _choice,
}  # fmt: skip
