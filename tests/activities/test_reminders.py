"""Each reminder is sent once, to who is to do it then, and none for what is done, moved or gone (E2)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest

import watch.schedule
from activities import reminders
from kernel import clock, keys, table
from outbox import model as outbox
from outbox import settings
from tests.activities.tasks import Tasks
from tests.mailing.sent import Sent, sent
from tests.world import deliver

AT = "2026-01-05T08:00:00+07:00"
DEADLINE = "2026-01-05T09:30:00+07:00"
EARLY, DUE = datetime(2026, 1, 5, 0, 59, 59, tzinfo=UTC), datetime(2026, 1, 5, 1, 0, 1, tzinfo=UTC)


class Hour:
    """A Lambda invocation with time left."""

    def get_remaining_time_in_millis(self) -> int:
        return 60_000


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    def turn(now: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: now)

    turn(EARLY)
    return turn


def minute(firm: Tasks) -> list[Sent]:
    """What is sent when the schedule looks, and all that follows has happened."""
    before = len(sent())
    watch.schedule.every_minute({}, Hour())
    firm.world.pump()
    return sent()[before:]


def reminded(firm: Tasks, **fields: Any) -> str:
    return firm.task(**{"subject": "Gọi lại", "deadline": DEADLINE, "reminder_at": AT, **fields})


def nothing_is_left(firm: Tasks) -> bool:
    return not [one for one in firm.world.items() if one["pk"]["S"].endswith(("#REMINDERS", "#OUTBOX"))]


def test_it_is_sent_once_when_it_is_due_and_says_what_is_to_be_done(firm: Tasks, at: Callable[[datetime], None]):
    reminded(firm, subject="Gọi <b>lại</b>", start=DEADLINE)
    assert minute(firm) == []
    at(DUE)
    (mail,) = minute(firm)
    assert mail.to == ["s1@acme.example"]
    assert mail.subject == "Nhắc việc: Gọi <b>lại</b>"
    assert "<b>" not in mail.html
    text = unescape(mail.html)
    for said in ("Gọi <b>lại</b>", "Hạn: 09:30 ngày 05/01/2026 (Asia/Ho_Chi_Minh)", "Nhà máy A"):
        assert said in text
    assert '<a href="tel:+84912345678">' in text
    assert minute(firm) == []
    deliver(firm.world.history)
    at(DUE + timedelta(hours=1))
    watch.schedule.handler({}, None)
    assert minute(firm) == []
    assert nothing_is_left(firm)


def test_it_speaks_the_companys_language_and_names_its_clocks(firm: Tasks, at: Callable[[datetime], None]):
    settings = {"locale": "en", "time_zone": "Europe/Berlin", "currency": "VND"}
    assert firm.call("PUT", "/v1/settings", settings, firm.admin).status == 200
    reminded(firm)
    at(DUE)
    (mail,) = minute(firm)
    assert mail.subject == "Reminder: Gọi lại"
    assert "Deadline: 03:30 5 January 2026 (Europe/Berlin)" in mail.html
    ours = settings | {"locale": "vi", "time_zone": clock.HOME}
    assert firm.call("PUT", "/v1/settings", ours, firm.admin).status == 200


def test_who_does_not_see_the_customer_is_told_neither_name_nor_phone(firm: Tasks, at: Callable[[datetime], None]):
    reminded(firm, assignee=firm.stranger.id)
    at(DUE)
    (mail,) = minute(firm)
    assert mail.to == ["s3@acme.example"]
    assert "Nhà máy" not in mail.html
    assert "tel:" not in mail.html


def moved(firm: Tasks, task: str) -> None:
    assert firm.alter(task, reminder_at="2026-01-05T09:00:00+07:00").status == 200


def taken_away(firm: Tasks, task: str) -> None:
    assert firm.call("DELETE", f"/v1/activities/{task}").status == 204


def completed(firm: Tasks, task: str) -> None:
    assert firm.call("POST", f"/v1/activities/{task}/complete", {}).status == 200


def cancelled(firm: Tasks, task: str) -> None:
    assert firm.call("POST", f"/v1/activities/{task}/cancel", {}).status == 200


def resolved(firm: Tasks, task: str) -> None:
    assert firm.alter(task, status="resolved").status == 200


def without_reminder(firm: Tasks, task: str) -> None:
    assert firm.alter(task, reminder_at=None).status == 200


def with_its_customer_in_the_trash(firm: Tasks, _task: str) -> None:
    assert firm.call("DELETE", f"/v1/leads/{firm.lead}", headers={"if-match": '"1"'}).status == 200


def with_its_collection_gone(firm: Tasks, task: str) -> None:
    """As a purge leaves it."""
    pk = keys.customer(firm.admin.tenant, firm.lead)
    pointer = keys.document_pointer(firm.admin.tenant, task), keys.POINTER
    table.write(table.delete((pk, keys.document(keys.ACTIVITY, task))), table.delete(pointer))


def given_to_who_has_left(firm: Tasks, task: str) -> None:
    person = firm.world.employee(firm.owner.department, f"L{task[-6:]}")
    assert firm.alter(task, assignee=person.id).status == 200
    assert firm.call("PATCH", f"/v1/employees/{person.id}", {"active": False}, firm.admin).status == 200


ENDS = (
    moved, taken_away, completed, cancelled, resolved, without_reminder, with_its_customer_in_the_trash,
    with_its_collection_gone, given_to_who_has_left,
)  # fmt: skip


@pytest.mark.parametrize("change", ENDS)
@pytest.mark.parametrize("handed_over", [False, True])
def test_nobody_is_reminded_of_what_is_done_moved_or_gone(
    firm: Tasks, at: Callable[[datetime], None], change: Callable[[Tasks, str], None], handed_over: bool
):
    task = reminded(firm)
    at(DUE)
    if handed_over:
        watch.schedule.every_minute({}, Hour())
    change(firm, task)
    assert minute(firm) == []
    if change is not moved:
        assert nothing_is_left(firm)
        return
    at(DUE + timedelta(hours=1))
    assert len(minute(firm)) == 1


def test_a_company_that_wants_none_has_none_written_nor_sent_later(firm: Tasks, at: Callable[[datetime], None]):
    reminded(firm)
    firm.world.pump()
    there = len(firm.world.items())
    for wanted in (False, True):
        before = settings.settings("acme", consistent=True)
        table.write(settings.saving(before, settings.EmailSettings(reminder=wanted)))
        at(DUE)
        assert minute(firm) == []
    assert nothing_is_left(firm)
    assert len(firm.world.items()) == there  # an entry less, and the settings


def given_to_another(firm: Tasks, task: str) -> str:
    assert firm.alter(task, assignee=firm.neighbour.id).status == 200
    return "s2@acme.example"


def merged(firm: Tasks, _task: str) -> str:
    other = firm.call("POST", "/v1/leads", {"name": "B"})["id"]
    assert firm.call("POST", f"/v1/leads/{other}/merge", {"absorbed": firm.lead}).status < 300
    return "s1@acme.example"


def test_whoever_is_to_do_it_at_that_moment_is_reminded(firm: Tasks, at: Callable[[datetime], None]):
    for change in (given_to_another, merged):
        at(EARLY)
        task = reminded(firm)
        at(DUE)
        watch.schedule.every_minute({}, Hour())
        wanted = change(firm, task)
        assert [mail.to for mail in minute(firm)] == [[wanted]]


def test_a_transfer_hands_the_reminder_on(firm: Tasks, at: Callable[[datetime], None]):
    reminded(firm)
    body = {"employees": [firm.stranger.id], "carry_over": ["activities"]}
    at(EARLY + timedelta(seconds=1))
    assert firm.call("POST", f"/v1/customers/{firm.lead}/transfer", body, firm.admin).status == 200
    firm.world.pump()
    at(DUE)
    assert [mail.to for mail in minute(firm)] == [["s3@acme.example"]]


def test_what_was_reminded_of_is_not_again_when_it_is_taken_up_again_or_changed(
    firm: Tasks, at: Callable[[datetime], None]
):
    task = reminded(firm)
    at(DUE)
    assert len(minute(firm)) == 1
    firm.alter(task, subject="Khác")
    completed(firm, task)
    firm.alter(task, status="in_progress")
    assert minute(firm) == []
    assert nothing_is_left(firm)


def test_what_was_void_is_sent_once_there_is_reason_again(firm: Tasks, at: Callable[[datetime], None]):
    task = reminded(firm)
    at(DUE)
    watch.schedule.every_minute({}, Hour())
    completed(firm, task)
    assert minute(firm) == []
    firm.alter(task, status="in_progress")
    assert len(minute(firm)) == 1
    assert minute(firm) == []


def test_what_should_have_been_sent_long_ago_is_no_news(firm: Tasks, at: Callable[[datetime], None]):
    task = reminded(firm)
    at(DUE + timedelta(days=2))
    assert minute(firm) == []
    digits = "20260105010000000000"
    item = outbox.find("acme", f"reminder-{task}-{digits}")
    assert item is not None
    assert (item.value.state, item.value.reason) == ("void", "late")


def test_a_page_after_the_other_until_all_are_handed_over_and_what_fails_stays(
    firm: Tasks, at: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
):
    tasks = [reminded(firm) for _ in range(5)]
    at(DUE)
    monkeypatch.setattr(reminders, "AT_ONCE", 2)
    hand_over = reminders._hand_over

    def failing(tenant: str, sk: str, now: datetime) -> bool:
        if sk.endswith(tasks[0]):
            raise table.Transient
        return hand_over(tenant, sk, now)

    with monkeypatch.context() as patch:
        patch.setattr(reminders, "_hand_over", failing)
        assert len(minute(firm)) == 4
        assert reminders.hand_over(lambda: False) == 0
    assert len(minute(firm)) == 1


def test_one_that_is_moved_just_before_it_is_handed_over_is_not(firm: Tasks, at: Callable[[datetime], None]):
    task = reminded(firm)
    at(DUE)
    (entry,) = [one["sk"]["S"] for one in firm.world.items() if one["pk"]["S"] == keys.reminders("acme")]
    moved(firm, task)
    assert reminders._hand_over("acme", entry, DUE) is False
    assert outbox.find("acme", reminders.message(task, entry.partition("#")[0], DUE).id) is None
    taken_away(firm, task)


def test_who_gets_it_from_somebody_who_has_left_is_reminded_if_nobody_was(
    firm: Tasks, at: Callable[[datetime], None]
):  # fmt: skip
    task, other = reminded(firm), reminded(firm)
    at(DUE)
    given_to_who_has_left(firm, task)
    assert [mail.to for mail in minute(firm)] == [["s1@acme.example"]]
    for one in (task, other):
        firm.alter(one, assignee=firm.neighbour.id)
    assert [mail.to for mail in minute(firm)] == [["s2@acme.example"]]
    assert nothing_is_left(firm)
