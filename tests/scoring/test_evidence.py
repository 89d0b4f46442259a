"""What is behind a contribution: every item that earns, what it earned, and what that is worth today (H3)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, get_args

import pytest

from kernel import keys
from kernel.values import encode
from scoring.evidence import LIES, drill
from scoring.points import compiled, evaluate
from scoring.rules import Rule, Rulebook, ready
from tests.scoring.test_past import Now
from tests.scoring.test_rule_kinds import (
    BANDS,
    CAMPAIGN,
    TODAY,
    Item,
    activity,
    by_hand,
    mail,
    profile,
    quote,
    rule,
    visit,
)
from tests.scoring.test_scores import signal
from tests.scoring.test_shared import share
from tests.world import Person, World

AGED = {"half_life_days": 7}
WINDOW = {"valid_days": 10}
BOOK = Rulebook.model_validate({
    "rules": [
        rule("group", group="vip"), rule("field", field="labels", operator="in", values=["a", "b"]),
        rule("activity", activity="meeting", **AGED), rule("quote_value", None, bands=BANDS, **AGED),
        rule("quote", cap=6, **WINDOW), rule("email_opened", cap=4), rule("email_clicked", **AGED),
        rule("campaign_status", campaign="tet", status="clicked"),
        rule("campaign_action", campaign="tet", action="clicked"), rule("opportunity_stage", stage="won"),
        rule("web_visit", minutes=1), rule("visited_path", path="/pri*", **AGED), rule("manual", None, **WINDOW),
    ]
})  # fmt: skip
ITEMS: list[Item] = [
    profile(groups=["vip", "x"], labels=["b", "c"]), activity("meeting"), activity("meeting", "cancelled", None),
    activity("meeting", at="2026-03-10T01:00:00Z"), activity("call"), quote(90_000_000, name="1"),
    quote(10_000_000, name="2"),
    quote(50_000_000, "draft", name="3"), quote(70_000_000, day="2026-03-30", name="4"), mail("open", message="m"),
    mail("open", message="n", verdict="bot"), mail("click", **CAMPAIGN), visit(100, "/price"), visit(30, "/x"),
    visit(90, "/prime"), by_hand(7), by_hand(-3), by_hand(5, withdrawn=True),
    (f"{keys.OPPORTUNITY}1", {"value": {"name": "O", "stage": "won", "id": "1"}}),
    (f"{keys.OPPORTUNITY}2", {"value": {"name": "P", "stage": "new", "id": "2"}}),
]  # fmt: skip


def rows(prefix: str) -> list[dict[str, Any]]:
    """Items as the table has them, with what is shown of them besides."""
    more = {"id": "1", "subject": "S", "reason": "R", "by": "me", "message": "m"}
    found = []
    for sk, item in ITEMS:
        if sk.startswith(prefix):
            whole = {"message": "m", **item, "sk": sk}
            if "value" in item:
                whole["value"] = {k: v for k, v in (more | item["value"]).items() if v is not None}
            found.append({name: encode(value) for name, value in whole.items()})
    return found


@pytest.mark.parametrize("kind", [one.kind for one in BOOK.rules])
def test_the_evidence_of_each_kind_of_rule_adds_up_to_what_it_gives(kind: str):
    book = compiled(ready(BOOK))
    facts = sum((book.lens.observe(sk, item) for sk, item in ITEMS[1:]), book.lens.observe(*ITEMS[0]))
    (given,) = (one for one in evaluate(facts, book, TODAY.toordinal()).contributions if one.rule == kind)
    one = drill(book, kind, TODAY.toordinal())
    assert one is not None
    found = [behind for row in rows(one.prefix) if (behind := one.behind(row)) is not None]
    assert (sum(e.count for e in found), sum(e.points for e in found)) == (given.number, given.earned)
    worth = sum((e.worth for e in found), Decimal(0))
    assert int(worth.quantize(Decimal(1), ROUND_HALF_UP)) == given.worth


def test_of_each_kind_of_rule_it_is_known_where_its_evidence_lies():
    kinds = {get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(get_args(Rule)[0])}
    assert kinds == LIES.keys() == {one.kind for one in BOOK.rules}


PUBLISHED = {
    "rules": [
        rule("email_opened", 3, cap=4, valid_days=10), rule("quote_value", None, bands=BANDS, half_life_days=7),
        rule("activity", 7, activity="call"), rule("opportunity_stage", 9, stage="quoted"),
        rule("group", 20, group="vip"), rule("field", 4, field="source", operator="is_not", values=["website"]),
        rule("manual", None, valid_days=3),
    ]
}  # fmt: skip


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    return Now(monkeypatch)


@pytest.fixture
def lead(world: World, admin: Person, staff: Person, now: Now) -> str:
    """Somebody who was given something by every rule, nine days ago."""
    world.call("PUT", "/v1/scoring/rulebook", PUBLISHED, by=admin)
    ask: Any = world.call
    one = str(ask("POST", "/v1/leads", {"name": "L", "groups": ["vip"], "source": "phone"}, by=staff)["id"])
    bid = ask("POST", "/v1/quotes", {"customer": one, "date": "2026-03-10", "amount": 90_000_000}, by=staff)["id"]
    assert ask("POST", f"/v1/quotes/{bid}/confirm", by=staff).status == 200
    call = {"customer": one, "type": "call", "subject": "Gọi lại", "status": "completed"}
    assert ask("POST", "/v1/activities", call, by=staff).status == 201
    deal = {"customer": one, "name": "Trạm", "expected_close": "2099-01-01", "stage": "quoted"}
    assert ask("POST", "/v1/opportunities", deal, by=staff).status == 201
    assert ask("POST", f"/v1/scores/{one}/adjustments", {"points": 5, "reason": "Cũ"}, by=admin).status == 201
    now.later(days=9)
    assert ask("POST", f"/v1/scores/{one}/adjustments", {"points": -2, "reason": "Mới"}, by=admin).status == 201
    for number, day in enumerate((8, 15, 16, 17)):
        signal(world, one, f"m{number}", day=day)
    world.pump()
    return one


def evidence(world: World, by: Person, lead: str, rule: str, **query: Any) -> Any:
    return world.call("GET", f"/v1/scores/{lead}/contributions/{rule}/evidence", by=by, **query)


def test_everything_behind_a_contribution_is_listed_with_what_it_earned_and_is_worth(
    world: World, staff: Person, lead: str
):
    def only(rule: str) -> dict[str, Any]:
        (found,) = evidence(world, staff, lead, rule)["items"]
        return dict(found)

    bid, call, deal = only("quote_value"), only("activity"), only("opportunity_stage")
    assert (bid["kind"], bid["amount"], bid["date"], bid["points"]) == ("quote", "90000000", "2026-03-10", 30)
    assert bid["worth"] == "12.30503"  # 30 * 2^(-9/7)
    assert (call["subject"], call["completed_at"], call["worth"]) == ("Gọi lại", "2026-03-10T05:00:00Z", "7")
    assert (deal["name"], deal["stage"], deal["opened"], deal["points"]) == ("Trạm", "quoted", "2026-03-10", 9)
    assert (only("group")["field"], only("group")["values"]) == ("groups", ["vip"])
    assert (only("field")["field"], only("field")["values"], only("field")["points"]) == ("source", ["phone"], 4)
    by_hand = only("manual")
    assert (by_hand["reason"], by_hand["points"]) == ("Mới", -2)
    mails = evidence(world, staff, lead, "email_opened")["items"]
    assert [(one["signal"], one["message"], one["points"]) for one in mails] == [
        ("open", "m3", 3), ("open", "m2", 3), ("open", "m1", 3)
    ]  # fmt: skip
    explained = world.call("GET", f"/v1/scores/{lead}", by=staff)
    counts = {one["rule"]: one["count"] for one in explained["contributions"]}
    assert counts == {rule: len(evidence(world, staff, lead, rule)["items"]) for rule in counts}
    (quoted,) = (one["adjustments"] for one in explained["contributions"] if one["rule"] == "manual")
    assert quoted == [by_hand]


def test_evidence_comes_page_by_page(world: World, staff: Person, lead: str):
    found, after = list[str](), None
    for _ in range(3):
        page = evidence(world, staff, lead, "email_opened", limit=1, cursor=after)
        found, after = [*found, *(one["message"] for one in page["items"])], page["next_cursor"]
    assert found == ["m3", "m2", "m1"]


def test_what_a_score_does_not_tell_somebody_its_evidence_does_not_either(world: World, staff: Person, lead: str):
    friend = world.employee(world.department(), "F1")
    assert evidence(world, friend, lead, "group").status == 404
    share(world, staff, lead, friend, "profile", "quotes")
    told = {rule["id"]: evidence(world, friend, lead, rule["id"]).status for rule in PUBLISHED["rules"]}
    hidden = {"email_opened", "activity", "opportunity_stage"}
    assert told == {rule: 404 if rule in hidden else 200 for rule in told}
    assert evidence(world, staff, lead, "nothing").status == 404


def test_a_rule_that_gives_nothing_has_no_evidence(world: World, staff: Person, admin: Person):
    world.call("PUT", "/v1/scoring/rulebook", PUBLISHED, by=admin)
    lead = world.call("POST", "/v1/leads", {"name": "L"}, by=staff)["id"]
    assert evidence(world, staff, lead, "group").status == 409
    world.pump()
    assert evidence(world, staff, lead, "group")["items"] == []
