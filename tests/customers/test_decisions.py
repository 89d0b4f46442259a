"""What lists show of a record, and which entries of catalogues it names."""

from typing import Any

from catalogs.rules import Entry
from customers import rules
from customers.rules import Card, Customer
from tests.deciding import AT, BY_A, NAMES, A, differs, refusal


def customer(**fields: Any) -> Customer:
    known = {"id": A, "code": "L1", "name": "A", "relationship": "lead", "owner": A, "department": A}
    return Customer.model_validate(known | BY_A | fields)


def test_a_row_shows_the_first_of_several_phones_and_addresses_and_all_else_as_it_is():
    one = customer(emails=("a@x.vn", "b@x.vn"), phones=("0912345678", "0912345679"), priority=2, groups=("vip",))
    row = rules.card(one)
    assert (row.email, row.phone) == ("a@x.vn", "0912345678")
    same = Card.model_fields.keys() - {"email", "phone"}
    assert {name: getattr(row, name) for name in same} == {name: getattr(one, name) for name in same}
    assert (rules.card(customer()).email, rules.card(customer()).phone) == (None, None)


def test_a_lost_lead_stays_in_the_stage_in_which_it_was_lost():
    assert differs(customer(), rules.staged(customer(), "won")) == {"stage": "won"}
    assert refusal(lambda: rules.staged(customer(lost_at=AT), "won")) == (
        "wrong_state", {"state": "lost", "needed": "open"})  # fmt: skip


def test_every_entry_that_a_record_names_is_found_with_where_it_names_it():
    one = customer(
        source="fair", stage="new", groups=("north", "vip"), labels=("hot",),
        requirement={"type": "water", "answers": {}},
    )  # fmt: skip
    assert sorted(rules.choices(one, "lead")) == [
        ("/groups/0", "groups", "north"), ("/groups/1", "groups", "vip"), ("/labels/0", "labels", "hot"),
        ("/requirement/type", "request-types", "water"), ("/source", "sources", "fair"), ("/stage", "stages", "new"),
    ]  # fmt: skip


def test_partners_have_sources_and_groups_of_their_own():
    found = {path: kind for path, kind, _ in rules.choices(customer(source="a", groups=("b",)), "partner")}
    assert found == {"/source": "partner-sources", "/groups/0": "partner-groups"}


def test_what_has_no_stage_of_its_own_names_none():
    fields = rules.CustomerFields(name="A", sector="steel")
    assert rules.choices(fields, "lead") == [("/sector", "sectors", "steel")]


def test_the_next_stage_is_the_next_one_in_use():
    stages = [
        Entry.model_validate({"code": code, "name": NAMES, "active": code != "old"}) for code in ("a", "old", "b", "c")
    ]
    after = {stage: rules.advanced(customer(stage=stage), stages).stage for stage in (None, "gone", "a", "old", "b")}
    assert after == {None: "a", "gone": "a", "a": "b", "old": "b", "b": "c"}
    assert refusal(lambda: rules.advanced(customer(stage="c"), stages)) == ("no_next_stage", {})
