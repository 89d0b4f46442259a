"""What is wrong with a rulebook is said of the very field, in words that tell how to mend it."""

import json
from typing import Any

import pytest

from tests.scoring.test_publishing import NAMES
from tests.world import Person, World


def rule(kind: str, **more: Any) -> dict[str, Any]:
    return {"id": "a", "kind": kind, "name": NAMES, "points": 1, **more}


def field(name: str, operator: str, *values: str) -> dict[str, Any]:
    return rule("field", field=name, operator=operator, values=values)


def bands(*at_least: int) -> dict[str, Any]:
    return {**rule("quote_value", bands=[{"at_least": one, "points": 1} for one in at_least])}


GROUP = rule("group", group="vip")
LOW, SAME = {k: v for k, v in bands(20, 10).items() if k != "points"}, {
    k: v for k, v in bands(10, 10).items() if k != "points"
}  # fmt: skip


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ({"rules": [GROUP, LOW | {"id": "b"}]}, "/rules/1/bands", "ascending"),
        ({"rules": [SAME]}, "/rules/0/bands", "ascending"),
        ({"rules": [field("source", "at_least", "x")]}, "/rules/0/operator", "choice"),
        ({"rules": [field("source", "like", "x")]}, "/rules/0/operator", "choice"),
        ({"rules": [field("priority", "at_least", "1", "2")]}, "/rules/0/values", "too_many"),
        ({"rules": [field("source", "is", "x", "y")]}, "/rules/0/values", "too_many"),
        ({"rules": [field("expected_revenue", "at_least", "NaN")]}, "/rules/0/values", "number"),
        ({"rules": [field("expected_revenue", "at_most", "much")]}, "/rules/0/values", "number"),
        ({"rules": [field("relationship", "is", "friend")]}, "/rules/0/values", "choice"),
        ({"rules": [field("shoe_size", "is", "9")]}, "/rules/0/field", "choice"),
        ({"thresholds": [0, 20, 20, 60, 80]}, "/thresholds", "ascending"),
        ({"rules": [GROUP, GROUP]}, "/rules", "duplicate"),
        ({"rules": [rule("group")]}, "/rules/0/group", "missing"),
        ({"rules": [{"id": "a", "points": 1, "name": NAMES}]}, "/rules/0/kind", "missing"),
        ({"rules": [rule("horoscope")]}, "/rules/0/kind", "choice"),
        ({"rules": [rule("visited_path", path="pricing")]}, "/rules/0/path", "format"),
        ({"rules": [field("source", "in", "x" * 101)]}, "/rules/0/values/0", "too_long"),
        ({"rules": [rule("quote", half_life_days=0)]}, "/rules/0/half_life_days", "too_small"),
        ({"rules": [rule("quote", points=10**30)]}, "/rules/0/points", "too_large"),
        ({"rules": [rule("quote", points=float("nan"))]}, "/rules/0/points", "integer"),
        ({"rules": [GROUP | {"id": f"r{n}"} for n in range(10_000)]}, "/rules", "too_many"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_mistake_in_rules_is_told_of_the_field_that_has_it(
    world: World, admin: Person, body: dict[str, Any], path: str, code: str
):
    for method, where, more in (("PUT", "rulebook", {}), ("POST", "drafts", {"title": "T"})):
        for language in ("vi", "en"):
            text, headers = json.dumps(body | more), {"accept-language": language}
            refused = world.call(method, f"/v1/scoring/{where}", raw=text, by=admin, headers=headers)
            told = [(one["path"], one["code"]) for one in refused["errors"]]
            assert (refused.status, told) == (422, [(path, code)]), refused.raw
            message = refused["errors"][0]["message"]
            assert not ({"{", "…", "Does not have the right form."} & {message, *message})


def test_rules_that_were_read_can_be_begun_with_as_they_were(world: World, admin: Person):
    """Who takes a file of them along to another company need not know which fields are the company's own."""
    exported = world.call("GET", "/v1/scoring/rulebook", by=admin).body
    made = world.call("POST", "/v1/scoring/drafts", {"title": "Từ công ty khác", **exported}, by=admin)
    assert (made.status, made["version"], made["rules"]) == (201, 1, exported["rules"])
