"""A record without an entry that goes: it names another one instead, or none."""

from typing import Any

from bulk import rules
from customers.rules import Customer
from tests.deciding import BY_A, A, differs


def customer(**fields: Any) -> Customer:
    known = {"id": A, "code": "L1", "name": "A", "relationship": "lead", "owner": A, "department": A}
    return Customer.model_validate(known | BY_A | fields)


def test_what_is_named_once_is_another_entry_or_none():
    one = customer(source="fair", sector="fair")
    assert differs(one, rules.without(one, "sources", "fair", "web", ())) == {"source": "web"}
    assert differs(one, rules.without(one, "sources", "fair", None, ())) == {"source": None}
    assert rules.without(one, "sources", "web", "fair", ()) == one


def test_in_a_list_it_takes_the_others_place_once():
    one = customer(groups=("north", "vip", "south"))
    assert rules.without(one, "groups", "vip", "east", ()).groups == ("north", "east", "south")
    assert rules.without(one, "groups", "vip", "north", ()).groups == ("north", "south")
    assert rules.without(one, "groups", "vip", None, ()).groups == ("north", "south")
    assert rules.without(one, "groups", "gone", "east", ()) == one
    assert rules.without(one, "labels", "vip", "east", ()) == one


def test_a_partner_names_entries_of_partners():
    partner = customer(relationship="partner", source="fair", groups=("vip",))
    assert rules.without(partner, "sources", "fair", "web", ()) == partner
    assert rules.without(partner, "groups", "vip", "web", ()) == partner
    assert rules.without(partner, "partner-sources", "fair", "web", ()).source == "web"
    assert rules.without(partner, "partner-groups", "vip", "new", ()).groups == ("new",)


def test_answers_stay_to_what_is_asked_for_the_other_request_type():
    one = customer(requirement={"type": "water", "answers": {"sector": "steel", "capacity": 5}})
    after = rules.without(one, "request-types", "water", "emission", {"sector"})
    assert differs(one, after).keys() == {"requirement"}
    assert after.requirement
    assert (after.requirement.type, dict(after.requirement.answers)) == ("emission", {"sector": "steel"})
    assert rules.without(one, "request-types", "emission", "water", ()) == one
    assert rules.without(one, "sources", "water", "x", ()) == one
    assert rules.without(customer(), "request-types", "water", "x", ()) == customer()
