"""The rows of a text file (.csv), in whatever encoding and with whatever separator a spreadsheet has written it."""

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from imports import limits
from imports.limits import Refused

type Row = tuple[int, list[str]]
"""The number of the line that it begins in, from 1, and its cells."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, ""), (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_SEPARATORS = ",;\t|"
_LOOKED_AT = 50
"""Records at the beginning that tell the separator."""
_TOLD = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""What Excel writes, and takes, as a first line."""
_LONGEST = 1 << 20
"""Characters of a cell: one that is longer is a quote that was never closed. What Excel refuses is told later."""
csv.field_size_limit(_LONGEST)


def rows(content: bytes) -> Iterator[Row]:
    """The records that are not blank. Raises Refused, at the beginning or when it comes to what cannot be read."""
    text = _text(content)
    told = _TOLD.match(text)
    separator = told[1] if told else _separator(text)
    lines = io.StringIO(text[told.end() :] if told else text, newline="")  # ends lines at \n and \r, and nowhere else
    reader, number = csv.reader(lines, delimiter=separator), 1 + bool(told)
    found = 0
    while True:
        start = reader.line_num + number
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused("file_quotes", line=start) from error
        if len(cells) > limits.COLUMNS:
            raise Refused("file_sheet_too_large", sheet="CSV", rows=limits.ROWS, columns=limits.COLUMNS)
        if any(cell.strip() for cell in cells):
            found += 1
            if found > limits.ROWS:
                raise Refused("file_sheet_too_large", sheet="CSV", rows=limits.ROWS, columns=limits.COLUMNS)
            yield start, cells


def _text(content: bytes) -> str:
    """By its mark; else UTF-8, else what a Vietnamese Windows writes, whose vowels and accents come apart."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            if not encoding:
                raise Refused("file_encoding")
            return _decoded(content[len(mark) :], encoding)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = unicodedata.normalize("NFC", _decoded(content, "cp1258"))
    return _clean(text)


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return _clean(content.decode(encoding))
    except UnicodeDecodeError as error:
        raise Refused("file_encoding") from error


def _clean(text: str) -> str:
    if "\0" in text:  # no text: a program, a picture, or two bytes a character without a mark
        raise Refused("file_encoding")
    return text


def _separator(text: str) -> str:
    """What parts most records into the same number of cells, more than one; a comma where nothing does."""
    best, most = ",", (0, 0)
    for separator in _SEPARATORS:
        try:
            widths = [
                len(cells)
                for cells in islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), _LOOKED_AT)
            ]
        except csv.Error:
            continue
        ((width, times),) = Counter(one for one in widths if one).most_common(1) or [(0, 0)]
        if width > 1 and (times, width) > most:
            best, most = separator, (times, width)
    return best
