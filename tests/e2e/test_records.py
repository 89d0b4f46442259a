"""What people do with records, on the deployed template with roles enforced: one flow for each feature."""

import io
from typing import Any
from urllib.request import Request, urlopen

import openpyxl
import pytest

from local.caller import Caller, Refused, eventually, lenient
from local.company import Company

pytestmark = pytest.mark.e2e


def capture(call: Caller, name: str, **fields: Any) -> str:
    return str(call("POST", "/v1/leads", {"name": name, **fields})["id"])


def sees(call: Caller, lead: str) -> bool:
    return lenient(lambda: call("GET", f"/v1/leads/{lead}"))() is not None


def listed(call: Caller, path: str, **query: Any) -> list[str]:
    return [row["id"] for row in call("GET", path, limit=50, **query)["items"]]


def finds(call: Caller, words: str) -> list[str]:
    return listed(call, "/v1/search", q=words)


def test_a_share_shows_what_was_ticked_until_it_is_taken_back(company: Company):
    mine, other = company.staff
    lead = capture(mine.call, "Dệt may Phong Phú")
    mine.call("POST", "/v1/contracts", {"customer": lead, "date": "2026-11-02", "amount": 5})
    share = {"employees": [other.id], "categories": ["profile"]}
    mine.call("POST", f"/v1/customers/{lead}/share", share)
    assert sees(other.call, lead)
    assert lead in listed(other.call, "/v1/leads")
    with pytest.raises(Refused) as refused:
        other.call("GET", "/v1/contracts", customer=lead)
    assert refused.value.status == 404
    with pytest.raises(Refused) as refused:
        other.call("PATCH", f"/v1/leads/{lead}", {"priority": 1})
    assert refused.value.problem["code"] == "not_yours_to_change"
    mine.call("POST", f"/v1/customers/{lead}/share", share | {"mode": "remove"})
    assert not sees(other.call, lead)
    assert lead not in listed(other.call, "/v1/leads")


def test_a_record_that_is_handed_over_leaves_its_old_owner_and_its_history_says_so(company: Company):
    old, new = company.staff
    lead = capture(old.call, "Gang thép Thái Nguyên")
    before = old.call("POST", "/v1/contracts", {"customer": lead, "date": "2026-11-02", "amount": 5})["id"]
    order = {"employees": [new.id], "carry_over": ["contracts"]}
    assert old.call("POST", f"/v1/customers/{lead}/transfer", order)["owner"] == new.id
    assert [sees(who.call, lead) for who in (old, new, company.admin)] == [False, True, True]
    assert listed(new.call, "/v1/contracts", customer=lead) == [before]
    told = new.call("GET", f"/v1/leads/{lead}/history")["items"]
    owners = [entry["changes"]["owner"] for entry in told if "owner" in entry["changes"]]
    assert {"from": old.id, "to": new.id} in owners


def test_a_board_counts_each_column(company: Company):
    call = company.staff[1].call

    def contacted() -> tuple[int, int]:
        (column,) = (c for c in call("GET", "/v1/leads/board", scope="mine")["columns"] if c["stage"] == "contacted")
        return column["count"], int(float(column["expected_value"]))

    before = contacted()
    for _ in range(2):
        capture(call, "Xi măng Hà Tiên", stage="contacted", expected_revenue="1.50")
    eventually("the column", contacted, lambda found: found == (before[0] + 2, before[1] + 3))


def test_a_bulk_job_tells_what_became_of_each_record(company: Company):
    mine, other = company.staff
    records = [capture(mine.call, f"Lô {number}", stage="new") for number in range(3)]
    foreign = capture(other.call, "Của người khác")
    action = {"kind": "stage", "stage": "contacted"}
    job = mine.call("POST", "/v1/bulk", {"action": action, "records": [*records, foreign]})["id"]
    done = eventually("the job", lambda: mine.call("GET", f"/v1/jobs/{job}"), lambda found: found["state"] == "done")
    assert (done["total"], done["done"], done["skipped"]) == (4, 3, 1)
    results = mine.call("GET", f"/v1/jobs/{job}/results")["items"]
    outcomes = {one["record"]: (one["outcome"], one["code"]) for one in results}
    assert outcomes == {**dict.fromkeys(records, ("done", None)), foreign: ("skipped", "not_found")}
    assert {mine.call("GET", f"/v1/leads/{one}")["stage"] for one in records} == {"contacted"}


def test_a_record_is_found_in_any_spelling_deleted_and_recovered(company: Company):
    call = company.staff[0].call
    lead = capture(call, "Nguyễn Thuỷ Hằng", phones=["0912 888 777"])
    eventually("the search", lambda: finds(call, "hang nguyen"), lambda found: lead in found)
    assert lead in finds(call, "+84912888777")
    version = call("GET", f"/v1/leads/{lead}/deletion")["version"]
    with pytest.raises(Refused) as refused:
        call("DELETE", f"/v1/leads/{lead}", version=version + 7)
    assert refused.value.status == 412
    call("DELETE", f"/v1/leads/{lead}", version=version)
    assert not sees(call, lead)
    eventually("the search", lambda: finds(call, "hang nguyen"), lambda found: lead not in found)
    assert lead in listed(call, "/v1/trash")
    call("POST", f"/v1/leads/{lead}/recover")
    eventually("the search", lambda: finds(call, "hang nguyen"), lambda found: lead in found)
    assert sees(call, lead)


def test_a_report_comes_as_figures_as_a_picture_and_as_excel_with_a_chart_of_its_own(company: Company):
    call, days = company.staff[1].call, {"date_in": "this_year"}

    def lost() -> dict[str, int]:
        shown = call("GET", "/v1/reports/lost-leads", scope="mine")
        names = [one["label"] for one in shown["labels"]]
        return dict(zip(names, (point["value"] for point in shown["series"][0]["points"]), strict=True))

    before = lost().get("Price", 0)
    for name in ("Xi măng Bỉm Sơn", "Xi măng Hà Tiên"):
        call("POST", f"/v1/leads/{capture(call, name)}/lost", {"reason": "price"})
    counted = eventually("the counters", lost, lambda found: found.get("Price", 0) == before + 2)
    headers = {"Authorization": f"Bearer {call.token}", "Accept": "image/svg+xml", "Accept-Language": "en"}
    picture = Request(f"{call.api}/v1/reports/lost-leads?scope=mine", headers=headers)  # noqa: S310 - our own
    with urlopen(picture, timeout=60) as answer:  # noqa: S310
        text = answer.read().decode()
        assert (answer.headers.get_content_type(), text[:4]) == ("image/svg+xml", "<svg")
    assert f"Price {before + 2}" in text
    asked = {"kind": "report", "report": {"name": "lost-leads", "scope": "mine", **days}}
    job = call("POST", "/v1/exports", asked)["id"]
    done = eventually("the file", lambda: call("GET", f"/v1/exports/{job}"), lambda one: one["state"] == "done")
    with urlopen(done["url"], timeout=60) as answer:  # noqa: S310 - the link that the API gave
        (sheet,) = openpyxl.load_workbook(io.BytesIO(answer.read())).worksheets
    rows = {row[0]: row[1] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert counted.items() <= rows.items()
    assert len(sheet._charts) == 1  # type: ignore[attr-defined]
