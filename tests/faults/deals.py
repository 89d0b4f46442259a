"""Opportunities, and what is to be done for them."""

from typing import Any

import reactions.stream
from tests.faults.attempts import KEY, Attempt, gone
from tests.faults.leads import colleague
from tests.faults.scene import Scene
from tests.faults.streams import batch
from tests.world import REACTIONS

DEAL = {"name": "Trạm", "expected_close": "2099-01-01", "stage": "quoted", "expected_value": "7"}


def an_opportunity_is_opened_with_its_customer(scene: Scene) -> Attempt:
    lines = [{"name": "Bơm", "price": "5", "quantity": 2}]
    new = {"name": "Hoà Phát", "emails": ["a@x.vn"], "source": "phone"}
    body = {**DEAL, "lines": lines, "source": "email", "new_customer": new}
    return lambda: scene.ask("POST", "/v1/opportunities", body, **KEY)


def _deal(scene: Scene, **fields: Any) -> str:
    made = scene.done("POST", "/v1/opportunities", {"customer": scene.lead(), **DEAL, **fields})
    return f"/v1/opportunities/{made['id']}"


def a_lead_becomes_an_opportunity(scene: Scene) -> Attempt:
    lead = scene.lead(source="phone", expected_revenue="5")
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/leads/{lead}/convert-to-opportunity", {}, **KEY)


def a_lead_becomes_an_opportunity_of_another_customer(scene: Scene) -> Attempt:
    lead, body = scene.lead(source="phone"), {"customer": "link", "link_to": scene.lead()}
    scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/leads/{lead}/convert-to-opportunity", body, **KEY)


def an_opportunity_is_lost(scene: Scene) -> Attempt:
    deal, body = _deal(scene), {"stage": "lost", "reason": "price"}
    return lambda: scene.ask("POST", f"{deal}/stage", body, **KEY)


def an_opportunity_is_taken_up_again(scene: Scene) -> Attempt:
    deal = _deal(scene, stage="won")
    return lambda: scene.ask("POST", f"{deal}/reopen", {}, **KEY)


def an_opportunity_goes_to_another_customer(scene: Scene) -> Attempt:
    lead = scene.lead()
    contact = scene.done("POST", "/v1/contacts", {"customer": lead, "name": "Hoà"})["id"]
    deal, body = _deal(scene, customer=lead, contacts=[contact]), {"customer": scene.lead(), "name": "Khác"}
    return lambda: scene.ask("PATCH", deal, body)


def an_opportunity_is_taken_away(scene: Scene) -> Attempt:
    deal = _deal(scene)
    scene.world.pump()
    return lambda: gone(scene.ask("DELETE", deal))


def task_of(scene: Scene, **fields: Any) -> str:
    made = scene.done("POST", "/v1/activities", {"customer": scene.lead(), "type": "call", "subject": "Gọi", **fields})
    return f"/v1/activities/{made['id']}"


def something_is_to_be_done_for_an_opportunity(scene: Scene) -> Attempt:
    lead = scene.lead(phones=["0912345678"])
    deal = _deal(scene, customer=lead).rpartition("/")[2]
    body = {"customer": lead, "type": "call", "subject": "Gọi", "opportunity": deal, "deadline": "2099-01-01T00:00:00Z"}
    return lambda: scene.ask("POST", "/v1/activities", body, **KEY)


def something_is_done(scene: Scene) -> Attempt:
    task = task_of(scene)
    scene.world.pump()
    return lambda: scene.ask("POST", f"{task}/complete", {"result": "Đã gọi"}, **KEY)


def something_is_given_up(scene: Scene) -> Attempt:
    task = task_of(scene, status="in_progress")
    return lambda: scene.ask("POST", f"{task}/cancel", {"result": "Khách huỷ"}, **KEY)


def something_is_put_off(scene: Scene) -> Attempt:
    task = task_of(scene, deadline="2026-01-01T00:00:00Z")
    return lambda: scene.ask("PATCH", task, {"deadline": "2099-01-01T00:00:00Z"})


def something_is_no_more_to_be_done(scene: Scene) -> Attempt:
    task = task_of(scene)
    return lambda: gone(scene.ask("DELETE", task))


def what_is_held_is_listed_and_counted(scene: Scene) -> Attempt:
    lead = scene.lead()
    kept = _deal(scene, customer=lead, source="phone", lines=[{"name": "Bơm", "price": "5"}])
    gone = _deal(scene, customer=lead)
    scene.world.pump()
    scene.done("PATCH", kept, {"source": "email", "lines": [{"name": "Ống", "price": "5"}], "probability": 5})
    scene.ask("DELETE", gone)
    return batch(scene, reactions.stream.handler, REACTIONS)


def what_is_held_goes_to_a_new_owner(scene: Scene) -> Attempt:
    lead, body = scene.lead(), {"employees": [colleague(scene)], "carry_over": ["opportunities"]}
    _deal(scene, customer=lead)
    scene.world.pump()
    scene.done("POST", f"/v1/customers/{lead}/transfer", body)
    return batch(scene, reactions.stream.handler, REACTIONS)
