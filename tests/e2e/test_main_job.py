"""The main flows on the deployed template, with roles enforced."""

import io
import json
from datetime import UTC, datetime
from typing import Any
from urllib.request import Request, urlopen

import openpyxl
import pytest

from local import sns
from local.caller import Caller, Refused, eventually, lenient
from local.company import Company, invoke
from local.deployment import CERTIFICATES
from local.stack import Stack
from tests.intake import providers

pytestmark = pytest.mark.e2e


def score_of(call: Caller, customer: str, points: int) -> dict[str, Any]:
    look = lenient(lambda: call("GET", f"/v1/scores/{customer}"))
    found: dict[str, Any] = eventually("the score", look, lambda score: bool(score) and score["score"] == points)
    return found


def test_a_signed_open_scores_once_however_often_it_is_delivered(stack: Stack, company: Company, nobody: Caller):
    call = company.staff[0].call
    lead = call("POST", "/v1/leads", {"name": "Đông Á", "source": "referral", "emails": ["a@khach.example"]})
    score_of(call, lead["id"], 15)
    sender = sns.new(stack.outputs()["MailEventsTopicArn"])
    stack.client("s3").put_object(Bucket=CERTIFICATES, Key=sender.certificate_name, Body=sender.pem)
    event = sns.open_event(tenant="acme", customer=lead["id"], message="m1", to="a@khach.example", at=datetime.now(UTC))
    once, letters = sns.encode(sender.notification(event)), [sns.encode(sender.notification(event)) for _ in range(3)]
    outcomes = [nobody("POST", "/v1/webhooks/ses", body)["outcome"] for body in (once, once, *letters)]
    assert outcomes == ["accepted", "repeated", *["accepted"] * 3]
    stack.client("sns").publish(TopicArn=sender.topic_arn, Message=event)
    score = score_of(call, lead["id"], 17)
    assert sum(c["points"] for c in score["contributions"]) == 17
    rebuilt = call("POST", f"/v1/scores/{lead['id']}/rebuild")
    assert rebuilt["score"] == 17
    assert [c | {"evidence": []} for c in score["contributions"]] == rebuilt["contributions"]


def test_what_a_companys_own_provider_reports_is_let_in_by_its_key_and_scores(
    stack: Stack, company: Company, nobody: Caller
):
    call, admin = company.staff[0].call, company.admin.call
    lead = call("POST", "/v1/leads", {"name": "Tây Á", "source": "referral", "emails": ["b@khach.example"]})
    score_of(call, lead["id"], 15)
    made = admin("POST", "/v1/webhooks/sources/generic/keys", {})
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    letter = providers.generic(
        made["secret"], [{"type": "opened", "at": at, "message": "m9", "email": "b@khach.example"}]
    )
    request = Request(stack.api_url() + made["path"], letter.content, {**letter.headers, "Content-Type": "text/plain"})  # noqa: S310 - our own
    for outcome in ("accepted", "repeated"):
        with urlopen(request) as answer:  # noqa: S310
            assert (answer.status, json.load(answer)) == (202, {"outcome": outcome})
    score_of(call, lead["id"], 17)
    assert admin("GET", "/v1/webhooks/unmatched")["items"] == []
    with pytest.raises(Refused) as refused:
        nobody("POST", made["path"], {"events": []})
    assert refused.value.status == 403


def test_a_notification_with_another_body_than_was_signed_is_refused(stack: Stack, nobody: Caller):
    sender = sns.new(stack.outputs()["MailEventsTopicArn"])
    stack.client("s3").put_object(Bucket=CERTIFICATES, Key=sender.certificate_name, Body=sender.pem)
    with pytest.raises(Refused) as refused:
        nobody("POST", "/v1/webhooks/ses", sns.encode(sender.notification("{}") | {"Message": "{ }"}))
    assert refused.value.status == 403
    assert refused.value.problem["code"] == "notification_rejected"


def test_a_contract_moves_a_customer_up_and_its_cancelling_back(stack: Stack, company: Company):
    admin, call = company.admin.call, company.staff[0].call
    tier = {"id": "gold", "name": {"vi": "Vàng", "en": "Gold"}, "colour": "#D4AF37", "discount": 5, "min_amount": 100}
    admin("PUT", "/v1/tiers", {"tiers": [tier]})
    lead = call("POST", "/v1/leads", {"name": "Cà Mau"})
    call("POST", f"/v1/leads/{lead['id']}/convert")
    contract = call("POST", "/v1/contracts", {"customer": lead["id"], "date": "2026-11-22", "amount": 100})
    call("POST", f"/v1/contracts/{contract['id']}/confirm")
    eventually("gold", lambda: call("GET", f"/v1/customers/{lead['id']}"), lambda c: c["tier"] == "gold")
    call("POST", f"/v1/contracts/{contract['id']}/cancel")
    eventually("no tier", lambda: call("GET", f"/v1/customers/{lead['id']}"), lambda c: c["tier"] is None)

    other = call("POST", "/v1/contracts", {"customer": lead["id"], "date": "2026-11-22", "amount": 50})
    call("POST", f"/v1/contracts/{other['id']}/confirm")
    standing = f"/v1/tiers/customers/{lead['id']}"
    eventually("the revenue", lambda: call("GET", standing), lambda s: s["revenue"] == "50")
    admin("PUT", "/v1/tiers", {"tiers": [tier | {"min_amount": 50}]})
    invoke(stack, "TierSchedule", {"tenant": company.tenant})
    eventually("gold by the night", lambda: call("GET", standing), lambda s: s["tier"] == "gold")


def test_an_export_holds_what_its_asker_sees_and_no_more(company: Company):
    mine, theirs = company.staff
    mine.call("POST", "/v1/leads", {"name": "=1+1"})
    theirs.call("POST", "/v1/leads", {"name": "Of somebody else"})
    job = mine.call("POST", "/v1/exports", {"kind": "leads", "columns": ["name", "owner"]})
    done = eventually(
        "the export", lambda: mine.call("GET", f"/v1/exports/{job['id']}"), lambda j: j["state"] == "done"
    )
    with urlopen(done["url"], timeout=60) as answer:  # noqa: S310 - the link that the API gave
        sheet = openpyxl.load_workbook(io.BytesIO(answer.read())).active
    assert sheet is not None
    names = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert "=1+1" in names
    assert "Of somebody else" not in names
    assert next(sheet.iter_rows(min_row=2))[0].data_type == "s"


def test_without_a_good_token_there_is_nothing(company: Company, nobody: Caller):
    altered = Caller(nobody.api, f"{(company.admin.call.token or '')[:-4]}AAAA")
    for caller in (nobody, altered):
        with pytest.raises(Refused) as refused:
            caller("GET", "/v1/leads")
        assert refused.value.status == 401


def test_one_company_sees_nothing_of_another(company: Company, rival: Company):
    lead = company.staff[0].call("POST", "/v1/leads", {"name": "Secret"})
    for call in (rival.admin.call, company.staff[1].call):
        with pytest.raises(Refused) as refused:
            call("GET", f"/v1/leads/{lead['id']}")
        assert refused.value.status == 404
        assert lead["id"] not in {one["id"] for one in call("GET", "/v1/leads", limit=100)["items"]}


def test_no_user_can_write_the_claims_that_name_company_and_employee(stack: Stack):
    cognito, outputs = stack.client("cognito-idp"), stack.outputs()
    pool = cognito.describe_user_pool(UserPoolId=outputs["UserPoolId"])["UserPool"]
    client = cognito.describe_user_pool_client(UserPoolId=pool["Id"], ClientId=outputs["UserPoolClientId"])
    claims = {"custom:tenant", "custom:employee"}
    assert not claims & set(client["UserPoolClient"]["WriteAttributes"])
    assert {a["Name"]: a["Mutable"] for a in pool["SchemaAttributes"] if a["Name"] in claims} == dict.fromkeys(
        claims, False
    )
