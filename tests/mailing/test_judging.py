"""Machines earn nothing; who comes later, or is told of later, puts it right; points are taken back (H4, H6)."""

from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest
from botocore.client import BaseClient

from kernel import keys, table
from kernel.stream import _change
from kernel.table import Range
from mailing import judging, model
from tests.mailing.mailbox import APPLE, GMAIL, HOUR, MINUTE, OFFICE, SCANNER, SECOND, Mailbox
from tests.world import Person, World, deliver

OPEN, CLICK = 2, 5
"""Points by the rules that every company begins with."""
BURST, NOBODY, PERSON = ("bot", "burst", False), ("bot", "agent:barracuda", False), ("unknown", None, True)


@pytest.fixture
def box(world: World, staff: Person) -> Mailbox:
    made = world.call("POST", "/v1/leads", {"name": "Hoà"}, by=staff)
    world.pump()
    return Mailbox(world, staff, str(made["id"]))


def test_a_verdict_that_comes_later_takes_the_points_back(box: Mailbox):
    assert (box.clicked("a"), box.score()) == ("new", CLICK)
    assert (box.clicked("b", HOUR + SECOND), box.score()) == ("new", 2 * CLICK)
    assert (box.clicked("c", HOUR + 2 * SECOND), box.score()) == ("new", 0)
    assert box.verdicts() == [BURST] * 3
    history = box.world.call("GET", f"/v1/scores/{box.lead}/history", by=box.who)["items"]
    assert [entry["score"] for entry in history] == [0, 3 * CLICK, 2 * CLICK, CLICK, 0]


def test_a_scanner_that_follows_every_link_slowly_is_one_too(box: Mailbox):
    for place, link in enumerate("abc"):
        box.clicked(link, HOUR + 5 * place * SECOND)
        box.world.pump()
    assert (box.score(), box.verdicts()) == (0, [BURST] * 3)


def test_a_person_who_reads_on_between_two_links_is_none(box: Mailbox):
    for place, link in enumerate("abc"):
        box.clicked(link, HOUR + 6 * place * SECOND)
    assert (box.score(), box.verdicts()) == (3 * CLICK, [PERSON] * 3)


def test_who_clicks_an_hour_after_the_scanner_counts(box: Mailbox):
    for link in "abc":
        box.clicked(link, MINUTE, ip=OFFICE)
    assert box.score() == 0
    assert box.clicked("b") == "repeated"
    assert box.score() == CLICK
    assert sorted(box.verdicts()) == [BURST, BURST, PERSON]
    (shown,) = (one for one in box.signals() if one["counts"])
    assert (shown["link"], shown["at"][:13]) == ("https://x.vn/b", "2026-03-02T03")
    (told,) = box.world.call("GET", f"/v1/scores/{box.lead}", by=box.who)["contributions"]
    assert [one["link"] for one in told["evidence"]] == ["https://x.vn/b"]


def test_in_whatever_order_a_scanner_and_a_person_are_told_of(world: World, staff: Person):
    told: list[Callable[[Mailbox], Any]] = [
        lambda box: box.opened(MINUTE, SCANNER, OFFICE), lambda box: box.opened(2 * HOUR), lambda box: box.opened(HOUR),
    ]  # fmt: skip
    for order in permutations(told):
        box = Mailbox(world, staff, str(world.call("POST", "/v1/leads", {"name": "H"}, by=staff)["id"]))
        for tell in order:
            tell(box)
            world.pump()
        assert (box.score(), box.verdicts()) == (OPEN, [PERSON])
        (signal,) = (one for one in box.signals() if not one["occurrence"])
        assert signal["at"].startswith("2026-03-02T03:15:40")


def test_a_proxy_that_fetches_for_whoever_reads_or_not_earns_nothing(box: Mailbox):
    box.opened(agent=APPLE)
    assert (box.score(), box.verdicts()) == (0, [("proxy", "agent:apple", False)])
    assert box.signals()[0]["explained"]["vi"].startswith("Apple Mail")
    box.opened(2 * HOUR)
    assert (box.score(), box.verdicts()) == (OPEN, [PERSON])


def test_gmail_s_proxy_is_told_apart_and_earns_nothing_as_an_opening(box: Mailbox):
    box.opened(MINUTE, APPLE)
    box.opened(agent=GMAIL)
    assert (box.score(), box.verdicts()) == (0, [("proxy", "agent:gmail", False)])


def test_nobody_clicks_in_the_moment_of_sending(box: Mailbox):
    box.clicked(after=2 * SECOND)
    assert (box.score(), box.verdicts()) == (0, [("bot", "no_pause", False)])


@pytest.mark.parametrize("opening_first", [True, False])
def test_who_scans_the_links_has_opened_nothing_either(box: Mailbox, *, opening_first: bool):
    steps: list[Callable[[], Any]] = [
        lambda: box.opened(MINUTE, ip=OFFICE),
        lambda: [box.clicked(link, MINUTE + SECOND, ip=OFFICE) for link in "abc"],
    ]
    for step in steps if opening_first else reversed(steps):
        step()
        box.world.pump()
    assert (box.score(), box.verdicts()) == (0, [BURST] * 4)
    box.opened(HOUR)
    assert box.score() == OPEN


def test_what_is_told_again_is_no_other_time(box: Mailbox):
    tellings: list[Callable[[], str]] = [
        box.clicked, lambda: box.clicked("b", HOUR + SECOND), lambda: box.clicked("c", HOUR + SECOND),
        lambda: box.clicked("a", 3 * HOUR),
    ]  # fmt: skip
    for tell in tellings:
        tell()
    assert box.score() == CLICK
    before = box.world.items()
    for tell in reversed(tellings * 3):
        assert tell() == "repeated"
    assert (box.score(), box.world.items()) == (CLICK, before)
    deliver(box.world.history)
    assert (box.score(), box.world.items()) == (CLICK, before)


def test_a_signal_from_before_there_were_verdicts_counts_until_it_is_judged(box: Mailbox):
    pk = keys.customer("acme", box.lead)
    old = {"at": {"S": "2026-03-02T03:15:40.000000Z"}, "received_at": {"S": "2026-03-02T03:15:41.000000Z"}}
    about = {"kind": {"S": "click"}, "message": {"S": "m1"}, "link": {"S": "https://x.vn/z"}}
    box.world.put({"pk": {"S": pk}, "sk": {"S": "SIGNAL#click#m1#0"}, **about, **old})
    assert box.score() == CLICK
    assert [(one["verdict"], one["counts"]) for one in box.signals()] == [(None, True)]
    box.clicked("b", HOUR + SECOND)
    box.clicked("c", HOUR + SECOND)
    assert (box.score(), box.verdicts()) == (0, [BURST] * 3)


def test_other_messages_and_other_people_are_not_taken_in(world: World, box: Mailbox, staff: Person):
    other = Mailbox(world, staff, str(world.call("POST", "/v1/leads", {"name": "B"}, by=staff)["id"]))
    box.clicked("a")
    box.clicked("b", tags={"message": "m1-b"})
    box.clicked("c", tags={"message": "m"})
    other.clicked("d")
    assert (box.score(), other.score()) == (3 * CLICK, CLICK)


def test_an_opening_like_any_costs_no_look(box: Mailbox, monkeypatch: pytest.MonkeyPatch):
    looks: list[Any] = []
    look = model.signals

    def looking(pk: str, kind: str, message: str) -> Any:
        looks.append(kind)
        return look(pk, kind, message)

    monkeypatch.setattr(model, "signals", looking)
    box.opened()
    box.world.pump()
    assert looks == []
    box.clicked()
    box.world.pump()
    assert looks == ["click"]
    box.clicked("b", HOUR + SECOND)
    box.world.pump()
    assert looks == ["click"] * 2
    box.clicked("c", HOUR + SECOND)
    box.world.pump()
    assert looks == ["click", "click", *["click", "open"] * 2]  # and once more, having changed something


def test_the_webhook_answers_after_two_calls_whoever_it_was(box: Mailbox, monkeypatch: pytest.MonkeyPatch):
    calls: list[str] = []
    call = BaseClient._make_api_call  # type: ignore[attr-defined]

    def counted(client: Any, operation: str, arguments: Any) -> Any:
        calls.append(operation)
        return call(client, operation, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", counted)
    tellings: list[Callable[[], str]] = [box.opened, box.clicked, lambda: box.clicked("b", 2 * SECOND, SCANNER)]
    for tell in tellings:
        tell()
        assert calls == ["GetItem", "PutItem"]
        calls.clear()


def test_who_judges_by_less_and_comes_last_looks_again(box: Mailbox, monkeypatch: pytest.MonkeyPatch):
    box.clicked("a", MINUTE, SCANNER)
    box.world.pump()
    box.clicked("a", HOUR)
    box.clicked("c", HOUR + SECOND)
    records = box.world.records()
    show, late = model.show, [lambda: box.clicked("b", HOUR + SECOND)]

    def slowly(*what: Any) -> None:
        """While it is about to write, a click comes that makes a burst of all; another judges that, and is done."""
        if late:
            late.pop()()
            deliver(box.world.records())
        show(*what)

    monkeypatch.setattr(model, "show", slowly)
    deliver(records)
    assert (box.score(), sorted(box.verdicts())) == (0, [NOBODY, BURST, BURST])


def test_others_who_keep_judging_are_a_passing_fault(box: Mailbox, monkeypatch: pytest.MonkeyPatch):
    box.clicked("a")
    box.clicked("b", HOUR + SECOND)
    box.clicked("c", HOUR + SECOND)

    def overtaken(*_: Any) -> None:
        raise table.Refused(table.delete(("a", "b")))

    with monkeypatch.context() as busy:
        busy.setattr(model, "show", overtaken)
        with pytest.raises(table.Transient):
            judging.react(keys.customer("acme", box.lead), _changes(box))
    assert box.score() == 0


def _changes(box: Mailbox) -> Any:
    records = box.world.records()
    box.world.heard -= len(records)
    return [_change(r) for r in records if r["dynamodb"]["Keys"]["sk"]["S"].startswith(keys.SIGNAL)]


# --- campaigns -----------------------------------------------------------------------------------
TAGS = {"campaign": "tet-2026"}
FATES = ["send", "delivery", "bounce", "complaint", "subscription"]


@pytest.mark.parametrize("kind", FATES)
def test_what_becomes_of_a_campaign_s_mail_is_kept_and_of_any_other_only_counted(kind: str, box: Mailbox):
    assert box.tell(kind) == "noted"
    assert box.signals() == []
    assert [box.tell(kind, tags=TAGS) for _ in range(2)] == ["new", "repeated"]
    (signal,) = box.signals()
    name = {"subscription": "unsubscribe"}.get(kind, kind)
    detail = {"bounce": "permanent", "subscription": "all"}.get(kind)
    assert (signal["kind"], signal["campaign"], signal["detail"]) == (name, "tet-2026", detail)
    assert (signal["counts"], signal["verdict"], box.score()) == (False, None, 0)


@pytest.mark.parametrize("campaign", ["", "có dấu", "-x", "x" * 41])
def test_a_campaign_that_can_be_none_is_no_campaign(campaign: str, box: Mailbox):
    assert box.tell("delivery", tags={"campaign": campaign}) == "noted"
    assert box.opened(tags={"campaign": campaign}) == "new"
    assert box.signals()[0]["campaign"] is None


def test_openings_and_clicks_of_a_campaign_say_so(box: Mailbox):
    box.opened(tags=TAGS)
    box.clicked(tags=TAGS)
    assert [one["campaign"] for one in box.signals()] == ["tet-2026"] * 2
    assert box.score() == OPEN + CLICK


def test_a_bounce_that_is_final_counts_before_an_earlier_one_that_was_not(box: Mailbox):
    box.tell("bounce", tags=TAGS, bounceType="Transient")
    box.tell("bounce", 2 * HOUR, tags=TAGS)
    box.world.pump()
    shown, other = box.signals()
    assert (shown["detail"], other["detail"], other["occurrence"]) == ("permanent", "permanent", True)
    assert (shown["first"]["detail"], other["first"]) == ("transient", None)
    assert len(model.signals(keys.customer("acme", box.lead), "bounce", "m1")) == 2


def test_somebody_who_only_chooses_other_topics_has_not_unsubscribed(box: Mailbox):
    wish = {"unsubscribeAll": False, "topicSubscriptionStatus": [{"topicName": "a", "subscriptionStatus": "OptIn"}]}
    assert box.tell("subscription", tags=TAGS, newTopicPreferences=wish) == "noted"
    for broken in (None, 7, {"topicSubscriptionStatus": 7}, {"topicSubscriptionStatus": [7]}):
        assert box.tell("subscription", tags=TAGS, newTopicPreferences=broken) == "noted"


def test_the_signals_of_one_message_are_looked_at_by_themselves(box: Mailbox):
    for message in ("m", "m1", "m1-b", "m10"):
        box.opened(tags={"message": message})
        box.opened(2 * HOUR, tags={"message": message})
    pk = keys.customer("acme", box.lead)
    assert {row["message"]["S"] for row in model.signals(pk, "open", "m1")} == {"m1"}
    assert len(model.signals(pk, "open", "m1")) == 2
    assert len(list(table.every(Range(pk, prefix=keys.SIGNAL)))) == 8
