"""What could not be sent is seen, and sent after all by who mends its cause: once."""

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from unittest.mock import patch

import pytest
from botocore.exceptions import ClientError

from kernel import aws, clock, keys
from tests.mailing.sent import sent
from tests.world import Answer, Person, World, backend, deliver

PATH = "/v1/email/messages"


class Refusing:
    """An SES that takes nothing, until it is well."""

    def __init__(self) -> None:
        self.real, self.code = aws.ses(), "MessageRejected"

    def __call__(self) -> "Refusing":
        return self

    def send_email(self, **request: Any) -> Mapping[str, str]:
        if self.code:
            answer: Any = {"Error": {"Code": self.code}, "ResponseMetadata": {"HTTPStatusCode": 400}}
            raise ClientError(answer, "SendEmail")
        return self.real.send_email(**request)


@pytest.fixture
def ask(world: World, admin: Person) -> Any:
    def call(method: str, path: str, body: Any = None, key: str | None = None, **query: Any) -> Answer:
        return world.call(method, path, body, by=admin, headers={"idempotency-key": key} if key else {}, **query)

    return call


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> Refusing:
    ses = Refusing()
    monkeypatch.setattr(aws, "ses", ses)
    return ses


def failed(ask: Any, world: World, number: int = 1) -> list[str]:
    """Introductions that failed."""
    leads = [ask("POST", "/v1/leads", {"name": "A", "emails": ["lan@x.vn"]})["id"] for _ in range(number)]
    world.pump()
    return [f"introduction-{lead}" for lead in leads]


@pytest.mark.usefixtures("refusing")
def test_what_failed_is_listed_page_by_page_and_says_why_but_not_what(world: World, ask: Any):
    wanted = failed(ask, world, 3)
    first = ask("GET", PATH, limit=2)
    rest = ask("GET", PATH, limit=2, cursor=first["next_cursor"])
    found = [*first["items"], *rest["items"]]
    assert sorted(one["id"] for one in found) == sorted(wanted)
    assert {(one["state"], one["reason"], one["attempt"]) for one in found} == {("failed", "MessageRejected", 1)}
    assert "lan@x.vn" not in first.raw
    assert "kính" not in first.raw


def test_what_failed_is_sent_after_all_once(world: World, ask: Any, refusing: Refusing, admin: Person):
    (message,) = failed(ask, world)
    assert ask("POST", f"{PATH}/{message}/resend")["attempt"] == 0
    world.pump()
    assert ask("GET", f"{PATH}/{message}")["state"] == "failed"
    refusing.code = ""
    first, again = (ask("POST", f"{PATH}/{message}/resend", key="k") for _ in range(2))
    assert (first.status, again.raw) == (200, first.raw)
    world.pump()
    deliver(world.history)
    world.pump()
    assert len(sent()) == 1
    now = ask("GET", f"{PATH}/{message}")
    assert (now["state"], now["attempt"], now["reason"]) == ("sent", 1, None)
    assert [(step["state"], step["reason"], step["by"]) for step in now["history"]] == [
        ("failed", "MessageRejected", None), ("waiting", None, admin.id),
        ("failed", "MessageRejected", None), ("waiting", None, admin.id),
    ]  # fmt: skip
    refused = ask("POST", f"{PATH}/{message}/resend")
    assert (refused.status, refused["code"]) == (409, "wrong_state")
    assert ask("GET", PATH)["items"] == []
    assert not [one for one in world.items() if one["pk"]["S"].endswith(("#FAILED", "#OUTBOX"))]


def test_what_is_still_to_be_sent_is_listed_too(ask: Any):
    lead = ask("POST", "/v1/leads", {"name": "A", "emails": ["lan@x.vn"]})["id"]
    waiting = ask("GET", PATH, state="waiting")
    assert [(one["id"], one["state"]) for one in waiting["items"]] == [(f"introduction-{lead}", "waiting")]
    assert ask("GET", PATH)["items"] == []


@pytest.mark.parametrize("code", ["TooManyRequestsException", "ThrottlingException", "LimitExceededException"])
def test_asking_too_often_is_no_attempt_and_nothing_is_lost(world: World, ask: Any, refusing: Refusing, code: str):
    refusing.code = code
    lead = ask("POST", "/v1/leads", {"name": "A", "emails": ["lan@x.vn"]})["id"]
    world.pump()
    (waits,) = backend("sqs").queues["MAIL"]._messages
    assert 55 < waits.delayed_until / 1000 - time.time() < 605
    now = ask("GET", f"{PATH}/introduction-{lead}")
    assert (now["state"], now["attempt"]) == ("waiting", 0)
    refusing.code, later = "", datetime.fromisoformat(now["waits_until"])
    with patch.object(clock, "now", lambda: later):
        deliver([one for one in world.history if one["dynamodb"]["Keys"]["sk"]["S"] == keys.MESSAGE])
        world.pump()
    assert len(sent()) == 1


def test_a_template_that_cannot_say_it_fails_visibly_and_is_sent_when_it_is_mended(world: World, ask: Any):
    rare = {"subject": "a", "text": "{% if name == 'Lan' %}{{ name > 5 }}{% endif %}"}
    assert ask("PUT", "/v1/email/templates/introduction", {"vi": rare}).status == 200
    lead = ask("POST", "/v1/leads", {"name": "Lan", "emails": ["lan@x.vn"]})["id"]
    world.pump()
    (found,) = ask("GET", PATH)["items"]
    assert (found["reason"], found["attempt"]) == ("wording_syntax", 0)
    ask("DELETE", "/v1/email/templates/introduction")
    ask("POST", f"{PATH}/introduction-{lead}/resend")
    world.pump()
    assert [mail.subject for mail in sent()] == ["Acme kính chào Lan"]
