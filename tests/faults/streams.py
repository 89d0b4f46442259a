"""Batches of the stream, which come again when they fail, as a whole or in halves."""

from typing import Any

import reactions.stream
import scoring.stream
from tests.faults.attempts import Attempt, batches
from tests.faults.intake import mail, post
from tests.faults.sales import contract_of
from tests.faults.scene import Scene
from tests.faults.settings import an_employee_is_declared
from tests.world import REACTIONS, SCORING


def batch(scene: Scene, handler: Any, prefixes: tuple[str, ...]) -> Attempt:
    found = [r for r in scene.world.records() if r["dynamodb"]["Keys"]["sk"]["S"].startswith(prefixes)]
    return batches(scene, handler, found)


def signals_are_folded(scene: Scene) -> Attempt:
    lead, _ = scene.lead(groups=["vip"]), scene.lead(source="referral")
    assert post(scene, mail(scene, lead)).status == 202
    return batch(scene, scoring.stream.handler, SCORING)


def the_stream_was_replaced(scene: Scene) -> Attempt:
    lead = scene.lead(groups=["vip"])
    scene.world.pump()
    scene.done("PATCH", f"/v1/leads/{lead}", {"groups": []})
    scene.world.records()
    scene.done("PATCH", f"/v1/leads/{lead}", {"source": "referral"})
    found = [{**r, "eventSourceARN": f"{r['eventSourceARN']}-next"} for r in scene.world.records()]
    mine = [r for r in found if r["dynamodb"]["Keys"]["sk"]["S"].startswith(SCORING)]
    return batches(scene, scoring.stream.handler, mine)


def reactions_follow(scene: Scene) -> Attempt:
    scene.done("POST", f"{contract_of(scene)}/confirm")
    scene.done("POST", "/v1/exports", {"kind": "leads"})
    an_employee_is_declared(scene)()
    return batch(scene, reactions.stream.handler, REACTIONS)


def the_index_follows_a_renamed_lead(scene: Scene) -> Attempt:
    lead = scene.lead(phones=["0912345678"], company="Công ty TNHH Đông Á")
    scene.world.pump()
    scene.done("PATCH", f"/v1/leads/{lead}", {"name": "Trần Thị Lan", "phones": [], "company": "Hoà Phát"})
    return batch(scene, reactions.stream.handler, REACTIONS)
