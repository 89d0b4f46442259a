"""A record's page in one call: profile, score, and of all that is attached how much and the latest (C13)."""

from dataclasses import replace
from typing import Any

import pytest

from kernel import clock, table
from overview import service
from tests.attached.people import Around, around
from tests.documents.storage import upload
from tests.world import World

KINDS = ("contacts", "cards", "warranties", "links", "contracts", "receipts")
SECTIONS = {*KINDS, "documents", "dossiers", "opportunities", "activities"}


@pytest.fixture(scope="module")
def company(shared: World) -> Around:
    return around(shared, "acme")


@pytest.fixture
def firm(company: Around) -> Around:
    """The company with a lead of one test's own."""
    return replace(company, lead=company.call("POST", "/v1/leads", {"name": "Hoà Phát"})["id"])


def page(firm: Around, by: Any = None) -> Any:
    answer = firm.call("GET", f"/v1/leads/{firm.lead}/page", by=by)
    assert answer.status == 200, answer.raw
    return answer.body


def test_a_page_shows_the_record_and_the_latest_of_everything(firm: Around):
    made = {kind: [firm.attach(kind) for _ in range(6 if kind == "contacts" else 1)] for kind in KINDS}
    made["documents"] = [str(upload(firm.world, firm.owner, firm.lead)["id"])]
    deal = {"customer": firm.lead, "name": "A", "expected_close": "2099-01-01"}
    made["opportunities"] = [firm.call("POST", "/v1/opportunities", deal)["id"]]
    dossier = {"customer": firm.lead, "title": "D", "documents": made["documents"], "signers": [
        {"name": "K", "email": "k@x.vn"}]}  # fmt: skip
    made["dossiers"] = [firm.call("POST", "/v1/dossiers", dossier)["id"]]
    firm.call("PATCH", f"/v1/leads/{firm.lead}", {"note": "Gọi lại"})
    firm.world.pump()
    found = page(firm)
    assert found["record"] == firm.call("GET", f"/v1/leads/{firm.lead}").body
    assert {"score", "stars"} <= found["record"].keys()
    for kind, ids in made.items():
        section = found[kind]
        assert (section["count"], section["more"]) == (len(ids), False)
        assert [row["id"] for row in section["latest"]] == ids[::-1][:5]
        whole = firm.call("GET", f"/v1/{kind}", customer=firm.lead, limit=5)["items"]
        assert section["latest"] == whole
    assert found["history"] == firm.call("GET", f"/v1/leads/{firm.lead}/history", limit=5)["items"]
    assert firm.call("GET", f"/v1/customers/{firm.lead}/page").body == found


def test_a_page_says_what_its_codes_and_ids_stand_for(firm: Around):
    body = {"groups": ["vip"], "source": "referral", "labels": [], "stage": "won", "contact_status": "never"}
    firm.call("PATCH", f"/v1/leads/{firm.lead}", body)
    found = page(firm)
    record, names = found["record"], found["names"]
    assert names["entries"]["groups"]["vip"]["name"] == {"vi": "Khách VIP", "en": "VIP"}
    assert names["entries"]["sources"]["referral"] == {"name": {"vi": "Giới thiệu", "en": "Referral"}, "colour": None}
    assert names["entries"]["stages"]["won"] == record["stage_look"]
    assert set(names["entries"]) == {"groups", "sources", "stages", "contact-statuses"}
    assert set(names["employees"]) == {record["owner"], record["created_by"]}
    assert list(names["departments"]) == [record["department"]]
    assert names["tier"] is None


def test_what_a_merged_record_had_otherwise_is_on_the_page_of_the_one_that_is_left(firm: Around):
    mine = {"tax_code": "0100100100", "address": "Hà Nội"}
    theirs = {"tax_code": "0200200200", "website": "hp.example", "priority": 2, "stage": "won", "note": "Gọi sáng"}
    firm.call("PATCH", f"/v1/leads/{firm.lead}", mine)
    other = firm.call("POST", "/v1/leads", {"name": "Hoà Phát (cũ)", "code": f"CU-{firm.lead}", **theirs})["id"]
    assert page(firm)["merged"] == {"count": 0, "more": False, "latest": []}
    assert firm.call("POST", f"/v1/leads/{firm.lead}/merge", {"absorbed": other}).status == 202
    found = page(firm)
    assert (found["record"]["website"], found["record"]["note"]) == ("hp.example", "Gọi sáng")
    (merged,) = found["merged"]["latest"]
    assert (merged["absorbed"], merged["code"], merged["name"]) == (other, f"CU-{firm.lead}", "Hoà Phát (cũ)")
    assert merged["differed"] == {"name": "Hoà Phát (cũ)", "tax_code": "0200200200", "stage": "won"}
    assert firm.call("POST", f"/v1/leads/{firm.lead}/merges/{other}/undo").status == 202
    assert page(firm)["merged"]["count"] == 0


def test_a_category_that_is_not_seen_is_absent(firm: Around):
    for kind in KINDS:
        firm.attach(kind)
    firm.share("profile", "receipts", employee=firm.stranger)
    theirs = page(firm, firm.stranger)
    assert SECTIONS & theirs.keys() == {"contacts", "cards", "warranties", "links", "receipts"}
    assert SECTIONS & page(firm).keys() == SECTIONS
    firm.share("contracts", employee=firm.stranger)
    assert firm.call("GET", f"/v1/leads/{firm.lead}/page", by=firm.stranger).status == 404


def test_a_new_owner_counts_what_came_after_the_transfer(firm: Around):
    firm.attach("contracts")
    firm.change(
        owner=firm.stranger.id, department=firm.stranger.department, since={"contracts": clock.now()}
    )  # fmt: skip
    new = firm.attach("contracts", firm.stranger)
    section = page(firm, firm.stranger)["contracts"]
    assert (section["count"], [row["id"] for row in section["latest"]]) == (1, [new])
    assert page(firm, firm.admin)["contracts"]["count"] == 2


def test_what_is_more_than_is_counted_is_said_to_be_more(firm: Around, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(service, "MOST", 2)
    for number, more in ((1, False), (2, False), (2, True)):
        firm.attach("warranties")
        section = page(firm)["warranties"]
        assert (section["count"], section["more"], section["latest"][0]["product"]) == (number, more, "Bơm")


def test_a_page_takes_the_same_few_calls_however_much_is_attached(firm: Around):
    calls: list[str] = []
    client = table._client()
    client.meta.events.register("provide-client-params.dynamodb", lambda model, **_: calls.append(model.name))
    numbers = []
    for _ in range(2):
        calls.clear()
        page(firm)
        numbers.append(sorted(calls))
        for kind in KINDS:
            for _ in range(4):
                firm.attach(kind)
    assert numbers[0] == numbers[1]
    assert len(numbers[0]) <= 21
