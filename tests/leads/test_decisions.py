"""What becomes of a lead: pure decisions."""

from typing import Any

import pytest

from customers.rules import Customer
from leads import rules
from tests.deciding import AT, BY_A, A, B, differs, refusal


def lead(**fields: Any) -> Customer:
    known = {"id": A, "code": "L1", "name": "A", "relationship": "lead", "owner": A, "department": A}
    return Customer.model_validate(known | BY_A | fields)


def test_a_lead_becomes_a_customer_and_nothing_else_changes():
    assert differs(lead(), rules.converted(lead())) == {"relationship": "customer"}


def test_a_lead_that_has_become_an_opportunity_says_so_and_is_a_customer_if_that_is_wanted():
    assert differs(lead(), rules.pursued(lead(), B, as_customer=False)) == {"opportunity": B}
    assert differs(lead(), rules.pursued(lead(), B, as_customer=True)) == {
        "opportunity": B, "relationship": "customer"}  # fmt: skip


def test_a_lost_lead_says_when_and_why_until_it_is_taken_up_again():
    gone = rules.lost(lead(), "price", "Đắt", AT)
    assert differs(lead(), gone) == {"lost_at": AT, "lost_reason": "price", "lost_note": "Đắt"}
    assert rules.reopened(gone) == lead()


def test_what_is_no_lead_is_neither_converted_nor_lost_nor_taken_up_again():
    assert refusal(lambda: rules.converted(lead(relationship="customer"))) == ("already_customer", {})
    partner = lead(relationship="partner", lost_at=AT)
    needed = ("wrong_state", {"state": "partner", "needed": "lead"})
    assert refusal(lambda: rules.converted(partner)) == needed
    assert refusal(lambda: rules.pursued(partner, B, as_customer=False)) == needed
    assert refusal(lambda: rules.lost(partner, "price", None, AT)) == needed
    assert refusal(lambda: rules.reopened(partner)) == needed


@pytest.mark.parametrize("how", ["converted", "pursued", "lost"])
def test_a_lost_lead_is_taken_up_again_first(how: str):
    gone = lead(lost_at=AT)
    does = {
        "converted": lambda: rules.converted(gone), "pursued": lambda: rules.pursued(gone, B, as_customer=False),
        "lost": lambda: rules.lost(gone, "price", None, AT),
    }  # fmt: skip
    assert refusal(does[how]) == ("wrong_state", {"state": "lost", "needed": "open"})


def test_a_lead_that_was_not_lost_is_not_taken_up_again():
    assert refusal(lambda: rules.reopened(lead())) == ("wrong_state", {"state": "open", "needed": "lost"})
