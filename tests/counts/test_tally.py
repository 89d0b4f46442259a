"""What a record is counted as, and what a change of that means: sentences without a table."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counts.folding import MOST
from counts.tally import Difference, Tally, actions, column, differences, is_use, place, steps, total, use
from customers.counted import tally
from customers.named import SEVERAL, SINGLE
from customers.rules import Customer, Relationship, choices

AT = datetime(2026, 1, 1, tzinfo=UTC)
OWNER, DEPARTMENT, OTHER = (f"01JZX5T0Q8V3M4N5P6R7S8T9A{n}" for n in "012")
PROFILE = {
    "relationship": "lead", "owner": OWNER, "department": DEPARTMENT, "stage": "new", "source": "website",
    "groups": ["vip", "north"], "expected_revenue": Decimal("1.5"),
}  # fmt: skip
BOOKS = [f"E:{OWNER}", "A", f"T:{DEPARTMENT}"]
NAMED = {"uses#stages#new": 0, "uses#sources#website": 0, "uses#groups#vip": 0, "uses#groups#north": 0}

NAMES = st.one_of(
    st.builds(column, st.sampled_from(["lead", "customer"]), st.sampled_from(BOOKS), st.sampled_from(["new", "~"])),
    st.builds(use, st.sampled_from(["stages", "groups"]), st.integers(0, 90).map(str)),
)
TALLIES: st.SearchStrategy[Tally] = st.dictionaries(NAMES, st.integers(0, 3), max_size=120)


def test_a_record_counts_once_in_each_book_with_what_is_expected_of_it_and_as_a_user_of_what_it_names():
    assert tally(PROFILE) == {f"lead#{book}#new": Decimal("1.5") for book in BOOKS} | NAMED


def test_shares_count_in_the_books_of_those_who_see_the_profile():
    given = {"employee": OTHER, "department": DEPARTMENT, "categories": ["profile"]}
    assert tally(PROFILE | {"shares": [given]}).keys() - tally(PROFILE).keys() == {f"lead#E:{OTHER}#new"}
    assert tally(PROFILE | {"shares": [given | {"categories": ["quotes"]}]}) == tally(PROFILE)


def test_a_lost_record_stands_in_a_column_of_its_own_and_one_without_a_stage_too():
    lost = tally(PROFILE | {"lost_at": "2026-01-01T00:00:00.000000Z", "lost_reason": "price"})
    assert lost.keys() == {f"lead#{book}#~lost" for book in BOOKS} | {*NAMED, "uses#lost-reasons#price"}
    fresh = {name: value for name, value in PROFILE.items() if name not in {"stage", "expected_revenue"}}
    assert tally(fresh)[f"lead#{BOOKS[0]}#~"] == 0


def test_a_deleted_record_is_on_the_list_of_deleted_ones_only_and_still_uses_what_it_names():
    gone = tally(PROFILE | {"deleted_at": "2026-01-01T00:00:00.000000Z"})
    assert gone == {f"trash#{book}#new": Decimal("1.5") for book in BOOKS} | NAMED


def test_a_merged_record_is_on_no_list_and_uses_what_it_names_for_it_may_be_there_again():
    merged = tally(PROFILE | {"merged_into": OTHER})
    assert merged == {name: value for name, value in tally(PROFILE).items() if name.startswith("uses#")} != {}


def test_a_partners_source_is_an_entry_of_the_partners_catalogue():
    assert "uses#partner-sources#website" in tally(PROFILE | {"relationship": "partner"})


@pytest.mark.parametrize("relationship", ["lead", "partner"])
def test_what_a_profile_is_counted_as_a_user_of_is_what_rules_hold_it_to(relationship: Relationship):
    """Every field that names an entry, with a code of its own."""
    single, several = ({name: name for name in SINGLE}, {name: (f"{name}-1", f"{name}-2") for name in SEVERAL})
    lost = {"relationship": relationship, "created_at": AT, "updated_at": AT, "id": OWNER, "code": "L-1", "name": "A"}
    record = Customer.model_validate(
        {**lost, **single, **several, "owner": OWNER, "department": OTHER, "created_by": OWNER, "updated_by": OWNER}
    )
    named = {use(kind, code) for _, kind, code in choices(record, relationship)}
    assert named == {name for name in tally(record.model_dump(exclude_none=True)) if is_use(name)}
    assert len(named) == len(single) + 2 * len(several)


def test_a_difference_names_only_what_changes():
    before, after = {"a#b#c": 1, "a#b#d": 2, "a#b#e": 3}, {"a#b#d": 2, "a#b#e": 5, "a#b#f": 0}
    assert differences(before, after) == {"a#b#c": (-1, -1), "a#b#e": (0, 2), "a#b#f": (1, 0)}


def test_a_counter_that_two_records_leave_as_it_was_is_touched():
    there, back = Difference(1, 5), Difference(-1, -5)
    assert total([("acme", {"a#b#c": there}), ("acme", {"a#b#c": back})]) == {("acme", "a#b#c"): Difference(0, 0)}


def test_counters_of_two_companies_are_two():
    assert place("acme", "uses#groups#vip") != place("rival", "uses#groups#vip")
    assert place("acme", f"lead#E:{OWNER}#new") == (f"acme#COUNTS#lead#E:{OWNER}", "new")


@given(TALLIES, TALLIES, st.integers(2, 30))
def test_every_step_fits_in_its_transaction_and_the_last_one_arrives(before: Tally, after: Tally, most: int):
    now = before
    for step in steps(before, after, most):
        assert actions(differences(now, step)) <= most
        now = step
    assert now == after


def test_the_largest_record_there_can_be_needs_a_few_transactions_only():
    shares = [{"department": OTHER[:-1] + str(n), "categories": ["profile"]} for n in range(20)]
    most = {"groups": [str(n) for n in range(30)], "labels": [str(n) for n in range(20)], "shares": shares}
    assert len(list(steps({}, tally(PROFILE | most), MOST - 1))) <= 2
