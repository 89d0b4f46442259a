"""Which opportunities have a product on their lines (F7), and what lines cost a customer of a tier (F8)."""

from typing import Any

import pytest

from tests.opportunities.deals import Deals, errors
from tests.world import Person

TIER = "01JZX5T0Q8V3M4N5P6R7S8T9A1"


@pytest.fixture
def pump(firm: Deals) -> str:
    """A product."""
    body = {"code": f"P-{firm.lead[-6:]}", "name": "Bơm định lượng", "price": "1000", "tax": 8, "unit": "cái"}
    made = firm.call("POST", "/v1/products", body, firm.admin)
    assert made.status == 201, made.raw
    return str(made["id"])


def code(firm: Deals) -> str:
    return f"p-{firm.lead[-6:]}"


def found(firm: Deals, by: Person | None = None, **query: Any) -> list[tuple[str, str, str]]:
    firm.world.pump()
    page = firm.call("GET", "/v1/opportunities/products", by=by, **query)
    assert page.status == 200, page.raw
    return [(one["opportunity"]["id"], one["quantity"], one["amount"]) for one in page["items"]]


def test_by_code_they_are_found_in_the_order_of_their_opening(firm: Deals, pump: str):
    line = {"product": pump, "quantity": 2}
    late = firm.deal(opened="2026-03-01", lines=[line, {**line, "quantity": 3}])["id"]
    early = firm.deal(opened="2026-01-15", lines=[line, {"name": "Ống", "price": 1}])["id"]
    firm.deal(lines=[{"name": "Ống", "price": 1}])
    assert found(firm, code=code(firm)) == [(early, "2", "2160"), (late, "5", "5400")]
    assert found(firm, code=code(firm), opened_from="2026-01-16") == [(late, "5", "5400")]
    assert found(firm, code=code(firm), opened_to="2026-01-15") == [(early, "2", "2160")]
    assert found(firm, code=code(firm), customer=pump) == []
    assert found(firm, code=code(firm), opened_in="this_year", customer=firm.lead)[:1] == [(early, "2", "2160")]


def test_by_name_what_begins_so_is_found_with_or_without_accents(firm: Deals):
    names = [f"Ống thép {firm.lead[-6:]} {size}" for size in ("DN50", "DN80")]
    one = firm.deal(lines=[{"name": names[0], "price": 5}])["id"]
    two = firm.deal(lines=[{"name": names[1], "price": 7}])["id"]
    assert found(firm, name=f"ong thep {firm.lead[-6:]}") == [(one, "1", "5"), (two, "1", "7")]
    assert found(firm, name=names[1]) == [(two, "1", "7")]


def test_it_is_found_by_who_sees_it_and_as_it_is_now(firm: Deals, pump: str):
    deal = firm.deal(lines=[{"product": pump}], owner=firm.stranger.id)["id"]
    for who, sees in ((firm.admin, 1), (firm.owner, 1), (firm.stranger, 1), (firm.boss, 1), (firm.neighbour, 0)):
        assert len(found(firm, who, code=code(firm))) == sees
    firm.patch(deal, lines=[{"name": "Khác", "price": 1}], owner=firm.owner.id)
    for who in (firm.admin, firm.owner, firm.stranger):
        assert found(firm, who, code=code(firm)) == []
    assert not [one for one in firm.world.items() if "#FOUND#" in one["pk"]["S"] and code(firm) in one["sk"]["S"]]


def test_page_by_page(firm: Deals, pump: str):
    made = [firm.deal(opened=f"2026-01-0{n}", lines=[{"product": pump}])["id"] for n in range(1, 6)]
    firm.world.pump()
    seen: list[str] = []
    cursor = None
    while True:
        page = firm.call("GET", "/v1/opportunities/products", code=code(firm), limit=2, cursor=cursor)
        seen += [one["opportunity"]["id"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == made


def test_of_one_customer_they_are_found_by_whatever_is_known_of_them(firm: Deals, pump: str):
    """However many others have the same product."""
    late = firm.deal(opened="2026-03-01", lines=[{"product": pump}, {"name": "Ống thép", "price": 1}])["id"]
    early = firm.deal(opened="2026-01-15", lines=[{"name": "Ống nhựa", "price": 2, "quantity": 3}])["id"]
    mine, other = firm.lead, str(firm.call("POST", "/v1/leads", {"name": "B"})["id"])
    for _ in range(3):
        firm.deal(customer=other, lines=[{"product": pump}])
    assert found(firm, customer=mine) == [(early, "3", "6"), (late, "1", "1080"), (late, "1", "1")]
    assert found(firm, customer=mine, name="ong") == [(early, "3", "6"), (late, "1", "1")]
    assert found(firm, customer=mine, opened_to="2026-02-01") == [(early, "3", "6")]
    assert found(firm, firm.neighbour, customer=mine) == []
    page = firm.call("GET", "/v1/opportunities/products", customer=mine, code=code(firm), limit=1)
    assert ([one["opportunity"]["id"] for one in page["items"]], page["next_cursor"]) == ([late], None)
    assert found(firm, code=code(firm), name="bom dinh", customer=mine) == [(late, "1", "1080")]
    assert len(found(firm, code=code(firm), name="bom dinh")) == 4
    assert found(firm, code=code(firm), name="ong") == []
    body = {"absorbed": mine}
    assert firm.call("POST", f"/v1/leads/{other}/merge", body).status < 300
    assert len(found(firm, customer=mine)) == 6


def test_a_code_a_name_or_a_customer_is_needed(firm: Deals):
    path = "/v1/opportunities/products"
    assert errors(firm.call("GET", path)) == [("/code", "one_of")]
    assert errors(firm.call("GET", path, customer=firm.lead, name="--")) == [("/name", "nothing_to_find")]
    assert errors(firm.call("GET", path, name="--")) == [("/name", "nothing_to_find")]


def test_a_line_has_the_discount_of_the_customers_tier(firm: Deals, pump: str):
    tier = {"id": TIER, "name": {"vi": "V", "en": "G"}, "colour": "#aabbcc", "discount": 5, "min_amount": 1}
    everywhere = {"tiers": [tier], "apply_to_products": True}
    assert firm.call("PUT", "/v1/tiers", everywhere, firm.admin).status == 200
    firm.world.pump()
    pin = {"tier": TIER, "reason": "r"}
    assert firm.call("PUT", f"/v1/tiers/customers/{firm.lead}", pin, firm.admin).status == 200
    firm.world.pump()
    made = firm.deal(lines=[{"product": pump}, {"product": pump, "discount": 0}])
    assert [(line["discount"], line["discount_from"]) for line in made["lines"]] == [("5", "product"), ("0", "line")]
    nobody = {"tiers": [], "replace_with": {TIER: None}}
    assert firm.call("PUT", "/v1/tiers", nobody, firm.admin).status == 200
