"""What stands around the rows is openpyxl's: made beforehand, filled by hand, and the same as if made now."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from xml.etree.ElementTree import ParseError, canonicalize

import pytest

from export.cells import Column, Kind
from export.naming import letters
from export.package import BLANK, ORIGIN, SHEET, TYPES, beginning, ending, head, styles, tail
from export.sheets import Chart, Written
from local.blank_workbook import blank, made

EVERY_KIND = [Column(header=kind, kind=kind, width=place + 5) for place, kind in enumerate(Kind)]
OWN_FORMATS = [
    Column(header="A", kind=Kind.MONEY, format='#,##0.00 "USD"'),
    Column(header="B", kind=Kind.DATE, format="yyyy <mm> & dd"),
    Column(header="C", kind=Kind.DECIMAL, format='#,##0.00 "USD"'),
]
NUMBERS = [Column(header="A", kind=Kind.INTEGER)]
ONE_DAY = datetime.fromisoformat("2026-03-04T05:06:07+07:00")
PIE = Chart(kind="pie", title='Lý do "thua" & <hơn>', values=(1, 2), leave_out=1)
BARS = Chart(kind="bar", title="Thắng/thua", labels=5, values=(1, 2, 3), x_title="Tháng", y_title="A & B", stacked=True)
LYING = Chart(kind="bar", title="", values=(3,), across=True, y_title="{x}")
LINE = Chart(kind="line", title="{y}", labels=0, values=(1, 3), x_title="Tháng")


def test_the_blank_is_what_openpyxl_makes_today():
    kept = json.loads(BLANK.read_text(encoding="utf-8"))
    assert plain(kept) == plain(blank()), "run OPENPYXL_LXML=False python -m local.blank_workbook"


def plain(value: object) -> object:
    """Without what XML writers do in different ways: where a namespace is declared, how an empty element ends."""
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    try:
        return canonicalize(value) if isinstance(value, str) and value.startswith("<") else value
    except ParseError:
        return str(value).replace(" />", "/>")


@pytest.mark.parametrize(
    "sheets",
    [
        [Written("Khách hàng", EVERY_KIND, 7)],
        [Written('Bob\'s & "Co" <x>', OWN_FORMATS, 1), Written("Two", NUMBERS, 1_048_576)],
        [Written(f"S {n}", (NUMBERS, EVERY_KIND, OWN_FORMATS)[n % 3], n + 1) for n in range(12)],
        [Written("wide", EVERY_KIND * 9, 2)],
        [Written("Báo cáo", EVERY_KIND, 9, [PIE, BARS, LINE, LYING])],
        [Written("A", NUMBERS, 3), Written("It's", EVERY_KIND, 1, [LYING]), Written("C", EVERY_KIND * 5, 30, [LINE])],
    ],
)
def test_a_package_filled_by_hand_is_the_one_that_openpyxl_makes(sheets: Sequence[Written]):
    columns = [column for sheet in sheets for column in sheet.columns]
    known, parts = made(sheets)
    assert styles(columns) == known
    filled = beginning(columns, ONE_DAY) | ending(sheets)
    assert filled.keys() == {name for name in parts if not re.fullmatch(r"xl/worksheets/[^/]*", name)}
    for name in filled.keys() - {ORIGIN, TYPES}:
        assert canonicalize(filled[name].decode()) == canonicalize(parts[name]), name
    assert overrides(filled[TYPES].decode()) == overrides(parts[TYPES])
    for number, sheet in enumerate(sheets, 1):
        written = (head(sheet.columns, known) + tail(sheet.columns, sheet.last, drawn=bool(sheet.charts))).decode()
        ours = re.sub("<ignoredErrors>.*</ignoredErrors>", "", written)
        assert canonicalize(ours) == canonicalize(parts[SHEET.format(number)])


def overrides(types: str) -> list[tuple[str, str]]:
    """Which part is of which type, in no order."""
    return sorted(re.findall(r'PartName="(.*?)" ContentType="(.*?)"', types))


def test_a_package_says_when_it_was_made():
    origin = beginning(NUMBERS, ONE_DAY)[ORIGIN].decode()
    assert origin.count("2026-03-03T22:06:07Z") == 2


@pytest.mark.parametrize(
    ("place", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")]
)
def test_a_column_has_the_letters_that_excel_gives_it(place: int, name: str):
    assert letters(place) == name
