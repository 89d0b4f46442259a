"""An opportunity from its first stage to its end, and back: pure decisions."""

from datetime import date
from typing import Any

import pytest

from catalogs.rules import Entry
from opportunities import rules
from opportunities.rules import Opportunity
from tests.deciding import AT, BY_A, LATER, NAMES, A, B, differs, refusal

DAY = date(2026, 3, 2)


def deal(**fields: Any) -> Opportunity:
    known = {
        "id": A,
        "name": "Trạm quan trắc",
        "customer": A,
        "owner": A,
        "department": A,
        "stage": "talk",
        "probability": 20,
        "expected_close": DAY,
        "opened": DAY,
    }
    return Opportunity.model_validate(known | BY_A | fields)


def stage(code: str, outcome: str | None = "open", probability: int | None = 10, *, active: bool = True) -> Entry:
    fields = {"code": code, "name": NAMES, "outcome": outcome, "probability": probability, "active": active}
    return Entry.model_validate(fields)


STAGES = [
    stage("past", active=False),
    stage("first"),
    stage("talk", probability=20),
    stage("away", active=False),
    stage("offer", probability=50),
    stage("won", "won", 100),
    stage("lost", "lost", 0),
]
CLOSED = {
    "outcome": "lost",
    "stage": "lost",
    "stage_before": "offer",
    "lost_at": AT,
    "lost_reason": "price",
    "lost_note": "Đắt",
    "probability": 0,
}


def test_every_entry_that_it_names_is_found_with_where_it_names_it():
    one = deal(source="a", type="b", campaign="c", team="d", lost_reason="e")
    assert rules.choices(one) == [
        ("/source", "sources", "a"),
        ("/type", "opportunity-types", "b"),
        ("/campaign", "campaigns", "c"),
        ("/team", "teams", "d"),
        ("/lost_reason", "lost-reasons", "e"),
    ]
    assert rules.choices(deal()) == []


def test_days_before_its_first_and_a_reason_for_what_is_not_lost_are_named_each():
    early = date(2026, 3, 1)
    wrong = deal(expected_close=early, expires=early, lost_reason="price", lost_note="Đắt")
    assert refusal(lambda: rules.require_sound(wrong)) == (
        "invalid_request",
        {},
        ("/expected_close", "not_before", {"other": "opened"}),
        ("/expires", "not_before", {"other": "opened"}),
        ("/lost_reason", "only_lost", {}),
        ("/lost_note", "only_lost", {}),
    )
    rules.require_sound(deal(expires=DAY))
    rules.require_sound(deal(**CLOSED))


def test_with_another_customer_contacts_stay_behind():
    assert differs(deal(contacts=(A,)), rules.housed(deal(contacts=(A,)), B)) == {"customer": B, "contacts": ()}


def test_in_an_open_stage_it_has_the_stages_probability_unless_somebody_says_another():
    assert differs(deal(), rules.staged(deal(), STAGES[4], LATER)) == {"stage": "offer", "probability": 50}
    assert rules.staged(deal(), STAGES[4], LATER, probability=0).probability == 0
    assert rules.staged(deal(), stage("new", None, None), LATER).probability == 0
    assert rules.staged(deal(), stage("new", None, None), LATER).outcome == "open"


def test_won_and_lost_are_stamped_and_remember_where_it_came_from():
    won = rules.staged(deal(), STAGES[5], LATER)
    assert differs(deal(), won) == {
        "stage": "won",
        "outcome": "won",
        "stage_before": "talk",
        "probability": 100,
        "won_at": LATER,
    }
    lost = rules.staged(deal(), STAGES[6], LATER, reason="price", note="Đắt")
    assert differs(deal(), lost) == {
        "stage": "lost",
        "outcome": "lost",
        "stage_before": "talk",
        "probability": 0,
        "lost_at": LATER,
        "lost_reason": "price",
        "lost_note": "Đắt",
    }


def test_nothing_is_lost_without_a_reason_and_nothing_else_has_one():
    assert refusal(lambda: rules.staged(deal(), STAGES[6], AT)) == ("invalid_request", {}, ("/reason", "missing", {}))
    assert refusal(lambda: rules.staged(deal(), STAGES[6], AT, path="/lost_reason"))[2] == (
        "/lost_reason",
        "missing",
        {},
    )


@pytest.mark.parametrize(("reason", "note"), [("price", None), (None, "Đắt")])
def test_what_is_not_lost_has_no_reason(reason: str | None, note: str | None):
    assert refusal(lambda: rules.staged(deal(), STAGES[5], AT, path="/x", reason=reason, note=note)) == (
        "invalid_request", {}, ("/x", "only_lost", {}))  # fmt: skip


def test_what_is_closed_is_reopened_first():
    told = ("wrong_state", {"state": "lost", "needed": "open"})
    assert refusal(lambda: rules.staged(deal(**CLOSED), STAGES[4], AT)) == told
    assert refusal(lambda: rules.next_stage(deal(**CLOSED), STAGES)) == told
    assert refusal(lambda: rules.reopened(deal(), STAGES)) == ("wrong_state", {"state": "open", "needed": "won / lost"})


def test_taken_up_again_it_is_where_it_was_or_in_the_open_stage_that_is_wanted():
    opened = {"outcome": "open", "lost_at": None, "lost_reason": None, "lost_note": None, "stage_before": None}
    closed = deal(**CLOSED)
    assert differs(closed, rules.reopened(closed, STAGES)) == {"stage": "offer", "probability": 50, **opened}
    assert differs(closed, rules.reopened(closed, STAGES, "talk")) == {"stage": "talk", "probability": 20, **opened}
    won = deal(outcome="won", stage="won", won_at=AT)
    assert rules.reopened(won, STAGES).won_at is None
    assert rules.reopened(won, STAGES).stage == "first"
    assert rules.reopened(deal(**{**CLOSED, "stage_before": "away"}), STAGES).stage == "first"


@pytest.mark.parametrize("wanted", ["won", "away", "none"])
def test_it_is_taken_up_again_in_an_open_stage_in_use_only(wanted: str):
    assert refusal(lambda: rules.reopened(deal(**CLOSED), STAGES, wanted)) == (
        "invalid_request",
        {},
        ("/stage", "no_open_stage", {"value": wanted}),
    )


def test_a_new_one_begins_where_it_is_wanted_or_as_its_lead_or_in_the_first_open_stage():
    assert rules.begins_in(STAGES, "won", "talk").code == "won"
    assert rules.begins_in(STAGES, None, "talk").code == "talk"
    for offered in (None, "won", "away", "none"):
        assert rules.begins_in(STAGES, None, offered).code == "first"


@pytest.mark.parametrize("wanted", ["none", "away"])
def test_a_new_one_begins_in_a_stage_in_use_only(wanted: str):
    told = {"kind": "opportunity-stages", "value": wanted}
    assert refusal(lambda: rules.begins_in(STAGES, wanted, None)) == (
        "invalid_request", {}, ("/stage", "not_in_catalog", told))  # fmt: skip


def test_without_an_open_stage_none_begins():
    closed = [stage("past", active=False), stage("won", "won")]
    assert refusal(lambda: rules.first_open(closed)) == ("invalid_request", {}, ("/stage", "missing", {}))


def test_the_next_stage_is_the_next_open_one_in_use():
    assert rules.next_stage(deal(), STAGES).code == "offer"
    assert rules.next_stage(deal(stage="first"), STAGES).code == "talk"
    assert rules.next_stage(deal(stage="gone"), STAGES).code == "first"
    assert refusal(lambda: rules.next_stage(deal(stage="offer"), STAGES)) == ("no_next_stage", {})


def test_an_entry_is_replaced_wherever_it_is_named_and_nowhere_else():
    assert differs(deal(source="a", type="a"), rules.renamed(deal(source="a", type="a"), "sources", "a", "b")) == {
        "source": "b"
    }
    assert rules.renamed(deal(source="a"), "sources", "c", "b") == deal(source="a")
