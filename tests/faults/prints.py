"""Templates, and what is printed through them."""

from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

from printing import confined, words
from printing.fields import Plain, values_of
from tests.documents.storage import send
from tests.faults.attempts import KEY, Attempt, gone
from tests.faults.scene import Scene
from tests.printing.papers import letter
from tests.world import Answer

LETTER = letter("{{ name }}")


def _in_this_process(_kind: str, content: bytes, values: Mapping[str, Plain]) -> Any:
    return words.render(content, values_of(values))


def _quickly(attempt: Attempt) -> Attempt:
    """Without a child process for each."""

    def quick() -> Answer | None:
        with patch.object(confined, "render", _in_this_process):
            return attempt()

    return quick


def _template(scene: Scene) -> str:
    body = {"name": "T", "kind": "docx", "size": len(LETTER)}
    made = scene.done("POST", "/v1/print-templates", body)
    send(made["upload"], LETTER)
    return f"/v1/print-templates/{made['id']}"


def a_print_template_is_announced(scene: Scene) -> Attempt:
    return lambda: scene.ask("POST", "/v1/print-templates", {"name": "T", "kind": "docx", "size": 9}, **KEY)


def a_print_template_is_completed(scene: Scene) -> Attempt:
    template = _template(scene)
    return _quickly(lambda: scene.ask("POST", f"{template}/complete", **KEY))


def a_record_is_printed(scene: Scene) -> Attempt:
    template, order = _template(scene), {"customer": scene.lead()}
    _quickly(lambda: scene.done("POST", f"{template}/complete"))()
    return _quickly(lambda: scene.ask("POST", f"{template}/render", order, **KEY))


def a_print_template_is_deleted(scene: Scene) -> Attempt:
    template = _template(scene)
    return lambda: gone(scene.ask("DELETE", template))
