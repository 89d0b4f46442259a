"""Empty files to fill in: they lead to the company's own values, and come back understood (K1)."""

import io
from typing import Any

import openpyxl
import pytest
import requests
from python_calamine import CalamineWorkbook

from imports.columns import FIELDS
from imports.explaining import HELP, LISTS, TITLES
from tests.imports.files import read
from tests.world import Person, World

KINDS = list(FIELDS)
COLLEAGUES = (("S8", "Nguyễn Văn Tám"), ("S9", "Nguyễn Văn Tám"), ("S10", "Trần Thị Mười"))


def template(world: World, by: Person, kind: str, language: str = "vi") -> bytes:
    answer = world.call("GET", "/v1/imports/template", by=by, kind=kind, language=language)
    assert answer.status == 200, answer.raw
    return requests.get(answer["url"], timeout=10).content


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def offered(book: Any, header: str) -> list[str]:
    """What the drop-down of a column offers."""
    rows, lists = book.worksheets[0], book[LISTS["vi"]]
    (place,) = [cell.column_letter for cell in rows[1] if cell.value == header]
    (one,) = [one for one in rows.data_validations.dataValidation if str(one.sqref).startswith(f"{place}2:")]
    area = one.formula1.rpartition("!")[2].replace("$", "")
    return [cell.value for (cell,) in lists[area if ":" in area else f"{area}:{area}"]]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_template_that_is_filled_in_maps_by_itself(kind: str, language: str, world: World, admin: Person):
    book = opened(template(world, admin, kind, language))
    rows = book.worksheets[0]
    assert rows.title == TITLES[kind][language]  # type: ignore[index]
    rows.append(["0123"] * len(FIELDS[kind]))  # type: ignore[index]
    out = io.BytesIO()
    book.save(out)
    done = read(world, admin, out.getvalue(), kind=kind)
    assert (done["state"], done["missing"], done["total"]) == ("read", [], 1)
    assert done["options"]["sheet"] == 1
    assert [one["field"] for one in done["options"]["columns"]] == list(FIELDS[kind])  # type: ignore[index]


def test_a_template_that_is_not_filled_in_has_nothing_to_import(world: World, staff: Person):
    done = read(world, staff, template(world, staff, "leads"))
    assert (done["state"], done["reason"]["code"]) == ("refused", "file_empty")


def test_the_companys_own_values_are_to_be_chosen_from_however_many_there_are(world: World, admin: Person):
    for number in range(12):
        name = {"vi": f"Nguồn khách hàng rất dài số {number:02d}", "en": f"Source {number:02d}"}
        body = {"code": f"s{number}", "name": name, "order": number + 100}
        assert world.call("POST", "/v1/catalogs/sources", body, by=admin).status == 201
    found = offered(opened(template(world, admin, "leads")), "Nguồn")
    assert [f"Nguồn khách hàng rất dài số {number:02d}" for number in range(12)] == found[-12:]
    assert len(",".join(found)) > 255


def test_people_of_one_name_are_told_apart_by_their_codes(world: World, admin: Person):
    for code, name in COLLEAGUES:
        person = {"code": code, "name": name, "email": f"{code}@x.vn", "department": admin.department}
        assert world.call("POST", "/v1/employees", person, by=admin).status == 201
    found = offered(opened(template(world, admin, "leads")), "Người phụ trách")
    assert {"S8", "S9", "Trần Thị Mười"} <= set(found)
    assert "Nguyễn Văn Tám" not in found


def test_what_a_company_calls_something_is_never_a_formula(world: World, admin: Person):
    name = {"vi": '=HYPERLINK("http://x")', "en": "=1+1"}
    assert world.call("POST", "/v1/catalogs/sources", {"code": "evil", "name": name}, by=admin).status == 201
    lists = opened(template(world, admin, "leads"))[LISTS["vi"]]
    cells = [cell for row in lists.iter_rows() for cell in row if cell.value]
    assert '=HYPERLINK("http://x")' in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} == {"s"}


def test_zeros_at_the_beginning_stay_and_the_help_tells_of_every_column(world: World, staff: Person):
    content = template(world, staff, "leads")
    rows = opened(content).worksheets[0]
    formats = {cell.value: rows.column_dimensions[cell.column_letter].number_format for cell in rows[1]}
    assert {formats[name] for name in ("Mã", "Điện thoại", "Mã số thuế")} == {"@"}
    assert formats["Dự kiến chốt"] == "dd/mm/yyyy"
    helped = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(HELP["vi"]).to_python()
    assert [row[0] for row in helped[1 : 1 + len(formats)]] == list(formats)
    assert all(row[2] and row[3] for row in helped[1 : 1 + len(formats)])


def test_a_template_of_what_is_none_is_refused(world: World, staff: Person):
    answer = world.call("GET", "/v1/imports/template", by=staff, kind="invoices")
    assert (answer.status, answer["errors"][0]["path"]) == (422, "/kind")
