"""An opportunity becomes another customer's, with everything of it, or stays as it was."""

import pytest

from attached import belonging
from kernel import keys, table
from kernel.table import Item
from opportunities import moving
from tests.opportunities.deals import Deals, columns, errors


def other(firm: Deals, **fields: object) -> str:
    return str(firm.call("POST", "/v1/leads", {"name": "B", **fields})["id"])


def test_its_id_number_and_history_stay(firm: Deals):
    contact = firm.attach("contacts")
    made = firm.deal(contacts=[contact], lines=[{"name": f"Van {firm.lead[-6:]}", "price": 5}])
    deal, home = made["id"], other(firm)
    firm.patch(deal, name="Mới")
    moved = firm.patch(deal, customer=home)
    assert moved.status == 200, moved.raw
    assert (moved["id"], moved["number"], moved["customer"]) == (deal, made["number"], home)
    assert (moved["contacts"], moved["version"]) == ([], 3)
    assert firm.read(deal).body == moved.body
    assert (firm.found(customer=home), firm.found(customer=firm.lead)) == ([deal], [])
    told = firm.call("GET", f"/v1/opportunities/{deal}/history")["items"]
    assert [one["version"] for one in told] == [3, 2, 1]
    assert told[0]["changes"]["customer"] == {"from": firm.lead, "to": home}
    back = firm.patch(deal, customer=firm.lead, contacts=[contact])
    assert back["contacts"] == [contact]
    told = firm.call("GET", f"/v1/opportunities/{deal}/history", limit=3)
    assert [one["version"] for one in told["items"]] == [4, 3, 2]
    rest = firm.call("GET", f"/v1/opportunities/{deal}/history", cursor=told["next_cursor"])
    assert [one["version"] for one in rest["items"]] == [1]


def test_lists_and_boards_follow(firm: Deals):
    person = firm.world.employee(firm.owner.department, f"M{firm.lead[-6:]}")
    deal = firm.deal(owner=person.id, stage="quoted", expected_value="8")["id"]
    theirs = str(firm.call("POST", "/v1/leads", {"name": "C"}, firm.stranger)["id"])
    assert columns(firm.board(person)) == {"quoted": (1, "8", "3.2")}
    assert errors(firm.patch(deal, customer=theirs)) == [("/customer", "no_such_customer")]
    assert firm.patch(deal, firm.admin, customer=theirs).status == 200
    assert columns(firm.board(person)) == {"quoted": (1, "8", "3.2")}
    assert deal in firm.found(firm.stranger)
    assert deal not in firm.found(firm.owner)
    assert firm.read(deal).status == 404
    rows = [one for one in firm.world.items() if one["sk"]["S"].startswith(deal)]
    assert {one["sk"]["S"].partition("#")[2] for one in rows} == {theirs}


def hang(firm: Deals, deal: str, sk: str, **value: str) -> None:
    """Something of the customer that belongs to the opportunity."""
    pk = keys.customer("acme", firm.lead)
    fields = {name: {"S": one} for name, one in value.items()}
    named = {"opportunity": {"S": deal}, "customer": {"S": firm.lead}}
    raw = {"pk": {"S": pk}, "sk": {"S": sk}, "value": {"M": fields | named}, "version": {"N": "1"}}
    table.write(table.place(raw), *belonging.joining("acme", deal, firm.lead, sk))


def test_what_belongs_to_it_goes_along(firm: Deals):
    deal, home = firm.deal()["id"], other(firm)
    hang(firm, deal, "CONTRACT#x", state="draft")
    assert firm.call("DELETE", f"/v1/opportunities/{deal}")["code"] == "opportunity_has"
    assert firm.patch(deal, customer=home).status == 200
    assert firm.world.item(keys.customer("acme", firm.lead), "CONTRACT#x") == {}
    assert firm.world.item(keys.customer("acme", home), "CONTRACT#x")["value"]["M"]["customer"] == {"S": home}
    table.write(belonging.leaving("acme", deal, "CONTRACT#x"))
    assert firm.call("DELETE", f"/v1/opportunities/{deal}").status == 204


def test_what_is_confirmed_stays_with_who_signed_it(firm: Deals):
    deal, home = firm.deal()["id"], other(firm)
    hang(firm, deal, "CONTRACT#y", state="confirmed", number="HD-7", confirmed_at="2026")
    refused = firm.patch(deal, customer=home)
    assert (refused.status, refused["code"]) == (409, "confirmed_documents")
    assert "HD-7" in refused["detail"]
    assert firm.read(deal)["customer"] == firm.lead


def test_more_than_one_transaction_holds_is_refused_whole(firm: Deals, monkeypatch: pytest.MonkeyPatch):
    deal, home = firm.deal()["id"], other(firm)
    monkeypatch.setattr(moving, "MOST", 2)
    for n in range(3):
        hang(firm, deal, f"CONTRACT#z{n}", state="draft")
    before = firm.world.items()
    refused = firm.patch(deal, customer=home)
    assert (refused.status, refused["code"]) == (409, "too_much_to_move")
    assert firm.world.items() == before


def test_what_comes_to_belong_to_it_meanwhile_is_not_left_behind(firm: Deals, monkeypatch: pytest.MonkeyPatch):
    deal, home = firm.deal()["id"], other(firm)
    of, seen = belonging.of, list[int]()

    def overtaken(tenant: str, opportunity_id: str, most: int) -> belonging.Has:
        found = of(tenant, opportunity_id, most)
        if not seen:
            seen.append(1)
            hang(firm, deal, "CONTRACT#late", state="draft")
        return found

    monkeypatch.setattr(belonging, "of", overtaken)
    assert firm.patch(deal, customer=home).status == 200
    assert firm.world.item(keys.customer("acme", home), "CONTRACT#late")
    assert not firm.world.item(keys.customer("acme", firm.lead), "CONTRACT#late")


def test_nothing_comes_to_belong_to_what_is_elsewhere(firm: Deals):
    deal = firm.deal()["id"]
    firm.patch(deal, customer=other(firm))
    with pytest.raises(Exception, match="invalid_request"):
        hang(firm, deal, "CONTRACT#no", state="draft")
    assert not firm.world.item(keys.customer("acme", firm.lead), "CONTRACT#no")
    assert table.get(Item, (keys.document_pointer("acme", deal), keys.belonging("CONTRACT#no"))) is None


def document(firm: Deals, kind: str, **fields: object) -> str:
    body = {"customer": firm.lead, "date": "2026-03-01", "amount": 5, **fields}
    made = firm.call("POST", f"/v1/{kind}", body)
    assert made.status == 201, made.raw
    return str(made["id"])


def test_drafts_of_it_go_along_and_confirmed_ones_do_not(firm: Deals):
    deal, home = firm.deal()["id"], other(firm)
    quote = document(firm, "quotes", opportunity=deal)
    assert firm.patch(deal, customer=home).status == 200
    assert firm.call("GET", f"/v1/quotes/{quote}")["customer"] == home
    assert firm.call("GET", f"/v1/quotes/{quote}")["opportunity"] == deal
    assert firm.patch(deal, customer=firm.lead).status == 200
    contract = document(firm, "contracts", opportunity=deal)
    assert firm.call("POST", f"/v1/contracts/{contract}/confirm").status == 200
    assert firm.patch(deal, customer=home)["code"] == "confirmed_documents"
    assert firm.call("POST", f"/v1/contracts/{contract}/cancel").status == 200
    assert firm.patch(deal, customer=home)["code"] == "confirmed_documents"  # the ledger tells of it for good


def test_a_draft_does_not_leave_what_it_follows(firm: Deals):
    deal, home = firm.deal()["id"], other(firm)
    order = document(firm, "orders")
    parent = {"kind": "order", "id": order}
    child = document(firm, "contracts", customer=None, parent=parent, opportunity=deal)
    assert firm.patch(deal, customer=home)["code"] == "confirmed_documents"
    assert firm.call("PATCH", f"/v1/contracts/{child}", {"opportunity": None}).status == 200
    assert firm.patch(deal, customer=home).status == 200


def test_a_document_belongs_to_an_opportunity_of_its_own_customer_that_is_seen(firm: Deals):
    deal = firm.deal()["id"]
    body = {"customer": other(firm), "date": "2026-03-01", "amount": 5, "opportunity": deal}
    assert errors(firm.call("POST", "/v1/quotes", body)) == [("/opportunity", "no_such_opportunity")]
    firm.share("quotes", employee=firm.stranger)
    theirs = body | {"customer": firm.lead}
    assert errors(firm.call("POST", "/v1/quotes", theirs, firm.stranger)) == [("/opportunity", "no_such_opportunity")]
    quote = document(firm, "quotes", opportunity=deal, number=f"Q-{deal}")
    assert firm.call("DELETE", f"/v1/opportunities/{deal}")["code"] == "opportunity_has"
    assert firm.call("DELETE", f"/v1/quotes/{quote}").status == 204
    assert firm.call("DELETE", f"/v1/opportunities/{deal}").status == 204
