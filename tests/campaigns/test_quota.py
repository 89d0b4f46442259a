"""A campaign hands over as much as SES lets our account send, keeps the queue short, and says what it waits for."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from campaigns import pacing
from channels.allowance import Allowance
from kernel import clock, config
from outbox import queue
from tests.account import SENDING
from tests.campaigns.office import Office
from watch import looking


def later(office: Office, minutes: int) -> None:
    """What lies about goes on."""
    now = clock.now() + timedelta(minutes=minutes)
    with patch.object(clock, "now", lambda: now):
        looking.look()
        office.world.pump()


def test_it_leaves_a_tenth_of_the_day_to_others_and_goes_on_when_there_is_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    office.people(*(f"p{number}@x.vn" for number in range(18)))
    before = [3]
    monkeypatch.setattr(
        "channels.allowance.ask", lambda: Allowance(1e9, 20, before[0] + len(office.mails()), enabled=True)
    )
    campaign = office.sent()
    waiting = office.read(campaign)
    assert (len(office.mails()), waiting["state"], waiting["waits"]) == (15, "sending", "daily_quota")
    assert office.counted(campaign) == {"sent": 15, "queued": 3}
    for minutes, earlier, sent in ((30, 3, 15), (60, 1, 17), (90, -10, 18)):
        before[0] = earlier
        later(office, minutes)
        assert len(office.mails()) == sent
    later(office, 120)
    over = office.read(campaign)
    assert (over["state"], over["waits"], over["recipients"]) == ("sent", None, {"sent": 18})
    assert len({mail.to[0] for mail in office.mails()}) == 18
    told = office.call("GET", f"/v1/mailing/campaigns/{campaign}/history")["items"]
    assert [one["changes"]["waits"]["to"] for one in told if "waits" in one["changes"]] == [
        None, "daily_quota", None, "daily_quota",
    ]  # fmt: skip


def test_one_that_waits_can_be_cancelled(office: Office, monkeypatch: pytest.MonkeyPatch):
    (lan,) = office.people("lan@x.vn")
    monkeypatch.setitem(SENDING, "enabled", False)
    campaign = office.sent()
    assert office.read(campaign)["waits"] == "sending_paused"
    assert office.do(campaign, "cancel")["waits"] is None
    office.world.pump()
    assert office.statuses(campaign) == {lan: ("skipped", "cancelled")}
    assert office.mails() == []


@pytest.mark.parametrize(
    ("allowed", "waiting", "turn"),
    [
        (None, 0, pacing.Turn(250, 10)), (None, 600, pacing.Turn(0, 10, 30)),
        (Allowance(5, -1, 0, enabled=True), 299, pacing.Turn(250, 5)),
        (Allowance(5, -1, 0, enabled=True), 300, pacing.Turn(0, 5, 30)),
        (Allowance(14, 50_000, 44_900, enabled=True), 0, pacing.Turn(100, 10)),
        (Allowance(14, 50_000, 44_900, enabled=True), 60, pacing.Turn(40, 10)),
        (Allowance(14, 50_000, 44_900, enabled=True), 100, pacing.Turn(0, 10, 900, "daily_quota")),
        (Allowance(14, 50_000, 51_000, enabled=True), 0, pacing.Turn(0, 10, 900, "daily_quota")),
        (Allowance(14, 50_000, 0, enabled=False), 0, pacing.Turn(0, 10, 900, "sending_paused")),
    ],
)  # fmt: skip
def test_a_turn_is_as_long_as_the_day_the_rate_and_the_queue_allow(
    monkeypatch: pytest.MonkeyPatch, allowed: Allowance | None, waiting: int, turn: pacing.Turn
):
    monkeypatch.setattr(config, "campaign_rate", lambda: 10)
    monkeypatch.setattr("channels.allowance.ask", lambda: allowed)
    monkeypatch.setattr(queue, "ahead", lambda: waiting)
    assert pacing.turn(250) == turn
