"""An empty file to fill in (K1): the company's own values to choose from, and a sheet that says how to write each cell.

openpyxl is imported only here, and only when somebody asks.
"""

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

from export.naming import letters
from imports import explaining
from imports.columns import FIELDS, Field, Kind
from imports.explaining import HEADERS, HELP, LISTS, NOTES, REQUIRED, TITLES
from imports.schemas import Link, TemplateQuery
from imports.upload import TYPES
from kernel import files, keys
from kernel.access import Viewer
from kernel.problems import Language
from kernel.text import compact

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

type Choices = Mapping[str, tuple[str, ...]]
"""What may be chosen for a field, by its name."""

_LAST = 200_000
_WIDTH, _WIDEST = 18, 60
_TEXT = "@"
_LOOKS = {"date": "dd/mm/yyyy", "number": "#,##0.####", "integer": "0", "percent": "0.##"}
"""Number formats; all else is text, so that a zero at its beginning stays."""
_SEVERAL = frozenset({"entries"})
_YES_NO: Mapping[Language, tuple[str, str]] = {"vi": ("Có", "Không"), "en": ("Yes", "No")}


def link(viewer: Viewer, query: TemplateQuery, language: Language) -> Link:
    """A link to the template as the company's catalogues are now."""
    spoken = query.language or language
    where = keys.import_template(viewer.tenant, query.kind, spoken)
    files.keep(where, made(viewer, query.kind, spoken), TYPES["xlsx"])
    return Link(url=files.link(where, f"{TITLES[query.kind][spoken]}.xlsx"))


def made(viewer: Viewer, kind: Kind, language: Language) -> bytes:
    """The file."""
    from openpyxl import Workbook  # noqa: PLC0415 - a quarter of a cold start
    from openpyxl.worksheet.worksheet import Worksheet  # noqa: PLC0415

    book, choices = Workbook(), _choices(viewer, kind, language)
    rows = book.active
    if not isinstance(rows, Worksheet):
        raise TypeError("a new workbook has a sheet")
    rows.title = TITLES[kind][language]
    lists = book.create_sheet(LISTS[language])
    lists.sheet_state = "hidden"
    _fill_rows(rows, kind, language)
    _offer(rows, lists, kind, choices)
    _explain(book.create_sheet(HELP[language], 1), kind, language, choices)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _choices(viewer: Viewer, kind: Kind, language: Language) -> Choices:
    """What may be chosen, each by the name that leads to it and to nothing else."""
    from imports import known  # noqa: PLC0415 - reads what a company has

    company = known.company(viewer, kind)
    found: dict[str, tuple[str, ...]] = {}
    for name, field in FIELDS[kind].items():
        if field.catalog is not None:
            there = known.in_use(viewer.tenant, field.catalog, language)
            found[name] = _plain(there, company.names.entries[field.catalog])
        elif field.look == "employee":
            found[name] = _plain(known.working(viewer.tenant), company.names.employees)
        elif field.look == "yes_no":
            found[name] = _YES_NO[language]
        elif field.choices is not None:
            found[name] = tuple(called[language == "en"] for called in field.choices.values())
    return found


def _plain(some: list[tuple[str, str, str]], leads_to: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """The names of (what it is, name, code), and where a name is several's, codes."""
    return tuple(name if leads_to.get(compact(name)) == frozenset({one}) else code for one, name, code in some)


def _fill_rows(sheet: "Worksheet", kind: Kind, language: Language) -> None:
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415

    bold, fill = Font(bold=True), PatternFill("solid", fgColor="FFDCE6F1")
    for place, field in enumerate(FIELDS[kind].values(), 1):
        header = _text(sheet, 1, place, _header(field, language))
        header.font, header.fill = bold, fill
        column = sheet.column_dimensions[letters(place)]
        column.width = _WIDTH
        column.number_format = _LOOKS.get(field.look, _TEXT)
    sheet.freeze_panes = "A2"


def _header(field: Field, language: Language) -> str:
    name = field.en if language == "en" else field.vi
    return f"{name} *" if field.required else name


def _offer(sheet: "Worksheet", lists: "Worksheet", kind: Kind, choices: Choices) -> None:
    """Values to choose from, in a sheet of their own: in the cell itself Excel takes no more than 255 characters."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    column = 0
    for place, (name, field) in enumerate(FIELDS[kind].items(), 1):
        values = choices.get(name, ())
        if not values:
            continue
        column += 1
        for row, value in enumerate(values, 1):
            _text(lists, row, column, value)
        at = letters(column)
        offered = DataValidation(
            type="list", formula1=f"'{lists.title}'!${at}$1:${at}${len(values)}", allow_blank=True,
            showErrorMessage=field.look not in _SEVERAL, showInputMessage=True,
        )  # fmt: skip
        offered.add(f"{letters(place)}2:{letters(place)}{_LAST}")
        sheet.add_data_validation(offered)


def _explain(sheet: "Worksheet", kind: Kind, language: Language, choices: Choices) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    rows = [HEADERS[language]]
    for name, field in FIELDS[kind].items():
        required = REQUIRED[language] if field.required else ""
        shown = explaining.example(name, field, choices.get(name, ()))
        rows.append((_header(field, language), required, explaining.how(field, language), shown))
    rows += [("",), *((note,) for note in NOTES[language])]
    for row, cells in enumerate(rows, 1):
        for place, text in enumerate(cells, 1):
            cell = _text(sheet, row, place, text)
            cell.alignment = Alignment(wrap_text=len(cells) > 1, vertical="top")
            cell.font = Font(bold=row == 1)
    for letter, width in zip("ABCD", (_WIDTH + 8, _WIDTH - 6, _WIDEST, _WIDTH * 2), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def _text(sheet: "Worksheet", row: int, column: int, text: str) -> "Cell":
    """A cell that is text whatever it looks like: what a company calls something is never a formula."""
    cell: Cell = sheet.cell(row, column)  # type: ignore[assignment]
    cell.value = text
    cell.data_type, cell.number_format = "s", _TEXT
    return cell
