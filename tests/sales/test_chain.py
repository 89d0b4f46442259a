"""From quote to receipt: what is copied forward, what may follow from what, and what a cancellation asks (G2)."""

from collections.abc import Callable
from typing import Any

import pytest

from kernel import clock, ids
from tests.world import Answer, Person, World

type Ask = Callable[..., Answer]

LINES = [{"name": "Lắp đặt", "quantity": "2", "price": "333", "tax": 8}, {"name": "Vận chuyển", "price": 1000}]


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    return shared.company()


@pytest.fixture(scope="module")
def ask(shared: World, boss: Person) -> Ask:
    def asked(method: str, path: str, body: Any = None, **more: Any) -> Answer:
        return shared.call(method, f"/v1/{path}", body, by=more.pop("by", boss), **more)

    return asked


@pytest.fixture(scope="module")
def customer(ask: Ask) -> str:
    return str(ask("POST", "leads", {"name": "A"})["id"])


def draft(ask: Ask, path: str, **fields: Any) -> Any:
    made = ask("POST", path, {"date": "2026-03-01", **fields})
    assert made.status == 201, made.raw
    return made.body


def opportunity(ask: Ask, customer: str) -> str:
    made = ask("POST", "opportunities", {"customer": customer, "name": "A", "expected_close": "2099-01-01"})
    assert made.status == 201, made.raw
    return str(made["id"])


def ref(document: Any) -> dict[str, str]:
    return {"kind": document["kind"], "id": document["id"]}


def errors(answer: Answer) -> list[tuple[str, str]]:
    assert (answer.status, answer["code"]) == (422, "invalid_request"), answer.raw
    return [(error["path"], error["code"]) for error in answer["errors"]]


def test_copying_forward_keeps_lines_customer_opportunity_and_the_chain(ask: Ask, customer: str):
    deal = opportunity(ask, customer)
    quote = draft(ask, "quotes", customer=customer, lines=LINES, opportunity=deal)
    assert (quote["subtotal"], quote["discount"], quote["tax"], quote["amount"]) == ("1666", "0", "53", "1719")
    order = draft(ask, "orders", parent=ref(quote))
    contract = draft(ask, "contracts", parent=ref(order))
    receipt = draft(ask, "receipts", parent=ref(contract))
    slip = draft(ask, "payment-slips", parent=ref(receipt), amount=5)
    for one in (order, contract, receipt):
        same = ("lines", "amount", "subtotal", "discount", "tax", "currency", "customer", "opportunity")
        assert {name: one[name] for name in same} == {name: quote[name] for name in same}
    assert (slip["amount"], slip["lines"], slip["subtotal"], slip["opportunity"]) == ("5", [], None, deal)
    assert [one["parent"]["id"] for one in (order, contract, receipt, slip)] == [
        one["id"] for one in (quote, order, contract, receipt)
    ]
    numbers = [one["number"].split("-")[0] for one in (quote, order, contract, receipt, slip)]
    assert numbers == ["BG", "DH", "HD", "PT", "PC"]


def test_what_was_offered_may_be_ordered_in_parts_when_it_is_sold_no_more(ask: Ask, customer: str):
    product = ask("POST", "products", {"code": "OLD", "name": "Bơm", "price": 5})["id"]
    quote = draft(ask, "quotes", customer=customer, lines=[{"product": product, "quantity": 4}])
    assert ask("PATCH", f"products/{product}", {"active": False}).status == 200
    order = draft(ask, "orders", parent=ref(quote), lines=[{"product": product, "quantity": 1, "price": 5}])
    assert order["amount"] == "5"
    other = {"date": "2026-03-01", "customer": customer, "lines": [{"product": product}]}
    assert errors(ask("POST", "orders", other)) == [("/lines/0/product", "no_such_product")]


def test_a_receipt_is_about_what_its_confirmed_receipts_left(ask: Ask, customer: str):
    contract = draft(ask, "contracts", customer=customer, lines=LINES)
    body = {"date": "2026-03-01", "parent": ref(contract)}
    first = draft(ask, "receipts", parent=ref(contract), amount=700)
    assert draft(ask, "receipts", parent=ref(contract))["amount"] == "1719", "a draft has paid nothing"
    for path in (f"contracts/{contract['id']}", f"receipts/{first['id']}"):
        assert ask("POST", f"{path}/confirm").status == 200
    rest = draft(ask, "receipts", parent=ref(contract))
    assert (rest["amount"], rest["lines"], rest["subtotal"]) == ("1019", [], None)
    assert draft(ask, "payment-slips", parent=ref(contract))["amount"] == "1719", "nothing of it was paid back"
    assert ask("POST", f"receipts/{rest['id']}/confirm").status == 200
    assert errors(ask("POST", "receipts", body)) == [("/amount", "nothing_left")]
    back = draft(ask, "payment-slips", parent=ref(contract), amount=19)
    fee = draft(ask, "payment-slips", parent=ref(contract), amount=100, repays=False)
    for one in (back, fee):
        assert ask("POST", f"payment-slips/{one['id']}/confirm").status == 200
    assert draft(ask, "receipts", parent=ref(contract))["amount"] == "19", "what was paid back is owed again"
    assert draft(ask, "receipts", parent=ref(contract), amount=5)["amount"] == "5"
    ask("POST", f"receipts/{first['id']}/cancel")
    assert draft(ask, "receipts", parent=ref(contract))["amount"] == "719"


def test_a_payment_slip_is_about_what_its_confirmed_ones_left(ask: Ask, customer: str):
    receipt = draft(ask, "receipts", customer=customer, amount=500)
    first = draft(ask, "payment-slips", parent=ref(receipt), amount=200)
    for path in (f"receipts/{receipt['id']}", f"payment-slips/{first['id']}"):
        assert ask("POST", f"{path}/confirm").status == 200
    rest = draft(ask, "payment-slips", parent=ref(receipt))
    assert rest["amount"] == "300"
    assert ask("POST", f"payment-slips/{rest['id']}/confirm").status == 200
    body = {"date": "2026-03-01", "parent": ref(receipt)}
    assert errors(ask("POST", "payment-slips", body)) == [("/amount", "nothing_left")]
    assert ask("POST", f"payment-slips/{rest['id']}/cancel").status == 200
    assert draft(ask, "payment-slips", parent=ref(receipt))["amount"] == "300"


def test_a_contract_of_an_order_is_about_what_its_contracts_left(ask: Ask, customer: str):
    order = draft(ask, "orders", customer=customer, amount=1000)
    part = draft(ask, "contracts", parent=ref(order), amount=400)
    for path in (f"orders/{order['id']}", f"contracts/{part['id']}"):
        assert ask("POST", f"{path}/confirm").status == 200
    assert draft(ask, "contracts", parent=ref(order))["amount"] == "600"


@pytest.mark.parametrize(
    ("path", "parent"),
    [("quotes", "quote"), ("orders", "contract"), ("contracts", "receipt"), ("receipts", "payment-slip")],
)
def test_nothing_follows_from_what_comes_later(path: str, parent: str, ask: Ask, customer: str):
    before = draft(ask, f"{parent}s", customer=customer, amount=1)
    body = {"date": "2026-03-01", "customer": customer, "amount": 1, "parent": ref(before)}
    assert errors(ask("POST", path, body)) == [("/parent/kind", "cannot_follow")]


def test_a_parent_is_the_same_customers_seen_and_not_cancelled(ask: Ask, shared: World, boss: Person, customer: str):
    quote = draft(ask, "quotes", customer=customer, amount=9)
    body = {"date": "2026-03-01", "parent": ref(quote)}
    other = ask("POST", "leads", {"name": "B"})["id"]
    assert errors(ask("POST", "orders", body | {"customer": other})) == [("/parent/id", "of_another_customer")]
    seller = shared.employee(boss.department, "S1")
    mine = ask("POST", "leads", {"name": "C"}, by=seller)["id"]
    hidden = ask("POST", "orders", body | {"customer": mine, "amount": 1}, by=seller)
    nowhere = {**body, "customer": mine, "amount": 1, "parent": {"kind": "quote", "id": ids.new(clock.now())}}
    assert errors(hidden) == [("/parent/id", "no_such_parent")]
    assert ask("POST", "orders", nowhere, by=seller).raw == hidden.raw
    assert ask("POST", f"quotes/{quote['id']}/cancel").status == 200
    assert errors(ask("POST", "orders", body)) == [("/parent/id", "parent_cancelled")]


def test_what_has_confirmed_followers_is_cancelled_after_them(ask: Ask, customer: str):
    contract = draft(ask, "contracts", customer=customer, amount=100)
    receipt = draft(ask, "receipts", parent=ref(contract), amount=40)
    idle = draft(ask, "receipts", parent=ref(contract), amount=40)
    path = f"contracts/{contract['id']}"
    assert ask("POST", f"{path}/confirm")["debt_change"] == "100"
    assert ask("POST", f"receipts/{receipt['id']}/confirm")["debt_change"] == "-40"
    assert [one["id"] for one in ask("GET", path)["children"]] == [receipt["id"]]
    refused = ask("POST", f"{path}/cancel")
    assert (refused.status, refused["code"]) == (409, "has_followers")
    assert receipt["number"] in refused["detail"]
    assert idle["number"] not in refused["detail"]
    assert ask("POST", f"receipts/{receipt['id']}/cancel")["debt_change"] == "40"
    gone = ask("POST", f"{path}/cancel")
    assert (gone["state"], gone["debt_change"], gone["children"]) == ("cancelled", "-100", [])
    late = ask("POST", f"receipts/{idle['id']}/confirm")
    assert (late.status, late["code"]) == (409, "parent_cancelled")


def test_a_contract_is_owed_instead_of_its_order_as_far_as_it_goes(ask: Ask, customer: str):
    order = draft(ask, "orders", customer=customer, amount=100)
    whole = draft(ask, "contracts", parent=ref(order), amount=70)
    more = draft(ask, "contracts", parent=ref(order), amount=50)
    aside = draft(ask, "contracts", parent=ref(order), amount=30, receivable=False)
    changes = [
        ask("POST", path)["debt_change"]
        for path in (
            f"orders/{order['id']}/confirm", f"contracts/{whole['id']}/confirm", f"contracts/{more['id']}/confirm",
            f"contracts/{aside['id']}/confirm", f"contracts/{whole['id']}/cancel", f"contracts/{more['id']}/cancel",
        )
    ]  # fmt: skip
    assert changes == ["100", "0", "20", "0", "-20", "0"]


def test_a_draft_is_written_on_and_what_is_confirmed_is_not(ask: Ask, customer: str):
    quote = draft(ask, "quotes", customer=customer, lines=LINES, note="a")
    path = f"quotes/{quote['id']}"
    changed = ask("PATCH", path, {"lines": LINES[1:], "due": "2026-04-01"}, headers={"if-match": '"1"'})
    assert (changed["amount"], changed["subtotal"], changed["version"]) == ("1000", "1000", 2)
    assert ask("PATCH", path, {"due": "2026-04-01"})["version"] == 2
    assert ask("PATCH", path, {"note": "b"}, headers={"if-match": '"1"'})["code"] == "stale"
    bare = ask("PATCH", path, {"amount": 7})
    assert (bare["amount"], bare["lines"], bare["subtotal"]) == ("7", [], None)
    assert ask("POST", f"{path}/confirm")["confirmed_by"]
    assert ask("PATCH", path, {"note": "c"})["code"] == "wrong_state"
    assert ask("DELETE", path)["code"] == "wrong_state"


@pytest.mark.parametrize(
    ("path", "fields", "wrong"),
    [
        ("quotes", {"amount": -1}, ("/amount", "too_small")), ("quotes", {"amount": 0}, ("/amount", "above")),
        ("orders", {"amount": "1000000000000000"}, ("/amount", "too_large")),
        ("orders", {}, ("/amount", "missing")),
        ("orders", {"amount": 1, "lines": LINES}, ("/amount", "not_with")),
        ("orders", {"lines": []}, ("/lines", "too_few")),
        ("orders", {"lines": [{"name": "a", "price": 1, "discount": 101}]}, ("/lines/0/discount", "too_large")),
        ("orders", {"lines": [{"name": "a", "price": 1, "discount": -1}]}, ("/lines/0/discount", "too_small")),
        ("orders", {"lines": [{"name": "a", "price": 1, "tax": 100}]}, ("/lines/0/tax", "below")),
        ("orders", {"lines": [{"name": "a", "price": -1}]}, ("/lines/0/price", "too_small")),
        ("orders", {"lines": [{"name": "a", "price": 1, "quantity": 0}]}, ("/lines/0/quantity", "above")),
        ("orders", {"lines": [{"name": "a", "price": 1, "discount": 100}]}, ("/lines", "nothing_to_pay")),
        ("orders", {"lines": [{"price": 1}]}, ("/lines/0/name", "missing")),
        ("orders", {"lines": [{"product": "01JZX5T0Q8V3M4N5P6R7S8T9W0"}]}, ("/lines/0/product", "no_such_product")),
        ("quotes", {"amount": 1, "currency": "XXX"}, ("/currency", "currency")),
        ("quotes", {"amount": 1, "currency": "USD"}, ("/currency", "other_currency")),
        ("contracts", {"amount": 1, "due": "2026-02-28"}, ("/due", "not_before")),
        ("receipts", {"amount": 1, "book": "none"}, ("/book", "no_such_book")),
        ("receipts", {"amount": 1, "repays": True}, ("/repays", "unknown_field")),
        ("quotes", {"amount": 1, "receivable": True}, ("/receivable", "unknown_field")),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_its_field(
    path: str, fields: dict[str, Any], wrong: tuple[str, str], ask: Ask, customer: str
):
    assert errors(ask("POST", path, {"date": "2026-03-01", "customer": customer, **fields})) == [wrong]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"amount": None}, ("/amount", "missing")), ({"date": None}, ("/date", "missing")),
        ({"due": "2026-02-28"}, ("/due", "not_before")), ({"number": "X"}, ("/number", "unknown_field")),
        ({"state": "confirmed"}, ("/state", "unknown_field")), ({"amount": 1, "lines": LINES}, ("/amount", "not_with")),
    ],
)  # fmt: skip
def test_a_draft_is_not_changed_to_what_cannot_be(fields: Any, wrong: tuple[str, str], ask: Ask, customer: str):
    quote = draft(ask, "quotes", customer=customer, amount=1)
    assert errors(ask("PATCH", f"quotes/{quote['id']}", fields)) == [wrong]
    assert ask("GET", f"quotes/{quote['id']}").body == quote


def test_a_document_without_a_customer_or_parent_is_nobodys(ask: Ask):
    assert errors(ask("POST", "quotes", {"date": "2026-03-01", "amount": 1})) == [("/customer", "missing")]


def test_a_closed_book_gives_no_numbers(ask: Ask, customer: str):
    book = {"code": "BG9", "name": {"vi": "S", "en": "B"}, "kind": "quote", "active": False}
    assert ask("POST", "voucher-books", book).status == 201
    refused = ask("POST", "quotes", {"date": "2026-03-01", "customer": customer, "amount": 1, "book": "BG9"})
    assert errors(refused) == [("/book", "book_closed")]


def test_a_typed_number_is_free_again_with_its_draft_and_one_of_a_book_leaves_no_gap(ask: Ask, customer: str):
    typed = draft(ask, "quotes", customer=customer, amount=1, number="Q-7")
    path = f"quotes/{typed['id']}"
    assert ask("DELETE", path, headers={"if-match": '"9"'})["code"] == "stale"
    assert ask("DELETE", path).status == 204
    assert ask("GET", path).status == 404
    assert draft(ask, "quotes", customer=customer, amount=1, number="Q-7")["number"] == "Q-7"
    booked = draft(ask, "quotes", customer=customer, amount=1)
    refused = ask("DELETE", f"quotes/{booked['id']}")
    assert (refused.status, refused["code"]) == (409, "number_from_book")


def test_a_draft_whose_parent_was_deleted_is_confirmed_once_it_lets_go_of_it(ask: Ask, customer: str):
    quote = draft(ask, "quotes", customer=customer, amount=1, number="Q-8")
    order = draft(ask, "orders", parent=ref(quote))
    assert ask("DELETE", f"quotes/{quote['id']}").status == 204
    assert ask("POST", f"orders/{order['id']}/confirm")["code"] == "parent_gone"
    assert ask("PATCH", f"orders/{order['id']}", {"parent": None})["parent"] is None
    assert ask("POST", f"orders/{order['id']}/confirm").status == 200


def test_lines_are_priced_for_the_tier_that_the_customer_is_in(shared: World):
    boss = shared.company("tiered")
    gold = {"id": "gold", "name": {"vi": "V", "en": "G"}, "colour": "#FFD700", "discount": 5, "min_amount": 100}
    assert shared.call("PUT", "/v1/tiers", {"tiers": [gold]}, by=boss).status == 200
    customer = shared.call("POST", "/v1/leads", {"name": "A"}, by=boss)["id"]
    body = {"code": "SP", "name": "P", "price": 1000, "tax": 10, "discounts": {"gold": 20}}
    product = shared.call("POST", "/v1/products", body, by=boss)["id"]
    lines = [{"product": product, "quantity": 3}, {"name": "Công", "price": 100}]
    order = {"customer": customer, "date": "2026-03-01", "lines": lines}
    before = shared.call("POST", "/v1/orders", order, by=boss)
    assert [line["discount"] for line in before["lines"]] == ["0", "0"]
    contract = shared.call("POST", "/v1/contracts", order, by=boss)["id"]
    shared.call("POST", f"/v1/contracts/{contract}/confirm", by=boss)
    shared.pump()
    after = shared.call("POST", "/v1/orders", order, by=boss)
    assert [(line["discount"], line["amount"]) for line in after["lines"]] == [("20", "2640"), ("5", "95")]
    assert shared.call("GET", f"/v1/orders/{before['id']}", by=boss).raw == before.raw


def test_a_list_shows_documents_without_their_lines(ask: Ask):
    customer = ask("POST", "leads", {"name": "D"})["id"]
    made = draft(ask, "orders", customer=customer, lines=LINES)
    (row,) = ask("GET", "orders", customer=customer)["items"]
    hidden = {"lines", "parent", "children", "opportunity"}
    assert row == {name: value for name, value in made.items() if name not in hidden}


def test_documents_of_a_category_that_is_not_shared_are_not_there_in_those_that_are(
    ask: Ask, shared: World, boss: Person
):
    customer = ask("POST", "leads", {"name": "E"})["id"]
    quote = draft(ask, "quotes", customer=customer, amount=100, opportunity=opportunity(ask, customer))
    contract = draft(ask, "contracts", parent=ref(quote))
    receipt = draft(ask, "receipts", parent=ref(contract), amount=40)
    for path in (f"contracts/{contract['id']}", f"receipts/{receipt['id']}"):
        assert ask("POST", f"{path}/confirm").status == 200
    seller = shared.employee(boss.department, "S7")
    body = {"employees": [seller.id], "categories": ["contracts"]}
    assert ask("POST", f"customers/{customer}/share", body).status == 200
    path = f"contracts/{contract['id']}"
    seen = ask("GET", path, by=seller)
    assert (seen["parent"], seen["children"], seen["opportunity"]) == (None, [], None)
    refused = ask("POST", f"{path}/cancel", by=seller)
    assert refused["code"] == "has_followers"
    hidden = (quote["id"], receipt["id"], receipt["number"], quote["opportunity"])
    assert not [one for one in hidden if one in seen.raw + refused.raw + ask("GET", "contracts", by=seller).raw]
    ask("POST", f"receipts/{receipt['id']}/cancel")
    gone = ask("POST", f"{path}/cancel", by=seller)
    assert (gone["state"], gone["debt_change"]) == ("cancelled", None)


def test_an_opportunity_is_the_customers_own_and_knows_what_belongs_to_it(
    ask: Ask, shared: World, boss: Person, customer: str
):
    other = ask("POST", "leads", {"name": "F"})["id"]
    theirs, mine = opportunity(ask, other), opportunity(ask, customer)
    contact = ask("POST", "contacts", {"customer": customer, "name": "K"})["id"]
    body = {"date": "2026-03-01", "customer": customer, "amount": 1}
    refused = {ask("POST", "quotes", body | {"opportunity": one}).raw for one in (theirs, contact, boss.id)}
    assert len(refused) == 1
    assert "no_such_opportunity" in refused.pop()
    quote = draft(ask, "quotes", customer=customer, amount=1, opportunity=mine, number="Q-O")
    path = f"quotes/{quote['id']}"
    assert errors(ask("PATCH", path, {"opportunity": theirs})) == [("/opportunity", "no_such_opportunity")]
    second = opportunity(ask, customer)
    assert ask("PATCH", path, {"opportunity": second})["opportunity"] == second
    beside = [item["sk"]["S"] for item in shared.items() if item["pk"]["S"] == f"acme#DOCUMENT#{second}"]
    assert sorted(beside) == [f"HAS#QUOTE#{quote['id']}", "POINTER"]
    assert ask("DELETE", path).status == 204
    left = [item["sk"]["S"] for item in shared.items() if item["pk"]["S"].startswith("acme#DOCUMENT#")]
    assert f"HAS#QUOTE#{quote['id']}" not in left


def test_a_draft_goes_with_its_opportunity_but_not_away_from_what_it_follows(ask: Ask, customer: str):
    other = ask("POST", "leads", {"name": "G"})["id"]
    deal = opportunity(ask, customer)
    order = draft(ask, "orders", parent=ref(draft(ask, "quotes", customer=customer, amount=1)), opportunity=deal)
    assert ask("PATCH", f"opportunities/{deal}", {"customer": other}).status == 409
    assert ask("PATCH", f"orders/{order['id']}", {"parent": None}).status == 200
    assert ask("PATCH", f"opportunities/{deal}", {"customer": other}).status == 200
    assert ask("GET", f"orders/{order['id']}")["customer"] == other
    assert ask("POST", f"orders/{order['id']}/confirm")["debt_change"] == "1"
