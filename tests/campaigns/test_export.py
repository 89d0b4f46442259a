"""What became of a campaign as a workbook, for who may see it (J2, L1)."""

import io

from openpyxl import load_workbook

from kernel import keys
from tests.campaigns.office import Office
from tests.world import ENVIRONMENT, client


def test_each_recipient_is_a_row_and_only_who_sees_the_campaign_gets_it(office: Office):
    office.people("lan@x.vn", None)
    campaign = office.sent()
    asked = office.call("POST", "/v1/exports", {"kind": "email_campaign", "campaign": campaign})
    office.world.pump()
    assert office.call("GET", f"/v1/exports/{asked['id']}")["state"] == "done"
    key = keys.export_file("acme", asked["id"])
    content = client("s3").get_object(Bucket=ENVIRONMENT["BUCKET_NAME"], Key=key)["Body"].read()
    (sheet,) = load_workbook(io.BytesIO(content)).worksheets
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[1:] for row in rows] == [
        ("Name", "Email", "Status", "Reason"), ("L0", "lan@x.vn", "Sent", None), ("L1", None, "Skipped", "no_address"),
    ]  # fmt: skip
    manager = office.world.employee(office.who.department, "M9", "manager")
    refused = office.ask("POST", "/v1/exports", {"kind": "email_campaign", "campaign": campaign}, by=manager)
    assert (refused.status, refused["errors"][0]["code"]) == (422, "no_such_campaign")
    assert office.ask("POST", "/v1/exports", {"kind": "email_campaign"}).status == 422
