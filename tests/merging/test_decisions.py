"""When a merge may begin, and for how long it can be undone."""

from datetime import timedelta
from typing import Any

import pytest

from customers.rules import Customer
from kernel.problems import Problem
from merging import rules
from merging.rules import DEEPEST, UNDOABLE, Merge
from tests.deciding import AT, BY_A, A, B, refusal


def customer(**fields: Any) -> Customer:
    known = {"id": A, "code": "L1", "name": "A", "relationship": "lead", "owner": A, "department": A}
    return Customer.model_validate(known | BY_A | fields)


def merge(**fields: Any) -> Merge:
    known = {"absorbed": A, "code": "L1", "name": "A", "by": A, "at": AT, "state": "done", "finished_at": AT}
    return Merge.model_validate(known | fields)


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("field", ["merging", "merging_into"])
def test_a_record_that_is_being_merged_waits_for_its_turn(side: int, field: str):
    both = [customer(), customer()]
    rules.require_free(*both)
    both[side] = customer(**{field: B})
    with pytest.raises(Problem, match="merge_running") as told:
        rules.require_free(*both)
    assert told.value.headers == {"Retry-After": "5"}


def test_only_so_many_merges_lead_to_a_record_one_after_the_other():
    assert rules.depth([]) == 1
    assert rules.depth([merge(depth=2), merge(depth=1), merge(depth=9, state="undone")]) == 3
    assert rules.depth([merge(depth=DEEPEST - 1)]) == DEEPEST
    assert refusal(lambda: rules.depth([merge(depth=DEEPEST)])) == ("merged_too_often", {"limit": DEEPEST})


def test_a_merge_is_undone_once_it_is_done_and_for_thirty_days():
    rules.require_undoable(merge(), AT + UNDOABLE - timedelta(seconds=1))
    assert refusal(lambda: rules.require_undoable(merge(), AT + UNDOABLE)) == ("undo_over", {"days": UNDOABLE.days})
    told = {"state": "undone", "needed": "done"}
    assert refusal(lambda: rules.require_undoable(merge(state="undone"), AT)) == ("wrong_state", told)


@pytest.mark.parametrize("fields", [{"state": "running"}, {"finished_at": None}, {"state": "undoing"}])
def test_a_merge_that_is_under_way_is_not_undone_yet(fields: dict[str, Any]):
    with pytest.raises(Problem, match="merge_running") as told:
        rules.require_undoable(merge(**fields), AT)
    assert told.value.headers == {"Retry-After": "5"}
