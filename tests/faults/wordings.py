"""What mails say, and those that are sent by themselves: whatever goes wrong at any call, each is sent once."""

import json
from typing import Any
from unittest.mock import patch

from botocore.exceptions import ClientError

import mailing.job
from kernel import aws
from outbox import model as outbox
from tests.faults.attempts import KEY, Attempt, gone
from tests.faults.mails import told
from tests.faults.scene import Scene
from tests.world import backend

TEMPLATES = "/v1/email/templates"
WORDS = {"subject": "Chào {{ name }}", "text": "Chào {{ name }}."}
LAN = {"emails": ["lan@khach.vn"], "requirement": {"type": "water", "answers": {"discharge-capacity": "5"}}}


def _sent(scene: Scene, message: str) -> Attempt:
    """The sender's work on a message that is in the outbox, until it is sent."""
    order = {"tenant": scene.admin.tenant, "message": message}
    scene.world.records()  # the stream's own order would send it before anything goes wrong

    def attempt() -> None:
        if backend("ses").sent_messages:
            told(order)
        mailing.job.handler({"Records": [{"messageId": "1", "body": json.dumps(order)}]}, None)
        item = outbox.find(order["tenant"], message)
        if item is None or item.state != "sent":
            raise RuntimeError("its order comes back")

    return attempt


def an_introduction_is_sent(scene: Scene) -> Attempt:
    return _sent(scene, f"introduction-{scene.lead(**LAN)}")


def _deal(scene: Scene) -> str:
    scene.done("PUT", "/v1/email/settings", {"introduction": False})
    lead = scene.lead(**LAN)
    return str(scene.done("POST", f"/v1/leads/{lead}/convert-to-opportunity", {})["opportunity"]["id"])


def a_confirmation_is_sent(scene: Scene) -> Attempt:
    return _sent(scene, f"confirmation-{_deal(scene)}")


def a_notice_is_sent(scene: Scene) -> Attempt:
    return _sent(scene, f"notice-{_deal(scene)}")


TET = {"code": "tet", "purpose": "campaign", "vi": WORDS}


def a_test_is_asked_for(scene: Scene) -> Attempt:
    lead = scene.lead(**LAN)
    scene.done("POST", TEMPLATES, TET)
    scene.world.pump()
    return lambda: scene.ask("POST", f"{TEMPLATES}/tet/test", {"customer": lead}, **KEY)


def a_mail_is_looked_at(scene: Scene) -> Attempt:
    lead = scene.lead(**LAN)
    scene.world.pump()
    return lambda: scene.ask("POST", f"{TEMPLATES}/introduction/preview", {"customer": lead, "wording": WORDS}, **KEY)


def a_mail_template_is_made(scene: Scene) -> Attempt:
    return lambda: scene.ask("POST", TEMPLATES, TET, **KEY)


def a_mail_is_worded_anew(scene: Scene) -> Attempt:
    scene.done("POST", TEMPLATES, TET)
    return lambda: scene.ask("PUT", f"{TEMPLATES}/tet", {"vi": {**WORDS, "text": "a"}})


def a_mail_says_again_what_it_said_at_first(scene: Scene) -> Attempt:
    scene.done("PUT", f"{TEMPLATES}/introduction", {"vi": WORDS})
    return lambda: gone(scene.ask("DELETE", f"{TEMPLATES}/introduction"))


def mails_are_switched_off(scene: Scene) -> Attempt:
    return lambda: scene.ask("PUT", "/v1/email/settings", {"notice": False, "name": "Công ty Nước"})


class _Refusing:
    """An SES that takes nothing."""

    def send_email(self, **_: object) -> None:
        answer: Any = {"Error": {"Code": "MessageRejected"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
        raise ClientError(answer, "SendEmail")


def what_could_not_be_sent_is_sent_after_all(scene: Scene) -> Attempt:
    message = f"introduction-{scene.lead(**LAN)}"
    with patch.object(aws, "ses", _Refusing):
        scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/email/messages/{message}/resend", **KEY)
