"""Each kind of rule on facts of a few items, with points worked out by hand (H1)."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from kernel import keys
from kernel.facts import NOTHING, Facts
from scoring.points import Score, compiled, evaluate
from scoring.rules import Rulebook, ready

NAMES = {"vi": "Q", "en": "R"}
TODAY = date(2026, 3, 31)
type Item = tuple[str, dict[str, Any]]


def rule(kind: str, points: int | None = 5, **fields: Any) -> dict[str, Any]:
    return {"id": kind, "kind": kind, "name": NAMES} | ({} if points is None else {"points": points}) | fields


def scored(items: list[Item], *rules: dict[str, Any], on: date = TODAY) -> Score:
    named = [one | {"id": f"r{place}"} for place, one in enumerate(rules)]
    book = compiled(ready(Rulebook.model_validate({"rules": named})))
    facts = sum((book.lens.observe(sk, item) for sk, item in items), NOTHING)
    return evaluate(facts, book, on.toordinal())


def quote(amount: int, state: str = "confirmed", day: str = "2026-03-01", name: str = "1") -> Item:
    return f"{keys.QUOTE}{name}", {"value": {"amount": amount, "state": state, "date": day}}


def activity(kind: str, status: str = "completed", at: str | None = "2026-03-30T20:00:00Z") -> Item:
    return f"{keys.ACTIVITY}{kind}{at}", {"value": {"type": kind, "status": status, "completed_at": at}}


def mail(kind: str, **more: Any) -> Item:
    return keys.signal(f"{kind}#{len(more)}{more}"), {"kind": kind, "at": "2026-03-30T01:00:00Z", **more}


def visit(seconds: int, path: str = "/") -> Item:
    return keys.signal(f"visit#{path}"), {
        "kind": "visit",
        "seconds": seconds,
        "path": path,
        "at": "2026-03-30T01:00:00Z",
    }


def profile(**fields: Any) -> Item:
    return keys.PROFILE, {"value": {"owner": "me", "department": "d", "relationship": "lead", **fields}}


def by_hand(points: int, withdrawn: bool = False) -> Item:
    at = {"withdrawn_at": "2026-03-31T01:00:00Z"} if withdrawn else {}
    return f"{keys.POINTS}{points}", {"value": {"points": points, "at": "2026-03-30T01:00:00Z", **at}}


BANDS = [{"at_least": 10_000_000, "points": 10}, {"at_least": 80_000_001, "points": 30}]


@pytest.mark.parametrize(
    ("amounts", "points"),
    [([80_000_000], 10), ([80_000_001], 30), ([200_000_000], 30), ([9_999_999], 0), ([90_000_000, 20_000_000], 40)],
)
def test_each_quote_earns_its_highest_matching_band(amounts: list[int], points: int):
    quotes = [quote(amount, name=str(place)) for place, amount in enumerate(amounts)]
    assert scored(quotes, rule("quote_value", None, bands=BANDS)).total == points


def test_each_new_quote_earns_once_it_is_confirmed_and_gives_it_back_when_it_is_cancelled():
    items = [quote(1, name="a"), quote(1, name="b"), quote(1, "draft", name="c"), quote(1, "cancelled", name="d")]
    assert scored(items, rule("quote", 4)).total == 8


def test_a_completed_activity_of_a_type_earns():
    items = [activity("meeting"), activity("meeting", "cancelled", None), activity("call")]
    assert scored(items, rule("activity", 7, activity="meeting")).total == 7


def test_an_opportunity_earns_by_the_stage_that_it_is_in():
    items = [
        (f"{keys.OPPORTUNITY}{one}", {"value": {"stage": stage}}) for one, stage in enumerate(["won", "won", "new"])
    ]
    assert scored(items, rule("opportunity_stage", 9, stage="won", cap=15)).total == 15


@pytest.mark.parametrize(("seconds", "points"), [(599, 0), (600, 0), (601, 5), (6000, 5)])
def test_a_visit_longer_than_ten_minutes_earns(seconds: int, points: int):
    assert scored([visit(seconds)], rule("web_visit", minutes=10)).total == points


def test_a_visited_path_earns_exactly_or_by_what_it_begins_with():
    items = [visit(1, "/pricing"), visit(1, "/pricing/vi"), visit(1, "/blog")]
    exact, prefix = rule("visited_path", 3, path="/pricing"), rule("visited_path", 100, path="/pricing*")
    assert [one.points for one in scored(items, exact, prefix).contributions] == [3, 200]


CAMPAIGN = {"campaign": "tet", "message": "m"}


def test_the_last_known_status_in_a_campaign_earns_whatever_came_first():
    items = [
        mail("click", **CAMPAIGN),
        mail("send", **CAMPAIGN),
        mail("open", **CAMPAIGN),
        mail("delivery", campaign="x"),
    ]
    rules = [rule("campaign_status", 2, campaign="tet", status=one) for one in ("sent", "opened", "clicked", "bounced")]
    assert [one.matched for one in scored(items, *rules).contributions] == [("clicked",)]


def test_an_action_in_a_campaign_earns_each_time_it_was_done():
    items = [mail("click", **CAMPAIGN), mail("click", **CAMPAIGN, link="b"), mail("click", link="c")]
    assert scored(items, rule("campaign_action", 2, campaign="tet", action="clicked")).total == 4


def test_a_click_that_a_machine_made_says_nothing():
    items = [
        mail("click", verdict="bot", reason="burst", **CAMPAIGN),
        mail("open", verdict="proxy", reason="agent:apple"),
    ]
    rules = [rule("email_clicked"), rule("email_opened", through_proxies=True)]
    assert scored(items, *rules, rule("campaign_status", campaign="tet", status="clicked")).contributions == ()


def test_an_opening_through_gmail_counts_where_the_rule_says_so():
    items = [mail("open", verdict="proxy", reason="agent:gmail"), mail("open", verdict="human")]
    assert scored(items, rule("email_opened")).total == 5
    assert scored(items, rule("email_opened", through_proxies=True)).total == 10


def test_points_by_hand_count_with_no_rule_for_them_and_with_one_under_its_cap():
    items = [by_hand(30), by_hand(-4), by_hand(100, withdrawn=True)]
    assert scored(items).total == 26
    (only,) = scored(items, rule("manual", None, cap=20)).contributions
    assert (only.number, only.earned, only.worth, only.points) == (2, 26, 26, 20)


@pytest.mark.parametrize(
    ("field", "operator", "values", "points"),
    [
        ("size", "is", ["big"], 5), ("types", "in", ["a", "c"], 5), ("labels", "is", ["x"], 0),
        ("source", "is_not", ["phone"], 5), ("sector", "is_not", ["steel"], 0), ("size", "is_not", ["big", "small"], 0),
        ("expected_revenue", "at_least", ["500000000"], 5), ("expected_revenue", "at_most", ["499999999.99"], 0),
        ("expected_revenue", "is", ["500000000.00"], 5), ("priority", "at_least", ["3"], 0),
        ("expected_revenue", "is_not", ["500000000.00"], 0), ("priority", "is_not", ["1", "02"], 0),
        ("expected_revenue", "is_not", ["5", "6"], 5),
    ],
)  # fmt: skip
def test_a_profile_field_earns_by_operator_and_value(field: str, operator: str, values: list[str], points: int):
    one = profile(size="big", types=["a", "b"], sector="steel", expected_revenue=500_000_000, priority=2)
    assert scored([one], rule("field", field=field, operator=operator, values=values)).total == points


def test_a_window_ends_and_a_half_life_halves_in_the_days_of_the_company():
    items = [activity("call", at="2026-03-01T16:59:59Z"), activity("call", at="2026-03-01T17:00:00Z")]  # 1 and 2 March
    window = rule("activity", 10, activity="call", valid_days=30)
    assert [scored(items, window, on=date(2026, 3, day)).total for day in (30, 31)] == [20, 10]
    assert scored(items, window, on=date(2026, 4, 1)).total == 0
    half = rule("activity", 100, activity="call", half_life_days=30)
    assert scored(items, half, on=date(2026, 3, 31)).total == 101  # 50 + 51.17
    found = scored(items, window, half, on=date(2026, 3, 30))
    assert found.changes_on == date(2026, 3, 31).toordinal()


@pytest.mark.parametrize(
    ("zone", "at", "last"),
    [
        ("Europe/Berlin", "2026-03-28T22:59:59Z", date(2026, 3, 29)),  # 23:59 of the 28th, the night the clocks go on
        ("Europe/Berlin", "2026-03-28T23:00:00Z", date(2026, 3, 30)),  # midnight; that day has 23 hours
        ("Europe/Berlin", "2026-10-25T22:59:59Z", date(2026, 10, 26)),  # the last second of a day of 25 hours
        ("America/New_York", "2026-11-02T04:59:59Z", date(2026, 11, 2)),  # still the 1st, in winter time
        ("America/New_York", "2026-11-01T04:00:00Z", date(2026, 11, 2)),  # the first second of the 1st, in summer time
        ("Asia/Ho_Chi_Minh", "2028-02-28T17:00:00Z", date(2028, 3, 1)),  # the 29th of a leap year
        ("Asia/Ho_Chi_Minh", "2027-02-28T16:59:59Z", date(2027, 3, 1)),  # the 28th of another
        ("Pacific/Kiritimati", "2026-12-31T09:59:59Z", date(2027, 1, 1)),
    ],
)
def test_a_window_of_two_days_ends_with_the_day_after_whatever_the_clocks_do(zone: str, at: str, last: date):
    book = compiled(ready(Rulebook.model_validate({"rules": [rule("activity", activity="call", valid_days=2)]})), zone)
    facts = book.lens.observe(*activity("call", at=at))
    totals = [evaluate(facts, book, last.toordinal() + more).total for more in (0, 1)]
    assert (totals, evaluate(facts, book, last.toordinal()).changes_on) == ([5, 0], last.toordinal() + 1)


def test_a_cap_comes_after_the_half_life():
    items = [mail("open", message=str(one)) for one in range(10)]
    (only,) = scored(items, rule("email_opened", 10, cap=60, half_life_days=1)).contributions
    assert (only.number, only.earned, only.worth, only.points) == (10, 100, 50, 50)


def test_facts_stay_few_where_no_rule_asks_for_days_and_paths():
    items = [visit(30, f"/{one}") for one in range(50)] + [
        activity("call", at=f"2026-03-{day:02}T01:00:00Z") for day in range(1, 29)
    ]
    plain, timed = (
        sum((compiled(ready(Rulebook.model_validate({"rules": rules}))).lens.observe(*one) for one in items), NOTHING)
        for rules in ([], [rule("activity", activity="call", valid_days=9), rule("visited_path", path="/3*")])
    )
    assert [len(list(facts.items())) for facts in (plain, timed)] == [2, 30]
    assert Facts.restored(timed.stored()) == timed


@pytest.mark.parametrize(
    "broken",
    [
        rule("quote_value", None, bands=[]), rule("quote_value", None, bands=BANDS[::-1]),
        rule("quote_value", None, bands=[BANDS[0], BANDS[0] | {"points": 3}]), rule("quote_value", bands=BANDS),
        rule("quote", half_life_days=0), rule("quote", valid_days=-1), rule("quote") | {"points": float("nan")},
        rule("quote", 10**9), rule("field", field="shoe_size", values=["9"]), rule("field", field="size", values=[]),
        rule("group", group="vip", valid_days=9), rule("web_visit", minutes=0), rule("visited_path", path="pricing"),
        rule("visited_path", path="/a*b"), rule("campaign_status", campaign="c", status="eaten"), rule("manual", 2),
        rule("campaign_status", campaign="c", status="queued"),
        rule("horoscope"), rule("activity"),
    ],
)  # fmt: skip
def test_a_rule_that_contradicts_itself_is_refused(broken: dict[str, Any]):
    with pytest.raises(ValidationError):
        Rulebook.model_validate({"rules": [broken]})


def test_points_by_hand_have_one_rule():
    with pytest.raises(ValidationError):
        Rulebook.model_validate({"rules": [rule("manual", None), rule("manual", None) | {"id": "other"}]})


def test_points_by_hand_are_told_apart_from_a_rule_that_is_called_so():
    rules = [rule("group", 20, group="vip") | {"id": one} for one in ("manual", "by_hand")]
    book = compiled(ready(Rulebook.model_validate({"rules": rules})))
    facts = book.lens.observe(*profile(groups=["vip"])) + book.lens.observe(*by_hand(7))
    given = {one.rule: one.points for one in evaluate(facts, book, TODAY.toordinal()).contributions}
    assert (len(given), sum(given.values())) == (3, 47)
