"""Tiers: the ladder, who stands where on it, and the night in which all are looked at."""

import json
from datetime import timedelta
from unittest.mock import patch

import tiers.job
import tiers.runs
import watch.looking
import watch.schedule
from kernel import clock
from tests.faults.attempts import KEY, Attempt
from tests.faults.given import LADDER, TIER
from tests.faults.sales import contract_of
from tests.faults.scene import Scene
from tests.world import backend


def a_tier_is_pinned(scene: Scene) -> Attempt:
    scene.done("PUT", "/v1/tiers", LADDER)
    lead = scene.lead()
    scene.world.pump()
    return lambda: scene.ask("PUT", f"/v1/tiers/customers/{lead}", {"tier": TIER, "reason": "a friend"})


def a_tier_is_unpinned(scene: Scene) -> Attempt:
    a_tier_is_pinned(scene)()
    (lead,) = (row["id"] for row in scene.done("GET", "/v1/leads")["items"])
    return lambda: scene.ask("DELETE", f"/v1/tiers/customers/{lead}")


def a_ladder_is_saved(scene: Scene) -> Attempt:
    return lambda: scene.ask("PUT", "/v1/tiers", LADDER, **{"if-match": '"0"'})


def a_ladder_reaches_all_products(scene: Scene) -> Attempt:
    scene.done("POST", "/v1/products", {"code": "SP1", "name": "Máy đo"})
    body = LADDER | {"apply_to_products": True}
    return lambda: scene.ask("PUT", "/v1/tiers", body, **{"if-match": '"0"'})


def a_tier_is_deleted(scene: Scene) -> Attempt:
    scene.done("PUT", "/v1/tiers", LADDER)
    scene.world.pump()
    return lambda: scene.ask("DELETE", f"/v1/tiers/{TIER}", **{"if-match": '"1"'})


def a_tier_is_replaced(scene: Scene) -> Attempt:
    a_tier_is_pinned(scene)()
    scene.world.pump()
    body = {"tiers": [LADDER["tiers"][0] | {"id": "other"}], "replace_with": {TIER: "other"}}
    return lambda: scene.ask("PUT", "/v1/tiers", body, **{"if-match": '"1"'})


def a_ladder_is_tried(scene: Scene) -> Attempt:
    a_tier_is_pinned(scene)()
    scene.world.pump()
    body = {"tiers": [], "replace_with": {TIER: None}}
    return lambda: scene.ask("POST", "/v1/tiers/preview", body, **KEY)


def tiers_are_recalculated(scene: Scene) -> Attempt:
    scene.done("POST", f"{contract_of(scene)}/confirm")
    scene.world.pump()
    scene.done("PUT", "/v1/tiers", {"tiers": [LADDER["tiers"][0] | {"min_amount": "101"}]})
    tiers.runs.begin(scene.admin.tenant, "2027-01-11", clock.HOME, clock.now())
    order = {"body": json.dumps({"tenant": scene.admin.tenant, "run": "2027-01-11"})}

    def attempt() -> None:
        tiers.job.handler({"Records": [order | {"attributes": {"ApproximateReceiveCount": "2"}}]}, None)
        run = scene.world.item(f"{scene.admin.tenant}#RECALCULATIONS", "NIGHT#2027-01-11")
        if "ended" not in run and not backend("sqs").queues["TIER"]._messages:
            with patch.object(watch.looking, "PATIENCE", timedelta(0)):  # a quarter of an hour later
                watch.schedule.handler({}, None)

    return attempt
