"""Exactly what a record gives to another one, what it keeps and what is shown apart: pure rules (C10)."""

from typing import Any

import pytest

from customers.rules import MOST_SHARES, Customer
from kernel.clock import stamp
from merging import rules
from merging.rules import Merge
from tests.deciding import AT, BY_A, LATER, A, B, C, D

PHONES = [f"09123456{number:02}" for number in range(12)]
OTHERS = [f"01JZX5T0Q8V3M4N5P6R7S8T{number:03}" for number in range(MOST_SHARES + 1)]


def customer(**fields: Any) -> Customer:
    known = {"id": A, "code": "L1", "name": "A", "relationship": "lead", "owner": A, "department": A}
    return Customer.model_validate(known | BY_A | fields)


def share(employee: str | None, *categories: str, department: str = D, **more: Any) -> dict[str, Any]:
    return {"employee": employee, "department": department, "categories": categories, **more}


def merge(absorbed: Customer, given: rules.Combined) -> Merge:
    return Merge(absorbed=absorbed.id, code=absorbed.code, name=absorbed.name, by=A, at=AT, state="done",
        finished_at=AT, filled=given.filled, added=given.added, left=given.left)  # fmt: skip


def passed(mine: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> tuple[object, object]:
    """Of shares, what is added and what is left."""
    given = rules.combined(customer(shares=mine), customer(id=B, shares=theirs))
    return given.added.get("shares"), given.left.get("shares")


def test_what_is_empty_is_filled_and_what_both_have_is_shown_apart():
    survivor = customer(company="X", priority=2, lost_note="late", expected_close="2026-12-01", source="web")
    absorbed = customer(
        id=B, code="L2", name="B", owner=C, company="Y", expected_revenue="7.5", expected_close="2026-11-01",
        requirement=None, relationship="customer", lost_at=LATER, source="web",
    )  # fmt: skip
    given = rules.combined(survivor, absorbed)
    assert given.filled == {"expected_revenue": "7.5", "relationship": "customer"}
    assert (given.added, given.left) == ({}, {})
    assert given.differed == {
        "name": "B", "company": "Y", "expected_close": "2026-11-01", "owner": C, "lost_at": "2026-03-02T14:30:00Z",
    }  # fmt: skip


def test_nobody_has_said_anything_with_a_priority_of_none_or_a_lead():
    absorbed = customer(id=B)
    given = rules.combined(customer(priority=2, relationship="customer", company="X"), absorbed)
    assert (given.filled, given.differed) == ({}, {})


@pytest.mark.parametrize(
    ("there", "added", "left"),
    [(8, PHONES[10:], ()), (9, PHONES[10:11], PHONES[11:]), (10, (), PHONES[10:])],
)
def test_a_list_takes_as_many_as_it_has_room_for(there: int, added: list[str], left: list[str]):
    given = rules.combined(customer(phones=PHONES[:there]), customer(id=B, phones=[PHONES[0], *PHONES[10:]]))
    assert (given.added.get("phones", ()), given.left.get("phones", ())) == (tuple(added), tuple(left))


@pytest.mark.parametrize(
    ("mine", "theirs", "passes"),
    [("lead", "lead", True), ("partner", "partner", True), ("lead", "partner", False), ("partner", "lead", False),
     ("customer", "lead", True), ("partner", "customer", False)],
)  # fmt: skip
def test_sources_and_groups_of_partners_are_others_than_those_of_customers(mine: str, theirs: str, passes: bool):
    survivor = customer(relationship=mine)
    absorbed = customer(id=B, relationship=theirs, source="fair", groups=["vip", "north"], labels=["hot"])
    given = rules.combined(survivor, absorbed)
    groups = {"groups": ("vip", "north")}
    assert given.filled == ({"source": "fair"} if passes else {})
    assert given.added == {"labels": ("hot",), **(groups if passes else {})}
    assert given.left == ({} if passes else groups)


def test_what_another_gave_as_well_stays_unless_it_means_something_else_there():
    survivor = customer()
    first, alike, partner = (
        customer(id=other, relationship=which, groups=["vip"], source="fair")
        for other, which in ((B, "lead"), (C, "lead"), (D, "partner"))
    )
    given = rules.combined(survivor, first)
    one = merge(first, given)
    other = merge(partner, rules.combined(given.customer, partner))
    assert rules.undone(given.customer, one, [(other, partner)]) == (survivor, [])
    third = merge(alike, rules.combined(given.customer, alike))
    heir = third.model_copy(update={"filled": {"source": "fair"}, "added": {"groups": ("vip",)}})
    assert rules.undone(given.customer, one, [(other, partner), (third, alike)]) == (given.customer, [heir])


def test_a_share_is_given_as_far_as_it_reaches_and_the_owner_needs_none():
    mine = [share(B, "profile", department=C)]
    theirs = [share(A, "profile"), share(B, "profile", "quotes", since={"quotes": AT}), share(None, "orders")]
    added = (f"{B}#{C}#quotes#{stamp(AT)}", f"#{D}#orders#")
    assert passed(mine, theirs) == (added, None)
    now = rules.combined(customer(shares=mine), customer(id=B, shares=theirs)).customer
    assert now.shares == customer(shares=[
        share(B, "profile", "quotes", department=C, since={"quotes": AT}), share(None, "orders"),
    ]).shares  # fmt: skip


def test_as_many_have_a_share_as_may_and_who_has_one_gets_more_of_it():
    most = [share(one, "profile") for one in OTHERS[:MOST_SHARES]]
    theirs = [share(C, "quotes", "profile"), share(OTHERS[0], "profile", "quotes")]
    too_many = f"{C}#{D}#quotes#", f"{C}#{D}#profile#"
    assert passed(most, theirs) == ((f"{OTHERS[0]}#{D}#quotes#",), too_many)
    assert passed(most[1:], theirs[:1]) == (too_many, None)
    assert passed(most[1:], [theirs[0], share(B, "orders")]) == (too_many, (f"{B}#{D}#orders#",))


def test_a_share_is_taken_back_wherever_who_has_it_works_by_now():
    survivor, absorbed = customer(shares=[share(C, "profile")]), customer(id=B, shares=[share(B, "profile", "quotes")])
    given = rules.combined(survivor, absorbed)
    moved = customer(shares=[share(C, "profile"), share(B, "profile", "quotes", department=C)])
    assert rules.undone(moved, merge(absorbed, given), []) == (survivor, [])


def test_a_merge_is_told_by_the_record_that_went_into_the_other():
    one = merge(customer(id=B, code="L2", name="B"), rules.combined(customer(), customer(id=B)))
    assert rules.told(one) == {"id": B, "code": "L2", "name": "B"}
