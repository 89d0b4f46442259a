"""Reports as they are asked for: figures, lists behind them, whose they are, and what is refused."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest

from kernel import clock
from reports.catalogue import REPORTS
from tests.opportunities.deals import Deals, errors
from tests.world import Answer, Person


def report(firm: Deals, name: str, by: Person | None = None, language: str = "en", **asked: Any) -> Answer:
    firm.world.pump()
    query = urlencode({one.rstrip("_"): value for one, value in asked.items()})
    headers = {"accept-language": language}
    return firm.world.call("GET", f"/v1/reports/{name}?{query}", by=by or firm.owner, headers=headers)


def figures(shown: Answer) -> dict[str, dict[str, Any]]:
    """Of each series what it says of each label that it says something of."""
    labels = [one["key"] for one in shown["labels"]]
    return {
        one["name"]: {
            label: point["value"] for label, point in zip(labels, one["points"], strict=True)
            if point["value"] not in {None, 0, "0"}
        }
        for one in shown["series"]
    }  # fmt: skip


@pytest.fixture(scope="module")
def busy(house: Deals) -> Deals:
    """A company with something of everything, opened in March."""
    house.lead = str(house.call("POST", "/v1/leads", {"name": "A"})["id"])
    march: dict[str, Any] = {"opened": "2026-03-05"}
    for reason, value in (("price", 10), ("price", 20), ("competitor", "2.5")):
        house.deal(stage="lost", lost_reason=reason, expected_value=str(value), **march)
    for holder in (house.owner, house.stranger):
        house.deal(stage="won", expected_value="100", owner=holder.id, by=house.admin, **march)
    house.deal(stage="quoted", expected_value="50", probability=40, **march)
    house.deal(stage="quoted", expected_value="10", probability=90, **march)
    other = house.call("POST", "/v1/leads", {"name": "B", "expected_revenue": 3})["id"]
    house.call("POST", f"/v1/leads/{other}/convert")
    for reason in ("price", "no-budget"):
        gone = house.call("POST", "/v1/leads", {"name": "C", "expected_revenue": 8})["id"]
        house.call("POST", f"/v1/leads/{gone}/lost", {"reason": reason})
    earn(house)
    work(house)
    return house


def earn(firm: Deals) -> None:
    """Sold, received and paid: an order that a contract claims part of, and what is not confirmed, or no more."""

    def confirmed(kind: str, amount: int, day: str, **fields: Any) -> str:
        made = firm.call("POST", f"/v1/{kind}", {"customer": firm.lead, "date": day, "amount": amount, **fields})
        assert made.status == 201, made.raw
        done = firm.call("POST", f"/v1/{kind}/{made['id']}/confirm")
        assert done.status == 200, done.raw
        return str(made["id"])

    order = confirmed("orders", 500, "2026-03-01")
    confirmed("contracts", 300, "2026-04-02", parent={"kind": "order", "id": order})
    confirmed("receipts", 120, "2026-04-03")
    confirmed("payment-slips", 20, "2026-04-04", repays=True)
    gone = confirmed("contracts", 70, "2026-03-09")
    assert firm.call("POST", f"/v1/contracts/{gone}/cancel", {"reason": "r"}).status == 200
    firm.call("POST", "/v1/receipts", {"customer": firm.lead, "date": "2026-03-09", "amount": 9})
    adjustment = {"customer": firm.lead, "date": "2026-04-30", "amount": 5, "reason": "r"}
    assert firm.call("POST", "/v1/adjustments", adjustment).status == 201


def work(firm: Deals) -> None:
    """A call that is done, a meeting that is overdue, and one that is not yet due."""

    def task(kind: str, **fields: Any) -> str:
        made = firm.call("POST", "/v1/activities", {"customer": firm.lead, "type": kind, "subject": "S", **fields})
        assert made.status == 201, made.raw
        return str(made["id"])

    done = task("call")
    assert firm.call("PATCH", f"/v1/activities/{done}", {"status": "completed"}).status == 200
    late = (clock.now() - timedelta(days=2)).isoformat()
    task("meeting", deadline=late)
    task("meeting", deadline="2099-01-01T00:00:00Z")
    task("call", deadline=late, assignee=firm.stranger.id)


def test_what_was_lost_is_shared_out_among_the_reasons(busy: Deals):
    shown = report(busy, "lost-opportunities")
    assert figures(shown) == {
        "lost": {"price": 2, "competitor": 1}, "share": {"price": "66.7", "competitor": "33.3"},
        "value": {"price": "30", "competitor": "2.5"},
    }  # fmt: skip
    assert [one["label"] for one in shown["labels"]] == ["Price", "Chose a competitor"]
    assert [one["total"] for one in shown["series"]] == [3, "100", "32.5"]
    assert (shown["look"], shown["empty"], shown["currency"], shown["scope"]) == ("pie", False, "VND", "seen")


def test_over_time_each_reason_is_a_series(busy: Deals):
    shown = report(busy, "lost-opportunities", by_="quarter")
    assert shown["look"] == "stacked"
    assert [len(one["points"]) for one in shown["series"]] == [4, 4]
    assert {name: sum(one.values()) for name, one in figures(shown).items()} == {"price": 2, "competitor": 1}


def test_lost_leads_are_told_by_the_same_reasons(busy: Deals):
    assert figures(report(busy, "lost-leads"))["lost"].keys() == {"price", "no-budget"}


def test_the_pipeline_is_worth_each_value_times_its_own_probability(busy: Deals):
    shown = report(busy, "pipeline")
    assert figures(shown) == {"count": {"quoted": 2}, "value": {"quoted": "60"}, "weighted": {"quoted": "29"}}
    assert (shown["period"], shown["scope"], len(shown["labels"])) == (None, "mine", 5)
    assert report(busy, "pipeline", language="vi")["labels"][2]["label"] == "Đã báo giá"


def test_won_and_lost_over_time_with_the_rate_of_what_was_decided(busy: Deals):
    shown = report(busy, "won-lost", busy.admin, from_="2026-03-01", to="2026-03-31")
    assert figures(shown)["opened"] == {"2026-03-05": 7}
    totals = {one["name"]: one["total"] for one in report(busy, "won-lost", busy.admin)["series"]}
    assert (totals["won"], totals["lost"], totals["won_rate"], totals["won_value"]) == (2, 3, "40", "200")


def test_conversion_tells_what_became_of_the_leads_of_a_time(busy: Deals):
    totals = {one["name"]: one["total"] for one in report(busy, "conversion", busy.admin)["series"]}
    rate = (Decimal(100) / totals["made"]).quantize(Decimal("0.1"))
    assert (totals["customer"], Decimal(totals["customer_rate"])) == (1, rate)


def test_business_tells_what_was_sold_and_paid_and_what_is_owed_at_the_end_of_each_time(busy: Deals):
    shown = report(busy, "business", from_="2026-02-01", to="2026-05-31", by_="month")
    assert figures(shown) == {
        "revenue": {"2026-03": "200", "2026-04": "300"}, "receipts": {"2026-04": "120"},
        "payments": {"2026-04": "20"}, "debt": {"2026-03": "200", "2026-04": "405", "2026-05": "405"},
    }  # fmt: skip
    assert [one["total"] for one in shown["series"]] == ["500", "120", "20", "405"]
    assert busy.call("GET", f"/v1/debts/{busy.lead}")["balance"] == "405"
    later = report(busy, "business", from_="2026-04-04", to="2026-04-30", by_="month")
    assert {name: one for name, one in figures(later).items() if one} == {
        "payments": {"2026-04": "20"}, "debt": {"2026-04": "405"},
    }  # fmt: skip


def test_who_sees_contracts_and_no_receipts_gets_no_receipts(busy: Deals):
    busy.share("contracts", employee=busy.neighbour)
    shown = report(busy, "business", busy.neighbour, from_="2026-02-01", to="2026-05-31", by_="month")
    busy.share()
    assert figures(shown) == {
        "revenue": {"2026-04": "300"}, "receipts": {}, "payments": {}, "debt": {"2026-04": "300", "2026-05": "300"},
    }  # fmt: skip
    assert report(busy, "business", busy.neighbour)["empty"]


def test_activities_are_told_by_who_is_to_do_them(busy: Deals):
    shown = report(busy, "activities", busy.admin, preset="last_7_days")
    mine, theirs = busy.owner.id, busy.stranger.id
    assert figures(shown) == {
        "created": {mine: 3, theirs: 1}, "completed": {mine: 1}, "due": {mine: 1, theirs: 1},
        "created:call": {mine: 1, theirs: 1}, "completed:call": {mine: 1}, "due:call": {theirs: 1},
        "created:meeting": {mine: 2}, "completed:meeting": {}, "due:meeting": {mine: 1},
    }  # fmt: skip
    assert {one["key"] for one in report(busy, "activities", busy.boss, preset="last_7_days")["labels"]} == {theirs}


def test_leads_and_customers_stand_as_was_decided_last(busy: Deals):
    before = figures(report(busy, "stars"))["lead"], figures(report(busy, "scores"))["lead"]
    moved = busy.call("POST", f"/v1/scores/{busy.lead}/adjustments", {"points": 500, "reason": "r"}, busy.admin)
    assert moved.status == 201, moved.raw
    after = figures(report(busy, "stars"))["lead"], figures(report(busy, "scores"))["lead"]
    assert after[0].get("5", 0) == before[0].get("5", 0) + 1
    assert after[1]["100"] == before[1].get("100", 0) + 1
    assert [sum(one.values()) for one in after] == [sum(one.values()) for one in before]
    assert figures(report(busy, "tiers"))["customer"] == {"none": 1}


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_the_lists_behind_a_figure_have_just_the_records_that_it_counts(busy: Deals, name: str):
    for who, asked in (
        (busy.owner, {}),
        (busy.owner, {"scope": "mine"}),
        (busy.owner, {"scope": "department"}),
        (busy.admin, {}),
        (busy.boss, {}),
    ):
        shown = report(busy, name, who, **asked)
        assert shown.status == 200, shown.raw
        for one in shown["series"]:
            for point in one["points"] if one["unit"] == "records" else ():
                found = [record for path in point["records"] for record in listed(busy, path, who)]
                assert len(found) == point["value"] or not point["records"], (who, one["name"], point)


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_behind_every_figure_are_the_lists_of_its_records(busy: Deals, name: str):
    """But for leads that became opportunities, and a debt, which no list has just so."""
    for one in report(busy, name, busy.admin)["series"]:
        if one["name"] in {"opportunity", "debt"}:
            continue
        for point in one["points"]:
            assert point["records"] or not point["value"], (one["name"], point)
        if one["name"] in {"value", "won_value", "lost_value"}:
            for point in (point for point in one["points"] if Decimal(point["value"])):
                found = [listed(busy, path, busy.admin, "expected_value") for path in point["records"]]
                assert sum(Decimal(amount) for some in found for amount in some) == Decimal(point["value"])


def listed(firm: Deals, path: str, by: Person, field: str = "id") -> list[str]:
    found: list[str] = []
    cursor = None
    while True:
        page = firm.world.call("GET", path, by=by, cursor=cursor)
        assert page.status == 200, page.raw
        found += [row.get(field, row.get("expected_revenue")) for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def test_everybody_gets_what_they_see_and_nothing_else(busy: Deals):
    lost = {
        name: report(busy, "lost-opportunities", getattr(busy, name))["series"][0]["total"]
        for name in ("admin", "owner", "neighbour", "stranger", "boss")
    }
    assert lost == {"admin": 3, "owner": 3, "neighbour": 0, "stranger": 0, "boss": 0}
    assert {one["name"]: one["total"] for one in report(busy, "won-lost", busy.boss)["series"]}["won"] == 1
    assert report(busy, "won-lost", busy.owner, scope="all")["code"] == "not_your_scope"
    assert report(busy, "won-lost", busy.owner, scope="team")["code"] == "not_your_scope"
    assert report(busy, "won-lost", busy.boss, department=busy.owner.department)["code"] == "not_your_scope"
    theirs = report(busy, "won-lost", busy.admin, department=busy.owner.department)
    assert (theirs["scope"], theirs["series"][1]["total"]) == ("team", 2)


def test_a_share_without_opportunities_lets_nobody_count_them(busy: Deals):
    def seen() -> tuple[int, int]:
        made = report(busy, "conversion", busy.neighbour)["series"][0]["total"]
        return made, report(busy, "lost-opportunities", busy.neighbour)["series"][0]["total"]

    before = seen()
    busy.share("profile", employee=busy.neighbour)
    assert seen() == (before[0] + 1, 0)
    busy.share("profile", "opportunities", employee=busy.neighbour)
    assert seen() == (before[0] + 1, 3)
    busy.share()
    assert seen() == before


def test_what_makes_no_sense_is_refused(busy: Deals):
    def refused(**asked: Any) -> list[tuple[str, str]]:
        return errors(report(busy, "won-lost", **asked))

    assert refused(from_="2026-03-05", to="2026-03-04") == [("/to", "not_before")]
    assert refused(from_="1971-01-01", to="2071-01-01") == [("/from", "too_many_days")]
    assert refused(preset="soon")[0][0] == "/preset"
    assert refused(by_="hour")[0][0] == "/by"
    assert refused(time_zone="Mars/Olympus") == [("/time_zone", "unknown_field")]
    assert refused(from_="2026-02-30")[0][0] == "/from"
    assert errors(report(busy, "pipeline", by_="day")) == [("/by", "unknown_field")]
    assert report(busy, "profits").status == report(busy, "profits.svg").status == 404


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_who_wants_the_picture_most_gets_it_under_the_same_address(busy: Deals, name: str):
    def wanting(accept: str) -> Answer:
        return busy.world.call("GET", f"/v1/reports/{name}", by=busy.owner, headers={"accept": accept})

    picture, json = wanting("image/svg+xml, */*;q=0.1"), wanting("application/json, image/svg+xml;q=0.9")
    assert picture.raw == report(busy, f"{name}.svg").raw
    assert (picture.headers["Content-Type"], json.headers["Content-Type"]) == ("image/svg+xml", "application/json")
    assert json.body == report(busy, name).body
    assert (picture.headers["Vary"], json.headers["Vary"]) == ("Accept", "Accept")
    refused = wanting("text/html;q=1, image/png")
    assert (refused.status, refused["code"]) == (406, "not_acceptable")
    assert refused.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("name", sorted(REPORTS))
def test_a_report_over_nothing_is_an_empty_chart(busy: Deals, name: str):
    fresh = busy.world.employee(busy.admin.department, f"N{len(name)}{name[0]}".upper())
    shown = report(busy, name, fresh)
    assert (shown.status, shown["empty"]) == (200, True), shown.raw
    assert "There is nothing to show here" in report(busy, f"{name}.svg", fresh).raw


def test_the_catalogue_names_every_report_in_the_callers_language(busy: Deals):
    found = busy.world.call("GET", "/v1/reports", by=busy.boss, headers={"accept-language": "vi"})
    assert {one["name"]: one["path"] for one in found["items"]} == {name: f"/v1/reports/{name}" for name in REPORTS}
    assert "Phễu cơ hội theo giai đoạn" in {one["title"] for one in found["items"]}
    assert found["scopes"] == ["mine", "department", "team"]


def test_who_manages_several_departments_sees_what_any_of_them_sees_and_counts_it_once(busy: Deals):
    firm, west = busy, busy.world.department(code="W")
    chief = firm.world.employee(firm.admin.department, "M2", "manager")
    for one in (firm.owner.department, west):
        assert firm.call("PATCH", f"/v1/departments/{one}", {"manager": chief.id}, firm.admin).status == 200
    firm.share("profile", "opportunities", employee=firm.world.employee(west, "S9"))
    totals = {"lost-opportunities": 3, "pipeline": 2, "won-lost": 7, "conversion": 4}
    for name, total in totals.items():
        each = [report(firm, name, chief, department=one)["series"][0] for one in (firm.owner.department, west)]
        both = report(firm, name, chief)["series"][0]
        assert both == report(firm, name, chief, department=f"{firm.owner.department},{west}")["series"][0]
        assert both["total"] == total < sum(one["total"] for one in each), name
        for point in both["points"]:
            assert len({one for path in point["records"] for one in listed(firm, path, chief)}) == point["value"]
    firm.share()
    theirs = report(firm, "won-lost", chief, department=f"{firm.stranger.department},{west}")
    assert theirs["code"] == "not_your_scope"
