"""The user's sheet once more, with what was said of each row, and what became of it (K2).

Written while the rows are read, into a file beside: no more than a chunk of them is in memory.
"""

import math
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from export.cells import Cell, Column, Flagged
from export.naming import letters
from export.sheets import Sheet
from export.workbook import workbook
from imports import store, telling
from imports.plans import Planned, Result
from imports.rules import Import
from imports.values import Row, Value, Wrong
from kernel import aws, config, keys
from kernel.problems import Language

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ADDED: Mapping[Language, tuple[str, str, str, str]] = {
    "vi": ("Kết quả", "Lý do", "Cách sửa", "Mã bản ghi"), "en": ("Outcome", "Why", "How to mend", "Record code"),
}  # fmt: skip
_WIDTHS = (16, 60, 60, 16)
_OUTCOMES: Mapping[str, Mapping[Language, str]] = {
    "create": {"vi": "Sẽ tạo mới", "en": "Will be created"},
    "update": {"vi": "Sẽ cập nhật", "en": "Will be updated"},
    "skip": {"vi": "Bỏ qua", "en": "Left out"},
    "error": {"vi": "Lỗi", "en": "Error"},
    "created": {"vi": "Đã tạo mới", "en": "Created"},
    "updated": {"vi": "Đã cập nhật", "en": "Updated"},
    "skipped": {"vi": "Đã bỏ qua", "en": "Was left out"},
    "changed": {"vi": "Không nhập: đã khác lúc kiểm tra", "en": "Not imported: changed since the test"},
    "removed": {"vi": "Đã hoàn tác: xoá", "en": "Undone: removed"},
    "restored": {"vi": "Đã hoàn tác: trả lại", "en": "Undone: as before"},
    "left": {"vi": "Không hoàn tác: đã thay đổi", "en": "Not undone: changed since"},
}
_LONGEST = 2_000
"""Letters of what is said of a row."""


def keep(tenant: str, value: Import) -> None:
    """Write the file of an import as it stands, over the one that was there."""
    if value.options is None or value.test is None:
        return
    sheet = _sheet(tenant, value, value.options.sheet, value.options.header)
    where = keys.import_annotated(tenant, value.id, value.test)
    with tempfile.TemporaryFile() as file:
        for chunk in workbook([sheet]):
            file.write(chunk)
        file.seek(0)
        aws.s3().put_object(Bucket=config.bucket_name(), Key=where, Body=file, ContentType=_TYPE)


def _sheet(tenant: str, value: Import, number: int, header: int | None) -> Sheet:
    look = store.looks(tenant, value.id)[number - 1]
    width = _width(tenant, value, number, len(look["columns"]))
    named = {one["place"]: one["header"] for one in look["columns"]}
    theirs = [Column(header=named.get(place) or letters(place + 1), width=20) for place in range(width)]
    ours = (Column(header=name, width=size) for name, size in zip(_ADDED[value.language], _WIDTHS, strict=True))

    def pages(after: str | None) -> Iterator[tuple[Iterable[Sequence[Cell]], str | None]]:
        chunk = int(after) if after else 0
        for data in _data(tenant, value, number, header, chunk):
            chunk += 1
            yield _rows(tenant, value, chunk - 1, data, width), str(chunk)
        yield (), None

    return Sheet(title=look["name"], columns=[*theirs, *ours], pages=pages)


def _width(tenant: str, value: Import, number: int, least: int) -> int:
    """Of the widest row; in a workbook all are as wide as the first."""
    if value.format == "xlsx":
        return least
    return max([least, *(len(cells) for _, cells in store.all_rows(tenant, value.id, number))])


def _data(tenant: str, value: Import, number: int, header: int | None, first: int) -> Iterator[list[Row]]:
    """The rows of each chunk of the plan: one of the rows that were read has only what is above the data."""
    at, told = 0, 0
    while some := store.rows(tenant, value.id, number, at):
        data = [one for one in some if header is None or one[0] > header]
        if data:
            if told >= first:
                yield data
            told += 1
        at += 1


def _rows(tenant: str, value: Import, chunk: int, data: Sequence[Row], width: int) -> Iterator[list[Cell]]:
    where = tenant, value.id, str(value.test), chunk
    planned = {one.row: one for one in store.plan(*where)}
    became = {one.row: one for one in [*store.results(*where), *store.undone(*where)]}
    for row, cells in data:
        one = planned.get(row)
        wrong = {told.column for told in one.why if told.column} if one and one.outcome == "error" else set[str]()
        theirs = [_cell(cell, letters(place) in wrong) for place, cell in enumerate(cells[:width], 1)]
        blank: list[Cell] = [None] * (width - len(theirs))
        yield [*theirs, *blank, *(_said(one, became.get(row), value.language) if one else (None,) * 4)]


def _cell(cell: Value, wrong: bool) -> Cell:  # noqa: FBT001 - one of two looks
    """As it was read; one that is wrong, or shows an error, stands out, and is a text."""
    match cell:
        case "":
            return Flagged("") if wrong else None
        case Wrong():
            return Flagged("#ERROR")
        case bool() | datetime() | date() if not wrong:
            return cell
        case int() | float() if not wrong and math.isfinite(cell):
            return int(cell) if cell == int(cell) else Decimal(repr(cell))
        case time():
            cell = cell.isoformat()
    text = str(int(cell)) if isinstance(cell, float) and math.isfinite(cell) and cell == int(cell) else str(cell)
    return Flagged(text) if wrong else text


def _said(planned: Planned, result: Result | None, language: Language) -> tuple[str, str, str, str]:
    """What stands in the columns that were added."""
    told = (*planned.why, *(one for one in (result.why if result else ()) if one not in planned.why))
    said = [(one.column, telling.told(one, language)) for one in told]
    why = "\n".join(f"{column}: {one.why}" if column else one.why for column, one in said)
    mend = "\n".join(dict.fromkeys(one.mend for _, one in said if one.mend))
    outcome = _OUTCOMES[result.outcome if result else planned.outcome][language]
    return outcome, why[:_LONGEST], mend[:_LONGEST], _code(planned, result)


def _code(planned: Planned, result: Result | None) -> str:
    """What the record is called by, as far as it is known and theirs to know."""
    given = planned.fields.get("code") or planned.fields.get("number")
    there = next((str(one.values["record"]) for one in planned.why if "record" in one.values), "")
    return (result.code if result else None) or (str(given) if given else "" if planned.outcome == "error" else there)
