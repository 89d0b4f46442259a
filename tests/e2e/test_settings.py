"""What administrators keep, on the deployed template with roles enforced: one flow for each of the settings."""

import json
import re
from urllib.request import urlopen

import pytest

from local.caller import Refused, eventually, lenient
from local.company import Company
from local.stack import Stack

pytestmark = pytest.mark.e2e
NAME = {"vi": "Hội chợ", "en": "Fair"}


def test_an_entry_goes_when_its_records_have_another(company: Company):
    admin, call = company.admin.call, company.staff[0].call
    admin("POST", "/v1/catalogs/sources", {"code": "fair", "name": NAME})
    lead = call("POST", "/v1/leads", {"name": "Giấy Bãi Bằng", "source": "fair"})["id"]
    job = admin("DELETE", "/v1/catalogs/sources/fair", replace_with="website")["job"]
    eventually("the job", lambda: admin("GET", f"/v1/jobs/{job}"), lambda found: found["done"] == 1)
    assert call("GET", f"/v1/leads/{lead}")["source"] == "website"
    kept = {entry["code"]: entry for entry in call("GET", "/v1/catalogs/sources", limit=100)["items"]}
    assert kept["fair"]["active"] is False  # it goes with a second look, two minutes later


def test_documents_are_numbered_by_the_book_that_is_named_and_it_is_history(company: Company):
    admin, call = company.admin.call, company.staff[0].call
    admin("POST", "/v1/voucher-books", {"code": "HC", "name": NAME, "kind": "receipt", "prefix": "HC-", "next": 8})
    lead = call("POST", "/v1/leads", {"name": "Hoá chất Đức Giang"})["id"]
    money = {"customer": lead, "date": "2026-11-02", "amount": 5, "book": "HC"}
    assert [call("POST", "/v1/receipts", money)["number"] for _ in range(2)] == ["HC-0008", "HC-0009"]
    admin("PATCH", "/v1/voucher-books/HC", {"active": False})
    with pytest.raises(Refused) as refused:
        call("POST", "/v1/receipts", money)
    assert refused.value.problem["errors"][0]["code"] == "book_closed"
    told = admin("GET", "/v1/voucher-books/HC/history")["items"]
    assert [entry["action"] for entry in told] == ["changed", "created"]


def test_answers_are_those_that_the_request_form_asks_for(company: Company):
    admin, call = company.admin.call, company.staff[0].call
    field = {"code": "furnaces", "name": {"vi": "Số lò", "en": "Furnaces"}, "kind": "number", "required": True}
    groups = admin("GET", "/v1/forms/request")["groups"]
    own = {"code": "own", "name": NAME, "fields": [field | {"types": ["emission"]}]}
    admin("PUT", "/v1/forms/request", {"groups": [*groups, own]})
    body = {"name": "Nhiệt điện Phả Lại", "requirement": {"type": "emission", "answers": {"furnaces": "two"}}}
    with pytest.raises(Refused) as refused:
        call("POST", "/v1/leads", body)
    assert refused.value.problem["errors"][0]["path"] == "/requirement/answers/furnaces"
    made = call("POST", "/v1/leads", body | {"requirement": {"type": "emission", "answers": {"furnaces": "2"}}})
    assert made["requirement"]["answers"]["furnaces"] == "2"
    admin("PUT", "/v1/forms/request", {"groups": groups})


def test_rules_are_tried_and_published_and_reach_who_is_there(company: Company):
    admin, call = company.admin.call, company.staff[0].call
    admin("POST", "/v1/catalogs/sectors", {"code": "ceramics", "name": {"vi": "Gốm", "en": "Ceramics"}})
    lead = call("POST", "/v1/leads", {"name": "Gốm Bát Tràng", "sector": "ceramics"})["id"]
    path = f"/v1/scores/{lead}"
    before = eventually("the score", lenient(lambda: call("GET", path)), lambda found: found is not None)["score"]
    draft = admin("POST", "/v1/scoring/drafts", {"title": "Gốm"})
    rule = {"id": "ceramics", "kind": "field", "field": "sector", "values": ["ceramics"], "points": 31, "name": NAME}
    admin("PATCH", f"/v1/scoring/drafts/{draft['id']}", {"rules": [*draft["rules"], rule]})
    job = admin("POST", f"/v1/scoring/drafts/{draft['id']}/preview")["job"]
    preview = f"/v1/scoring/previews/{job}"
    seen = eventually("the preview", lambda: admin("GET", preview), lambda found: found["state"] == "done")
    assert (seen["gain"], seen["lose"]) == (1, 0)
    (move,) = admin("GET", f"{preview}/moves")["items"]
    assert (move["customer"], move["score"]) == (lead, {"before": before, "after": before + 31})
    job = admin("POST", f"/v1/scoring/drafts/{draft['id']}/publish")["job"]
    done = eventually("the walk", lambda: admin("GET", f"/v1/jobs/{job}"), lambda found: found["state"] == "done", 120)
    assert done["done"] == 1
    assert call("GET", path)["score"] == before + 31


def test_the_api_is_a_page_that_knows_its_document_and_how_to_sign_in(stack: Stack):
    page = f"{stack.api_url()}/v1/reference"
    with urlopen(page) as answer:  # noqa: S310 - our own address
        assert re.search(r'data-client="\w+"', answer.read().decode())
    with urlopen(f"{page}/openapi.json") as answer:  # noqa: S310 - our own address
        assert json.loads(answer.read())["openapi"].startswith("3.1")
    with urlopen(f"{page}/swagger.js") as answer:  # noqa: S310 - our own address
        assert b"SwaggerUIBundle" in answer.read()
