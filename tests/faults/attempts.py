"""What callers do when something went wrong: the same again."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from kernel.table import Key
from tests.faults.scene import Scene
from tests.world import Answer

type Attempt = Callable[[], Answer | None]
"""Tried again until it neither raises nor answers that it should be."""
type Operation = Callable[[Scene], Attempt]

KEY = {"idempotency-key": "once"}
MOST = 12
"""Steps of anything here: no more."""


def gone(answer: Answer) -> Answer | None:
    """Who deletes again what is deleted has what they wanted."""
    return None if answer.status == 404 else answer


def attached(scene: Scene, path: str, **body: Any) -> str:
    """The path of something that was made in fair weather."""
    return f"{path}/{scene.done('POST', path, body)['id']}"


def batches(scene: Scene, handler: Callable[..., Any], records: list[Any]) -> Attempt:
    """A batch of a stream, as often as it fails; or its halves, one after the other."""

    def attempt() -> None:
        half = len(records) // 2 if scene.in_halves else 0
        for some in (records[:half], records[half:]):
            if some:
                handler({"Records": some}, None)

    return attempt


def orders(handler: Callable[..., Any], step_of: Callable[[Key], int], firsts: Mapping[Key, int]) -> Attempt:
    """The orders of all steps of what is worked off step by step, from the first one on, however far it has come."""

    def attempt() -> None:
        for (pk, sk), first in firsts.items():
            for step in range(first, first + MOST):
                if step > step_of((pk, sk)):
                    break
                order = json.dumps({"pk": pk, "sk": sk, "step": step})
                handler({"Records": [{"messageId": "1", "body": order}]}, None)

    return attempt


def operations_in(module: Mapping[str, Any]) -> dict[str, Operation]:
    """The operations among the names of a module."""
    return {
        name: value
        for name, value in module.items()
        if callable(value)
        and list(getattr(value, "__annotations__", {}).values()) == [Scene, Attempt]
        and name[0] != "_"
    }
