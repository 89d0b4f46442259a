"""What people do with files to import, and what the worker makes of them."""

import json
from typing import Any
from unittest.mock import patch

import imports.job
from imports import importing, planning
from imports.rules import Stepped, Tested
from kernel.table import Key
from tests.documents.storage import send
from tests.faults.attempts import KEY, Attempt, orders
from tests.faults.scene import Scene
from tests.imports.files import HEADERS, PEOPLE, text

FILE = text([HEADERS, *PEOPLE])
ANNOUNCED = {"kind": "leads", "filename": "leads.csv", "size": len(FILE)}
PLAN = "a" * 64


def _announced(scene: Scene) -> str:
    made = scene.done("POST", "/v1/imports", ANNOUNCED)
    send(made["upload"], FILE)
    return f"/v1/imports/{made['id']}"


def _read(scene: Scene) -> str:
    one = _announced(scene)
    scene.done("POST", f"{one}/uploaded")
    scene.world.pump()
    return one


def _tested(scene: Scene) -> str:
    one = _read(scene)
    with patch.object(planning, "test", return_value=Tested(plan=PLAN, chunks=1, counts={"create": 2})):
        scene.done("POST", f"{one}/test")
        scene.world.pump()
    return one


def _imported(scene: Scene, step: Any) -> str:
    one = _tested(scene)
    with patch.object(importing, "step", **step):
        scene.done("POST", f"{one}/import", {"plan": PLAN})
        scene.world.pump()
    return one


def an_import_is_announced(scene: Scene) -> Attempt:
    return lambda: scene.ask("POST", "/v1/imports", ANNOUNCED, **KEY)


def an_upload_is_taken_in(scene: Scene) -> Attempt:
    one = _announced(scene)
    return lambda: scene.ask("POST", f"{one}/uploaded", **KEY)


def an_upload_is_read(scene: Scene) -> Attempt:
    one = scene.done("POST", f"{_announced(scene)}/uploaded")
    order = json.dumps({"pk": f"{scene.admin.tenant}#IMPORTS#{scene.admin.id}", "sk": f"IMPORT#{one['id']}", "step": 1})
    return lambda: imports.job.handler({"Records": [{"messageId": "1", "body": order}]}, None)


def _worked(scene: Scene, one: str, asked: str, body: Any = None) -> Attempt:
    """The orders of all steps of what is asked for so, from the first one on, however far they have come."""
    scene.done("POST", f"{one}/{asked}", body)
    place = f"{scene.admin.tenant}#IMPORTS#{scene.admin.id}", f"IMPORT#{one.rpartition('/')[2]}"
    return orders(imports.job.handler, lambda place: _step(scene, place), {place: _step(scene, place)})


def _step(scene: Scene, place: Key) -> int:
    (found,) = (one for one in scene.world.items() if (one["pk"]["S"], one["sk"]["S"]) == place)
    return int(found["value"]["M"]["step"]["N"])


def _planned(scene: Scene) -> tuple[str, str]:
    one = _read(scene)
    scene.done("POST", f"{one}/test")
    scene.world.pump()
    return one, str(scene.done("GET", one)["plan"])


def an_import_is_tested(scene: Scene) -> Attempt:
    return _worked(scene, _read(scene), "test")


def a_plan_is_carried_out(scene: Scene) -> Attempt:
    one, plan = _planned(scene)
    return _worked(scene, one, "import", {"plan": plan})


def an_import_is_undone(scene: Scene) -> Attempt:
    one, plan = _planned(scene)
    scene.done("POST", f"{one}/import", {"plan": plan})
    scene.world.pump()
    return _worked(scene, one, "undo")


def columns_of_an_import_are_chosen(scene: Scene) -> Attempt:
    one = _read(scene)
    return lambda: scene.ask("PUT", f"{one}/mapping", {"sheet": 1, "duplicates": "update"})


def an_import_is_to_be_tested(scene: Scene) -> Attempt:
    one = _read(scene)
    return lambda: scene.ask("POST", f"{one}/test", **KEY)


def a_test_is_stopped(scene: Scene) -> Attempt:
    one = _read(scene)
    scene.done("POST", f"{one}/test")
    return lambda: scene.ask("POST", f"{one}/cancel", **KEY)


def a_plan_is_to_be_carried_out(scene: Scene) -> Attempt:
    one = _tested(scene)
    return lambda: scene.ask("POST", f"{one}/import", {"plan": PLAN}, **KEY)


def a_failed_import_goes_on(scene: Scene) -> Attempt:
    one = _imported(scene, {"side_effect": RuntimeError("no disk")})
    return lambda: scene.ask("POST", f"{one}/retry", **KEY)


def an_import_is_to_be_undone(scene: Scene) -> Attempt:
    one = _imported(scene, {"return_value": Stepped(counts={}, over=True)})
    return lambda: scene.ask("POST", f"{one}/undo", **KEY)
