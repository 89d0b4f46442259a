"""The cell formats of a workbook, and more of them: what a cell looks like stays, only how it shows a value changes."""

import copy
from typing import Literal

from lxml import etree

from printing.packages import Tree

type Look = Literal["number", "whole", "fraction", "date", "datetime"]

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OWN: dict[Look, str] = {"date": "dd/mm/yyyy", "datetime": "dd/mm/yyyy hh:mm"}
_PLAIN, _TEXT = "0", "49"
_EXCELS: dict[Look, str] = {"number": _PLAIN, "whole": "3", "fraction": "4"}
"""General, #,##0 and #,##0.00, by the numbers that every workbook knows them by."""


class Styles:
    """The formats of `xl/styles.xml`; a workbook may have none, then there is nothing to add to."""

    def __init__(self, tree: Tree | None) -> None:
        self._tree: Tree = tree
        self._cells = None if tree is None else tree.find(f"{_MAIN}cellXfs")
        self._made: dict[tuple[int, str], int] = {}

    def looking(self, style: int, look: Look) -> int:
        """A style like this one for such values; one whose format somebody chose stays."""
        own = self._format_of(style)
        if own not in {_PLAIN, _TEXT} or (look == "number" and own == _PLAIN):
            return style
        wanted = _EXCELS.get(look) or self._custom(_OWN[look])
        return self._like(style, f"format {wanted}", {"numFmtId": wanted, "applyNumberFormat": "1", "quotePrefix": "0"})

    def quoted(self, style: int) -> int:
        """A style like this one in which text stays text when somebody edits the cell."""
        return self._like(style, "quoted", {"quotePrefix": "1"})

    def _format_of(self, style: int) -> str:
        found = self._at(style)
        return _PLAIN if found is None else str(found.get("numFmtId", _PLAIN))

    def _at(self, style: int) -> Tree | None:
        return self._cells[style] if self._cells is not None and style < len(self._cells) else None

    def _like(self, style: int, name: str, attributes: dict[str, str]) -> int:
        old = self._at(style)
        if old is None or self._cells is None:
            return style
        if (style, name) not in self._made:
            new = copy.deepcopy(old)
            new.attrib.update(attributes)
            self._cells.append(new)
            self._cells.set("count", str(len(self._cells)))
            self._made[style, name] = len(self._cells) - 1
        return self._made[style, name]

    def _custom(self, code: str) -> str:
        """The number of a format of the workbook's own, made when there is none."""
        formats = self._formats()
        found = {one.get("formatCode"): one.get("numFmtId") for one in formats}
        if code not in found:
            found[code] = str(max([163, *(int(one) for one in found.values())]) + 1)
            etree.SubElement(formats, f"{_MAIN}numFmt", numFmtId=found[code], formatCode=code)
            formats.set("count", str(len(formats)))
        return str(found[code])

    def _formats(self) -> Tree:
        formats = self._tree.find(f"{_MAIN}numFmts")
        if formats is None:
            formats = etree.Element(f"{_MAIN}numFmts")
            self._tree.insert(0, formats)
        return formats
