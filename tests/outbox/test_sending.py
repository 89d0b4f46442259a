"""A message is sent once: whatever SES answers, and whatever becomes of its answer (docs/adr/0013)."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    ParamValidationError,
    ReadTimeoutError,
)

import mailing.job
import watch.schedule
from channels import ses
from channels.contents import Content, Mail, Sender, Sms, Void
from kernel import aws, clock, keys, table
from local import sns as local_sns
from local.sns import encode, new
from mailing import kinds
from outbox import model, rules
from outbox.rules import Message
from tests.intake.taken import at_once
from tests.mailing.examples import EVENTS
from tests.mailing.sent import sent
from tests.world import ENVIRONMENT, World, backend

NOW = datetime.now(UTC)
"""The queues' own clock is the real one."""
SENDER: local_sns.Sender = new(ENVIRONMENT["SES_TOPIC_ARNS"])


class Post:
    """The outbox of a company, and what is sent from it."""

    def __init__(self, world: World, patch: pytest.MonkeyPatch) -> None:
        self.world, self._patch = world, patch
        self.calls = 0
        self._ses = aws.ses()
        self.enter("m1")
        patch.setitem(vars(kinds)["KINDS"], "note", lambda *_: Mail("lan@x.vn", "Chào", "Chào Lan", "<p>Chào Lan</p>"))

    def enter(self, name: str, created_at: datetime = NOW, kind: str = "note") -> None:
        """Something is to be sent."""
        table.write(*model.entering("acme", Message(id=name, kind=kind, about="x", created_at=created_at)))

    def ses(self, error: Callable[[], Exception] | None, *, taken: bool = False) -> None:
        """What SES answers from now on; `taken`: although it took the message."""
        post = self

        class Faulty:
            def send_email(self, **request: Any) -> Any:
                post.calls += 1
                answer = post._ses.send_email(**request) if taken or error is None else {}
                if error is not None:
                    raise error()
                return answer

        self._patch.setattr(aws, "ses", Faulty)

    def turn(self, after: timedelta) -> None:
        """So long after the beginning."""
        self._patch.setattr(clock, "now", lambda: NOW + after)

    def order(self, name: str = "m1") -> None:
        body = json.dumps({"tenant": "acme", "message": name})
        mailing.job.handler({"Records": [{"messageId": "1", "body": body}]}, None)

    def message(self, name: str = "m1") -> Message:
        found = model.find("acme", name)
        assert found is not None
        return found.value

    def told(self, event_name: str, *, to: str = "", more: Any = None, **tags: Any) -> str:
        """SES tells of a message."""
        event = json.loads(json.dumps(EVENTS[event_name]))
        event.get(event_name, {}).update(more or {})
        event["mail"]["destination"] = [to] if to else event["mail"]["destination"]
        event["mail"]["tags"] = {name: [value] for name, value in tags.items()}
        return at_once(encode(SENDER.notification(json.dumps(event))))

    def delays(self) -> list[int]:
        """How long what was ordered is held back."""
        now = datetime.now(UTC).timestamp()
        return [round(message.delayed_until / 1000 - now) for message in backend("sqs").queues["MAIL"]._messages]


def refusal(code: str, status: int, said: str = "") -> Callable[[], Exception]:
    answer: Any = {"Error": {"Code": code, "Message": said or code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return lambda: ClientError(answer, "SendEmail")


@pytest.fixture
def post(world: World, monkeypatch: pytest.MonkeyPatch) -> Post:
    return Post(world, monkeypatch)


def unsent(post: Post) -> list[str]:
    return [one["sk"]["S"] for one in post.world.items() if one["pk"]["S"] == "acme#OUTBOX"]


def test_it_is_ordered_by_the_stream_and_sent_once_however_often_it_is_ordered(post: Post):
    post.world.pump()
    post.order()
    assert [mail.subject for mail in sent()] == ["Chào"]
    message = post.message()
    assert (message.state, message.attempt, message.ended_at is not None) == ("sent", 1, True)
    assert message.provider_id == backend("ses").sent_messages[0].id
    assert unsent(post) == []
    with pytest.raises(table.Refused):
        post.enter("m1")


def test_what_ses_is_asked_has_tags_and_a_configuration_set(post: Post, monkeypatch: pytest.MonkeyPatch):
    asked: list[dict[str, Any]] = []

    class Noting:
        def send_email(self, **request: Any) -> Any:
            asked.append(request)
            return {"MessageId": "1"}

    monkeypatch.setattr(aws, "ses", Noting)
    post.order()
    assert asked[0]["EmailTags"] == [
        {"Name": "tenant", "Value": "acme"}, {"Name": "kind", "Value": "note"}, {"Name": "message", "Value": "m1"},
    ]  # fmt: skip
    assert asked[0]["ConfigurationSetName"] == ENVIRONMENT["MAIL_SETTINGS"]
    assert asked[0]["FromEmailAddress"] == ENVIRONMENT["MAIL_FROM"]


def test_a_mail_may_name_its_sender_its_customer_its_campaign_and_further_headers(post: Post):
    mail = Mail(
        "lan@x.vn", "Chào", "t", "h", sender=Sender("hi@x.vn", "Cửa hàng, Huế"), reply_to="an@x.vn", customer="01A",
        campaign="tet", headers={"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )  # fmt: skip
    asked = ses._request("acme", post.message(), mail)
    assert asked["FromEmailAddress"] == "=?utf-8?b?Q+G7rWEgaMOgbmcsIEh14bq/?= <hi@x.vn>"
    assert asked["ReplyToAddresses"] == ["an@x.vn"]
    assert asked["EmailTags"] == [
        {"Name": "tenant", "Value": "acme"}, {"Name": "kind", "Value": "note"}, {"Name": "message", "Value": "m1"},
        {"Name": "customer", "Value": "01A"}, {"Name": "campaign", "Value": "tet"},
    ]  # fmt: skip
    content: Any = asked["Content"]
    headers = [{"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"}]
    assert content["Simple"]["Headers"] == headers


@pytest.mark.parametrize(
    ("error", "by_itself"),
    [
        (refusal("TooManyRequestsException", 429), True), (refusal("LimitExceededException", 400), True),
        (lambda: EndpointConnectionError(endpoint_url="https://ses"), False),
    ],
)  # fmt: skip
def test_what_ses_certainly_did_not_take_comes_again_and_was_no_attempt(
    post: Post, error: Callable[[], Exception], by_itself: bool
):
    """By itself after a pause where we ask too often, for that is no fault; else as the queue brings it back."""
    post.ses(error)
    for turn in range(rules.ATTEMPTS + 1):
        post.turn(turn * timedelta(minutes=11))
        with nullcontext() if by_itself else pytest.raises(EndpointConnectionError):
            post.order()
    assert all(55 < delay < 605 for delay in post.delays())
    assert len(post.delays()) == by_itself * (rules.ATTEMPTS + 1)
    assert (post.message().state, post.message().attempt) == ("waiting", 0)
    assert unsent(post)
    post.ses(None)
    post.turn(timedelta(hours=2))
    post.order()
    assert post.message().state == "sent"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (refusal("MessageRejected", 400), "MessageRejected"),
        (refusal("MailFromDomainNotVerifiedException", 400), "MailFromDomainNotVerifiedException"),
        (lambda: ParamValidationError(report="x"), "ParamValidation"),
    ],
)
def test_what_ses_will_never_take_has_failed_with_its_reason(
    post: Post, error: Callable[[], Exception], reason: str
):  # fmt: skip
    post.ses(error)
    post.order()
    assert (post.message().state, post.message().reason) == ("failed", reason)
    assert unsent(post) == []
    post.order()
    assert post.calls == 1


UNCERTAIN = [
    lambda: ReadTimeoutError(endpoint_url="https://ses"), lambda: ConnectionClosedError(endpoint_url="https://ses"),
    refusal("InternalServiceErrorException", 500),
]  # fmt: skip


@pytest.mark.parametrize("error", UNCERTAIN)
@pytest.mark.parametrize("event", ["send", "delivery", "bounce"])
def test_what_may_have_been_sent_waits_until_ses_tells_that_it_was(
    post: Post, error: Callable[[], Exception], event: str
):
    post.ses(error, taken=True)
    post.order()
    assert post.message().state == "sending"
    assert [one > 600 for one in post.delays()] == [True]
    post.order()  # whoever comes meanwhile
    assert (post.calls, len(post.delays())) == (1, 2)
    told = post.told(event, tenant="acme", message="m1")
    assert told == "confirmed"
    assert post.told(event, tenant="acme", message="m1") == "noted"
    post.turn(timedelta(hours=1))
    post.order()
    assert (post.calls, len(sent()), post.message().state) == (1, 1, "sent")
    assert post.message().provider_id is not None
    assert unsent(post) == []


def test_what_is_told_of_a_message_that_a_restored_table_takes_for_unsent_keeps_it_from_being_sent_twice(post: Post):
    assert post.message().state == "waiting"
    assert post.told("delivery", tenant="acme", message="m1") == "confirmed"
    post.order()
    assert (post.message().state, sent(), unsent(post)) == ("sent", [], [])


def test_what_is_told_of_the_first_time_does_not_keep_a_message_from_being_sent_again(post: Post):
    item = model.find("acme", "m1")
    assert item is not None
    failed = rules.ended(rules.sending(item.value, NOW), "failed", "refused", NOW)
    model.change("acme", item, rules.again(failed, "A", NOW))
    post.told("delivery", tenant="acme", message="m1")
    post.order()
    assert (post.message().state, len(sent())) == ("sent", 1)


def test_what_is_told_of_a_campaign_s_mail_settles_it_too(post: Post):
    post.ses(UNCERTAIN[0], taken=True)
    post.order()
    assert post.told("delivery", tenant="acme", message="m1", campaign="tet-2026") == "unmatched"
    post.turn(timedelta(hours=1))
    post.order()
    assert (post.calls, post.message().state) == (1, "sent")


def test_what_ses_tells_nothing_of_is_sent_again_and_given_up_after_some_attempts(post: Post):
    post.ses(UNCERTAIN[0])
    for attempt in range(rules.ATTEMPTS):
        post.turn(attempt * rules.LEASE)
        post.order()
    assert (post.calls, post.message().state) == (rules.ATTEMPTS, "sending")
    post.turn(rules.ATTEMPTS * rules.LEASE)
    post.order()
    assert (post.message().state, post.message().reason) == ("failed", "uncertain")
    assert unsent(post) == []


@pytest.mark.parametrize("tags", [{"tenant": "acme"}, {"message": "m1"}, {"tenant": "acme", "message": "m2"}])
def test_an_event_that_names_no_message_of_ours_settles_nothing(post: Post, tags: dict[str, str]):
    post.ses(UNCERTAIN[0])
    post.order()
    assert post.told("send", **tags) == "noted"
    assert post.message().state == "sending"


def test_an_order_that_was_lost_is_given_again(post: Post):
    post.world.company()
    post.world.pump()
    assert len(sent()) == 1
    for name in ("m2", "m3"):
        post.enter(name)
    post.world.records()  # and nobody hears of it
    post.turn(timedelta(minutes=5))
    watch.schedule.handler({}, None)
    post.world.pump()
    assert len(sent()) == 1
    post.turn(timedelta(minutes=11))
    watch.schedule.handler({}, None)
    post.world.pump()
    assert len(sent()) == 3


def test_of_several_orders_one_that_fails_does_not_stop_the_others(post: Post, monkeypatch: pytest.MonkeyPatch):
    post.enter("m2")
    note = kinds.KINDS["note"]

    def failing(tenant: str, message: Message) -> Content | Void:
        if message.id == "m1":
            raise table.Transient
        return note(tenant, message)

    monkeypatch.setitem(vars(kinds)["KINDS"], "note", failing)
    bodies = [json.dumps({"tenant": "acme", "message": name}) for name in ("m1", "m2", "nothing")]
    with pytest.raises(table.Transient):
        mailing.job.handler({"Records": [{"messageId": "1", "body": body} for body in bodies]}, None)
    assert [post.message(name).state for name in ("m1", "m2")] == ["waiting", "sent"]


def test_two_senders_at_once_send_it_once(post: Post, monkeypatch: pytest.MonkeyPatch):
    note = kinds.KINDS["note"]

    def meanwhile(tenant: str, message: Message) -> Content | Void:
        monkeypatch.setitem(vars(kinds)["KINDS"], "note", note)
        post.order()
        return note(tenant, message)

    monkeypatch.setitem(vars(kinds)["KINDS"], "note", meanwhile)
    post.order()
    assert len(sent()) == 1


def test_that_an_employee_opens_a_reminder_is_no_signal_of_a_customer_with_their_address(post: Post):
    admin = post.world.company()
    address = EVENTS["open"]["mail"]["destination"][0]
    lead = post.world.call("POST", "/v1/leads", {"name": "Hoà", "emails": [address]}, by=admin)["id"]
    assert post.told("open", tenant="acme", message="reminder-1", kind="reminder") == "noted"
    found = [one for one in post.world.items() if one["sk"]["S"].startswith(keys.SIGNAL)]
    assert found == []
    assert post.told("open", tenant="acme", message="m9") == "new", lead


def logged(post: Post) -> list[tuple[str, str]]:
    rows = [one for one in post.world.items() if one["sk"]["S"].startswith(keys.LOGGED)]
    return [(one["pk"]["S"], one["message"]["S"]) for one in rows]


def test_what_is_written_to_a_customer_is_in_their_record_s_log_and_remembered_longer(post: Post):
    message = Message(id="m2", kind="note", about="x", customer="01A", created_at=NOW)
    table.write(*model.entering("acme", message))
    assert logged(post) == [("acme#C#01A", "m2")]
    post.order("m2")
    post.order("m1")
    kept = [int(post.world.item(keys.message("acme", name), keys.MESSAGE)["expires_at"]["N"]) for name in ("m1", "m2")]
    begun = NOW.timestamp()
    assert [round((one - begun) / 86_400) for one in kept] == [rules.KEPT.days, rules.LOGGED.days]


def test_of_a_message_to_a_customer_the_furthest_that_was_told_is_remembered(post: Post):
    table.write(*model.entering("acme", Message(id="m2", kind="note", about="x", customer="01A", created_at=NOW)))
    post.order("m2")
    told = [model.confirm("acme", "m2", "p", fate) for fate in ("opened", "delivered", "opened", "bounced")]
    assert told == [True, False, False, True]
    assert post.message("m2").fate == "bounced"
    post.order("m1")
    assert not model.confirm("acme", "m1", "p", "delivered")


def test_a_text_message_of_which_nobody_will_ever_tell_is_not_sent_again(post: Post, monkeypatch: pytest.MonkeyPatch):
    class Silent:
        def publish(self, **_: Any) -> Any:
            post.calls += 1
            raise ReadTimeoutError(endpoint_url="https://sns")

    monkeypatch.setattr(aws, "texting", Silent)
    monkeypatch.setitem(vars(kinds)["KINDS"], "note", lambda *_: Sms("+84912345678", "Chào"))
    post.order()
    assert post.message().state == "sending"
    post.turn(timedelta(hours=1))
    post.order()
    assert (post.calls, post.message().state, post.message().reason) == (1, "failed", "uncertain")
