"""A reminder on its way from an activity to a mailbox, on the deployed template with roles enforced (E2)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.caller import eventually
from local.company import Company, invoke
from local.stack import Stack

pytestmark = pytest.mark.e2e


def test_a_reminder_is_mailed_once_and_none_for_what_is_done(stack: Stack, company: Company):
    minh = company.staff[0]
    lead = minh.call("POST", "/v1/leads", {"name": "Cà Mau", "phones": ["0912345678"]})["id"]
    soon = datetime.now(UTC) + timedelta(seconds=1)
    task = {
        "customer": lead, "type": "call", "subject": "Gọi lại", "reminder_at": soon.isoformat(),
        "deadline": (soon + timedelta(hours=1)).isoformat(),
    }  # fmt: skip
    minh.call("POST", "/v1/activities", task)
    done = minh.call("POST", "/v1/activities", task | {"subject": "Đã gọi"})["id"]
    minh.call("POST", f"/v1/activities/{done}/complete", {})

    def mails() -> list[dict[str, Any]]:
        invoke(stack, "Reminders", {})
        ours = [mail for mail in stack.sent_mail() if mail["Type"] == "v2.SendEmail"]  # Cognito mails passwords
        return [mail for mail in ours if minh.email in mail["To"] and mail["Subject"].startswith("Nhắc việc")]

    (mail,) = eventually("the reminder", mails, bool)
    assert mail["Subject"] == "Nhắc việc: Gọi lại"
    assert "tel:+84912345678" in mail["BodyHtml"]
    assert mail["Source"].endswith(" <no-reply@leadstream.example>")
    assert [one["MessageId"] for one in mails()] == [mail["MessageId"]]
