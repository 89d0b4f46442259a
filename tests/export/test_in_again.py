"""What one company exported another imports by its headers alone, and there it comes out the same (K1, L1)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from export.contents import exported
from imports.columns import FIELDS, Kind
from tests.export.office import Office, Row, furnished
from tests.imports.files import again, read
from tests.world import Person

HP: dict[str, Any] = {
    "name": "Thép Hoà Phát", "code": "HP2", "kind": "organisation", "company": "Hoà Phát", "tax_code": "0900189284",
    "phones": ["0912345678", "0243999888"], "emails": ["a@hp.vn", "b@hp.vn"], "website": "https://hp.vn/",
    "address": "39 Nguyễn Đình Chiểu, Hà Nội", "source": "referral", "stage": "new", "groups": ["vip", "north"],
    "priority": 2, "expected_revenue": 1234500, "expected_close": "2099-01-31", "description": "=1+1\n2", "note": "@x",
}  # fmt: skip
KINDS: tuple[Kind, ...] = ("leads", "contacts", "products", "opportunities")


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with furnished() as made, pytest.MonkeyPatch.context() as patch:
        patch.setattr("imports.rules.SETTLES", timedelta())
        lead = made.made("leads", made.admin, **HP)
        made.made("leads", made.admin, name="Chị Lan", kind="person", code="LAN")
        people = {"title": "Giám đốc", "phones": ["0987654321"], "birthday": "1980-12-24", "primary": True}
        made.made("contacts", made.admin, customer=lead, name="Anh Minh", **people)
        pump = {"unit": "cái", "price": 1500000, "tax": 8, "note": "+x"}
        made.made("products", made.admin, code="P1", name="Bơm", **pump)
        deal = {"number": "CH-9", "expected_value": 5000, "probability": 55, "opened": "2026-01-05", "priority": 1}
        made.deal(made.admin, customer=lead, name="Trạm quan trắc", **deal)
        made.world.pump()
        yield made


@pytest.fixture(scope="module")
def rival(office: Office) -> Person:
    return office.world.company("rival")


def importable(kind: Kind) -> list[str]:
    """The columns of a file that an import knows, but whose a record is: other people work there."""
    fields = FIELDS[kind].keys() - {"owner"} | ({"customer_code"} if "customer" in FIELDS[kind] else set())
    return [name for name in exported(kind).shapes if name in fields and name != "customer"]


def out(office: Office, by: Person, kind: Kind) -> tuple[bytes, list[Row]]:
    file = office.file(kind, by, columns=importable(kind))
    return file, sorted(office.rows(kind, by, columns=importable(kind)), key=str)


@pytest.mark.parametrize("kind", KINDS)
def test_what_came_out_goes_in_and_comes_out_the_same(kind: Kind, office: Office, rival: Person):
    file, rows = out(office, office.admin, kind)
    assert rows
    one = read(office.world, rival, file, f"{kind}.xlsx", kind)["id"]
    assert again(office.world, rival, one, "test").status == 200
    office.world.pump()
    tested = again(office.world, rival, one)
    told = office.world.call("GET", f"/v1/imports/{one}/rows", by=rival)["items"]
    assert {row["outcome"] for row in told} == {"create"}, told
    assert again(office.world, rival, one, "import", plan=tested["plan"]).status == 200
    office.world.pump()
    assert again(office.world, rival, one)["results"] == {"created": len(rows)}
    assert out(office, rival, kind)[1] == rows
