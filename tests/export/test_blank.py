"""What stands around the rows is openpyxl's: made beforehand, filled by hand, and the same as if made now."""

import json
from collections.abc import Mapping
from xml.etree.ElementTree import ParseError, canonicalize

import pytest

from export.cells import Column, Kind
from export.package import BLANK, MADE, ORIGIN, SHEET, letters, package
from kernel import clock
from local.blank_workbook import blank, made

EVERY_KIND = [Column(header=kind, kind=kind, width=place + 5) for place, kind in enumerate(Kind)]
OWN_FORMATS = [
    Column(header="A", kind=Kind.MONEY, format='#,##0.00 "USD"'),
    Column(header="B", kind=Kind.DATE, format="yyyy <mm> & dd"),
    Column(header="C", kind=Kind.DECIMAL, format='#,##0.00 "USD"'),
]
NUMBERS = [Column(header="A", kind=Kind.INTEGER)]


def test_the_blank_is_what_openpyxl_makes_today():
    kept = json.loads(BLANK.read_text(encoding="utf-8"))
    assert plain(kept) == plain(blank()), "run python -m local.blank_workbook"


def plain(value: object) -> object:
    """Without what XML writers do in different ways: where a namespace is declared, how an empty element ends."""
    if isinstance(value, Mapping):
        return {name: plain(one) for name, one in value.items()}
    try:
        return canonicalize(value) if isinstance(value, str) and value.startswith("<") else value
    except ParseError:
        return str(value).replace(" />", "/>")


@pytest.mark.parametrize("columns", [EVERY_KIND, OWN_FORMATS, NUMBERS, EVERY_KIND * 9])
@pytest.mark.parametrize(
    "sheets", [{"Khách hàng": 7}, {'Bob\'s & "Co" <x>': 1, "Two": 1_048_576}, {f"S {n}": n for n in range(1, 13)}]
)
def test_a_package_filled_by_hand_is_the_one_that_openpyxl_makes(columns: list[Column], sheets: Mapping[str, int]):
    filled = package(columns, sheets)
    styles, parts = made(columns, sheets)
    assert filled.styles == styles
    rest = {name for name in parts if not name.startswith("xl/worksheets/")}
    assert filled.parts.keys() == rest
    for name in rest - {ORIGIN}:
        assert canonicalize(filled.parts[name].decode()) == canonicalize(parts[name]), name
    sheet = (filled.head + filled.tail).decode()
    quiet = sheet[sheet.find("<ignoredErrors>") :].partition("</worksheet>")[0] if "<ignoredErrors>" in sheet else ""
    assert canonicalize(sheet.replace(quiet, "")) == canonicalize(parts[SHEET.format(1)])


def test_a_package_says_when_it_was_made(monkeypatch: pytest.MonkeyPatch):
    now = clock.now().replace(microsecond=0)
    monkeypatch.setattr(clock, "now", lambda: now)
    origin = package(NUMBERS, {"A": 1}).parts[ORIGIN].decode()
    assert origin.count(f"{now:%Y-%m-%dT%H:%M:%SZ}") == 2
    assert MADE not in origin


@pytest.mark.parametrize(
    ("place", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")]
)
def test_a_column_has_the_letters_that_excel_gives_it(place: int, name: str):
    assert letters(place) == name
