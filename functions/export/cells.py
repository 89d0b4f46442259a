import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import partial

type Cell = str | int | float | Decimal | date | datetime | bool | None
type Encode = Callable[..., str]


class Kind(StrEnum):
    """What a column holds: it decides how numbers and dates look, never whether a text stays a text."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"  # a fraction: 0.15 shows as 15.00%
    DATE = "date"
    DATETIME = "datetime"


GENERAL, TEXT, GUARDED, HEADER, FLAGGED = "General", "@", "@ guarded", "header", "@ flagged"
FORMATS = {
    Kind.TEXT: TEXT,
    Kind.INTEGER: "#,##0",
    Kind.DECIMAL: "#,##0.00",
    Kind.MONEY: "#,##0",
    Kind.PERCENT: "0.00%",
    Kind.DATE: "dd/mm/yyyy",
    Kind.DATETIME: "dd/mm/yyyy hh:mm",
}


class Flagged(str):
    """A text that stands out, on red: something is wrong with it."""

    __slots__ = ()


TIMES = frozenset({Kind.DATE, Kind.DATETIME})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its header in the reader's language, its kind and its width in characters (1-255)."""

    header: str
    kind: Kind = Kind.TEXT
    width: int = 16
    format: str = ""  # an Excel number format in place of the kind's own, such as '#,##0.00 "USD"'

    @property
    def look(self) -> str:
        """The number format in force."""
        return self.format or FORMATS[self.kind]


@dataclass(slots=True)
class Tally:
    """What was written so far: for the job's progress, and to tell of texts that did not fit and of odd values."""

    rows: int = 0
    sheets: int = 0
    cut: int = 0
    odd: int = 0


TEXT_LIMIT = 32_767  # UTF-16 units in a cell, Excel's limit
_SURELY_FITS = TEXT_LIMIT // 2
_KNOWN, _SHORT = 256, 64  # a column of few values (status, owner) is encoded once per value
CUT_MARK = " […]"
# One character class first, so that the search is a table lookup per character; an underscore counts only
# where a reader would take it for the beginning of an escape.
_UNSAFE = re.compile(
    "[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff_](?:(?<!_)|(?=x[0-9A-Fa-f]{4}_))",
)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_FORMULA_LIKE = frozenset("=+-@\t\r\n＝＋－＠")


def _escaped(found: re.Match[str]) -> str:
    """What readers turn back into the same character (ECMA-376 part 1, 22.9.2.19: _xHHHH_).

    A carriage return is a character reference, which every XML reader undoes. Half a surrogate pair and the
    two non-characters of XML are no text and become U+FFFD.
    """
    character = found[0]
    if character >= "\ud800":
        return "\N{REPLACEMENT CHARACTER}"
    return _ENTITIES.get(character) or f"_x{ord(character):04X}_"


def _fitted(text: str, tally: Tally) -> str:
    """A text too long for a cell ends in a mark that its reader sees, and is counted for a message."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * TEXT_LIMIT:
        return text
    tally.cut += 1
    return units[: 2 * (TEXT_LIMIT - len(CUT_MARK))].decode("utf-16-le", "ignore") + CUT_MARK


def text_encoder(style: int, guarded: int, tally: Tally) -> Encode:
    """Text is typed as text and formatted as text, so that it stays text when its reader edits the cell.

    What would be a formula if typed also gets the quote prefix, which outlives a change of the cell's format.
    """
    plain = f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
    quoted = f'" s="{guarded}" t="inlineStr"><is><t xml:space="preserve">'
    known: dict[str, str] = {}

    def encode(text: str) -> str:
        if (cell := known.get(text)) is not None:
            return cell
        fitting = _fitted(text, tally) if len(text) > _SURELY_FITS else text
        start = quoted if fitting[:1] in _FORMULA_LIKE else plain
        cell = f"{start}{_UNSAFE.sub(_escaped, fitting)}</t></is></c>"
        if len(known) < _KNOWN and len(text) < _SHORT:
            known[text] = cell
        return cell

    return encode


_DIGITS = 308  # beyond them a double, which is what Excel keeps, is infinite
_HUGE = 10**_DIGITS


def _integer(start: str, other: Encode, value: int) -> str:
    return f"{start}{value}</v></c>" if -_HUGE < value < _HUGE else other(f"{Decimal(value):.20E}")


def _decimal(start: str, other: Encode, value: Decimal) -> str:
    return f"{start}{value}</v></c>" if value.is_finite() and value.adjusted() < _DIGITS else other(value)


def _float(start: str, other: Encode, value: float) -> str:
    return f"{start}{value!r}</v></c>" if math.isfinite(value) else other(value)


_DAY_ZERO = datetime.fromisoformat("1899-12-30")
_ORDINAL_ZERO = _DAY_ZERO.toordinal()
_FIRST_SURE_DAY = 61  # before 1 March 1900 Excel counts a day that never was
_ONE_DAY = timedelta(days=1)


def _date(start: str, old: Encode, value: date) -> str:
    serial = value.toordinal() - _ORDINAL_ZERO
    return f"{start}{serial}</v></c>" if serial >= _FIRST_SURE_DAY else old(value.isoformat())


def _datetime(start: str, old: Encode, other: Encode, value: datetime) -> str:
    """A moment comes as naive local time, in the tenant's zone; another's hours would be taken for these."""
    if value.tzinfo is not None:
        return other(value.isoformat(" "))
    serial = (value - _DAY_ZERO) / _ONE_DAY
    return f"{start}{serial}</v></c>" if serial >= _FIRST_SURE_DAY else old(value.isoformat(" "))


def _odd(encode: Encode, tally: Tally, value: object) -> str:
    """A value that no cell can have is a text, and counted: one of them is no reason to have no file."""
    tally.odd += 1
    return encode(str(value))


def _plain(base: type, encode: Encode) -> Encode:
    """An enum member is written as its value, whatever its own `__str__` or `__format__` says."""
    if base is str:
        return lambda value: encode(str.__str__(value))
    return (lambda value: encode(int(value))) if base is int else encode


class _Encoders(dict[type, Encode]):
    """Encoders by the exact type of the value; a subclass, such as an enum, is looked up once."""

    def __missing__(self, kind: type) -> Encode:
        base = next(known for known in kind.__mro__ if known in self)
        self[kind] = found = _plain(base, self[base])
        return found


def encoders(column: Column, styles: Mapping[str, int], tally: Tally) -> Mapping[type, Encode]:
    """How each type of value is written in this column; its own look is for the values it is meant for."""
    number = column.look if column.kind not in TIMES | {Kind.TEXT} else GENERAL
    day = column.look if column.kind in TIMES else FORMATS[Kind.DATE]
    moment = column.look if column.kind in TIMES else FORMATS[Kind.DATETIME]
    text = text_encoder(styles[TEXT], styles[GUARDED], tally)
    start = {look: f'" s="{style}"><v>' for look, style in styles.items()}
    yes, no = (f'" s="{styles[GENERAL]}" t="b"><v>{bit}</v></c>' for bit in (1, 0))
    odd = partial(_odd, text, tally)
    return _Encoders(
        {
            str: text,
            Flagged: text_encoder(styles[FLAGGED], styles[FLAGGED], tally),
            int: partial(_integer, start[number], odd),
            Decimal: partial(_decimal, start[number], odd),
            float: partial(_float, start[number], odd),
            date: partial(_date, start[day], text),
            datetime: partial(_datetime, start[moment], text, odd),
            bool: lambda value: yes if value else no,
            object: odd,
        }
    )
