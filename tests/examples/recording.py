"""Calls of a world written down: of each operation the first that went well, as the API's document shows it."""

import copy
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from local.openapi import DOCUMENT
from tests.isolation import routes
from tests.world import Answer, Person, World

type Shown = dict[str, Any]
"""What was asked (`path`, `query`, `body`), and what came (`status`, `answer`)."""

LONGEST = 2
"""So many items of a list are shown."""
_SECRET = re.compile(r"(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\"]+", re.IGNORECASE)
_SECRETS = frozenset({"x-amz-signature", "x-amz-credential", "policy"})
_OPERATIONS: dict[tuple[str, str], str] = {
    (method.upper(), path): operation["operationId"]
    for path, methods in json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"].items()
    for method, operation in methods.items()
}


def operation_of(method: str, path: str) -> tuple[str, dict[str, str]]:
    """(operation id, what its path names); a path that is spelled out comes before one with a name in it."""
    for (verb, template), operation in sorted(_OPERATIONS.items(), key=lambda one: one[0][1].count("{")):
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template))
        if verb == method and (found := re.fullmatch(pattern, path)):
            return operation, found.groupdict()
    raise LookupError(f"{method} {path}")


@dataclass
class Recording:
    """A world whose calls are written down."""

    world: World
    by: Person
    shown: dict[str, Shown] = field(default_factory=dict)

    def __call__(self, method: str, path: str, body: Any = None, *, by: Person | None = None, **query: Any) -> Answer:
        """Call, as the administrator if nobody is named; what goes wrong is a fault of the story."""
        answer = self.world.call(method, path, body, by=by or self.by, **query)
        assert answer.status < 400, f"{method} {path}: {answer.raw}"
        self.note(method, path, body, {name: value for name, value in query.items() if name != "headers"}, answer)
        return answer

    def note(self, method: str, path: str, body: Any, query: dict[str, Any], answer: Answer) -> None:
        """Write a call down, if it is the first of its operation."""
        operation, names = operation_of(method, path)
        said = {"path": names, "query": query, "body": body, "status": answer.status, "answer": _brief(answer.body)}
        kept = {name: value for name, value in said.items() if value or (name == "body" and value is not None)}
        self.shown.setdefault(operation, kept)


def _brief(value: Any) -> Any:
    """With short lists, and no signatures."""
    if isinstance(value, dict):
        return {name: "…" if name in _SECRETS else _brief(one) for name, one in value.items()}
    if isinstance(value, list):
        records = all(isinstance(one, dict) for one in value)
        return [_brief(one) for one in (value[:LONGEST] if records else value)]
    return _SECRET.sub(r"\1…", value) if isinstance(value, str) else value


def complete(recording: Recording, found: routes.Records, again: Callable[[], World]) -> list[str]:
    """What the story did not tell, by the requests with which routes are walked; returns what could not be shown."""
    missing = []
    for method, path in routes.ROUTES:
        operation = _OPERATIONS[method, path.replace("<", "{").replace(">", "}")]
        if operation in recording.shown:
            continue
        world, ids = again(), copy.deepcopy(found.ids)
        filled = path
        for name, value in ids.items():
            filled = filled.replace(f"<{name}>", value)
        answer = routes.request(world, method, path, ids, found.admin, "1")
        if answer.status >= 400:
            missing.append(f"{method} {path}: {answer.raw[:200]}")
            continue
        body, query = routes.body_of(method, path, ids, "1"), routes.query_of(method, path, ids)
        recording.note(method, filled, body, query, answer)
    return missing
