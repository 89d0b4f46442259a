"""Workbooks: placeholders in cells become values; everything else in the file stays as it is, to the byte.

The sheets' XML is changed directly: openpyxl would lose pictures and shapes. A value is always written as a number, or
as text that is typed as text, so that none can become a formula.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from lxml import etree

from kernel.refusal import Refused
from printing import packages
from printing.fields import FIELDS, Nothing, Value, shown
from printing.packages import Parts, Tree
from printing.styles import Look, Styles

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_STRINGS, _STYLES, _WORKBOOK = "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
_PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
_LEFT_OVER = re.compile(r"\{\{.*?\}\}|\{[{%#]", re.DOTALL)
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST = 32_767
_FORMULA_LIKE = tuple("=+-@\t\r\n＝＋－＠")
_FORMULAS = frozenset({"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula"})
_FETCHING = re.compile(
    r"\b(WEBSERVICE|FILTERXML|RTD|CALL|REGISTER(\.ID)?|EXEC|IMAGE|SQL\.REQUEST|DDE)\s*\(", re.IGNORECASE
)
_QUOTED = re.compile(r"\"[^\"]*\"")
_DAY_ZERO = datetime.fromisoformat("1899-12-30")
_FIRST_SURE_DAY = 61  # before 1 March 1900 Excel counts a day that never was


def render(content: bytes, values: Mapping[str, Value]) -> tuple[bytes, list[str]]:
    """(the workbook, the fields that it names). Raises Refused."""
    parts = packages.parts(content, "xlsx")
    trees = {name: packages.parsed(name, part) for name, part in parts.items() if name.endswith(".xml")}
    for name, tree in trees.items():
        _check_formulas(name, tree)
    styles = Styles(trees.get(_STYLES))
    filling = _Filling(values, _strings(trees.get(_STRINGS)), styles)
    changed = {_STYLES} if _STYLES in trees else set()
    for name in filter(_SHEET.fullmatch, trees):
        filling.sheet(trees[name])
        changed.add(name)
    unknown = sorted(filling.used - FIELDS.keys())
    if unknown:
        raise Refused("unknown_fields", fields=", ".join(unknown)[:1000])
    _calculate_when_opened(trees[_WORKBOOK])
    return _packed(content, parts, {name: trees[name] for name in (*changed, _WORKBOOK)}), sorted(filling.used)


def _check_formulas(name: str, tree: Tree) -> None:
    for element in tree.iter(*(f"{{*}}{formula}" for formula in _FORMULAS)):
        text = "".join(element.itertext())
        if "{{" in text or "{%" in text or _FETCHING.search(text) or "|" in _QUOTED.sub("", text):
            raise Refused("template_formula", formula=text[:80], part=name)


def _strings(tree: Tree | None) -> list[str]:
    """The shared strings, without their phonetic readings."""
    return [] if tree is None else [_text(one) for one in tree.iter(f"{_MAIN}si")]


def _text(element: Tree) -> str:
    kept = (one for one in element.iter(f"{_MAIN}t") if one.getparent().tag != f"{_MAIN}rPh")
    return "".join(one.text or "" for one in kept)


class _Filling:
    """Puts values into sheets."""

    def __init__(self, values: Mapping[str, Value], strings: list[str], styles: Styles) -> None:
        self._values, self._strings, self._styles = values, strings, styles
        self.used: set[str] = set()

    def sheet(self, tree: Tree) -> None:
        """Fill one sheet's cells, headers and footers."""
        for cell in tree.iter(f"{_MAIN}c"):
            if cell.find(f"{_MAIN}f") is not None:
                _forget_result(cell)
            elif "{{" in (text := self._text_of(cell)) or "{%" in text:
                self._fill(cell, text)
        for element in tree.iter(*(f"{_MAIN}{which}{what}" for which in _PAGES for what in ("Header", "Footer"))):
            element.text = self._mixed(element.text or "", lambda text: text.replace("&", "&&"))

    def _text_of(self, cell: Tree) -> str:
        kind, value = cell.get("t"), cell.findtext(f"{_MAIN}v") or ""
        if kind == "s":
            return self._strings[int(value)] if value.isdecimal() and int(value) < len(self._strings) else ""
        return _text(cell) if kind == "inlineStr" else value

    def _fill(self, cell: Tree, text: str) -> None:
        alone = _PLACEHOLDER.fullmatch(text.strip())
        if alone:
            self.used.add(alone[1])
            self._put(cell, self._values.get(alone[1], ""))
        else:
            self._put(cell, self._mixed(text))

    def _mixed(self, text: str, escape: Callable[[str], str] = str) -> str:
        """Text with the values in it as people write them."""

        def value(found: re.Match[str]) -> str:
            self.used.add(found[1])
            return escape(shown(self._values.get(found[1], "")))

        strange = _LEFT_OVER.search(_PLACEHOLDER.sub("", text))
        if strange:
            raise Refused("template_code", what=strange[0][:60])
        return _PLACEHOLDER.sub(value, text)

    def _put(self, cell: Tree, value: Value) -> None:
        for child in list(cell):
            cell.remove(child)
        cell.attrib.pop("t", None)
        style = int(cell.get("s", "0"))
        look: Look = "number"
        match value:
            case "" | [] | Nothing():
                return
            case datetime() | date() if (serial := _serial(value)) >= _FIRST_SURE_DAY:
                number, look = str(serial), "datetime" if isinstance(value, datetime) else "date"
            case Decimal():
                number, look = format(value, "f"), "whole" if value == value.to_integral_value() else "fraction"
            case int():
                number = str(value)
            case _:
                self._put_text(cell, style, shown(value)[:_LONGEST])
                return
        cell.set("s", str(self._styles.looking(style, look)))
        etree.SubElement(cell, f"{_MAIN}v").text = number

    def _put_text(self, cell: Tree, style: int, text: str) -> None:
        if text.startswith(_FORMULA_LIKE):
            cell.set("s", str(self._styles.quoted(style)))
        cell.set("t", "inlineStr")
        inside = etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t")
        inside.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        inside.text = _ESCAPE.sub("_x005F_", text)


_PAGES = ("odd", "even", "first")


def _serial(day: date) -> int | float:
    """Days as Excel counts them."""
    if isinstance(day, datetime):
        return (day - _DAY_ZERO) / timedelta(days=1)
    return day.toordinal() - _DAY_ZERO.toordinal()


def _forget_result(cell: Tree) -> None:
    """What a formula gave for the template says nothing of the record."""
    for result in cell.findall(f"{_MAIN}v"):
        cell.remove(result)
    cell.attrib.pop("t", None)


def _calculate_when_opened(workbook: Tree) -> None:
    settings = workbook.find(f"{_MAIN}calcPr")
    if settings is None:
        settings = etree.Element(f"{_MAIN}calcPr")
        before = [f"{_MAIN}{name}" for name in ("definedNames", "externalReferences", "functionGroups", "sheets")]
        place = next(found for name in before if (found := workbook.find(name)) is not None)
        place.addnext(settings)
    settings.set("fullCalcOnLoad", "1")


def _packed(content: bytes, parts: Parts, changed: Mapping[str, Tree]) -> bytes:
    """The file again, in its order, with these parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in (entry.filename for entry in old.infolist() if entry.filename in parts):
            tree = changed.get(name)
            data = (
                parts[name]
                if tree is None
                else etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
            )
            new.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
