from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kernel import keys
from kernel.facts import NOTHING, Fact, Facts
from scoring import points
from scoring.points import compiled, observe, stars
from scoring.rules import Rulebook, Score, default_rulebook, ready

NAME = {"vi": "Quy tắc", "en": "Rule"}
OPENED, CLICKED = Fact("open"), Fact("click")


def evaluate(facts: Facts, rulebook: Rulebook, today: int = 0) -> Score:
    return points.evaluate(facts, compiled(ready(rulebook)), today)


def book(*rules: dict[str, Any], thresholds: Sequence[int] = (0, 20, 40, 60, 80)) -> Rulebook:
    named = [{"id": f"r{place}", "name": NAME, **rule} for place, rule in enumerate(rules)]
    return Rulebook.model_validate({"rules": named, "thresholds": list(thresholds)})


def score(facts: dict[Fact, int], *rules: dict[str, Any]) -> int:
    return evaluate(Facts(facts), book(*rules)).total


def in_group(points: int, group: str = "vip") -> dict[str, Any]:
    return {"kind": "group", "group": group, "points": points}


def opened(points: int, cap: int | None = None) -> dict[str, Any]:
    return {"kind": "email_opened", "points": points, "cap": cap}


def clicked(points: int, cap: int | None = None) -> dict[str, Any]:
    return {"kind": "email_clicked", "points": points, "cap": cap}


def field(name: str, operator: str, *values: str, points: int = 5) -> dict[str, Any]:
    return {"kind": "field", "field": name, "operator": operator, "values": list(values), "points": points}


# --- each kind of rule ---
def test_a_group_earns_its_points_for_those_in_it():
    assert score({Fact("group", "vip"): 1}, in_group(20)) == 20
    assert score({Fact("group", "north"): 1}, in_group(20)) == 0


def test_each_message_that_was_opened_earns_points():
    assert score({OPENED: 3}, opened(2)) == 6
    assert score({CLICKED: 3}, opened(2)) == 0


def test_each_link_that_was_clicked_earns_points():
    assert score({CLICKED: 3}, clicked(5)) == 15
    assert score({OPENED: 3}, clicked(5)) == 0


@pytest.mark.parametrize(
    ("rule", "value", "matches"),
    [
        (field("source", "is", "referral"), "referral", True),
        (field("source", "is", "referral"), "phone", False),
        (field("source", "in", "phone", "referral"), "referral", True),
        (field("source", "in", "phone", "website"), "referral", False),
        (field("expected_revenue", "at_least", "500"), "500", True),
        (field("expected_revenue", "at_least", "500"), "499.9999", False),
        (field("expected_revenue", "at_least", "1000"), "999", False),
        (field("expected_revenue", "at_most", "500"), "500.00", True),
        (field("expected_revenue", "at_most", "500"), "500.01", False),
        (field("expected_revenue", "is", "500"), "500.0", True),
        (field("priority", "in", "2", "3"), "3", True),
        (field("priority", "in", "2", "3"), "1", False),
    ],
    ids=str,
)
def test_a_field_earns_points_when_its_value_fits(rule: dict[str, Any], value: str, matches: bool):
    assert score({Fact(rule["field"], value): 1}, rule) == (5 if matches else 0)


def test_a_field_without_a_value_earns_nothing():
    assert score({}, field("expected_revenue", "at_most", "500")) == 0


# --- caps, negative points, thresholds ---
def test_a_cap_is_the_most_that_a_rule_earns():
    (contribution,) = evaluate(Facts({OPENED: 50}), book(opened(2, cap=20))).contributions
    assert (contribution.number, contribution.points, contribution.capped) == (50, 20, True)


def test_a_cap_that_is_just_reached_cuts_nothing():
    (contribution,) = evaluate(Facts({OPENED: 10}), book(opened(2, cap=20))).contributions
    assert (contribution.points, contribution.capped) == (20, False)


def test_negative_points_count_and_are_capped_alike():
    assert score({OPENED: 3}, opened(-2)) == -6
    assert score({OPENED: 30}, opened(-2, cap=20)) == -20
    assert score({OPENED: 1, CLICKED: 1}, opened(-7), clicked(5)) == -2


def test_a_rule_that_nothing_fits_contributes_nothing():
    assert evaluate(NOTHING, default_rulebook()) == Score(total=0, stars=1, contributions=())


@pytest.mark.parametrize(
    ("total", "wanted"), [(-100, 1), (0, 1), (19, 1), (20, 2), (40, 3), (60, 4), (79, 4), (80, 5), (9999, 5)]
)
def test_thresholds_give_the_stars(total: int, wanted: int):
    assert stars(total, (0, 20, 40, 60, 80)) == wanted


def test_below_the_first_threshold_there_is_still_one_star():
    assert stars(5, (10, 20, 30, 40, 50)) == 1


# --- what is observed ---
def test_a_profile_says_its_fields_and_groups():
    value = {"source": "phone", "groups": ["vip", "north"], "priority": 0, "expected_revenue": Decimal("1.50"),
        "owner": "me", "department": "d", "relationship": "lead"}  # fmt: skip
    wanted = {
        ("owner", "me"),
        ("department", "d"),
        ("relationship", "lead"),
        ("place", "lead#E:me"),
        ("source", "phone"),
        ("group", "vip"),
        ("group", "north"),
        ("priority", "0"),
        ("expected_revenue", "1.50"),
    }
    assert {fact[:2] for fact, _ in observe(keys.PROFILE, {"value": value}).items()} == wanted


def test_a_signal_says_its_kind_once():
    assert observe("SIGNAL#open#m1", {"kind": "open"}) == Facts({OPENED: 1})


def test_a_completed_activity_is_observed_by_its_type_and_an_opportunity_by_the_stage_it_is_in():
    done = {"value": {"type": "call", "status": "completed"}}
    assert observe("ACTIVITY#1", done) == Facts({Fact("activity", "call"): 1})
    for status in ("not_started", "in_progress", "resolved", "cancelled"):
        assert observe("ACTIVITY#1", {"value": {"type": "call", "status": status}}) == NOTHING
    steps = [observe("OPPORTUNITY#1", {"value": {"stage": stage}}) for stage in ("quoted", "won", "quoted")]
    moved = steps[0] + (steps[1] - steps[0]) + (steps[2] - steps[1])
    assert moved == Facts({Fact("opportunity_stage", "quoted"): 1})  # back and forth earns nothing twice


@pytest.mark.parametrize(("state", "count"), [("draft", 0), ("confirmed", 1), ("cancelled", 0)])
def test_a_confirmed_quote_is_observed_by_what_it_comes_to(state: str, count: int):
    """Each by itself, so that each can earn its own band."""
    value = {"amount": Decimal("80000000.5"), "state": state}
    assert observe("QUOTE#1", {"value": value}) == Facts({Fact("quote", "80000000.5"): count})


def test_other_items_say_nothing():
    assert observe("CONTRACT#1", {"value": {}}) == observe("FENCE#SCORE", {"token": "t"}) == NOTHING


# --- properties ---
POINTS = st.integers(-50, 50)
CAPS = st.none() | st.integers(1, 60)
RULES = st.lists(
    st.builds(in_group, POINTS, st.sampled_from(["vip", "north"]))
    | st.builds(opened, POINTS, CAPS)
    | st.builds(clicked, POINTS, CAPS)
    | st.builds(lambda value, points: field("source", "is", value, points=points), st.sampled_from(["a", "b"]), POINTS)
    | st.builds(lambda value: field("expected_revenue", "at_least", str(value)), st.integers(0, 9)),
    max_size=8,
)
THRESHOLDS = st.lists(st.integers(-100, 100), min_size=5, max_size=5, unique=True).map(sorted)
COUNTS = st.fixed_dictionaries(
    {},
    optional={
        Fact("group", "vip"): st.just(1), Fact("group", "north"): st.just(1), OPENED: st.integers(1, 40),
        CLICKED: st.integers(1, 40), Fact("source", "a"): st.just(1), Fact("expected_revenue", "5"): st.just(1),
    },
)  # fmt: skip


@given(COUNTS, RULES, THRESHOLDS)
def test_the_contributions_add_up_and_keep_to_their_caps(
    counts: dict[Fact, int], rules: list[dict[str, Any]], thresholds: list[int]
):
    found = evaluate(Facts(counts), book(*rules, thresholds=thresholds))
    assert sum(c.points for c in found.contributions) == found.total
    assert 1 <= found.stars <= 5
    caps = {f"r{place}": rule.get("cap") for place, rule in enumerate(rules)}
    for one in found.contributions:
        cap = caps[one.rule]
        assert one.number > 0
        assert cap is None or abs(one.points) <= cap


@given(COUNTS, RULES, st.randoms())
def test_the_order_in_which_facts_came_does_not_matter(
    counts: dict[Fact, int], rules: list[dict[str, Any]], random: Any
):
    shuffled = list(counts.items())
    random.shuffle(shuffled)
    assert evaluate(Facts(dict(shuffled)), book(*rules)) == evaluate(Facts(counts), book(*rules))


@given(st.integers(-300, 300), st.integers(0, 100), THRESHOLDS)
def test_a_higher_score_never_has_fewer_stars(total: int, more: int, thresholds: list[int]):
    assert stars(total, tuple(thresholds)) <= stars(total + more, tuple(thresholds))


# --- what is no rulebook ---
@pytest.mark.parametrize(
    "broken",
    [
        {"rules": [{"id": "a", "kind": "group", "group": "vip", "points": 1.5, "name": NAME}]},
        {"rules": [{"id": "a", "kind": "group", "group": "vip", "points": 2_000_000, "name": NAME}]},
        {"rules": [{"id": "a", "kind": "group", "points": 1, "name": NAME}]},
        {"rules": [{"id": "a", "kind": "group", "group": "vip", "points": 1, "name": {"vi": "Tên"}}]},
        {"rules": [{"id": "a", "kind": "moon", "points": 1, "name": NAME}]},
        {"rules": [{"id": "a", "name": NAME, **opened(1, cap=0)}]},
        {"rules": [{"id": "a", "name": NAME, **opened(1)}, {"id": "a", "name": NAME, **clicked(1)}]},
        {"rules": [{"id": "a", "name": NAME, **field("source", "at_least", "phone")}]},
        {"rules": [{"id": "a", "name": NAME, **field("expected_revenue", "at_least", "much")}]},
        {"rules": [{"id": "a", "name": NAME, **field("expected_revenue", "at_least", "NaN")}]},
        {"rules": [{"id": "a", "name": NAME, **field("source", "is", "phone", "website")}]},
        {"rules": [{"id": "a", "name": NAME, **field("source", "in", "phone", "phone")}]},
        {"rules": [{"id": "a", "name": NAME, **field("source", "in")}]},
        {"rules": [{"id": "a", "name": NAME, **field("score", "is", "1")}]},
        {"thresholds": [0, 20, 20, 60, 80]},
        {"thresholds": [0, 20, 40, 60]},
        {"rules": [{"id": f"r{n}", "name": NAME, **opened(1)} for n in range(201)]},
    ],
    ids=[
        "half a point", "too many points", "no group", "one language", "another kind", "a cap of nothing",
        "an id twice", "text compared", "not a number", "NaN", "is two values", "a value twice", "no values",
        "another field", "thresholds not rising", "four thresholds", "201 rules",
    ],
)  # fmt: skip
def test_a_rulebook_that_makes_no_sense_is_refused(broken: dict[str, Any]):
    with pytest.raises(ValidationError):
        Rulebook.model_validate(broken)
