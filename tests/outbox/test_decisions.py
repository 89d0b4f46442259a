"""A message from its cause until it is sent: which marks it has, and what is told of it."""

from datetime import timedelta
from typing import Any

import pytest

from kernel.clock import stamp
from outbox import rules
from outbox.rules import ATTEMPTS, LEASE, STEPS, Fate, Message
from tests.deciding import AT, LATER, A, differs


def message(**fields: Any) -> Message:
    known: dict[str, Any] = {"id": "m1", "kind": "introduction", "about": A, "created_at": AT}
    return Message(**(known | fields))


def test_a_message_comes_back_out_of_the_table_as_it_went_in():
    trail = ({"at": "2026", "state": "failed", "reason": "x"},)
    for one in (message(), message(uncertain_until=AT, waits_until=LATER, ended_at=LATER, trail=trail, fate="opened")):
        stored = one.model_dump(exclude_none=True)
        assert None not in stored.values()
        times = {name: stored[name].isoformat() for name in rules._TIMES if name in stored}
        assert Message.model_validate({**stored, **times, "trail": list(one.trail)}) == one
    assert message().model_dump()["reason"] is None
    plain = {name: value for name, value in message().model_dump(exclude_none=True).items() if name != "trail"}
    assert Message.model_validate({**plain, "created_at": AT.isoformat()}) == message()


def test_what_waits_or_is_being_sent_is_still_to_be_sent():
    states = ("waiting", "sending", "sent", "void", "failed")
    assert [state for state in states if rules.is_open(message(state=state))] == ["waiting", "sending"]


def test_it_is_uncertain_while_what_became_of_it_may_still_be_told():
    marked = rules.sending(message(reason="quota", waits_until=AT), AT)
    assert differs(message(), marked) == {"state": "sending", "attempt": 1, "uncertain_until": AT + LEASE}
    assert rules.is_uncertain(marked, AT + LEASE - timedelta(seconds=1))
    assert not rules.is_uncertain(marked, AT + LEASE)
    assert not rules.is_uncertain(message(state="sending"), AT)
    assert not rules.is_uncertain(message(uncertain_until=LATER), AT)
    assert rules.not_sent(marked) == message()


def test_after_so_many_attempts_nobody_tries_any_more():
    assert [rules.is_given_up(message(attempt=n)) for n in (ATTEMPTS - 1, ATTEMPTS)] == [False, True]


def test_put_off_it_waits_for_its_turn_and_an_order_just_before_that_is_meant():
    waiting = rules.put_off(message(), LATER, "quota")
    assert differs(message(), waiting) == {"waits_until": LATER, "reason": "quota"}
    assert rules.is_put_off(waiting, LATER - timedelta(seconds=31))
    assert not rules.is_put_off(waiting, LATER - timedelta(seconds=30))
    assert not rules.is_put_off(message(), AT)
    assert not rules.is_put_off(message(state="sent", waits_until=LATER), AT)


def test_sent_it_is_certain():
    marked = rules.sending(message(), AT)
    assert differs(marked, rules.sent(marked, "p1", LATER)) == {
        "state": "sent", "provider_id": "p1", "uncertain_until": None, "ended_at": LATER}  # fmt: skip


@pytest.mark.parametrize(
    "fields", [{"state": "sending", "uncertain_until": LATER}, {"state": "failed", "reason": "uncertain"}]
)
def test_what_the_provider_tells_of_was_sent(fields: dict[str, Any]):
    after = rules.told(message(**fields), "p1", None, LATER)
    assert after == message(state="sent", provider_id="p1", ended_at=LATER)


def test_what_nobody_has_tried_was_sent_before_the_table_was_brought_back():
    after = rules.told(message(waits_until=AT, reason="quota"), "p1", None, LATER)
    assert after == message(state="sent", provider_id="p1", ended_at=LATER)


@pytest.mark.parametrize(
    "fields",
    [{"state": "failed", "reason": "bounced"}, {"state": "sent", "reason": "uncertain"}, {"state": "void"},
     {"attempt": 1}, {"trail": ({"at": "2026", "state": "waiting", "by": A},)}],
)  # fmt: skip
def test_what_was_certain_stays_so(fields: dict[str, Any]):
    assert rules.told(message(**fields), "p1", None, LATER) == message(**fields)


@pytest.mark.parametrize(
    ("known", "told", "then"),
    [(None, "delivered", "delivered"), ("delivered", "opened", "opened"), ("opened", "delivered", "opened"),
     ("clicked", "opened", "clicked"), ("clicked", "complained", "complained"), ("bounced", None, "bounced")],
)  # fmt: skip
def test_what_is_told_late_takes_nothing_back(known: Fate | None, told: Fate | None, then: Fate):
    one = message(state="sent", customer=A, fate=known)
    assert rules.told(one, "p1", told, LATER) == message(state="sent", customer=A, fate=then)


def test_of_our_own_people_nobody_is_told_what_they_did_with_a_mail():
    assert rules.told(message(state="sent"), "p1", "opened", LATER).fate is None


@pytest.mark.parametrize(
    ("fate", "best", "then"),
    [("clicked", "opened", "opened"), ("opened", "delivered", "delivered"), ("opened", "opened", "opened"),
     ("opened", "clicked", "opened"), ("bounced", "delivered", "bounced"), ("delivered", "delivered", "delivered")],
)  # fmt: skip
def test_what_a_machine_did_is_taken_back(fate: Fate, best: Fate, then: Fate):
    assert rules.taken_back(message(fate=fate), best) == message(fate=then)


def test_what_was_sent_to_customers_is_remembered_longer():
    assert rules.kept(message(customer=A)) == rules.LOGGED > rules.kept(message()) == rules.KEPT


def test_it_ends_with_a_reason_and_only_failures_are_in_its_trail():
    marked = rules.put_off(rules.sending(message(), AT), LATER, "quota")
    void = rules.ended(marked, "void", "gone", LATER)
    end = {"reason": "gone", "uncertain_until": None, "waits_until": None, "ended_at": LATER}
    assert differs(marked, void) == {"state": "void", **end}
    failed = rules.ended(marked, "failed", "gone", LATER)
    step = {"at": stamp(LATER), "state": "failed", "reason": "gone"}
    assert differs(marked, failed) == {"state": "failed", **end, "trail": (step,)}


def test_what_failed_is_sent_again_as_if_it_had_never_been_tried():
    failed = rules.ended(message(attempt=5, waits_until=AT), "failed", "gone", AT)
    again = rules.again(failed, A, LATER)
    step = {"at": stamp(LATER), "state": "waiting", "by": A}
    assert again == message(trail=(*failed.trail, step))
    assert rules.again(message(state="failed", waits_until=AT), A, LATER) == message(trail=(step,))


def test_only_its_last_failures_are_told_of():
    one = message(trail=tuple({"at": str(n)} for n in range(STEPS)))
    assert rules.again(one, A, AT).trail[:-1] == one.trail[1:]
