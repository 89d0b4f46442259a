"""A new lead's introduction, in the words that its company saves, on the deployed template with roles enforced (J1)."""

from typing import Any

import pytest

from local.caller import eventually
from local.company import Company
from local.stack import Stack

pytestmark = pytest.mark.e2e


def test_a_lead_is_introduced_once_in_the_company_s_words(stack: Stack, company: Company):
    admin, minh = company.admin, company.staff[0]
    words = {"subject": "Chào {{ name }}", "text": "{{ owner }} xin chào.", "html": "<p>{{ name }}</p>"}
    saved = admin.call("PUT", "/v1/email/templates/introduction", {"vi": words})
    try:
        assert admin.call("POST", "/v1/email/templates/introduction/preview", {})["subject"] == "Chào Nguyễn Hoà"
        lead = minh.call("POST", "/v1/leads", {"name": "Lan <b>", "emails": ["lan@e2e.example"]})["id"]

        def mails() -> list[dict[str, Any]]:
            ours = [mail for mail in stack.sent_mail() if mail["Type"] == "v2.SendEmail"]
            return [mail for mail in ours if "lan@e2e.example" in mail["To"]]

        (mail,) = eventually("the introduction", mails, bool)
        assert (mail["Subject"], mail["BodyHtml"]) == ("Chào Lan <b>", "<p>Lan &lt;b&gt;</p>")

        def state() -> str:
            return str(admin.call("GET", f"/v1/email/messages/introduction-{lead}")["state"])

        eventually("the second mark", state, lambda said: said == "sent")
        assert len(mails()) == 1
    finally:
        admin.call("DELETE", "/v1/email/templates/introduction", version=saved["version"])
