"""What is written to customers over channels: whatever goes wrong at any call, each is written to once."""

import json

import bulk.job
import mailing.job
from outbox import model as outbox
from tests.faults.attempts import KEY, Attempt
from tests.faults.mails import told
from tests.faults.scene import Scene
from tests.world import backend

SMS = {"channel": "sms", "text": "Chao {{name}}"}
NOBODY = "01JZX5T0Q8V3M4N5P6R7S8T9A1"


def _on(scene: Scene) -> None:
    scene.done("PUT", "/v1/messages/channels", {"sms": {"on": True}})


def channels_are_set(scene: Scene) -> Attempt:
    body = {"sms": {"on": True, "sender_id": "Acme1"}}
    return lambda: scene.ask("PUT", "/v1/messages/channels", body, **{"if-match": '"0"'})


def zalo_gets_new_credentials(scene: Scene) -> Attempt:
    body = {"app_id": "12345", "app_secret": "a-secret", "refresh_token": "a-token-1"}
    return lambda: scene.ask("PUT", "/v1/messages/channels/zalo/credentials", body, **{"if-match": '"0"'})


def customers_are_written_to(scene: Scene) -> Attempt:
    _on(scene)
    body = {"wording": SMS, "records": [scene.lead(phones=["0912345678"]), NOBODY, scene.lead()]}
    return lambda: scene.ask("POST", "/v1/messages/sendings", body, **KEY)


def _ordered(scene: Scene) -> dict[str, object]:
    """The first step of a sending, of which the stream has said nothing."""
    _on(scene)
    records = [scene.lead(phones=["0912345678"]), NOBODY, scene.lead(phones=["0987654321"])]
    job = scene.done("POST", "/v1/messages/sendings", {"wording": SMS, "records": records})["job"]
    scene.world.records()
    return {"pk": f"{scene.admin.tenant}#JOBS#{scene.admin.id}", "sk": f"JOB#{job}", "step": 0}


def a_sending_is_worked_off(scene: Scene) -> Attempt:
    order = {"messageId": "1", "body": json.dumps(_ordered(scene))}
    return lambda: bulk.job.handler({"Records": [order]}, None)


def a_mail_that_somebody_wrote_is_sent(scene: Scene) -> Attempt:
    lead = scene.lead(emails=["lan@x.vn"])
    wording = {"channel": "email", "subject": "Chào", "text": "Kính gửi"}
    job = scene.done("POST", "/v1/messages/sendings", {"wording": wording, "records": [lead]})
    step = {"pk": f"{scene.admin.tenant}#JOBS#{scene.admin.id}", "sk": f"JOB#{job['job']}", "step": 0}
    scene.world.records()
    bulk.job.handler({"Records": [{"messageId": "1", "body": json.dumps(step)}]}, None)
    found = scene.world.records()
    (message,) = [one["dynamodb"]["NewImage"]["message"]["S"] for one in found if _is_logged(one)]
    order = {"tenant": scene.admin.tenant, "message": message}

    def attempt() -> None:

        if backend("ses").sent_messages:
            told(order)
        mailing.job.handler({"Records": [{"messageId": "1", "body": json.dumps(order)}]}, None)
        item = outbox.find(order["tenant"], order["message"])
        if item is None or item.state != "sent":
            raise RuntimeError("its order comes back")

    return attempt


def _is_logged(record: dict[str, dict[str, dict[str, dict[str, str]]]]) -> bool:
    return record["dynamodb"]["Keys"]["sk"]["S"].startswith("SENT#")
