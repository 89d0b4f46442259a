"""Manual entries in a ledger, and who sees a debt."""

from datetime import date
from typing import Any

import pytest

from debts import rules
from debts.rules import OF_DEBTS, Adjustment
from kernel.access import Sight
from tests.deciding import AT, BY_A, LATER, A, B, differs, refusal

DAY = date(2026, 3, 2)


def entry(**fields: Any) -> Adjustment:
    known = {"id": A, "customer": A, "date": DAY, "amount": "5", "reason": "Phí"}
    return Adjustment.model_validate(known | BY_A | fields)


def test_nothing_is_due_before_its_own_day():
    (wrong,) = rules.mistakes(entry(due=date(2026, 3, 1)))
    assert (wrong.path, wrong.code, wrong.values) == ("/due", "not_before", (("other", "date"),))
    assert rules.mistakes(entry(due=DAY)) == rules.mistakes(entry()) == []


def test_an_entry_is_taken_back_once():
    gone = rules.cancelled(entry(), B, LATER)
    assert differs(entry(), gone) == {"state": "cancelled", "updated_at": LATER, "updated_by": B}
    told = {"state": "cancelled", "needed": "confirmed"}
    assert refusal(lambda: rules.cancelled(gone, B, LATER)) == ("wrong_state", told)


def test_a_debt_is_seen_by_who_sees_all_that_it_is_made_of_from_the_beginning():
    assert rules.sees_whole(Sight(dict.fromkeys(OF_DEBTS), may_change=False))


@pytest.mark.parametrize("category", OF_DEBTS)
def test_who_lacks_a_part_of_it_or_its_beginning_does_not_see_a_debt(category: Any):
    there: dict[Any, Any] = dict.fromkeys(OF_DEBTS)
    assert not rules.sees_whole(Sight({one: None for one in there if one != category}, may_change=False))
    assert not rules.sees_whole(Sight({**there, category: AT}, may_change=False))
