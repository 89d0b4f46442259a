"""What all customers owe: now, as late as it is on a day, or as it was; and nothing to who sees but a part (G3, L1)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kernel import clock
from kernel.access import Category
from ledger.ageing import aged, stood
from tests.debts.story import adjusted, confirmed
from tests.export.office import Office, Row, furnished
from tests.world import Answer

AGES = ("Balance", "Not due", "1–30 days late", "31–60 days late", "61–90 days late", "Over 90 days late")
PARTS: tuple[Category, ...] = ("orders", "contracts", "receipts")
MARCH = datetime(2026, 3, 20, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with furnished() as made, pytest.MonkeyPatch.context() as then:

        def ask(method: str, path: str, body: Any = None, **more: Any) -> Answer:
            return made.call(method, f"/v1/{path}", body, **more)

        then.setattr(clock, "now", lambda: MARCH)
        confirmed(ask, "contracts", made.lead, 100, due="2026-04-10")
        confirmed(ask, "orders", made.lead, 50, due="2026-03-01")
        then.setattr(clock, "now", lambda: MARCH.replace(month=5))
        confirmed(ask, "receipts", made.lead, 30)
        paid = made.made("leads", name="Đã trả hết")
        adjusted(ask, paid, 5)
        adjusted(ask, paid, -5)
        made.made("leads", name="Không nợ")
        made.world.pump()
        yield made


def ages(row: Row) -> list[int]:
    return [row[name] for name in AGES]


def test_each_who_owes_is_a_row_aged_as_their_own_page_is(office: Office):
    (row,) = office.rows("debts")
    assert (row["Customer code"], row["Customer"], row["Owner"]) == ("HP", "Hoà Phát", "S1")
    assert ages(row) == [120, 0, 0, 100, 20, 0]
    shown = office.call("GET", f"/v1/debts/{office.lead}")
    assert [int(shown["ageing"][name]) for name in shown["ageing"]] == ages(row)[1:]


def test_on_a_day_to_come_it_is_what_is_owed_now_and_on_a_day_that_is_over_what_was_owed_then(office: Office):
    (later,) = office.rows("debts", debts={"on": "2026-12-31"})
    assert ages(later) == [120, 0, 0, 0, 0, 120]
    (then,) = office.rows("debts", debts={"on": "2026-03-31"})
    assert ages(then) == [150, 100, 50, 0, 0, 0]
    assert office.rows("debts", debts={"on": "2026-03-19"}) == []


def test_who_does_not_see_all_that_it_is_made_of_gets_no_row_and_without_the_profile_no_name(office: Office):
    assert office.rows("debts", office.neighbour) == []
    for part in PARTS:
        office.share(*(one for one in PARTS if one != part), "profile", employee=office.neighbour)
        assert office.rows("debts", office.neighbour) == []
    office.share(*PARTS, employee=office.neighbour)
    (row,) = office.rows("debts", office.neighbour)
    assert (row["Customer"], row["Customer code"], row["Owner"], row["Balance"]) == ("", "", "", 120)
    office.share()
    assert office.rows("debts", office.neighbour, records=[office.lead]) == []
    assert len(office.rows("debts", office.admin, records=[office.lead])) == 1


def test_pages_follow_each_other_over_all_lists(office: Office, monkeypatch: pytest.MonkeyPatch):
    assert office.call("POST", f"/v1/leads/{office.lead}/convert", {}).status == 200
    monkeypatch.setattr("export.kinds.debts._PAGE", 1)
    assert [row["Relationship"] for row in office.rows("debts", columns=["relationship"])] == ["Customer"]
    assert len(office.rows("debts", office.admin, columns=["balance"])) == 1


def test_what_a_merge_brought_is_as_old_as_the_merge():
    entry = {"seq": 1, "document": "A", "due": "2026-01-31", "amount": 70, "balance": 70, "at": "2026-01-01T00:00:00Z"}
    merged = {"seq": 2, "amount": 30, "balance": 100, "at": "2026-03-05T00:00:00Z"}
    less = {"seq": 3, "document": "A", "due": "2026-01-31", "amount": -20, "balance": 80, "at": "2026-03-06T00:00:00Z"}
    balance, claims = stood([entry, merged, less], UTC)
    assert (balance, claims) == (80, [(date(2026, 3, 5), 30), (date(2026, 1, 31), 50)])
    found = aged(balance, date(2026, 3, 10), claims)
    assert found is not None
    assert (found["days_1_30"], found["days_31_60"]) == (30, 50)
