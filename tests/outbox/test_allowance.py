"""Mail keeps to what SES allows the account: to its rate by a pace, and to its day by waiting where one can see it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from channels import allowance
from kernel import aws, config
from tests.account import QUOTA
from tests.outbox.test_sending import Post, post, refusal
from tests.world import Person, World

__all__ = ["post"]

LATER = timedelta(minutes=16)
DAILY = refusal("TooManyRequestsException", 429, "Daily message quota exceeded.")


class Watch:
    """A clock that goes on by what is slept, and by what a call takes."""

    def __init__(self, patch: pytest.MonkeyPatch, calls_take: float = 0.0) -> None:
        self.now, self.slept, self.asked, self._takes = 1000.0, list[float](), 0, calls_take
        patch.setattr(allowance, "time", self)
        patch.setattr(allowance, "_known", None)
        patch.setattr(aws, "mail_account", lambda: self)
        self.refuses: Callable[[], Exception] | None = None

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds

    def get_account(self) -> Any:
        """SES tells what it allows."""
        self.asked += 1
        if self.refuses is not None:
            raise self.refuses()
        return {"SendQuota": QUOTA}

    def mails(self, number: int) -> None:
        """One sender sends so many."""
        for _ in range(number):
            with allowance.paced():
                self.now += self._takes


@pytest.mark.parametrize(("rate", "takes", "slept"), [(4, 0.0, 0.5), (4, 0.3, 0.2), (1, 0.1, 1.9), (14, 0.2, 0.0)])
def test_all_senders_together_keep_to_the_rate(monkeypatch: pytest.MonkeyPatch, rate: int, takes: float, slept: float):
    """Two of them, as the template lets: each takes two mails' time for one, however fast SES answers."""
    monkeypatch.setitem(QUOTA, "MaxSendRate", float(rate))
    watch = Watch(monkeypatch, takes)
    watch.mails(10)
    assert watch.slept == ([slept] * 10 if slept else [])
    assert watch.now - 1000 == pytest.approx(10 * max(takes, config.mail_concurrency() / rate))
    assert watch.asked == 1


def test_ses_is_asked_every_ten_minutes_and_what_it_does_not_tell_holds_nobody_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(QUOTA, "MaxSendRate", 1.0)
    watch = Watch(monkeypatch)
    watch.refuses = refusal("TooManyRequestsException", 429)
    watch.mails(3)
    assert (watch.slept, watch.asked) == ([], 1)
    watch.refuses, watch.now = None, watch.now + 601
    watch.mails(2)
    watch.refuses, watch.now = refusal("TooManyRequestsException", 429), watch.now + 601
    watch.mails(1)
    assert (watch.slept, watch.asked) == ([2.0] * 3, 3)


def test_no_sender_waits_longer_than_its_function_may_take(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(config, "mail_concurrency", lambda: 1000)
    monkeypatch.setitem(QUOTA, "MaxSendRate", 1.0)
    watch = Watch(monkeypatch)
    watch.mails(1)
    assert watch.slept == [30.0]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (DAILY, "daily_quota"), (refusal("ThrottlingException", 400, "Daily message quota exceeded"), "daily_quota"),
        (refusal("SendingPausedException", 400), "sending_paused"),
        (refusal("AccountSuspendedException", 400), "account_suspended"),
    ],
)  # fmt: skip
def test_when_nothing_can_be_sent_one_mail_finds_out_and_all_wait_visibly(
    post: Post, admin: Person, world: World, error: Callable[[], ClientError], reason: str
):
    post.enter("m2")
    post.ses(error)
    post.turn(timedelta())
    for name in ("m1", "m2", "m2", "m1"):
        post.order(name)
    assert (post.calls, post.delays()) == (1, [900, 900])
    told = world.call("GET", "/v1/email/messages", by=admin, state="waiting")["items"]
    assert {(one["id"], one["reason"], one["attempt"]) for one in told} == {("m1", reason, 0), ("m2", reason, 0)}
    assert all(one["waits_until"] for one in told)
    post.turn(LATER)
    post.order("m1")
    assert (post.calls, len(post.delays())) == (2, 3)
    post.ses(None)
    post.turn(LATER * 2)
    for name in ("m1", "m2", "m1"):
        post.order(name)
    assert [(post.message(name).state, post.message(name).reason) for name in ("m1", "m2")] == [("sent", None)] * 2
    assert (post.calls, post.message().waits_until) == (4, None)
