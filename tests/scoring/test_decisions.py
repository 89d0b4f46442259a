"""Which rules can be published, what differs between two rulebooks, and who is told what."""

from typing import Any

import pytest
from pydantic import ValidationError

from kernel.access import CATEGORIES, Sight
from scoring import rules
from scoring.points import DEFAULT
from scoring.rules import Contribution, Rulebook
from tests.deciding import AT, NAMES


def rule(rule_id: str = "a", kind: str = "field", **fields: Any) -> dict[str, Any]:
    known: dict[str, Any] = {"id": rule_id, "kind": kind, "name": NAMES}
    return known | ({} if kind == "manual" else {"points": 5}) | fields


def book(*made: dict[str, Any], **more: Any) -> Rulebook:
    return Rulebook.model_validate({"rules": list(made), **more})


def wrong(*made: dict[str, Any], **more: Any) -> tuple[object, object]:
    with pytest.raises(ValidationError) as told:
        book(*made, **more)
    (error,) = told.value.errors()
    return error["type"], error.get("ctx")


@pytest.mark.parametrize("operator", ["at_least", "at_most"])
def test_only_numbers_are_compared(operator: str):
    book(rule(field="expected_revenue", operator=operator, values=["5"]))
    assert wrong(rule(field="source", operator=operator, values=["5"])) == (
        "choice", {"expected": "is, in, is_not"})  # fmt: skip


def test_a_number_is_compared_with_a_number():
    for value in ("5", "-1.5", "1e3"):
        book(rule(field="priority", operator="is", values=[value]))
    for value in ("five", "NaN", "Infinity", "1,5"):
        assert wrong(rule(field="priority", operator="is", values=[value])) == ("number", None)
        book(rule(field="source", values=[value]))


def test_the_products_own_choices_are_known():
    book(rule(field="relationship", operator="in", values=["lead", "partner"]))
    book(rule(field="kind", operator="is_not", values=["person", "organisation"]))
    assert wrong(rule(field="relationship", values=["prospect"])) == ("choice", {"expected": "lead, customer, partner"})
    assert wrong(rule(field="kind", operator="in", values=["person", "x"])) == (
        "choice", {"expected": "person, organisation"})  # fmt: skip


@pytest.mark.parametrize("operator", ["is", "at_least", "at_most"])
def test_one_value_is_one_value(operator: str):
    assert wrong(rule(field="priority", operator=operator, values=["1", "2"])) == ("too_many", {"max_length": 1})
    book(rule(field="priority", operator="in", values=["1", "2"]))
    book(rule(field="priority", operator="is_not", values=["1", "2"]))


def test_a_field_that_is_none_is_told_of_as_that_alone():
    with pytest.raises(ValidationError) as told:
        book(rule(field="shoe_size", operator="at_least", values=["a"]))
    assert [error["type"] for error in told.value.errors()] == ["literal_error"]


def test_a_rulebook_names_a_rule_once_and_has_one_for_points_by_hand():
    group = rule(kind="group", group="vip")
    assert wrong(group, rule("b", kind="group", group="vip"), group) == ("duplicate", {"value": "a"})
    assert wrong(rule(kind="manual"), rule("b", kind="manual")) == ("duplicate", {"value": "manual"})
    assert len(book(group, rule("b", kind="group", group="vip"), rule("c", kind="manual")).rules) == 3


def test_rules_together_fit_into_what_is_read_at_once(monkeypatch: pytest.MonkeyPatch):
    made = book(rule(kind="group", group="vip"), rule("b", kind="group", group="vip"))
    size = sum(len(one.model_dump_json().encode()) for one in made.rules)
    monkeypatch.setattr(rules, "LARGEST", size)
    assert Rulebook.model_validate(made.model_dump()) == made
    monkeypatch.setattr(rules, "LARGEST", size - 1)
    assert wrong(*made.model_dump(mode="json")["rules"]) == ("too_large_together", {"limit": size - 1})


def test_stars_and_bands_rise():
    assert wrong(thresholds=[0, 20, 20, 60, 80]) == ("ascending", None)
    bands = [{"at_least": "5", "points": 1}, {"at_least": "5", "points": 2}]
    value = {key: one for key, one in rule(kind="quote_value", bands=bands).items() if key != "points"}
    assert wrong(value) == ("ascending", None)


def contribution(kind: str, points: int) -> Contribution:
    return Contribution(rule=kind, name=NAMES, kind=kind, number=1, earned=points, worth=points, points=points)


def test_of_what_somebody_does_not_see_from_the_beginning_only_the_sum_is_told():
    score = [contribution(kind, 10**place) for place, kind in enumerate(("group", "email_opened", "quote", "activity"))]
    sees = Sight({"activities": None, "quotes": AT}, may_change=False)
    assert rules.told(score, sees) == ([score[0], score[1], score[3]], 100)
    assert rules.told(score, Sight({}, may_change=False)) == ([score[0]], 1110)
    assert rules.told(score, Sight(dict.fromkeys(CATEGORIES), may_change=False)) == (score, 0)
    assert [rules.tells(kind, sees) for kind in ("group", "activity", "quote", "opportunity_stage")] == [
        True, True, False, False]  # fmt: skip


def test_every_kind_of_rule_says_what_it_tells_of():
    kinds = {value for one in rules.Rule.__origin__.__args__ for value in one.model_fields["kind"].annotation.__args__}  # type: ignore[attr-defined]
    assert rules.TELLS_OF.keys() == kinds


def test_a_difference_names_what_came_what_went_and_what_is_another_now():
    stays, gone, new = (rule(one, kind="group", group="vip") for one in "abc")
    before, other = book(stays, gone), rule("b", kind="group", group="north")
    found = rules.difference(before, book(new, stays))
    assert ([one.id for one in found.added], [one.id for one in found.removed], found.changed) == (["c"], ["b"], ())
    assert found.thresholds is None
    changed = rules.difference(before, book(other, stays, thresholds=[1, 2, 3, 4, 5]))
    (one,) = changed.changed
    assert (one.rule, one.before, one.after) == ("b", before.rules[1], book(other).rules[0])
    assert (changed.added, changed.removed) == ((), ())
    assert changed.thresholds == ((0, 20, 40, 60, 80), (1, 2, 3, 4, 5))


def test_a_company_begins_with_the_default_rules():
    assert rules.default_rulebook() == Rulebook.model_validate(DEFAULT)
