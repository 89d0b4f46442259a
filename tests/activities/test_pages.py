"""What is to be done for a customer, on the customer's page (E1)."""

import pytest

from tests.activities.tasks import Tasks


@pytest.mark.parametrize(
    ("ticked", "wanted"),
    [([], {"new"}), (["open_activities"], {"open", "new"}), (["activities"], {"open", "done", "new"})],
)  # fmt: skip
def test_a_new_owners_page_has_what_was_carried_over_and_what_is_new(firm: Tasks, ticked: list[str], wanted: set[str]):
    tasks = {"open": firm.task(assignee=firm.neighbour.id), "done": firm.task(status="completed")}
    body = {"employees": [firm.stranger.id], "carry_over": ticked}
    assert firm.call("POST", f"/v1/customers/{firm.lead}/transfer", body, firm.admin).status == 200
    tasks["new"] = firm.task(firm.stranger)
    firm.world.pump()
    section = firm.call("GET", f"/v1/leads/{firm.lead}/page", by=firm.stranger)["activities"]
    shown = {one["id"] for one in section["latest"]}
    assert (shown, section["count"]) == ({tasks[name] for name in wanted}, len(wanted))
    assert shown == set(firm.listed(firm.stranger, customer=firm.lead))
