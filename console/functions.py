"""Calling a function as its operator: what no route offers."""

import json
from typing import Any

from console.places import Place
from local.failure import Failure


def call(where: Place, function: str, event: Any) -> Any:  # noqa: ANN401 - JSON
    """What a function answers, by its name in the template. Failure when it raised."""
    return invoke(where, where.outputs()[f"{function}Name"], event)


def invoke(where: Place, name: str, event: Any) -> Any:  # noqa: ANN401 - JSON
    """The same by the function's own name or ARN."""
    answer = where.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
    text = answer["Payload"].read()
    if answer.get("FunctionError"):
        raise Failure(f"{name} failed: {text.decode(errors='replace')[:500]}")
    return json.loads(text) if text else None
