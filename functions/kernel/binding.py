"""What a route's parameters mean: found once when it is registered, filled on every call.

`viewer: Viewer`, `language: Language`, `if_match: IfMatch`, `accept: Accept`, `body: <model>`, `query: <model>`, and
names of the path.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from kernel.access import Viewer
from kernel.ids import is_ulid
from kernel.problems import Problem
from kernel.validation import as_written, from_validation

if TYPE_CHECKING:
    from kernel.web import Request

_LONGEST = 100
"""Characters of a code in a path: none of ours is that long."""

type IfMatch = int | None
"""The version that the caller believes to change; None without an If-Match header."""
type Accept = str | None
"""The header Accept, for a route that answers in several forms (kernel.accepting)."""


@dataclass(frozen=True)
class Binding:
    """The parameters of one route."""

    body: type[BaseModel] | None
    query: type[BaseModel] | None
    path: tuple[str, ...]
    wants: frozenset[str]

    def call(
        self, function: Callable[..., BaseModel | None], viewer: Viewer, request: "Request", raw: bytes,
        path_values: Mapping[str, str],
    ) -> BaseModel | None:  # fmt: skip
        """Run the route. Raises Problem when the request does not fit it."""
        arguments: dict[str, Any] = {name: _path_value(name, path_values[name]) for name in self.path}
        if "viewer" in self.wants:
            arguments["viewer"] = viewer
        if "language" in self.wants:
            arguments["language"] = request.language
        if "if_match" in self.wants:
            arguments["if_match"] = _version(request.header("if-match"))
        if "accept" in self.wants:
            arguments["accept"] = request.header("accept")
        if self.query is not None:
            arguments["query"] = _checked(lambda model: model.model_validate(request.query), self.query)
        if self.body is not None:
            arguments["body"] = _checked(
                lambda model: model.model_validate_json(raw, strict=True, context=as_written(raw)), self.body, raw
            )
        return function(**arguments)


def bind(function: Callable[..., Any], path: str) -> Binding:
    """Read a route's signature; the path's names and the function's must agree."""
    parameters = inspect.signature(function).parameters
    names = tuple(re.findall(r"<(\w+)>", path))
    models = {name: parameters[name].annotation for name in ("body", "query") if name in parameters}
    wants = frozenset(parameters) - set(names) - set(models)
    if not set(names) <= set(parameters) or not wants <= {"viewer", "language", "if_match", "accept"}:
        raise TypeError(f"{function.__name__}: parameters do not fit {path}")
    return Binding(models.get("body"), models.get("query"), names, wants)


def _checked(
    check: Callable[[type[BaseModel]], BaseModel], model: type[BaseModel], body: bytes | None = None
) -> BaseModel:
    """Only here is a ValidationError the caller's: anywhere later it is a stored item that we cannot read."""
    try:
        return check(model)
    except ValidationError as error:
        raise from_validation(error, body) from None


def _path_value(name: str, value: str) -> str:
    """An id or code that cannot be one of ours is absent, without a read: a key takes no more than 2,048 bytes."""
    if (name.endswith("_id") and not is_ulid(value)) or len(value) > _LONGEST:
        raise Problem("not_found")
    return value


def _version(header: str | None) -> int | None:
    if header is None or header.strip() == "*":
        return None
    tag = header.strip().removeprefix("W/").strip('"')
    return int(tag) if tag.isascii() and tag.isdigit() and len(tag) < 16 else -1  # noqa: PLR2004 - no version is that long
