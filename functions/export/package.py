"""Everything of a workbook but its rows: openpyxl's own parts, made beforehand (`local.blank_workbook`).

Here columns, looks, sheets and charts are put into them, by text: openpyxl itself would be a quarter of a cold start.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from export import charts
from export.cells import Column, Kind
from export.charts import CHART, DRAWING
from export.naming import escaped, letters, quoted
from export.sheets import Written

SHEET = "xl/worksheets/sheet{}.xml"
WORKBOOK, RELATIONS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
STYLES, ORIGIN = "xl/styles.xml", "docProps/core.xml"
DRAWN, CHARTED = "xl/worksheets/_rels/sheet{}.xml.rels", "xl/drawings/_rels/drawing{}.xml.rels"
BLANK = Path(__file__).with_name("blank.json")
MADE = "2000-01-01T00:00:00Z"
"""When the blank says that it was made."""
_ROWS = "<sheetData></sheetData>"
_FIRST_FORMAT = 164  # lower numbers are Excel's own formats
# What names the sheets is known last; the rest goes first, where programs tell a workbook from other zips.
_LAST = (WORKBOOK, RELATIONS, TYPES)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"


@cache
def _blank() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(BLANK.read_text(encoding="utf-8"))
    return found


def styles(columns: Iterable[Column]) -> dict[str, int]:
    """The index of each look, of all sheets together."""
    known: dict[str, int] = _blank()["styles"]
    looks = [look for look in dict.fromkeys(column.look for column in columns) if look not in known]
    return known | {look: place for place, look in enumerate(looks, len(known))}


def beginning(columns: Iterable[Column], made: datetime) -> dict[str, bytes]:
    """The parts that need no rows."""
    parts = {name: text for name, text in _blank()["parts"].items() if name not in {*_LAST, SHEET.format(1)}}
    parts[STYLES] = _styled(parts[STYLES], [*styles(columns)][len(_blank()["styles"]) :])
    parts[ORIGIN] = parts[ORIGIN].replace(MADE, f"{made.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    return {name: text.encode() for name, text in parts.items()}


def ending(sheets: Sequence[Written]) -> dict[str, bytes]:
    """The parts that tell of all sheets, and their charts."""
    blank = _blank()["parts"]
    parts = _drawn(sheets)
    parts[WORKBOOK] = _workbook(blank[WORKBOOK], sheets)
    parts[RELATIONS] = _related(blank[RELATIONS], len(sheets))
    drawings = [name for name in parts if re.fullmatch(r"xl/(drawings|charts)/[^/]*", name)]
    parts[TYPES] = _typed(_repeated(blank[TYPES], len(sheets)), drawings)
    return {name: text.encode() for name, text in parts.items()}


def _styled(text: str, looks: Sequence[str]) -> str:
    """The blank's styles, and after them one for each number format that it has not."""
    first = _FIRST_FORMAT + text.count("<numFmt ")
    formats = [
        f'<numFmt numFmtId="{number}" formatCode="{escaped(look, attribute=True)}" />'
        for number, look in enumerate(looks, first)
    ]
    plain = text.partition("<cellXfs")[2].partition(">")[2].partition("/>")[0] + "/>"
    worn = [plain.replace('numFmtId="0"', f'numFmtId="{number}"') for number in range(first, first + len(looks))]
    return _longer(_longer(text, "numFmts", formats), "cellXfs", worn)


def _longer(text: str, element: str, more: Sequence[str]) -> str:
    """The list in an element, with more at its end."""
    counted = re.sub(rf'(?<=<{element} count=")\d+', lambda found: str(int(found[0]) + len(more)), text)
    return counted.replace(f"</{element}>", f"{''.join(more)}</{element}>")


def head(columns: Sequence[Column], known: Mapping[str, int]) -> bytes:
    """What stands before a sheet's rows: each column's width and look."""
    text = _blank()["parts"][SHEET.format(1)].partition(_ROWS)[0]
    shapes = (
        f'<col width="{column.width}" customWidth="1" style="{known[column.look]}" min="{place}" max="{place}" />'
        for place, column in enumerate(columns, 1)
    )
    return (_filled(text, "cols", shapes) + "<sheetData>").encode()


def tail(columns: Sequence[Column], last: int, *, drawn: bool = False) -> bytes:
    """What stands after them: a filter over all rows, and no green corner on digits that are texts on purpose."""
    text = _blank()["parts"][SHEET.format(1)].partition(_ROWS)[2]
    filtered = text.replace('ref="A1:A1"', f'ref="A1:{letters(len(columns))}{last}"')
    texts = (letters(place) for place, column in enumerate(columns, 1) if column.kind is Kind.TEXT)
    ranges = " ".join(f"{letter}1:{letter}{last}" for letter in texts)
    quiet = f'<ignoredErrors><ignoredError sqref="{ranges}" numberStoredAsText="1"/></ignoredErrors>' if ranges else ""
    picture = f'<drawing xmlns:r="{_OFFICE}" r:id="rId1" />' if drawn else ""
    return f"</sheetData>{filtered.replace('</worksheet>', f'{quiet}{picture}</worksheet>')}".encode()


def _drawn(sheets: Sequence[Written]) -> dict[str, str]:
    """The drawings of sheets with charts, the charts, and what leads to them; each is numbered as it comes."""
    blank, parts = _blank(), dict[str, str]()
    drawings = count = 0
    for number, sheet in enumerate(sheets, 1):
        if not sheet.charts:
            continue
        drawings += 1
        names = [CHART.format(count + place) for place, _ in enumerate(sheet.charts, 1)]
        count += len(names)
        parts[DRAWN.format(number)] = _pointing("drawing", [DRAWING.format(drawings)])
        parts[DRAWING.format(drawings)] = charts.drawing(blank["drawing"], len(names), len(sheet.columns))
        parts[CHARTED.format(drawings)] = _pointing("chart", names)
        for name, one in zip(names, sheet.charts, strict=True):
            parts[name] = charts.chart(blank["charts"], one, sheet)
    return parts


def _pointing(kind: str, names: Sequence[str]) -> str:
    """Relations to these parts."""
    said = "".join(
        f'<Relationship Type="{_OFFICE}/{kind}" Target="/{name}" Id="rId{number}" />'
        for number, name in enumerate(names, 1)
    )
    return f'<Relationships xmlns="{_RELATED}">{said}</Relationships>'


def _typed(text: str, drawings: Iterable[str]) -> str:
    """The types of all parts, drawings and charts among them."""
    said = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.'
        f'{"drawing" if "/drawings/" in name else "drawingml.chart"}+xml" />'
        for name in drawings
    )
    return text.replace("</Types>", f"{said}</Types>")


def _workbook(text: str, sheets: Sequence[Written]) -> str:
    """Each sheet's name, and what it filters and prints on every page."""
    named, marked = [], []
    for place, sheet in enumerate(sheets):
        number, shown = place + 1, escaped(sheet.name, attribute=True)
        named.append(f'<sheet name="{shown}" sheetId="{number}" state="visible" r:id="rId{number}" />')
        name, letter = escaped(quoted(sheet.name)), letters(len(sheet.columns))
        marked.append(
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">'
            f"{name}!$A$1:${letter}${sheet.last}</definedName>"
            f'<definedName name="_xlnm.Print_Titles" localSheetId="{place}">{name}!$1:$1</definedName>'
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
