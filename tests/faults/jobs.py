"""Changes of many records, step by step."""

import json
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import bulk.job
import jobs.rules
import watch.looking
import watch.schedule
from tests.faults.attempts import KEY, Attempt
from tests.faults.given import TIER
from tests.faults.scene import Scene


def _bulk(records: list[str]) -> tuple[str, Any]:
    return "/v1/bulk", {"action": {"kind": "next_stage"}, "records": records}


def records_are_asked_to_be_changed(scene: Scene) -> Attempt:
    path, body = _bulk([scene.lead(), scene.lead()])
    return lambda: scene.ask("POST", path, body, **KEY)


def a_job_is_cancelled(scene: Scene) -> Attempt:
    job = scene.done("POST", *_bulk([scene.lead()]))["id"]
    return lambda: scene.ask("POST", f"/v1/jobs/{job}/cancel", **KEY)


def a_job_is_tried_again(scene: Scene) -> Attempt:
    job = scene.done("POST", *_bulk([scene.lead(), TIER, scene.lead()]))["id"]
    scene.world.records()
    order = {"pk": f"{scene.admin.tenant}#JOBS#{scene.admin.id}", "sk": f"JOB#{job}", "step": 0}
    last = {"body": json.dumps(order), "attributes": {"ApproximateReceiveCount": "5"}}
    with patch("bulk.work.viewer_of", side_effect=ConnectionError):
        bulk.job.handler({"Records": [last]}, None)
    return lambda: scene.ask("POST", f"/v1/jobs/{job}/retry", **KEY)


def what_nobody_works_at_is_ordered_again(scene: Scene) -> Attempt:
    scene.done("POST", *_bulk([scene.lead(), TIER]))
    scene.world.records()

    def attempt() -> None:
        with patch.object(watch.looking, "PATIENCE", timedelta(0)):
            for _ in range(2):  # what one look does not come to is the next one's
                watch.schedule.handler({}, None)

    return attempt


def records_are_changed_in_steps(scene: Scene) -> Attempt:
    leads = [scene.lead(), TIER, scene.lead(stage="new", groups=["vip"])]
    with patch.object(jobs.rules, "SIZE", 2):
        job = scene.done("POST", *_bulk(leads))["id"]
    where = {"pk": f"{scene.admin.tenant}#JOBS#{scene.admin.id}", "sk": f"JOB#{job}"}

    def attempt() -> None:
        for step in (0, 1):
            order = json.dumps({**where, "step": step})
            bulk.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)

    return attempt


def records_are_moved_from_an_entry_that_goes(scene: Scene) -> Attempt:
    for _ in range(2):
        scene.lead(source="phone")
    scene.world.pump()
    place = "/v1/catalogs/sources/phone"
    job = scene.world.call("DELETE", place, by=scene.admin, replace_with="email")["job"]
    where = {"pk": f"{scene.admin.tenant}#JOBS#{scene.admin.id}", "sk": f"JOB#{job}"}

    def attempt() -> None:
        for step in (0, 1):
            order = json.dumps({**where, "step": step})
            bulk.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)

    return attempt
