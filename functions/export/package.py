"""Everything of a workbook but its rows: openpyxl's own parts, made beforehand (`python -m local.blank_workbook`).

Here columns, looks and sheets are put into them, by text: openpyxl itself would be a quarter of a cold start.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from export.cells import Column, Kind
from kernel import clock

SHEET = "xl/worksheets/sheet{}.xml"
WORKBOOK, RELATIONS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
STYLES, ORIGIN = "xl/styles.xml", "docProps/core.xml"
BLANK = Path(__file__).with_name("blank.json")
MADE = "2000-01-01T00:00:00Z"
"""When the blank says that it was made."""
_ROWS = "<sheetData></sheetData>"
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ESCAPED = _IN_TEXT | {ord('"'): "&quot;"}
_FIRST_FORMAT = 164  # lower numbers are Excel's own formats
_LETTERS = 26


@dataclass(frozen=True, slots=True)
class Package:
    """An .xlsx without sheets: its parts, the index of each style, and what stands around a sheet's rows."""

    parts: Mapping[str, bytes]
    styles: Mapping[str, int]
    head: bytes
    tail: bytes


def package(columns: Sequence[Column], sheets: Mapping[str, int]) -> Package:
    """All but rows, for sheets given as name and last row; `tail` is the first one's.

    The same columns give the same styles, whatever the sheets: so a package made before the rows and one made
    after them, which knows the sheets, fit together.
    """
    parts: dict[str, str] = dict(_blank()["parts"])
    head, tail = parts.pop(SHEET.format(1)).split(_ROWS)
    styles, parts[STYLES] = _styles(parts[STYLES], columns)
    parts[WORKBOOK] = _workbook(parts[WORKBOOK], sheets, letters(len(columns)))
    parts[RELATIONS] = _related(parts[RELATIONS], len(sheets))
    parts[TYPES] = _repeated(parts[TYPES], len(sheets))
    parts[ORIGIN] = parts[ORIGIN].replace(MADE, f"{clock.now():%Y-%m-%dT%H:%M:%SZ}")
    last = next(iter(sheets.values()))
    around = _head(head, columns, styles) + "<sheetData>", "</sheetData>" + _tail(tail, columns, last)
    return Package({name: text.encode() for name, text in parts.items()}, styles, *(text.encode() for text in around))


@cache
def _blank() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(BLANK.read_text(encoding="utf-8"))
    return found


def letters(place: int) -> str:
    """What Excel calls the column at a place, from 1: A, Z, AA."""
    name = ""
    while place:
        place, rest = divmod(place - 1, _LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def _styles(text: str, columns: Sequence[Column]) -> tuple[dict[str, int], str]:
    """The blank's styles, and after them one for each number format that it has not."""
    known: dict[str, int] = _blank()["styles"]
    looks = [look for look in dict.fromkeys(column.look for column in columns) if look not in known]
    first = _FIRST_FORMAT + text.count("<numFmt ")
    formats = [
        f'<numFmt numFmtId="{number}" formatCode="{look.translate(_ESCAPED)}" />'
        for number, look in enumerate(looks, first)
    ]
    plain = text.partition("<cellXfs")[2].partition(">")[2].partition("/>")[0] + "/>"
    worn = [plain.replace('numFmtId="0"', f'numFmtId="{number}"') for number in range(first, first + len(looks))]
    styles = known | {look: place for place, look in enumerate(looks, len(known))}
    return styles, _longer(_longer(text, "numFmts", formats), "cellXfs", worn)


def _longer(text: str, element: str, more: Sequence[str]) -> str:
    """The list in an element, with more at its end."""
    counted = re.sub(rf'(?<=<{element} count=")\d+', lambda found: str(int(found[0]) + len(more)), text)
    return counted.replace(f"</{element}>", f"{''.join(more)}</{element}>")


def _head(text: str, columns: Sequence[Column], styles: Mapping[str, int]) -> str:
    """Each column's width and look."""
    shapes = (
        f'<col width="{column.width}" customWidth="1" style="{styles[column.look]}" min="{place}" max="{place}" />'
        for place, column in enumerate(columns, 1)
    )
    return _filled(text, "cols", shapes)


def _tail(text: str, columns: Sequence[Column], last: int) -> str:
    """A filter over all rows; phone numbers and tax codes are texts on purpose: no green corner on each."""
    filtered = text.replace('ref="A1:A1"', f'ref="A1:{letters(len(columns))}{last}"')
    texts = (letters(place) for place, column in enumerate(columns, 1) if column.kind is Kind.TEXT)
    ranges = " ".join(f"{letter}1:{letter}{last}" for letter in texts)
    quiet = f'<ignoredErrors><ignoredError sqref="{ranges}" numberStoredAsText="1"/></ignoredErrors>' if ranges else ""
    return filtered.replace("</worksheet>", f"{quiet}</worksheet>")


def _workbook(text: str, sheets: Mapping[str, int], letter: str) -> str:
    """Each sheet's name, and what it filters and prints on every page."""
    named, marked = [], []
    for place, (name, last) in enumerate(sheets.items()):
        number, shown = place + 1, name.translate(_ESCAPED)
        named.append(f'<sheet name="{shown}" sheetId="{number}" state="visible" r:id="rId{number}" />')
        sheet = "'{}'".format(name.replace("'", "''").translate(_IN_TEXT))
        marked.append(
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">{sheet}!$A$1:${letter}${last}'
            f'</definedName><definedName name="_xlnm.Print_Titles" localSheetId="{place}">{sheet}!$1:$1</definedName>'
        )
    return _filled(_filled(text, "sheets", named), "definedNames", marked)


def _related(text: str, sheets: int) -> str:
    """A relation to each sheet; those to other parts are numbered after them."""
    moved = re.sub(r'"rId([2-9])"', lambda found: f'"rId{int(found[1]) + sheets - 1}"', text)
    return _repeated(moved, sheets)


def _repeated(text: str, sheets: int) -> str:
    """What is said of the blank's one sheet, said of each."""
    found = re.search(r"<[^<>]*/sheet1\.xml[^<>]*>", text)
    if found is None:
        raise ValueError("the blank has no sheet")
    said = found[0].replace("sheet1.xml", "sheet{0}.xml").replace('"rId1"', '"rId{0}"')
    return text.replace(found[0], "".join(said.format(number) for number in range(1, sheets + 1)))


def _filled(text: str, element: str, content: Iterable[str]) -> str:
    """The element with this in place of what the blank has there."""
    start, _, rest = text.partition(f"<{element}>")
    return f"{start}<{element}>{''.join(content)}</{element}>{rest.partition(f'</{element}>')[2]}"
