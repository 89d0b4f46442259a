"""What providers tell of mail, and the worker that reads it."""

import json
from typing import Any
from unittest.mock import patch

import intake.job
from intake import keyring
from kernel import clock
from local.sns import encode
from mailing import sns
from tests.faults.attempts import KEY, Attempt, gone
from tests.faults.given import SENDER
from tests.faults.scene import Scene
from tests.intake import providers
from tests.intake.taken import at_once
from tests.mailing.examples import EVENTS
from tests.world import Answer, client


def mail(scene: Scene, lead: str, message: str = "m1") -> str:
    event: dict[str, Any] = json.loads(json.dumps(EVENTS["open"]))
    event["mail"]["tags"] = {"tenant": [scene.admin.tenant], "customer": [lead], "message": [message]}
    return encode(SENDER.notification(json.dumps(event)))


def post(scene: Scene, body: str) -> Answer:
    with patch.object(sns, "download", lambda *_, **__: SENDER.pem):
        return scene.ask("POST", "/v1/webhooks/ses", raw=body)


def a_mail_is_opened(scene: Scene) -> Attempt:
    body = mail(scene, scene.lead())
    return lambda: post(scene, body)


def read(scene: Scene, body: str) -> Attempt:
    """What the queue tells of a body, until the worker has come through."""
    assert post(scene, body).status == 202
    (told,) = client("sqs").receive_message(QueueUrl=scene.world.queues["INTAKE"])["Messages"]
    client("sqs").delete_message(QueueUrl=scene.world.queues["INTAKE"], ReceiptHandle=told["ReceiptHandle"])
    return lambda: intake.job.handler({"Records": [{"messageId": "1", "body": told["Body"]}]}, None)


def what_a_mail_provider_told_is_read(scene: Scene) -> Attempt:
    return read(scene, mail(scene, scene.lead()))


def what_is_told_of_nobody_we_know_is_read(scene: Scene) -> Attempt:
    return read(scene, mail(scene, "01JZX5T0Q8V3M4N5P6R7S8T9W0"))


def a_provider_reports(scene: Scene) -> Attempt:
    keyring.forget()
    scene.done("POST", "/v1/webhooks/sources/mailgun/keys", {"key": providers.MAILGUN_KEY})
    letter = providers.mailgun({"event": "accepted"})
    path = f"/v1/webhooks/in/{scene.admin.tenant}/mailgun"
    return lambda: scene.ask("POST", path, raw=letter.content.decode(), **letter.headers)


def a_key_of_a_provider_is_made(scene: Scene) -> Attempt:
    body = {"key": "signing-key-of-mailgun"}
    return lambda: scene.ask("POST", "/v1/webhooks/sources/mailgun/keys", body, **KEY)


def a_key_of_a_provider_is_retired(scene: Scene) -> Attempt:
    made = scene.done("POST", "/v1/webhooks/sources/mailgun/keys", {"key": providers.MAILGUN_KEY})
    return lambda: gone(scene.ask("DELETE", f"/v1/webhooks/sources/mailgun/keys/{made['id']}"))


def bodies_are_read_again(scene: Scene) -> Attempt:
    today = f"{clock.now():%Y-%m-%d}"
    at_once(mail(scene, "01JZX5T0Q8V3M4N5P6R7S8T9W0"))
    body = {"source": "generic", "since": today, "until": today}
    return lambda: scene.ask("POST", "/v1/webhooks/replays", body, **KEY)


def whom_events_wait_for_appears(scene: Scene) -> Attempt:
    for kind in ("open", "click"):
        event: dict[str, Any] = json.loads(json.dumps(EVENTS[kind]))
        event["mail"] |= {"destination": ["hoa@x.vn"], "tags": {"tenant": [scene.admin.tenant], "message": ["m1"]}}
        at_once(encode(SENDER.notification(json.dumps(event))))
    scene.lead(emails=["hoa@x.vn"])
    order = json.dumps({"match": {"tenant": scene.admin.tenant, "address": "hoa@x.vn"}})
    return lambda: intake.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)
