"""What has people reminded, and mail sent: whatever goes wrong at any call, each mail is sent once."""

import json
from typing import Any
from unittest.mock import patch

from botocore.exceptions import ReadTimeoutError

import mailing.job
import watch.schedule
from activities import reminders
from kernel import aws, clock
from local.sns import Sender, encode, new
from outbox import model as outbox
from tests.faults.attempts import Attempt
from tests.faults.scene import Scene
from tests.intake.taken import at_once
from tests.mailing.examples import EVENTS
from tests.mailing.postbox import TOPIC
from tests.world import backend

SENDER: Sender = new(TOPIC)
AT = "2026-01-05T01:00:00.000000Z"


class Minute:
    """An invocation with time left."""

    def get_remaining_time_in_millis(self) -> int:
        """How much, in milliseconds."""
        return 60_000


def _reminded(scene: Scene, number: int = 1) -> str:
    """The id of a message that is due."""
    lead = scene.lead(phones=["0912345678"])
    body = {"customer": lead, "type": "call", "subject": f"Gọi {number}", "deadline": "2099-01-01T00:00:00Z"}
    made = scene.done("POST", "/v1/activities", body | {"reminder_at": AT})["id"]
    return reminders.message(made, AT, clock.now()).id


def _handed(scene: Scene) -> dict[str, str]:
    """The order of a message that is in the outbox."""
    message = _reminded(scene)
    watch.schedule.every_minute({}, Minute())
    scene.world.records()  # the stream's own order would send it before anything goes wrong
    return {"tenant": scene.admin.tenant, "message": message}


def told(order: dict[str, str]) -> None:
    """What SES tells of a message that it took."""
    event: dict[str, Any] = json.loads(json.dumps(EVENTS["send"]))
    event["mail"]["tags"] = {name: [value] for name, value in order.items()}
    at_once(encode(SENDER.notification(json.dumps(event))))


def reminders_are_handed_over(scene: Scene) -> Attempt:
    wanted = {_reminded(scene, number) for number in (1, 2)}

    def attempt() -> None:
        watch.schedule.every_minute({}, Minute())
        if any(outbox.find(scene.admin.tenant, one) is None for one in wanted):
            raise RuntimeError("the next minute comes")

    return attempt


def a_reminder_is_sent(scene: Scene) -> Attempt:
    order = _handed(scene)

    def attempt() -> None:
        if backend("ses").sent_messages:
            told(order)
        mailing.job.handler({"Records": [{"messageId": "1", "body": json.dumps(order)}]}, None)
        item = outbox.find(order["tenant"], order["message"])
        if item is None or item.state != "sent":
            raise RuntimeError("its order comes back")

    return attempt


def it_is_told_that_a_mail_was_sent(scene: Scene) -> Attempt:
    order = _handed(scene)

    class Silent:
        """Takes what it is given, and does not say so."""

        def send_email(self, **_: object) -> None:
            raise ReadTimeoutError(endpoint_url="https://ses")

    with patch.object(aws, "ses", Silent):
        mailing.job.handler({"Records": [{"messageId": "1", "body": json.dumps(order)}]}, None)
    return lambda: told(order)


def reported(scene: Scene, name: str, tags: dict[str, str]) -> None:
    """SES tells of a mail to lan@x.vn."""
    event: dict[str, Any] = json.loads(json.dumps(EVENTS[name]))
    tags = {"tenant": scene.admin.tenant, **tags}
    event["mail"] |= {"tags": {tag: [value] for tag, value in tags.items()}, "destination": ["lan@x.vn"]}
    body = encode(SENDER.notification(json.dumps(event)))
    at_once(body)


def an_address_bounces_for_good(scene: Scene) -> Attempt:
    return lambda: reported(scene, "bounce", {"message": "m1"})
