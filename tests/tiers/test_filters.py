"""By tier in every list where customers appear, and in Excel (I5, L1); to who does not see a profile there is none."""

from typing import Any

import pytest

from tests.export.reading import by_calamine
from tests.export.test_jobs import download
from tests.tiers.ladders import BRONZE, GOLD, SILVER, lead, save
from tests.world import Person, World

SALES = ("quotes", "orders", "contracts", "receipts", "payment-slips")


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    made = shared.company()
    save(shared, made)
    return made


@pytest.fixture(scope="module")
def leads(shared: World, boss: Person) -> dict[str, str]:
    """Customers by their tier, each with one of everything that is called as the tier."""
    brought = {SILVER: 500, BRONZE: 50, "none": 0}  # codes that no search for their names finds by chance
    made = {tier: lead(shared, boss, much, code=f"C-{tier}") for tier, much in brought.items()}
    for tier, customer in made.items():
        body = {"customer": customer, "name": tier, "expected_close": "2099-01-01"}
        assert shared.call("POST", "/v1/opportunities", body, by=boss).status == 201
        task = {"customer": customer, "type": "call", "subject": tier}
        assert shared.call("POST", "/v1/activities", task, by=boss).status == 201
        for kind in SALES:
            money = {"customer": customer, "date": "2026-03-02", "amount": 5, "number": f"{kind}-{tier}"}
            assert shared.call("POST", f"/v1/{kind}", money, by=boss).status == 201
    shared.pump()
    return made


def found(world: World, by: Person, path: str, field: str, **query: Any) -> list[str]:
    """What a list finds, page by page."""
    names: list[str] = []
    cursor = None
    while True:
        page = world.call("GET", path, by=by, cursor=cursor, **query)
        assert page.status == 200, page.raw
        names += [str(one[field]) for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return sorted(one for one in names if not one.startswith("HD-"))  # what brought them into their tiers


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize(
    ("path", "field", "head", "order"),
    [
        ("/v1/opportunities", "name", "", "expected_close"), ("/v1/activities", "subject", "", "deadline"),
        *((f"/v1/{kind}", "number", f"{kind}-", "number") for kind in SALES),
    ],
)  # fmt: skip
def test_each_list_finds_what_belongs_to_customers_of_a_tier(
    path: str, field: str, head: str, order: str, shared: World, boss: Person
):
    assert found(shared, boss, path, field, tier=SILVER, limit=1) == [f"{head}{SILVER}"]
    assert found(shared, boss, path, field, tier=BRONZE, sort=order) == [f"{head}{BRONZE}"]
    assert found(shared, boss, path, field, tier=GOLD) == []
    both = found(shared, boss, path, field, tier=f"{SILVER},{BRONZE}")
    assert both == [f"{head}{BRONZE}", f"{head}{SILVER}"]


def test_the_list_of_one_customer_and_one_by_words_keep_to_it_too(shared: World, boss: Person, leads: dict[str, str]):
    for path, field, of in (("/v1/opportunities", "name", "name"), ("/v1/activities", "subject", "subject")):
        assert found(shared, boss, path, field, customer=leads[SILVER], tier=SILVER) == [SILVER]
        assert found(shared, boss, path, field, customer=leads[SILVER], tier=BRONZE) == []
        assert found(shared, boss, path, field, tier=SILVER, **{of: "silv"}) == [SILVER]
        assert found(shared, boss, path, field, tier=SILVER, **{of: "bron"}) == []
    assert found(shared, boss, "/v1/quotes", "number", customer=leads[SILVER], tier=SILVER) == [f"quotes-{SILVER}"]
    assert found(shared, boss, "/v1/quotes", "number", customer=leads[SILVER], tier=BRONZE) == []


@pytest.mark.usefixtures("leads")
def test_a_search_keeps_to_it(shared: World, boss: Person):
    assert found(shared, boss, "/v1/search", "name", q="l5") == ["L50", "L500"]
    assert found(shared, boss, "/v1/search", "name", q="l5", tier=SILVER) == ["L500"]


def test_to_who_sees_no_profile_a_customer_is_in_no_tier(shared: World, boss: Person, leads: dict[str, str]):
    clerk = shared.employee(boss.department, "S7")
    share = {"employees": [clerk.id], "categories": ["opportunities"]}
    assert shared.call("POST", f"/v1/customers/{leads[SILVER]}/share", share, by=boss).status == 200
    shared.pump()
    assert found(shared, clerk, "/v1/opportunities", "name") == [SILVER]
    assert found(shared, clerk, "/v1/opportunities", "name", tier=SILVER) == []
    assert found(shared, clerk, "/v1/opportunities", "name", customer=leads[SILVER], tier=SILVER) == []
    rows = exported(shared, clerk, kind="opportunities", columns=["name", "customer_tier"])
    assert rows == [(SILVER, "")]


def exported(world: World, by: Person, **body: Any) -> list[tuple[Any, ...]]:
    asked = world.call("POST", "/v1/exports", body, by=by)
    assert asked.status == 202, asked.raw
    world.pump()
    _, *rows = by_calamine(download(world.call("GET", f"/v1/exports/{asked['id']}", by=by)["url"]))
    return sorted(tuple(row) for row in rows)


@pytest.mark.usefixtures("leads")
def test_excel_has_the_tier_and_can_keep_to_it(shared: World, boss: Person):
    assert exported(shared, boss, kind="leads", leads={"tier": [SILVER, BRONZE]}, columns=["name", "tier"]) == [
        ("L50", "Bronze"), ("L500", "Silver"),
    ]  # fmt: skip
    assert exported(shared, boss, kind="opportunities", columns=["name", "customer_tier"]) == [
        (BRONZE, "Bronze"), ("none", ""), (SILVER, "Silver"),
    ]  # fmt: skip
    kept = exported(shared, boss, kind="opportunities", opportunities={"tier": [SILVER]}, columns=["name"])
    assert kept == [(SILVER,)]
    assert exported(shared, boss, kind="activities", activities={"tier": [BRONZE]}, columns=["subject"]) == [(BRONZE,)]
