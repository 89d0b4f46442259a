"""What a rulebook may be, at its limits: the kind of mistake, its words for a log, and the values of its message."""

from typing import Any

import pytest
from pydantic import ValidationError

from scoring import rules
from scoring.points import restored
from scoring.rules import LARGEST, Rulebook, default_rulebook, ready

NAMES = {"vi": "Quy tắc", "en": "Rule"}


def rule(kind: str, **fields: Any) -> dict[str, Any]:
    return {"id": "a", "kind": kind, "points": 1, "name": NAMES, **fields}


def field(name: str, operator: str, *values: str) -> dict[str, Any]:
    return rule("field", field=name, operator=operator, values=list(values))


TWICE = ("duplicate", "rule id", {"value": "a"})
RISING: tuple[str, str, dict[str, Any]] = ("ascending", "not ascending", {})


@pytest.mark.parametrize(
    ("book", "wrong"),
    [
        ({"rules": [field("source", "at_most", "x")]}, ("choice", "operator", {"expected": "is, in, is_not"})),
        ({"rules": [field("relationship", "is", "x")]}, ("choice", "values", {"expected": "lead, customer, partner"})),
        ({"rules": [field("priority", "is", "x")]}, ("number", "not a number", {})),
        ({"rules": [field("source", "is", "x", "y")]}, ("too_many", "values", {"max_length": 1})),
        ({"rules": [rule("group", group="vip"), rule("group", group="north")]}, TWICE),
        ({"rules": [rule("manual"), rule("manual", id="b")]}, ("duplicate", "rule kind", {"value": "manual"})),
        ({"thresholds": [0, 20, 20, 60, 80]}, RISING),
    ],
)  # fmt: skip
def test_a_mistake_is_of_its_kind_and_says_the_values(book: dict[str, Any], wrong: tuple[str, str, dict[str, Any]]):
    with pytest.raises(ValidationError) as refused:
        Rulebook.model_validate(book)
    (one,) = (found for found in refused.value.errors() if found["type"] == wrong[0])
    assert (one["type"], one["msg"], one.get("ctx", {})) == wrong


def test_of_a_field_that_there_is_not_only_that_is_told():
    with pytest.raises(ValidationError) as refused:
        Rulebook.model_validate({"rules": [field("shoe_size", "is", "9")]})
    assert [one["loc"][-1] for one in refused.value.errors()] == ["field"]


def test_rules_that_are_too_large_together_are_told_the_limit(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rules, "LARGEST", 100)
    with pytest.raises(ValidationError) as refused:
        Rulebook.model_validate({"rules": [rule("group", group="vip", id=f"r{place}") for place in range(3)]})
    (one,) = refused.value.errors()
    assert (one["type"], one["msg"], one["ctx"]) == ("too_large_together", "rules", {"limit": 100})
    assert LARGEST > 100


def test_a_rulebook_is_ready_as_it_will_be_out_of_the_table():
    book = default_rulebook()
    assert ready(book) == restored(book.model_dump(exclude_none=True))
