"""A campaign from its draft to its Excel file, on the deployed template with roles enforced (J2)."""

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import Request, urlopen

import openpyxl
import pytest

from local import sns
from local.caller import Caller, eventually
from local.company import Company, invoke
from local.deployment import CERTIFICATES
from local.stack import Stack
from tests.mailing.examples import EVENTS

pytestmark = pytest.mark.e2e

PEOPLE = ("delivered", "opened", "clicked", "unsubscribed", "bounced")
"""What becomes of each; besides, there is somebody without an address."""
ONE_CLICK = "List-Unsubscribe=One-Click"


@pytest.fixture
def telling(stack: Stack, nobody: Caller) -> Callable[[str, str, str], None]:
    """What SES tells of a message: openings over HTTPS with a signature, all else through the topic and the queue."""
    sender = sns.new(stack.outputs()["MailEventsTopicArn"])
    stack.client("s3").put_object(Bucket=CERTIFICATES, Key=sender.certificate_name, Body=sender.pem)

    def tell(event: str, campaign: str, customer: str) -> None:
        tags = {"tenant": "acme", "kind": "campaign", "message": f"campaign-{campaign}-{customer}"}
        tags |= {"customer": customer, "campaign": "e2e"}
        body: Any = json.loads(json.dumps(EVENTS[event]))
        body["mail"]["tags"] = {name: [value] for name, value in tags.items()}
        body["mail"]["destination"] = [f"{customer.lower()}@e2e.example"]
        text = json.dumps(body)
        if event == "open":
            nobody("POST", "/v1/webhooks/ses", sns.encode(sender.notification(text)))
        else:
            stack.client("sns").publish(TopicArn=sender.topic_arn, Message=text)

    return tell


def mails(stack: Stack) -> dict[str, dict[str, Any]]:
    """The campaign's mails, by address: one for each."""
    found = [one for one in stack.sent_mail() if one["Subject"].startswith("Tết của ")]
    by_address = {address: one for one in found for address in one["To"]}
    assert len(found) == len(by_address)
    return by_address


def audience(company: Company) -> dict[str, str]:
    """Leads, by what is to become of them."""
    call = company.manager.call
    made = {fate: call("POST", "/v1/leads", {"name": fate, "emails": [f"{fate}@e2e.example"]})["id"] for fate in PEOPLE}
    return made | {"skipped": call("POST", "/v1/leads", {"name": "nobody"})["id"]}


def drafted(company: Company, since: str) -> dict[str, Any]:
    words = {"subject": "Tết của {{ name }}", "text": "Chúc mừng {{ name }}.\n\n{{ unsubscribe }}"}
    company.admin.call(
        "POST", "/v1/email/templates", {"code": "tet-e2e", "purpose": "campaign", "name": "Tết", "vi": words}
    )
    body = {
        "code": "e2e", "name": "Tết", "template": "tet-e2e", "shelf": "lead",
        "audience": {"scope": "mine", "created_from": since},
    }  # fmt: skip
    found: dict[str, Any] = company.manager.call("POST", "/v1/mailing/campaigns", body)
    return found


def test_a_campaign_goes_out_at_its_hour_and_counts_what_becomes_of_each(
    stack: Stack, company: Company, telling: Callable[[str, str, str], None]
):
    call, since = company.manager.call, f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    people = audience(company)
    campaign = drafted(company, since)
    path = f"/v1/mailing/campaigns/{campaign['id']}"
    counted = eventually("the list", lambda: call("GET", f"{path}/audience"), lambda one: one["count"] == len(people))
    assert counted["with_address"] == len(PEOPLE)
    soon = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    assert call("POST", f"{path}/schedule", {"at": soon}, version=campaign["version"])["state"] == "scheduled"

    def state() -> str:
        invoke(stack, "Reminders", {})
        return str(call("GET", path)["state"])

    eventually("its hour", state, lambda one: one != "scheduled")

    def numbers() -> dict[str, int]:
        found: dict[str, int] = call("GET", path)["recipients"]
        return found

    eventually("the mails", numbers, lambda one: one == {"sent": len(PEOPLE), "skipped": 1})
    assert set(mails(stack)) == {f"{fate}@e2e.example" for fate in PEOPLE}
    for fate, events in (
        ("delivered", ["delivery"]), ("opened", ["open", "delivery"]), ("clicked", ["delivery", "click", "click"]),
        ("bounced", ["bounce"]), ("unsubscribed", ["delivery"]),
    ):  # fmt: skip
        for event in events:
            telling(event, campaign["id"], people[fate])
    leave(mails(stack)["unsubscribed@e2e.example"]["BodyText"])
    wanted = dict.fromkeys((*PEOPLE, "skipped"), 1)
    assert eventually("what became of them", numbers, lambda one: one == wanted) == wanted
    rows = call("GET", f"{path}/recipients", limit=50)["items"]
    assert {row["customer"]: row["status"] for row in rows} == {who: fate for fate, who in people.items()}
    assert statuses_in_excel(call, campaign["id"]) == {(one["name"], one["status"].title()) for one in rows}
    stopped = company.admin.call("GET", "/v1/mailing/suppressions", limit=50)["items"]
    assert {(one["address"], one["standing"]) for one in stopped} >= {("unsubscribed@e2e.example", "unsubscribe")}
    assert eventually("its end", lambda: call("GET", path), lambda one: one["state"] == "sent")["recipients"] == wanted


def leave(text: str) -> None:
    """Follow the link in a mail, as it stands there: looking changes nothing, the button does."""
    (link,) = re.findall(r"https?://\S+/v1/unsubscribe/\S+", text)
    with urlopen(link) as page:  # noqa: S310 - our own
        assert ONE_CLICK.partition("=")[0] in page.read().decode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    with urlopen(Request(link, ONE_CLICK.encode(), form)) as page:  # noqa: S310
        assert page.status == 200


def statuses_in_excel(call: Caller, campaign: str) -> set[tuple[str, str]]:
    """(name, status) of each row of the result."""
    job = call("POST", "/v1/exports", {"kind": "email_campaign", "campaign": campaign})
    done = eventually("the file", lambda: call("GET", f"/v1/exports/{job['id']}"), lambda one: one["state"] == "done")
    with urlopen(done["url"]) as file:  # noqa: S310
        sheet = openpyxl.load_workbook(io.BytesIO(file.read())).active
    assert sheet is not None
    _, *rows = sheet.iter_rows(values_only=True)
    return {(str(row[1]), str(row[3])) for row in rows}
