"""Text messages and Zalo, on the deployed template with roles enforced: sent, delivered, failed and sent again (J3)."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.request import Request, urlopen

import pytest

from local.caller import Caller, eventually
from local.company import Company
from local.stack import Stack
from local.zalo import APP, SECRET, Zalo

pytestmark = pytest.mark.e2e

OA_SECRET = "an-oa-secret"
NOTICE = {"channel": "zns", "template": "123456", "data": {"ten": "{{name}}"}}


@pytest.fixture(scope="module")
def lead(company: Company) -> str:
    """A customer of a company that writes over every channel."""
    admin = company.admin.call
    credentials = {"app_id": APP, "app_secret": SECRET, "refresh_token": "refresh-0"}
    admin("PUT", "/v1/messages/channels/zalo/credentials", credentials)
    admin("POST", "/v1/webhooks/sources/zalo/keys", {"key": OA_SECRET})
    admin("PUT", "/v1/messages/channels", {"sms": {"on": True, "sender_id": "Acme1"}, "zalo": {"on": True}})
    body = {"name": "Lan", "phones": ["0912345678"], "zalo_user": "8711234567890123456"}
    return str(company.staff[0].call("POST", "/v1/leads", body)["id"])


def write(call: Caller, wording: Any, lead: str) -> None:
    """Write to somebody, and see that it was no record's fault if nothing came of it."""
    job = call("POST", "/v1/messages/sendings", {"wording": wording, "records": [lead]})["job"]
    done = eventually("the job", lambda: call("GET", f"/v1/jobs/{job}"), lambda one: one["state"] == "done")
    assert done["done"] == 1


def newest(call: Caller, lead: str, state: str) -> dict[str, Any]:
    """The last message to a record, once it is in a state."""

    def look() -> dict[str, Any]:
        found: dict[str, Any] = call("GET", f"/v1/messages/records/{lead}")["items"][0]
        return found

    return eventually(f"a message that is {state}", look, lambda one: one["state"] == state)


def test_a_text_message_goes_to_a_mobile_number_once(stack: Stack, company: Company, lead: str):
    call = company.staff[0].call
    write(call, {"channel": "sms", "text": "Chao {{name}}", "unaccented": True}, lead)
    newest(call, lead, "sent")
    with urlopen(f"{stack.endpoint()}/_ministack/sns/sms-messages") as answer:  # noqa: S310 - our own
        text = answer.read().decode()
    assert (text.count("+84912345678"), text.count("Chao Lan")) >= (1, 1)
    assert text.count('"Chao Lan"') == 1


def test_a_notice_is_delivered_when_zalo_says_so(stack: Stack, company: Company, zalo: Zalo, lead: str):
    call = company.staff[0].call
    write(call, NOTICE, lead)
    message = newest(call, lead, "sent")
    (taken,) = [one for one in zalo.taken if one.body.get("tracking_id") == message["id"]]
    assert (taken.body["phone"], taken.body["template_data"]) == ("84912345678", {"ten": "Lan"})
    report(stack, message["id"])
    newest(call, lead, "delivered")


def test_what_zalo_refused_is_seen_and_sent_again_by_an_administrator(company: Company, zalo: Zalo, lead: str):
    call, admin = company.staff[0].call, company.admin.call
    zalo.answers.append((200, {"error": -144, "message": "over quota"}))
    write(call, {"channel": "zalo", "text": "Chào {{name}}"}, lead)
    failed = newest(call, lead, "failed")
    assert failed["reason"] == "zalo-144"
    (seen,) = [one for one in admin("GET", "/v1/email/messages", state="failed")["items"] if one["id"] == failed["id"]]
    admin("POST", f"/v1/email/messages/{seen['id']}/resend", {}, version=seen["version"])
    newest(call, lead, "sent")
    assert [one.body["message"]["text"] for one in zalo.taken if "message" in one.body] == ["Chào Lan"]
    history = [one["state"] for one in admin("GET", f"/v1/email/messages/{seen['id']}")["history"]]
    assert history == ["failed", "waiting"]


def report(stack: Stack, message: str) -> None:
    """Zalo tells that a notice reached its phone, as it signs that."""
    at = str(int(datetime.now(UTC).timestamp() * 1000))
    about = {"delivery_time": at, "msg_id": "z", "tracking_id": message}
    told = {"event_name": "user_received_message", "app_id": APP, "timestamp": at, "message": about}
    body = json.dumps(told)
    mac = "mac=" + sha256(f"{APP}{body}{at}{OA_SECRET}".encode()).hexdigest()
    headers = {"X-ZEvent-Signature": mac, "Content-Type": "application/json"}
    with urlopen(Request(f"{stack.api_url()}/v1/webhooks/in/acme/zalo", body.encode(), headers)) as answer:  # noqa: S310
        assert answer.status == 202
