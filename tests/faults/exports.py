"""Workbooks that are asked for, and the worker that makes them."""

import json

import export.job
from tests.faults.attempts import KEY, Attempt
from tests.faults.deals import task_of
from tests.faults.sales import adjustment
from tests.faults.scene import Scene


def an_export_is_asked_for(scene: Scene) -> Attempt:
    return lambda: scene.ask("POST", "/v1/exports", {"kind": "leads", "columns": ["name"]}, **KEY)


def an_export_is_made(scene: Scene) -> Attempt:
    scene.lead(source="referral")
    job = scene.done("POST", "/v1/exports", {"kind": "leads"})["id"]
    order = json.dumps({"pk": f"{scene.admin.tenant}#EXPORTS#{scene.admin.id}", "sk": f"EXPORT#{job}"})
    return lambda: export.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)


def a_debt_is_made_a_workbook(scene: Scene) -> Attempt:
    customer = scene.done("POST", "/v1/adjustments", adjustment(scene))["customer"]
    job = scene.done("POST", "/v1/exports", {"kind": "debt", "customer": customer})["id"]
    order = json.dumps({"pk": f"{scene.admin.tenant}#EXPORTS#{scene.admin.id}", "sk": f"EXPORT#{job}"})
    return lambda: export.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)


def activities_are_made_a_workbook(scene: Scene) -> Attempt:
    tasks = [task_of(scene).rpartition("/")[2] for _ in range(2)]
    job = scene.done("POST", "/v1/exports", {"kind": "activities", "records": tasks})["id"]
    order = json.dumps({"pk": f"{scene.admin.tenant}#EXPORTS#{scene.admin.id}", "sk": f"EXPORT#{job}"})
    return lambda: export.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)
