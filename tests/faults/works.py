"""What the worker of jobs does: each kind of change of many records, and of what follows one that was saved."""

from collections.abc import Callable
from typing import Any

import bulk.job
from kernel import keys
from kernel.table import Key
from tests.faults import ladders, rules
from tests.faults.attempts import Attempt, orders
from tests.faults.scene import Scene

KINDS: dict[str, tuple[str, ...]] = {
    "many_come_to_a_stage": ("stage",), "records_are_changed_in_steps": ("next_stage",),
    "many_come_into_a_group": ("groups",), "many_are_labelled": ("labels",), "many_are_shared": ("share",),
    "many_get_another_owner": ("transfer",), "many_are_lost": ("lost",), "many_are_taken_up_again": ("reopen",),
    "many_are_deleted": ("delete",), "many_are_recovered": ("recover",), "a_sending_is_worked_off": ("write",),
    "records_follow_who_works_elsewhere": ("department",),
    "customers_go_where_their_tier_went": ("tier_pins", "tier_moves"),
    "records_are_moved_from_an_entry_that_goes": ("catalog",), "customers_move_by_a_new_ladder": ("tier_moves",),
    "all_products_get_the_discounts_of_tiers": ("tier_discounts", "tier_moves"),
    "who_would_move_is_found": ("tier_preview", "tier_moves"), "everybody_is_scored_anew": ("rescoring",),
    "what_rules_would_change_is_found": ("preview",), "what_rules_would_have_foretold_is_found": ("back_test",),
    "a_campaign_goes_out": ("campaign",), "a_campaign_that_was_cancelled_is_told_off": ("campaign",),
}  # fmt: skip
"""Which kinds of jobs an operation works off; test_faults looks whether it is so."""


def _worked(scene: Scene, begin: Callable[[], object]) -> Attempt:
    """The orders of all steps of the jobs that this begins, from the first one on, however far they have come."""
    begin()
    places = sorted(_steps(scene))
    assert places, "begins no job"
    return orders(bulk.job.handler, lambda place: _steps(scene)[place], dict.fromkeys(places, 0))


def _steps(scene: Scene) -> dict[Key, int]:
    """At which step each job is."""
    pk = f"{scene.admin.tenant}#JOBS#"
    jobs = [one for one in scene.world.items() if one["pk"]["S"].startswith(pk) and one["sk"]["S"].startswith(keys.JOB)]
    return {(one["pk"]["S"], one["sk"]["S"]): int(one["value"]["M"]["step"]["N"]) for one in jobs}


def _many(scene: Scene, action: dict[str, Any], *leads: str) -> Attempt:
    scene.world.pump()
    body = {"action": action, "records": [*leads] or [scene.lead(), scene.lead(groups=["vip"])]}
    return _worked(scene, lambda: scene.done("POST", "/v1/bulk", body))


def _colleague(scene: Scene, department: str | None = None) -> str:
    place = department or scene.admin.department
    person = {"code": "NV2", "name": "Lan", "email": "lan@acme.example", "role": "staff", "department": place}
    return str(scene.done("POST", "/v1/employees", person)["id"])


def many_come_to_a_stage(scene: Scene) -> Attempt:
    return _many(scene, {"kind": "stage", "stage": "contacted"})


def many_come_into_a_group(scene: Scene) -> Attempt:
    return _many(scene, {"kind": "groups", "mode": "add", "groups": ["north"]})


def many_are_labelled(scene: Scene) -> Attempt:
    return _many(scene, {"kind": "labels", "mode": "add", "labels": ["hot"]})


def many_are_shared(scene: Scene) -> Attempt:
    colleague = _colleague(scene)
    return _many(scene, {"kind": "share", "mode": "add", "employees": [colleague], "categories": ["profile"]})


def many_get_another_owner(scene: Scene) -> Attempt:
    return _many(scene, {"kind": "transfer", "employees": [_colleague(scene)]})


def many_are_lost(scene: Scene) -> Attempt:
    return _many(scene, {"kind": "lost", "reason": "price"})


def many_are_taken_up_again(scene: Scene) -> Attempt:
    leads = [scene.lead(), scene.lead()]
    for lead in leads:
        scene.done("POST", f"/v1/leads/{lead}/lost", {"reason": "price"})
    return _many(scene, {"kind": "reopen"}, *leads)


def many_are_deleted(scene: Scene) -> Attempt:
    return _many(scene, {"kind": "delete", "confirmed": True})


def many_are_recovered(scene: Scene) -> Attempt:
    leads = [scene.lead(), scene.lead()]
    _many(scene, {"kind": "delete", "confirmed": True}, *leads)()
    return _many(scene, {"kind": "recover"}, *leads)


def records_follow_who_works_elsewhere(scene: Scene) -> Attempt:
    colleague, lead = _colleague(scene), scene.lead()
    scene.done("POST", f"/v1/customers/{lead}/transfer", {"employees": [colleague]})
    other = scene.done("POST", "/v1/departments", {"code": "P2", "name": "Phòng hai"})["id"]
    scene.world.pump()
    return _worked(scene, lambda: scene.done("PATCH", f"/v1/employees/{colleague}", {"department": other}))


def customers_go_where_their_tier_went(scene: Scene) -> Attempt:
    return _worked(scene, ladders.a_tier_is_replaced(scene))


def customers_move_by_a_new_ladder(scene: Scene) -> Attempt:
    scene.lead()
    scene.world.pump()
    return _worked(scene, ladders.a_ladder_is_saved(scene))


def all_products_get_the_discounts_of_tiers(scene: Scene) -> Attempt:
    return _worked(scene, ladders.a_ladder_reaches_all_products(scene))


def who_would_move_is_found(scene: Scene) -> Attempt:
    return _worked(scene, ladders.a_ladder_is_tried(scene))


def everybody_is_scored_anew(scene: Scene) -> Attempt:
    return _worked(scene, rules.a_draft_of_rules_is_published(scene))


def what_rules_would_change_is_found(scene: Scene) -> Attempt:
    return _worked(scene, rules.a_draft_of_rules_is_previewed(scene))


def what_rules_would_have_foretold_is_found(scene: Scene) -> Attempt:
    return _worked(scene, rules.a_draft_of_rules_is_tested_on_what_was(scene))
