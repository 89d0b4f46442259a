"""What callers do when something went wrong: the same again."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.faults.scene import Scene
from tests.world import Answer

type Attempt = Callable[[], Answer | None]
"""Tried again until it neither raises nor answers that it should be."""
type Operation = Callable[[Scene], Attempt]

KEY = {"idempotency-key": "once"}


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


def operations_in(module: Mapping[str, Any]) -> dict[str, Operation]:
    """The operations among the names of a module."""
    return {
        name: value
        for name, value in module.items()
        if callable(value)
        and list(getattr(value, "__annotations__", {}).values()) == [Scene, Attempt]
        and name[0] != "_"
    }
