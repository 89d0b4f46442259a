"""What may be deleted, and had back."""

from datetime import timedelta
from typing import Any

import pytest

from customers.rules import Customer
from kernel.problems import Problem
from tests.deciding import AT, BY_A, A, B, differs, refusal
from trash import rules


def customer(**fields: Any) -> Customer:
    known = {"id": A, "code": "L1", "name": "A", "relationship": "lead", "owner": A, "department": A}
    return Customer.model_validate(known | BY_A | fields)


def test_what_was_deleted_says_when_and_by_whom_until_it_is_had_back():
    gone = rules.deleted(customer(), B, AT)
    assert differs(customer(), gone) == {"deleted_at": AT, "deleted_by": B}
    assert rules.recovered(gone, AT + timedelta(days=30) - timedelta(seconds=1)) == customer()


def test_what_is_being_merged_is_deleted_after_that():
    with pytest.raises(Problem, match="merge_running") as told:
        rules.deleted(customer(merging=B), B, AT)
    assert told.value.headers == {"Retry-After": "5"}


def test_after_thirty_days_nothing_is_had_back():
    gone = rules.deleted(customer(), B, AT)
    assert refusal(lambda: rules.recovered(gone, AT + timedelta(days=30))) == ("recovery_over", {"days": 30})
    assert refusal(lambda: rules.recovered(customer(), AT)) == ("recovery_over", {"days": 30})
