"""What providers and web sites tell a company, on the deployed template with roles enforced (J4, J5)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from local import sns
from local.caller import Caller, Refused, eventually, lenient
from local.company import Company, settle
from local.deployment import CERTIFICATES
from local.stack import Stack
from tests.intake import providers
from tests.visits.site import RULES

pytestmark = pytest.mark.e2e

OPENED = {"id": "opened", "kind": "email_opened", "points": 2, "name": {"vi": "M", "en": "O"}}
GENERIC = "/v1/webhooks/sources/generic/keys"
FIELDS = [
    {"site": "ho_ten", "lead": "name", "required": True}, {"site": "email", "lead": "email"},
    {"site": "loi_nhan", "lead": "description"}, {"site": "ga", "lead": "client_id"},
]  # fmt: skip
CONSENT = {"field": "dong_y", "version": "2026-01", "text": "Tôi đồng ý để công ty liên hệ."}


@pytest.fixture(scope="module")
def site(stack: Stack) -> Company:
    """A company with rules for openings and visits, and a form on its site."""
    company = settle(stack, "trang-web")
    company.admin.call("PUT", "/v1/scoring/rulebook", {"rules": [*RULES, OPENED]})
    return company


@pytest.fixture(scope="module")
def form(site: Company) -> str:
    """The form's key."""
    body = {
        "code": "lien-he", "name": "Liên hệ", "fields": FIELDS, "consent": CONSENT, "honeypot": "website2",
        "defaults": {"owner": site.staff[0].id, "source": "website"},
    }  # fmt: skip
    return str(site.admin.call("POST", "/v1/sites/forms", body)["secret"]["key"])


def post(stack: Stack, path: str, body: bytes, **headers: str) -> tuple[int, Any]:
    """What is answered to a body as it is."""
    request = Request(stack.api_url() + path, body, headers, method="POST")  # noqa: S310 - our own
    try:
        with urlopen(request, timeout=60) as answer:  # noqa: S310
            text, status = answer.read(), answer.status
    except HTTPError as error:
        text, status = error.read(), error.code
    return status, json.loads(text) if text else None


def fill(stack: Stack, form: str, **fields: str) -> tuple[int, Any]:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return post(stack, f"/v1/web/forms/{form}", urlencode(fields).encode(), **kind)


def tell(stack: Stack, path: str, secret: str, *events: Any) -> str:
    """Post events in our own format, signed with a secret."""
    letter = providers.generic(secret, list(events))
    status, answer = post(stack, path, letter.content, **{"Content-Type": "application/json", **letter.headers})
    return str(answer["outcome"]) if status == 202 else f"{status} {answer['code']}"


def opened(message: str, **more: str) -> dict[str, str]:
    return {"type": "opened", "at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "message": message, **more}


def scores(call: Caller, lead: str, points: int) -> None:
    look = lenient(lambda: call("GET", f"/v1/scores/{lead}")["score"])
    eventually("the score", look, lambda score: score == points)


def lead_of(call: Caller, name: str) -> str:
    def look() -> list[str]:
        return [one["id"] for one in call("GET", "/v1/leads", limit=100)["items"] if one["name"] == name]

    (found,) = eventually(name, look, bool)
    return found


def test_an_event_of_ses_counts_by_either_entrance_and_once_by_both(stack: Stack, site: Company, nobody: Caller):
    call = site.staff[0].call
    lead = call("POST", "/v1/leads", {"name": "Hai cửa"})["id"]
    sender = sns.new(stack.outputs()["MailEventsTopicArn"])
    stack.client("s3").put_object(Bucket=CERTIFICATES, Key=sender.certificate_name, Body=sender.pem)
    told = [
        sns.open_event(tenant=site.tenant, customer=lead, message=name, to="a@x.vn", at=datetime.now(UTC))
        for name in ("posted", "queued", "both")
    ]
    for event, version in ((told[0], "1"), (told[2], "2")):
        assert (
            nobody("POST", "/v1/webhooks/ses", sns.encode(sender.notification(event, version)))["outcome"] == "accepted"
        )
    for event in told[1:]:
        stack.client("sns").publish(TopicArn=sender.topic_arn, Message=event)
    scores(call, lead, 3 * 2)
    signals = call("GET", f"/v1/scores/{lead}/signals")["items"]
    assert sorted(one["message"] for one in signals) == ["both", "posted", "queued"]


def test_secrets_change_without_a_gap_and_a_body_that_is_read_again_brings_back_what_was_lost_and_doubles_nothing(
    stack: Stack, site: Company
):
    call, admin = site.staff[0].call, site.admin.call
    lead = call("POST", "/v1/leads", {"name": "Đổi khoá"})["id"]
    old, new = (admin("POST", GENERIC, {}) for _ in range(2))
    path = old["path"]
    with pytest.raises(Refused) as third:
        admin("POST", GENERIC, {})
    assert third.value.problem["code"] == "keys_hold"
    told = [tell(stack, path, key["secret"], opened(f"m-{key['id']}", customer=lead)) for key in (old, new)]
    assert told == ["accepted"] * 2
    assert tell(stack, path, "x" * 43, opened("m0", customer=lead)) == "403 notification_rejected"
    scores(call, lead, 2 * 2)
    admin("DELETE", f"{GENERIC}/{old['id']}", version=new["version"])
    assert tell(stack, path, new["secret"], opened(f"m-{new['id']}", customer=lead, campaign="x")) == "accepted"

    key = {"pk": {"S": f"{site.tenant}#C#{lead}"}, "sk": {"S": f"SIGNAL#open#m-{old['id']}"}}
    stack.client("dynamodb").delete_item(TableName=stack.outputs()["TableName"], Key=key)
    scores(call, lead, 2)
    days = [f"{datetime.now(UTC) + timedelta(days=offset):%Y-%m-%d}" for offset in (-1, 0)]
    again = {"source": "generic", "since": days[0], "until": days[1]}
    for _ in range(2):
        admin("POST", "/v1/webhooks/replays", again)
    scores(call, lead, 2 * 2)
    assert call("POST", f"/v1/scores/{lead}/rebuild")["score"] == 2 * 2


def test_a_recipient_whom_nobody_knows_is_listed_and_counts_when_they_appear(stack: Stack, site: Company):
    call, admin = site.staff[0].call, site.admin.call
    listed = admin("GET", "/v1/webhooks/sources")["items"][0]
    for key in listed["keys"][1:]:
        admin("DELETE", f"{GENERIC}/{key['id']}")
    made = admin("POST", GENERIC, {})
    told = [opened("thu-1", email="sap-den@x.vn"), opened("thu-2", email="sap-den@x.vn"), {"type": "opened", "at": "?"}]
    assert tell(stack, made["path"], made["secret"], *told) == "accepted"

    def waiting() -> list[str]:
        return [one["reason"] for one in admin("GET", "/v1/webhooks/unmatched")["items"]]

    assert len(eventually("the list", waiting, lambda some: len(some) == 3)) == 3
    assert len(admin("GET", "/v1/webhooks/unmatched", address="sap-den@x.vn")["items"]) == 2
    lead = call("POST", "/v1/leads", {"name": "Sắp đến", "emails": ["Sap-Den@x.vn"]})["id"]
    scores(call, lead, 2 * 2)
    assert len(eventually("the rest", waiting, lambda some: len(some) == 1)) == 1


def test_visits_of_a_stranger_count_once_they_fill_in_a_form(stack: Stack, site: Company, form: str):
    call, admin = site.staff[0].call, site.admin.call
    made = admin("POST", "/v1/sites/streams", {"code": "G-E2E", "name": "Web"})
    params = {"page_location": "https://x.vn/bang-gia?utm=a", "session_id": "177", "engagement_time_msec": "600001"}
    body = json.dumps({"client_id": "123.456", "events": [{"name": "page_view", "params": params}]})
    query = urlencode({"measurement_id": "G-E2E", "api_secret": made["secret"]["key"]})
    for text in (body, body, body + " "):
        assert post(stack, f"/v1/web/mp/collect?{query}", text.encode()) == (204, None)
    assert post(stack, f"/v1/web/mp/collect?{query}x", body.encode())[0] == 403
    strangers = eventually("the stranger", lambda: admin("GET", "/v1/sites/strangers")["items"], bool)
    assert [(one["client"], one["seconds"], one["paths"]) for one in strangers] == [("123.456", 601, ["/bang-gia"])]
    assert fill(stack, form, ho_ten="Khách lạ", ga="GA1.1.123.456", dong_y="on")[0] == 200
    lead = lead_of(call, "Khách lạ")
    scores(call, lead, 100 + 10 + 1)
    assert admin("GET", "/v1/sites/strangers")["items"] == []
    assert post(stack, f"/v1/web/mp/collect?{query}", f" {body}".encode()) == (204, None)
    more = json.loads(body)
    more["events"][0]["params"] |= {"page_location": "https://x.vn/", "session_id": 178, "engagement_time_msec": 5}
    assert post(stack, f"/v1/web/mp/collect?{query}", json.dumps(more).encode()) == (204, None)
    scores(call, lead, 100 + 20 + 1)


def test_a_form_asks_for_consent_knows_machines_and_gives_who_comes_again_to_their_owner(
    stack: Stack, site: Company, form: str
):
    call, admin = site.staff[0].call, site.admin.call
    person = {"ho_ten": "Lan", "email": "lan@trang-web.example", "dong_y": "on"}
    status, problem = fill(stack, form, **{**person, "dong_y": ""})
    assert (status, problem["errors"][0]["path"], problem["errors"][0]["code"]) == (422, "/dong_y", "consent_needed")
    assert fill(stack, form, **person, website2="http://spam") == fill(stack, form, **person)
    lead = lead_of(call, "Lan")
    assert fill(stack, form, **person, loi_nhan="Xin báo giá")[0] == 200
    (activity,) = eventually("the activity", lambda: call("GET", "/v1/activities")["items"], bool)
    assert (activity["customer"], activity["subject"]) == (lead, "Liên hệ: Lan")
    sent = call("GET", "/v1/sites/submissions", customer=lead)["items"]
    assert [one["consent"]["text"] for one in sent] == [CONSENT["text"]] * 2
    shown = admin("GET", "/v1/sites/forms/lien-he")
    assert (shown["noted"], shown["trapped"], shown["unintroduced"]) == (1, 1, 0)

    def mails() -> list[str]:
        to = [mail["To"] for mail in stack.sent_mail() if mail["Type"] == "v2.SendEmail"]
        return [one for some in to for one in some if one == person["email"]]

    assert eventually("the introduction", mails, bool) == [person["email"]]
