"""Leads, customers and partners as workbooks: as their lists have them, the chosen ones, and back in again (L1, K1)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import pytest

import export.job
from export.kinds import records
from imports.columns import FIELDS
from imports.matching import matched
from kernel import keys, table
from kernel.table import Key, Range
from kernel.values import Raw
from tests.export.office import Office, furnished
from tests.export.reading import by_calamine
from tests.export.test_jobs import capture, download, orders
from tests.opportunities.deals import errors
from tests.world import Person, deliver

WHOLE: dict[str, Any] = {
    "name": "Thép Hoà Phát", "code": "HP2", "kind": "organisation", "company": "Hoà Phát", "tax_code": "0900189284",
    "phones": ["0912345678", "0243 999 888"], "emails": ["a@hp.vn", "b@hp.vn"], "website": "https://hp.vn",
    "address": "39 Nguyễn Đình Chiểu", "source": "referral", "sector": "food-pharma", "stage": "new", "groups": ["vip"],
    "priority": 2, "expected_revenue": "1234.5", "expected_close": "2099-01-31", "description": "=1+1\n2", "note": "@x",
}  # fmt: skip


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with furnished() as made:
        sectors = made.call("GET", "/v1/catalogs/sectors", by=made.admin)["items"]
        made.made("leads", **WHOLE | {"sector": sectors[0]["code"]})
        made.made("leads", made.stranger, name="Người khác", stage="contacted", labels=[])
        customer = made.made("leads", made.stranger, name="Khách", priority=3)
        assert made.call("POST", f"/v1/leads/{customer}/convert", {}, made.stranger).status == 200
        gone = made.made("leads", made.stranger, name="Đã mất")
        assert made.call("POST", f"/v1/leads/{gone}/lost", {"reason": "price"}, made.stranger).status == 200
        sources = made.call("GET", "/v1/catalogs/partner-sources", by=made.admin)["items"]
        made.made("partners", made.admin, name="Đối tác", source=sources[0]["code"])
        made.world.pump()
        yield made


def listed(office: Office, kind: str, by: Person, **query: Any) -> list[str]:
    answer = office.call("GET", f"/v1/{kind}", by=by, **query)
    assert answer.status == 200, answer.raw
    return [row["name"] for row in answer["items"]]


def names(office: Office, kind: str, by: Person, **fields: Any) -> list[str]:
    return [row["Name"] for row in office.rows(kind, by, columns=["name"], **fields)]


@pytest.mark.parametrize("kind", ["leads", "customers", "partners"])
def test_a_file_has_what_the_list_has_of_everybody(kind: str, office: Office):
    for who in (office.owner, office.neighbour, office.stranger, office.boss, office.admin):
        assert names(office, kind, who) == listed(office, kind, who)


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ({"stage": ["new"]}, {"stage": "new"}),
        ({"scope": "mine"}, {"scope": "mine"}),
        ({"scope": "all", "stars": [1], "lost": False}, {"scope": "all", "stars": 1, "lost": "false"}),
        ({"created_from": "2020-01-01", "created_to": "2099-12-31"}, {"created_from": "2020-01-01"}),
        ({"created_to": "2020-01-01"}, {"created_to": "2020-01-01"}),
        ({"lost_from": "2020-01-01", "lost_to": "2099-12-31"}, {"lost": "true"}),
        ({"lost_to": "2020-01-01"}, {"lost_to": "2020-01-01"}),
        ({"has_open_activity": True}, {"has_open_activity": "true"}),
        ({"group": ["vip"], "source": ["referral"]}, {"group": "vip", "source": "referral"}),
    ],
)
def test_the_lists_filters_are_the_files(asked: dict[str, Any], query: dict[str, str], office: Office):
    for sort in ({}, {"sort": "name", "reverse": True}):
        order = {name: str(value).lower() for name, value in sort.items()}
        assert names(office, "leads", office.admin, leads=asked, **sort) == listed(
            office, "leads", office.admin, **query, **order
        )


def test_who_names_records_gets_those_that_they_see_in_that_order(office: Office):
    others, mine = (
        {row["name"]: row["id"] for row in office.call("GET", "/v1/leads", by=who)["items"]}
        for who in (office.stranger, office.owner)
    )
    asked = [mine["Thép Hoà Phát"], others["Người khác"], mine["Hoà Phát"], "01JZX5T0Q8V3M4N5P6R7S8T9W0"]
    assert names(office, "leads", office.owner, records=asked) == ["Thép Hoà Phát", "Hoà Phát"]
    assert names(office, "leads", office.admin, records=asked) == ["Thép Hoà Phát", "Người khác", "Hoà Phát"]
    assert names(office, "customers", office.admin, records=asked) == []


def test_what_only_the_profile_says_is_there_when_it_is_chosen(office: Office):
    columns = [name for name in records.SHAPES if name not in {"created_at", "updated_at"}]
    row = next(r for r in office.rows("leads", columns=columns) if r["Code"] == "HP2")
    assert (row["Person/Organisation"], row["Phone numbers"]) == ("Organisation", "0912345678; 0243 999 888")
    assert (row["Email addresses"], row["Description"], row["Note"]) == ("a@hp.vn; b@hp.vn", "=1+1\n2", "@x")
    assert (row["Expected revenue"], row["Priority"], row["Owner"]) == (1234.5, 2, "S1")
    assert row["Expected close"] in {date(2099, 1, 31), datetime(2099, 1, 31)}  # noqa: DTZ001 - a day has no zone
    assert (row["Stage"], row["Source"], row["Tax code"], row["Department"]) == ("New", "Referral", "0900189284", "N")


def test_a_partner_has_the_partners_catalogues(office: Office):
    (row,) = office.rows("partners", office.admin, columns=["name", "source"])
    sources = office.call("GET", "/v1/catalogs/partner-sources", by=office.admin)["items"]
    assert row == {"Name": "Đối tác", "Source": sources[0]["name"]["en"]}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_exported_leads_go_in_again_by_their_headers(language: str, office: Office):
    wanted = [name for name in records.SHAPES if name in FIELDS["leads"]]
    asked = office.call(
        "POST", "/v1/exports", {"kind": "leads", "columns": wanted}, headers={"accept-language": language}
    )
    office.world.pump()
    url = office.call("GET", f"/v1/exports/{asked['id']}")["url"]
    rows = list(enumerate(by_calamine(download(url)), 1))
    assert [column.field for column in matched("leads", rows).columns] == wanted


def test_one_page_after_the_other_is_the_whole_file(office: Office, monkeypatch: pytest.MonkeyPatch):
    whole = names(office, "leads", office.admin)
    monkeypatch.setattr(records, "PAGE", 1)
    monkeypatch.setattr(records, "_CHOSEN", 1)
    assert names(office, "leads", office.admin, leads={"created_from": "2020-01-01"}) == whole
    ids = [row["id"] for row in office.call("GET", "/v1/leads", by=office.admin)["items"]]
    assert names(office, "leads", office.admin, records=ids) == whole


def test_a_scope_that_is_lost_before_the_worker_comes_gives_a_reason_and_no_file(office: Office):
    boss = office.world.employee(office.admin.department, "A9")

    def become(role: str) -> None:
        assert office.call("PATCH", f"/v1/employees/{boss.id}", {"role": role}, office.admin).status == 200

    become("admin")
    job = office.export("leads", boss, leads={"scope": "all"})["id"]
    become("staff")
    office.world.pump()
    failed = office.call("GET", f"/v1/exports/{job}", by=boss)
    assert (failed["state"], failed["reason"], failed["url"]) == ("failed", "not_your_scope", None)


@pytest.mark.parametrize(
    ("fields", "path", "code"),
    [
        ({"customers": {}}, "/customers", "not_without"),
        ({"leads": {}, "records": ["01JZX5T0Q8V3M4N5P6R7S8T9W0"]}, "/records", "not_with"),
        ({"sort": "name", "records": ["01JZX5T0Q8V3M4N5P6R7S8T9W0"]}, "/records", "not_with"),
        ({"leads": {"created_from": "yesterday"}}, "/leads/created_from", "bound"),
        ({"records": ["01JZX5T0Q8V3M4N5P6R7S8T9W0"] * 2}, "/records", "duplicate"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(fields: dict[str, Any], path: str, code: str, office: Office):
    assert errors(office.export("leads", **fields)) == [(path, code)]


def test_a_pass_over_the_cards_reads_each_page_once(office: Office, monkeypatch: pytest.MonkeyPatch):
    for _ in range(5):
        capture(office.world, office.neighbour)
    job = office.export("leads", office.neighbour)["id"]
    deliver(office.world.records())
    waiting = orders(office.world)
    read = list[str]()
    page, many = table.page, table.get_many

    def paged(where: Range, **more: Any) -> table.Page:
        read.append(where.partition)
        return page(where, **more)

    def got(wanted: Iterable[Key], **more: Any) -> dict[Key, Raw]:
        read.append("cards or profiles, one by one")
        return many(wanted, **more)

    monkeypatch.setattr(records, "PAGE", 2)
    monkeypatch.setattr(table, "page", paged)
    monkeypatch.setattr(table, "get_many", got)
    export.job.handler({"Records": waiting}, None)
    assert office.call("GET", f"/v1/exports/{job}", by=office.neighbour)["rows"] == 5
    books = [one for one in read if "#BOOK#" in one]
    pages = {keys.own(office.neighbour.id): 3, keys.members(office.neighbour.department): 3}
    assert {book: books.count(keys.book("acme", "lead", book)) for book in pages} == pages
    assert "cards or profiles, one by one" not in read


def test_the_number_of_rows_is_known_beforehand_where_somebody_counts_them(office: Office):
    office.world.pump()
    office.world.pump()
    for who, asked in (
        (office.admin, {}), (office.admin, {"leads": {"scope": "all"}}), (office.owner, {"leads": {"scope": "mine"}}),
        (office.boss, {"leads": {"scope": "team"}}),
    ):  # fmt: skip
        job = office.export("leads", who, columns=["name"], **asked)
        office.world.pump()
        done = office.call("GET", f"/v1/exports/{job['id']}", by=who)
        assert (done["total"], done["state"]) == (done["rows"], "done"), (who, asked)
    assert office.export("leads", records=[office.lead])["total"] == 1
    assert office.export("leads", leads={"stars": [1]})["total"] is None
    assert office.export("leads", office.neighbour)["total"] is None
