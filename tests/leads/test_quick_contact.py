"""A lead is captured with its contact and with what is known of its company, in one call (C12)."""

from typing import Any

import pytest

from tests.world import Person, World

COMPANY = {
    "name": "Hoà Phát", "tax_code": "0100100100", "address": "39 Nguyễn Đình Chiểu", "sector": "steel",
    "website": "https://hoaphat.example", "phones": ["02438222222"], "emails": ["a@hoaphat.example"],
}  # fmt: skip
FILLED = ("company", "tax_code", "address", "sector", "website", "phones")


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    return shared.company()


@pytest.fixture(scope="module")
def sector(shared: World, boss: Person) -> str:
    return str(shared.call("GET", "/v1/catalogs/sectors", by=boss)["items"][0]["code"])


@pytest.fixture(scope="module")
def company(shared: World, boss: Person, sector: str) -> str:
    return str(shared.call("POST", "/v1/leads", COMPANY | {"sector": sector}, by=boss)["id"])


def capture(world: World, by: Person, **body: Any) -> Any:
    return world.call("POST", "/v1/leads", {"name": "Dự án", **body}, by=by)


def test_the_contact_is_there_with_the_lead(shared: World, boss: Person):
    contact = {"name": "Nguyễn Hoà", "phones": ["0912 345 678"], "primary": True, "status": "never"}
    lead = capture(shared, boss, contact=contact)
    assert lead.status == 201, lead.raw
    (found,) = shared.call("GET", "/v1/contacts", by=boss, customer=lead["id"])["items"]
    assert {name: found[name] for name in contact} == contact
    assert (found["tel"], found["created_by"]) == (["tel:+84912345678"], boss.id)
    again = shared.call("POST", "/v1/contacts", {"customer": lead["id"], "name": "B", "primary": True}, by=boss)
    rows = shared.call("GET", "/v1/contacts", by=boss, customer=lead["id"])["items"]
    assert [row["id"] for row in rows if row["primary"]] == [again["id"]]


def test_a_contact_that_cannot_be_leaves_no_lead_behind(shared: World, boss: Person):
    before = shared.items()
    for contact, path in (
        ({"name": ""}, "/contact/name"),
        ({"name": "A", "status": "no"}, "/contact/status"),
        ({"name": "A", "birthday": "2999-01-01"}, "/contact/birthday"),
    ):
        answer = capture(shared, boss, contact=contact)
        assert [e["path"] for e in answer["errors"]] == [path]
    assert shared.items() == before


def test_the_lead_and_its_contact_come_together_or_not_at_all(
    shared: World, boss: Person, monkeypatch: pytest.MonkeyPatch
):
    before = shared.items()

    def down(*_: object) -> None:
        raise TimeoutError

    with monkeypatch.context() as broken:
        broken.setattr("kernel.table._write_once", down)
        assert capture(shared, boss, contact={"name": "A"}).status == 503
    assert shared.items() == before


def test_a_known_company_fills_what_is_left_out(shared: World, boss: Person, company: str, sector: str):
    lead = capture(shared, boss, company_of=company)
    assert {name: lead[name] for name in FILLED} == {
        **{name: COMPANY[name] for name in FILLED[1:]}, "company": "Hoà Phát", "sector": sector,
    }  # fmt: skip
    assert (lead["name"], lead["emails"]) == ("Dự án", [])
    own = {"company": "Hoà Phát Dung Quất", "tax_code": "1", "phones": ["0912345678"]}
    lead = capture(shared, boss, company_of=company, **own)
    assert {name: lead[name] for name in own} == own
    assert lead["address"] == COMPANY["address"]


def test_a_company_is_only_known_to_who_sees_it(shared: World, boss: Person, company: str):
    stranger = shared.employee(boss.department, "S7")
    for who in (company, boss.id):
        answer = capture(shared, stranger, company_of=who)
        assert [(e["path"], e["code"]) for e in answer["errors"]] == [("/company_of", "no_such_customer")]
