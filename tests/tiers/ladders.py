"""Ladders and products to save and to look at."""

import random
from typing import Any

import pytest

from bulk.work import work
from kernel import keys, table
from kernel.values import decode_item
from tests.world import Answer, Person, World

BRONZE, SILVER, GOLD = ("bronze", "silver", "gold")


def step(tier: str, least: int, discount: int | str = 0, **more: Any) -> dict[str, Any]:
    names = {"vi": f"Hạng {tier}", "en": tier.title()}
    return {"id": tier, "name": names, "colour": "#C0C0C0", "discount": discount, "min_amount": least} | more


THREE = [step(BRONZE, 10, 1), step(SILVER, 100, 3), step(GOLD, 1000, 5)]


def save(world: World, by: Person, tiers: list[dict[str, Any]] = THREE, **more: Any) -> Answer:
    answer = world.call("PUT", "/v1/tiers", {"tiers": tiers, **more}, by=by)
    assert answer.status == 200, answer.raw
    return answer


def lead(world: World, by: Person, brought: int = 0, pin: str | None = None, code: str | None = None) -> str:
    made = str(world.call("POST", "/v1/leads", {"name": f"L{brought}", "code": code}, by=by)["id"])
    if brought:
        body = {"customer": made, "date": "2026-03-02", "amount": brought}
        contract = world.call("POST", "/v1/contracts", body, by=by)["id"]
        assert world.call("POST", f"/v1/contracts/{contract}/confirm", by=by).status == 200
    if pin:
        world.pump()
        assert world.call("PUT", f"/v1/tiers/customers/{made}", {"tier": pin, "reason": "r"}, by=by).status == 200
    return made


def tiers(world: World, by: Person, leads: list[str]) -> list[str | None]:
    """As the records' page and as lists show them."""
    rows = {row["id"]: row["tier"] for row in world.call("GET", "/v1/leads", by=by, limit=100)["items"]}
    found = [world.call("GET", f"/v1/leads/{one}", by=by)["tier"] for one in leads]
    assert found == [rows[one] for one in leads]
    return found


def product(world: World, by: Person, code: str, **fields: Any) -> str:
    made = world.call("POST", "/v1/products", {"code": code, "name": code, "price": 1000, **fields}, by=by)
    assert made.status == 201, made.raw
    return str(made["id"])


def discounts(world: World, by: Person, products: list[str], tier: str = GOLD) -> list[str | None]:
    found = [world.call("GET", f"/v1/products/{one}", by=by)["discounts"] for one in products]
    return [one.get(tier) for one in found]


def errors(answer: Answer) -> list[tuple[str, str]]:
    assert (answer.status, answer["code"]) == (422, "invalid_request"), answer.raw
    return [(error["path"], error["code"]) for error in answer["errors"]]


def killed_and_taken_up(by: Person, job: str, seed: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """A job whose worker dies before or after any of its writes, ordered again until it is done; how often it died."""
    chance, write, deaths = random.Random(seed), table.write, 0  # noqa: S311 - which write is lost is no secret
    key = keys.jobs(by.tenant, by.id), keys.job(job)

    def dying(*writes: Any) -> None:
        nonlocal deaths
        dies, early = deaths < 8 and chance.random() < 0.5, chance.random() < 0.5
        deaths += dies
        if not (dies and early):
            write(*writes)
        if dies:
            raise table.Transient("killed")

    monkeypatch.setattr(table, "write", dying)
    for _ in range(200):
        raw = table.read(key, consistent=True)
        value = decode_item(raw)["value"] if raw else {}
        if value["state"] == "done":
            break
        try:
            work(key, value["step"])
        except table.Transient:
            continue
    monkeypatch.setattr(table, "write", write)
    return deaths
