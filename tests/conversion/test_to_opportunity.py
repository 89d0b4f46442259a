"""A lead becomes one opportunity, whoever asks for it, how often, and at the same time (C4)."""

from collections.abc import Iterator
from typing import Any

import pytest

from conversion import service
from kernel import table
from tests.conftest import opened
from tests.opportunities.deals import Deals, dealing, errors
from tests.world import Answer
from vouchers.numbering import numbered


@pytest.fixture(scope="module")
def house() -> Iterator[Deals]:
    with pytest.MonkeyPatch.context() as monkeypatch, opened(monkeypatch) as world:
        yield dealing(world)


@pytest.fixture
def firm(house: Deals) -> Deals:
    body = {"name": "Nhà máy A", "expected_revenue": "500", "address": "Huế", "source": "phone", "priority": 2,
            "emails": [f"a{len(house.world.items())}@x.vn"]}  # fmt: skip
    house.lead = str(house.call("POST", "/v1/leads", body)["id"])
    return house


def convert(firm: Deals, by: Any = None, lead: str | None = None, **body: Any) -> Answer:
    return firm.call("POST", f"/v1/leads/{lead or firm.lead}/convert-to-opportunity", body, by)


def deals(firm: Deals) -> list[str]:
    firm.world.pump()
    return firm.walked("opportunities", firm.admin, customer=firm.call("GET", f"/v1/leads/{firm.lead}")["id"])


def test_the_lead_becomes_a_customer_with_its_opportunity(firm: Deals):
    made = convert(firm, assignee=firm.stranger.id)
    assert made.status == 201, made.raw
    deal = made["opportunity"]
    assert (made["customer"], made["again"], deal["customer"], deal["lead"]) == (firm.lead, False, firm.lead, firm.lead)
    assert {name: deal[name] for name in ("name", "expected_value", "address", "source", "priority", "stage")} == {
        "name": "Nhà máy A", "expected_value": "500", "address": "Huế", "source": "phone", "priority": 2,
        "stage": "approaching",
    }  # fmt: skip
    assert (deal["owner"], deal["department"]) == (firm.stranger.id, firm.stranger.department)
    record = firm.call("GET", f"/v1/customers/{firm.lead}")
    assert (record["relationship"], record["opportunity"], record["owner"]) == ("customer", deal["id"], firm.owner.id)
    assert deal["number"].startswith("CH-")
    told = firm.call("GET", f"/v1/customers/{firm.lead}/history")["items"][0]["changes"]
    assert told["opportunity"] == {"from": None, "to": deal["id"]}


def test_left_it_stays_a_lead(firm: Deals):
    made = convert(firm, customer="leave", name="Khác", stage="quoted", expected_close="2099-01-01")
    assert (made["opportunity"]["name"], made["opportunity"]["stage"]) == ("Khác", "quoted")
    assert made["opportunity"]["owner"] == firm.owner.id
    assert firm.call("GET", f"/v1/leads/{firm.lead}")["relationship"] == "lead"
    assert convert(firm, customer="create")["opportunity"]["id"] == made["opportunity"]["id"]


def test_linked_everything_of_it_goes_to_the_customer_that_is_there(firm: Deals):
    other = str(firm.call("POST", "/v1/leads", {"name": "Tổng công ty"})["id"])
    contact = firm.attach("contacts")
    made = convert(firm, customer="link", link_to=other)
    assert made.status == 201, made.raw
    assert made["customer"] == other
    firm.world.pump()
    deal = made["opportunity"]["id"]
    assert firm.read(deal)["customer"] == other
    assert firm.call("GET", f"/v1/contacts/{contact}")["customer"] == other
    assert firm.call("GET", f"/v1/leads/{firm.lead}")["id"] == other
    again = convert(firm)
    assert (again["again"], again["opportunity"]["id"], again["customer"]) == (True, deal, other)
    undone = firm.call("POST", f"/v1/leads/{other}/merges/{firm.lead}/undo")
    assert undone.status == 202, undone.raw
    firm.world.pump()
    assert firm.read(deal)["customer"] == firm.lead
    assert convert(firm)["opportunity"]["id"] == deal


def test_twice_is_once(firm: Deals):
    first, second = convert(firm), convert(firm, customer="leave", name="B")
    assert (first.status, second.status) == (201, 201)
    assert (second["again"], second["opportunity"]["id"]) == (True, first["opportunity"]["id"])
    assert deals(firm) == [first["opportunity"]["id"]]


@pytest.mark.parametrize("mode", ["create", "leave", "link"])
@pytest.mark.parametrize("place", range(2))
def test_of_two_at_the_same_time_one_makes_it(firm: Deals, mode: str, place: int, monkeypatch: pytest.MonkeyPatch):
    other = {"link_to": str(firm.call("POST", "/v1/leads", {"name": "T"})["id"])} if mode == "link" else {}
    write, seen, answers = table.write, list[int](), list[Answer]()

    def overtaken(*writes: table.Write) -> None:
        seen.append(1)
        if len(seen) == place + 1:
            answers.append(convert(firm, customer=mode, **other))
        write(*writes)

    with monkeypatch.context() as patched:
        patched.setattr(table, "write", overtaken)
        mine = convert(firm, customer=mode, **other)
    answers = answers or [convert(firm)]
    assert (mine.status, answers[0].status) == (201, 201), (mine.raw, answers[0].raw)
    assert mine["opportunity"]["id"] == answers[0]["opportunity"]["id"]
    assert sorted((mine["again"], answers[0]["again"])) == [False, True]
    assert deals(firm) == [mine["opportunity"]["id"]]


def test_a_number_that_was_lost_to_another_is_no_reason_to_make_two(firm: Deals, monkeypatch: pytest.MonkeyPatch):
    seen = list[int]()

    def overtaken(wish: Any, make: Any) -> Any:
        if not seen:
            seen.append(1)
            firm.deal()
        return numbered(wish, make)

    monkeypatch.setattr(service, "numbered", overtaken)
    assert convert(firm).status == 201
    assert len(deals(firm)) == 2


def test_one_that_was_deleted_is_none(firm: Deals):
    first = convert(firm, customer="leave")["opportunity"]["id"]
    assert firm.call("DELETE", f"/v1/opportunities/{first}").status == 204
    second = convert(firm, customer="leave")
    assert (second["again"], second["opportunity"]["id"] == first) == (False, False)


def test_what_cannot_be_is_refused_and_nothing_is_written(firm: Deals):
    theirs = str(firm.call("POST", "/v1/leads", {"name": "C"}, firm.stranger)["id"])
    firm.world.pump()
    before = firm.world.items()
    for body, path, code in (
        ({"customer": "link"}, "/link_to", "missing"), ({"link_to": theirs}, "/link_to", "only_link"),
        ({"customer": "link", "link_to": theirs}, "/link_to", "no_such_customer"),
        ({"customer": "link", "link_to": firm.lead}, "/link_to", "same_record"),
        ({"customer": "whim"}, "/customer", "choice"), ({"assignee": theirs}, "/assignee", "no_such_employee"),
        ({"stage": "lost"}, "/lost_reason", "missing"), ({"stage": "nowhere"}, "/stage", "not_in_catalog"),
        ({"book": "HD"}, "/book", "no_such_book"), ({"expected_value": "-1"}, "/expected_value", "too_small"),
    ):  # fmt: skip
        assert errors(convert(firm, **body)) == [(path, code)]
    assert convert(firm, firm.stranger).status == 404
    assert firm.world.items() == before


def test_a_lost_lead_and_a_customer_are_no_leads_to_convert(firm: Deals):
    assert firm.call("POST", f"/v1/leads/{firm.lead}/lost", {"reason": "price"}).status == 200
    assert convert(firm)["code"] == "wrong_state"
    customer = str(firm.call("POST", "/v1/leads", {"name": "C"})["id"])
    firm.call("POST", f"/v1/leads/{customer}/convert")
    assert convert(firm, lead=customer)["code"] == "wrong_state"
    stale = firm.call(
        "POST", f"/v1/leads/{firm.lead}/convert-to-opportunity", {}, headers={"if-match": '"9"'}
    )  # fmt: skip
    assert stale["code"] == "stale"
