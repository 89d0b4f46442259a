"""What is sent by itself to a lead and on its conversion, on the deployed template with roles enforced (J1)."""

from typing import Any

import pytest

from local.caller import Caller, eventually
from local.company import Company
from local.stack import Stack

pytestmark = pytest.mark.e2e


def mails(stack: Stack, to: str) -> list[dict[str, Any]]:
    """What was sent to an address, but for the passwords that Cognito mails."""
    return [mail for mail in stack.sent_mail() if mail["Type"] == "v2.SendEmail" and to in mail["To"]]


def is_sent(admin: Caller, message: str) -> None:
    """Wait for the second mark."""

    def state() -> str:
        return str(admin("GET", f"/v1/email/messages/{message}")["state"])

    eventually(f"the second mark of {message}", state, lambda said: said == "sent")


def test_a_lead_is_introduced_once_in_the_company_s_words(stack: Stack, company: Company):
    admin, minh = company.admin, company.staff[0]
    words = {"subject": "Chào {{ name }}", "text": "{{ owner }} xin chào.", "html": "<p>{{ name }}</p>"}
    saved = admin.call("PUT", "/v1/email/templates/introduction", {"vi": words})
    try:
        assert admin.call("POST", "/v1/email/templates/introduction/preview", {})["subject"] == "Chào Nguyễn Hoà"
        lead = minh.call("POST", "/v1/leads", {"name": "Lan <b>", "emails": ["lan@e2e.example"]})["id"]
        (mail,) = eventually("the introduction", lambda: mails(stack, "lan@e2e.example"), bool)
        assert (mail["Subject"], mail["BodyHtml"]) == ("Chào Lan <b>", "<p>Lan &lt;b&gt;</p>")
        is_sent(admin.call, f"introduction-{lead}")
        assert len(mails(stack, "lan@e2e.example")) == 1
    finally:
        admin.call("DELETE", "/v1/email/templates/introduction", version=saved["version"])


def test_a_conversion_is_confirmed_and_told_of_once_and_what_is_switched_off_is_not(stack: Stack, company: Company):
    admin, minh, lan = company.admin.call, *company.staff
    settings = admin("GET", "/v1/email/settings")
    switches = {name: settings[name] for name in ("confirmation", "notice", "reminder", "tier_notice")}
    off = admin("PUT", "/v1/email/settings", {**switches, "introduction": False}, version=settings["version"])
    try:
        asked = {"type": "water", "answers": {"parameters": "Ba trạm quan trắc"}}
        body = {"name": "Hoà Phát", "emails": ["hoa@e2e.example"], "requirement": asked}
        lead = minh.call("POST", "/v1/leads", body)
        path, order = f"/v1/leads/{lead['id']}/convert-to-opportunity", {"assignee": lan.id}
        deals = [minh.call("POST", path, order)["opportunity"]["id"] for _ in range(2)]
        assert deals[0] == deals[1]
        for kind in ("confirmation", "notice"):
            is_sent(admin, f"{kind}-{deals[0]}")
        (confirmation,) = mails(stack, "hoa@e2e.example")
        assert "Ba trạm quan trắc" in confirmation["BodyText"]
        assert len([one for one in mails(stack, lan.email) if "Hoà Phát" in one["Subject"] + one["BodyText"]]) == 1
    finally:
        admin("PUT", "/v1/email/settings", {**switches, "introduction": True}, version=off["version"])
