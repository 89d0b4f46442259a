"""What two records give each other, and take back: for any two, and any third (C10)."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.rules import Customer
from kernel.problems import Problem
from merging import rules
from merging.rules import Combined, Merge

AT = datetime(2026, 5, 1, tzinfo=UTC)
A, B, C, D = (f"01JZX5T0Q8V3M4N5P6R7S8T9W{number}" for number in range(4))


def several(*values: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=3)


def share(employee: str | None, categories: list[str]) -> dict[str, Any]:
    return {"employee": employee, "department": D, "categories": categories}


FIELDS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({
    "company": st.sampled_from([None, "X", "Y"]),
    "source": st.sampled_from([None, "fair", "web"]),
    "expected_revenue": st.sampled_from([None, "5", "7.5"]),
    "expected_close": st.sampled_from([None, "2026-12-01"]),
    "priority": st.integers(0, 3),
    "relationship": st.sampled_from(["lead", "customer", "partner"]),
    "groups": several("vip", "north", "south"),
    "phones": several("0912345678", "0987654321", "0911111111"),
    "pinned": st.sampled_from([None, "gold"]),
    "shares": st.lists(
        st.builds(share, st.sampled_from([None, B, C]), st.sampled_from([["profile"], ["profile", "quotes"]])),
        unique_by=lambda one: one["employee"], max_size=3,
    ),
})  # fmt: skip


def customer(customer_id: str, fields: dict[str, Any]) -> Customer:
    pinned = {"pinned_tier": "gold", "pinned_by": A, "pinned_reason": "r"} if fields["pinned"] else {}
    plain = {name: value for name, value in fields.items() if name != "pinned"}
    return Customer.model_validate({
        "id": customer_id, "code": customer_id, "name": customer_id, "owner": D, "department": D, "created_at": AT,
        "created_by": A, "updated_at": AT, "updated_by": A, **plain, **pinned,
    })  # fmt: skip


def remembered(absorbed: Customer, given_: Combined) -> Merge:
    return Merge(
        absorbed=absorbed.id, code=absorbed.code, name=absorbed.name, by=A, at=AT, state="done", finished_at=AT,
        filled=given_.filled, added=given_.added, left=given_.left,
    )  # fmt: skip


def unordered(one: Customer) -> dict[str, Any]:
    return {
        name: sorted(map(str, value)) if isinstance(value, tuple) else value for name, value in one.model_dump().items()
    }


@given(FIELDS, FIELDS)
def test_undoing_a_merge_gives_back_what_was(one: dict[str, Any], other: dict[str, Any]):
    survivor, absorbed = customer(A, one), customer(B, other)
    given_ = rules.combined(survivor, absorbed)
    assert rules.undone(given_.customer, remembered(absorbed, given_), []) == (survivor, [])


@given(FIELDS, FIELDS)
def test_what_the_survivor_has_stays_and_nothing_fitting_is_lost(one: dict[str, Any], other: dict[str, Any]):
    survivor, absorbed = customer(A, one), customer(B, other)
    now = rules.combined(survivor, absorbed).customer
    for name in ("company", "expected_revenue", "expected_close", "pinned_tier"):
        assert getattr(now, name) == (getattr(survivor, name) or getattr(absorbed, name))
    assert set(now.phones) == {*survivor.phones, *absorbed.phones}
    assert now.relationship == ("customer" if "customer" in {survivor.relationship, absorbed.relationship}
        and survivor.relationship != "partner" else survivor.relationship)  # fmt: skip


@given(FIELDS, FIELDS, FIELDS)
def test_undoing_the_first_of_two_merges_leaves_the_second_as_if_it_were_alone(
    one: dict[str, Any], first: dict[str, Any], second: dict[str, Any]
):
    survivor, early, late = customer(A, one), customer(B, first), customer(C, second)
    if len({record.relationship == "partner" for record in (survivor, early, late)}) > 1:
        return  # what a partner's fields mean changes with nobody's becoming one
    from_early = rules.combined(survivor, early)
    from_late = rules.combined(from_early.customer, late)
    merges = remembered(early, from_early), remembered(late, from_late)
    now, heirs = rules.undone(from_late.customer, merges[0], [(merges[1], late)])
    assert unordered(now) == unordered(rules.combined(survivor, late).customer)
    assert rules.undone(now, heirs[0] if heirs else merges[1], [])[0] == survivor


def test_merges_one_after_the_other_are_so_many_that_each_still_leads_to_the_record_that_is_left():
    def merge(depth: int, state: str) -> Merge:
        return Merge.model_validate(
            {"absorbed": A, "code": "A", "name": "A", "by": A, "at": AT, "depth": depth, "state": state}
        )

    assert rules.depth([]) == 1
    assert rules.depth([merge(3, "done"), merge(1, "running"), merge(9, "undone")]) == 4
    with pytest.raises(Problem, match="merged_too_often"):
        rules.depth([merge(rules.DEEPEST, "done")])
