"""Opening an opportunity: what is written, what the customer says, and what is refused (F1-F3)."""

from typing import Any

import pytest

from tests.opportunities.deals import CLOSE, Deals, errors


def test_it_has_all_its_fields_and_a_number_from_the_book(firm: Deals):
    contact = firm.attach("contacts")
    written: dict[str, Any] = {
        "expected_value": "1500000000", "probability": 55, "priority": 3, "type": "repeat", "campaign": "always-on",
        "team": "north", "contacts": [contact], "opened": "2026-01-02", "expires": "2099-12-31", "processing": 0,
        "notes": "Gọi lại", "source": "tender", "stage": "quoted", "email": "mua@a.vn", "phone": "0912345678",
        "address": "Hải Phòng",
    }  # fmt: skip
    made = firm.deal(**written)
    assert {name: made[name] for name in written} == written
    assert made["number"].startswith("CH-")
    assert (made["outcome"], made["owner"], made["department"]) == ("open", firm.owner.id, firm.owner.department)
    assert (made["weighted_value"], made["version"]) == ("825000000", 1)
    assert firm.read(made["id"]).body | {"duplicates": [], "more_duplicates": False} == made.body


def test_what_is_left_out_the_lead_says(firm: Deals):
    lead = firm.call("POST", "/v1/leads", {
        "name": "B", "address": "Huế", "source": "phone", "stage": "negotiating", "emails": ["a@b.vn", "c@b.vn"],
        "phones": ["0987654321"], "campaign": "always-on",
    })["id"]  # fmt: skip
    made = firm.deal(customer=lead, phone="0900000000")
    taken = {name: made[name] for name in ("address", "source", "stage", "email", "phone", "campaign", "probability")}
    assert taken == {
        "address": "Huế", "source": "phone", "stage": "negotiating", "email": "a@b.vn", "phone": "0900000000",
        "campaign": "always-on", "probability": 60,
    }  # fmt: skip
    assert firm.patch(made["id"], source="email", address=None)["address"] is None


def test_a_stage_that_leads_alone_have_is_not_taken_over(firm: Deals):
    for stage in ("new", "won"):  # a lead's stage `won` is no reason to have won this too
        lead = firm.call("POST", "/v1/leads", {"name": "B", "stage": stage})["id"]
        made = firm.deal(customer=lead)
        assert (made["stage"], made["probability"], made["outcome"]) == ("approaching", 10, "open")


def test_the_owner_is_the_customers_unless_somebody_is_named(firm: Deals):
    firm.share("opportunities", employee=firm.stranger)
    assert firm.deal(firm.stranger)["owner"] == firm.owner.id
    named = firm.deal(firm.stranger, owner=firm.stranger.id)
    assert (named["owner"], named["department"]) == (firm.stranger.id, firm.stranger.department)
    assert errors(firm.post(owner=firm.lead)) == [("/owner", "no_such_employee")]


def test_a_quick_one_needs_a_name_and_a_customer(firm: Deals):
    body = {"name": "Nhanh", "customer": firm.lead, "expected_value": "5", "priority": 2, "phone": "0912345678"}
    made = firm.call("POST", "/v1/opportunities/quick", body)
    assert made.status == 201, made.raw
    assert {name: made[name] for name in body} == body
    assert made["expected_close"][:8] == made["opened"][:8]  # the end of the month


def test_with_a_new_customer_both_are_there_or_neither(firm: Deals):
    body: dict[str, Any] = {
        "name": "Nhanh", "email": "mua@c.vn", "phone": "0912345678",
        "new_customer": {"name": "Công ty C", "code": "KH-C", "source": "referral"},
    }  # fmt: skip
    made = firm.call("POST", "/v1/opportunities/quick", body)
    assert made.status == 201, made.raw
    lead = firm.call("GET", f"/v1/leads/{made['customer']}")
    assert (lead["name"], lead["emails"], lead["phones"], lead["owner"]) == (
        "Công ty C", ["mua@c.vn"], ["0912345678"], firm.owner.id
    )  # fmt: skip
    assert made["source"] == "referral"
    before = len(firm.world.items())
    taken = firm.call("POST", "/v1/opportunities/quick", body)
    assert (taken.status, taken["code"]) == (409, "code_taken")
    wrong = body | {"new_customer": {"name": "D", "source": "nowhere"}}
    assert errors(firm.call("POST", "/v1/opportunities/quick", wrong)) == [("/new_customer/source", "not_in_catalog")]
    assert len(firm.world.items()) == before


def test_who_may_be_the_new_customer_already_is_shown(firm: Deals):
    """As when a lead is captured (C10): with their owner's name only, to who may not see them."""
    new = {"name": "Công ty D", "phones": ["0387 111 222"], "tax_code": "0101010107"}
    theirs = firm.call("POST", "/v1/leads", new, firm.stranger)
    assert theirs.status == 201, theirs.raw
    for path, more in (("/quick", {}), ("", {"expected_close": "2099-01-01"})):
        body = {"name": "Nhanh", "new_customer": new | {"phones": ["+84387111222"]}, **more}
        made = firm.call("POST", f"/v1/opportunities{path}", body)
        assert made.status == 201, made.raw
        first = next(one for one in made["duplicates"] if one["owner_name"] == "S3")
        assert (first["matched"], first["card"]) == (["phone", "tax_code"], None)
        assert made["customer"] not in [one["card"]["id"] for one in made["duplicates"] if one["card"]]
    mine = [one["card"]["name"] for one in made["duplicates"] if one["card"]]
    assert mine == ["Công ty D"]  # the first of these two
    assert firm.deal()["duplicates"] == []


@pytest.mark.parametrize(
    ("fields", "path", "code"),
    [
        ({"customer": None}, "/customer", "one_of"),
        ({"new_customer": {"name": "X"}}, "/customer", "one_of"),
        ({"name": " "}, "/name", "too_short"),
        ({"stage": "nowhere"}, "/stage", "not_in_catalog"),
        ({"stage": "lost"}, "/lost_reason", "missing"),
        ({"stage": "lost", "lost_reason": "whim"}, "/lost_reason", "not_in_catalog"),
        ({"lost_reason": "price"}, "/lost_reason", "only_lost"),
        ({"expected_value": "-1"}, "/expected_value", "too_small"),
        ({"expected_value": "1e30"}, "/expected_value", "number"),
        ({"probability": 101}, "/probability", "too_large"),
        ({"expected_close": "2026-02-30"}, "/expected_close", "date"),
        ({"opened": "2099-07-01"}, "/expected_close", "not_before"),
        ({"expires": "1999-01-01"}, "/expires", "not_before"),
        ({"priority": 4}, "/priority", "too_large"),
        ({"type": "whim"}, "/type", "not_in_catalog"),
        ({"team": "west"}, "/team", "not_in_catalog"),
        ({"contacts": ["01JZX5T0Q8V3M4N5P6R7S8T9W0"]}, "/contacts/0", "no_such_contact"),
        ({"book": "HD"}, "/book", "no_such_book"),
        ({"lines": [{"quantity": 1}]}, "/lines/0/name", "missing"),
        ({"lines": [{"name": "A", "price": 5, "discount": 101}]}, "/lines/0/discount", "too_large"),
        ({"lines": [{"name": "A", "price": 5, "quantity": 0}]}, "/lines/0/quantity", "above"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(firm: Deals, fields: dict[str, Any], path: str, code: str):
    before = firm.world.items()
    assert (path, code) in errors(firm.post(**fields))
    assert firm.world.items() == before


def test_a_date_to_close_on_is_needed(firm: Deals):
    body = {"customer": firm.lead, "name": "A"}
    assert errors(firm.call("POST", "/v1/opportunities", body)) == [("/expected_close", "missing")]


def test_a_number_is_typed_once(firm: Deals):
    assert firm.deal(number="CH 7")["number"] == "CH 7"
    assert errors(firm.post(number="CH 7")) == [("/number", "taken")]
    assert errors(firm.post(number="CH 8", book="CH")) == [("/book", "not_with")]


def test_a_closed_book_gives_no_number(firm: Deals):
    book = {"code": "CH9", "name": {"vi": "S", "en": "B"}, "kind": "opportunity"}
    assert firm.call("POST", "/v1/voucher-books", book, firm.admin).status == 201
    assert firm.deal(book="CH9")["number"] == "0001"
    assert firm.call("PATCH", "/v1/voucher-books/CH9", {"active": False}, firm.admin).status == 200
    assert errors(firm.post(book="CH9")) == [("/book", "book_closed")]


def test_the_same_key_opens_one(firm: Deals):
    body = {"customer": firm.lead, "name": "A", "expected_close": CLOSE}
    key = {"idempotency-key": firm.lead}
    made = [firm.call("POST", "/v1/opportunities", body, headers=key)["id"] for _ in range(2)]
    assert made[0] == made[1]
    assert firm.found(customer=firm.lead) == made[:1]


def test_a_typed_number_is_free_again_when_its_opportunity_is_gone(firm: Deals):
    gone = firm.deal(number="CH-TAY-7")["id"]
    assert firm.post(number="CH-TAY-7").status == 422
    assert firm.call("DELETE", f"/v1/opportunities/{gone}").status == 204
    assert firm.deal(number="CH-TAY-7")["number"] == "CH-TAY-7"


def test_a_number_of_a_book_stays_taken_when_its_opportunity_is_gone(firm: Deals):
    gone = firm.deal()
    assert firm.call("DELETE", f"/v1/opportunities/{gone['id']}").status == 204
    assert firm.post(number=gone["number"]).status == 422


def test_the_id_of_a_record_that_was_merged_lists_the_opportunities_of_the_one_that_is_left(firm: Deals):
    gone = str(firm.call("POST", "/v1/leads", {"name": "B"})["id"])
    deal, contact = firm.deal()["id"], firm.attach("contacts")
    firm.patch(deal, contacts=[contact])
    assert firm.call("POST", f"/v1/leads/{firm.lead}/merge", {"absorbed": gone}).status == 202
    assert firm.found(customer=gone) == [deal]
    assert firm.patch(deal, customer=gone)["contacts"] == [contact]
