"""Which addresses are not written to any more, and for how long: pure."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from kernel.clock import stamp
from suppression.rules import Suppression, cause, lifted, noted, standing, stops

AT = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def bounced(at: datetime = AT) -> Suppression:
    return noted(None, "a@x.vn", "bounce", at, "m1")


@pytest.mark.parametrize(
    ("event", "detail", "why"),
    [
        ("bounce", "permanent", "bounce"), ("bounce", "transient", None), ("bounce", "undetermined", None),
        ("bounce", None, None), ("complaint", None, "complaint"), ("unsubscribe", "all", "unsubscribe"),
        ("unsubscribe", "topic", None), ("unsubscribe", None, None),
        ("delivery", None, None), ("reject", None, None),
    ],
)  # fmt: skip
def test_only_what_is_for_good_stops_further_mail(event: str, detail: str | None, why: str | None):
    assert cause(event, detail) == why


def test_a_bounce_stops_all_mail_and_an_unsubscription_only_campaigns():
    assert (stops(bounced(), campaign=True), stops(bounced(), campaign=False)) == ("suppressed", "suppressed")
    left = noted(None, "a@x.vn", "unsubscribe", AT, "m1")
    assert (stops(left, campaign=True), stops(left, campaign=False)) == ("unsubscribed", None)
    assert stops(None, campaign=True) is None


def test_who_wants_nothing_at_all_gets_nothing_until_that_is_lifted():
    stopped = noted(None, "a@x.vn", "manual", AT, by="01A", note="said so")
    assert (stops(stopped, campaign=True), stops(stopped, campaign=False)) == ("suppressed", "suppressed")
    both = noted(stopped, "a@x.vn", "unsubscribe", AT)
    assert standing(both) == ["manual", "unsubscribe"]
    assert stops(lifted(both, {"manual": True}, "01A", "r", AT + HOUR), campaign=False) is None
    assert Suppression.model_validate(both.model_dump(exclude_none=True)) == both


def test_what_is_told_again_changes_nothing():
    assert noted(bounced(), "a@x.vn", "bounce", AT + HOUR, "m2") == bounced()


def test_one_that_was_lifted_is_stopped_by_what_came_later_only():
    free = lifted(bounced(), {"bounce": True}, "01A", "the mailbox was full", AT + HOUR)
    assert stops(free, campaign=True) is None
    assert noted(free, "a@x.vn", "bounce", AT, "m1") == free
    assert noted(free, "a@x.vn", "bounce", AT + HOUR, "m1") == free
    assert standing(noted(free, "a@x.vn", "bounce", AT + 2 * HOUR, "m2")) == ["bounce"]


def test_to_lift_one_cause_leaves_the_others():
    both = noted(bounced(), "a@x.vn", "complaint", AT, "m2")
    free = lifted(both, {"bounce": True}, "01A", "r", AT + HOUR)
    assert (standing(both), standing(free)) == (["complaint", "bounce"], ["complaint"])


def test_any_order_of_causes_ends_in_the_same():
    told = [("bounce", "m1"), ("complaint", "m2"), ("unsubscribe", "m3")]
    ends = []
    for order in permutations(told):
        now: Suppression | None = None
        for why, message in order:
            now = noted(now, "a@x.vn", why, AT, message)  # type: ignore[arg-type]
        ends.append(now)
    assert all(one == ends[0] for one in ends)


def test_what_is_stored_comes_back_as_it_was():
    free = lifted(bounced(), {"bounce": True}, None, "r", AT + HOUR)
    assert Suppression.model_validate(free.model_dump(exclude_none=True)) == free


def test_a_cause_says_who_entered_it_and_why_and_who_lifted_it_and_why():
    noted_ = noted(None, "a@x.vn", "manual", AT, "m1", by="A", note="Gọi điện")
    (cause,) = noted_.causes.values()
    assert (noted_.address, cause.message, cause.by, cause.note) == ("a@x.vn", "m1", "A", "Gọi điện")
    (gone,) = lifted(noted_, {"manual": None}, "B", "Đồng ý", AT).causes.values()
    assert (gone.lifted_by, gone.reason, gone.note) == ("B", "Đồng ý", "Gọi điện")


def test_it_is_written_without_what_is_not_known_unless_that_is_asked_for():
    known = {"at": stamp(AT), "message": "m1"}
    written = bounced().model_dump(exclude_none=True)
    assert written == {"address": "a@x.vn", "causes": {"bounce": known}}
    assert Suppression.model_validate(written) == bounced()
    unknown = dict.fromkeys(("by", "note", "lifted_at", "lifted_by", "reason"))
    assert bounced().model_dump() == {"address": "a@x.vn", "causes": {"bounce": known | unknown}}
