"""Whatever is told of campaigns' mails, in whatever order and however often, counters are what a recount finds (J2)."""

import random
from typing import Any

import pytest

from campaigns.statuses import RANKS, Status, status
from tests.campaigns.office import Office

FATES = ("send", "delivery", "open", "click", "bounce", "complaint", "unsubscribe")


def signal(kind: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, **more}


def test_the_last_in_the_order_counts_whatever_came_first():
    dice = random.Random(1)  # noqa: S311 - dice, not a secret
    for _ in range(300):
        told = [signal(dice.choice(FATES)) for _ in range(dice.randrange(1, 6))]
        shuffled = dice.sample(told, len(told))
        once, twice = (status(Status("queued"), {"state": "sent"}, some, over=False) for some in (told, shuffled * 2))
        assert once == twice
        assert RANKS.index(once.name) >= 1


@pytest.mark.parametrize("verdict", ["bot", "proxy"])
def test_what_a_machine_did_says_nothing(verdict: str):
    opened = signal("open", verdict=verdict, reason="agent:apple")
    assert status(Status("sent"), {"state": "sent"}, [opened], over=False) == Status("sent")
    assert status(Status("opened"), {"state": "sent"}, [opened, signal("delivery")], over=False) == Status("delivered")


@pytest.mark.parametrize(
    ("message", "over", "wanted"),
    [
        (None, False, ("queued", None)), (None, True, ("skipped", "cancelled")),
        ({"state": "waiting"}, True, ("queued", None)),
        ({"state": "void", "reason": "paused"}, False, ("queued", None)),
        ({"state": "void", "reason": "paused"}, True, ("skipped", "cancelled")),
        ({"state": "void", "reason": "suppressed"}, False, ("skipped", "suppressed")),
        ({"state": "failed", "reason": "MessageRejected"}, False, ("failed", "MessageRejected")),
        ({"state": "sending"}, False, ("queued", None)), ({"state": "sent"}, True, ("sent", None)),
    ],
)  # fmt: skip
def test_without_signals_it_is_the_messages_state(message: Any, over: bool, wanted: tuple[str, str | None]):
    assert status(Status("queued"), message, [], over=over) == wanted


def test_a_message_that_is_forgotten_takes_nothing_back():
    assert status(Status("opened"), None, [], over=False) == Status("sent")
    assert status(Status("failed", "x"), None, [], over=True) == Status("failed", "x")


@pytest.mark.parametrize("seed", [3, 11])
def test_counters_are_a_recount_after_any_order_repetition_merge_and_undoing(office: Office, seed: int):
    dice = random.Random(seed)  # noqa: S311 - dice, not a secret
    lan, hoa, mai = office.people("lan@x.vn", "hoa@x.vn", "mai@x.vn")
    campaign = office.sent()
    events = [(kind, who) for who in (lan, hoa, mai) for kind in dice.sample(FATES[:6], 3)]
    told = dice.sample(events * 2, len(events) * 2)
    for place, (kind, who) in enumerate(told):
        office.tell(kind, campaign, who)
        if place == len(told) // 3:
            office.call("POST", f"/v1/leads/{hoa}/merge", {"absorbed": lan})
        if place % 3 == 0:
            again = office.world.records()
            office.deliver(dice.sample(again, len(again)))
    office.world.pump()
    office.counted(campaign)
    office.call("POST", f"/v1/leads/{hoa}/merges/{lan}/undo")
    office.world.pump()
    office.again(dice)
    order = {name: place for place, name in enumerate(FATES)}
    best = {who: max((order[kind] for kind, one in events if one == who)) for who in (lan, hoa, mai)}
    wanted = {who: dict(zip(FATES, RANKS[1:], strict=True))[FATES[place]] for who, place in best.items()}
    assert {who: name for who, (name, _) in office.statuses(campaign).items()} == wanted
    assert sum(office.counted(campaign).values()) == 3
