"""pydantic's findings, told as problems."""

import json
import re
from decimal import Decimal

from pydantic import ValidationError
from pydantic_core import ErrorDetails, from_json

from kernel.fields import CODE_PATTERN, COLOUR_PATTERN, PATH_PATTERN
from kernel.ids import ULID_PATTERN
from kernel.problems import FieldError, Problem

type Loc = tuple[int | str, ...]

_CODES = {
    "missing": "missing", "extra_forbidden": "unknown_field", "string_type": "text", "int_type": "integer",
    "int_parsing": "integer", "int_from_float": "integer", "decimal_type": "number", "is_instance_of": "number",
    "decimal_parsing": "number",
    "finite_number": "number", "bool_type": "boolean", "bool_parsing": "boolean", "tuple_type": "list",
    "list_type": "list", "model_type": "object", "dict_type": "object", "model_attributes_type": "object",
    "string_too_short": "too_short", "string_too_long": "too_long", "too_short": "too_few", "too_long": "too_many",
    "greater_than_equal": "too_small", "greater_than": "above", "less_than_equal": "too_large",
    "less_than": "below", "decimal_max_digits": "digits", "decimal_max_places": "digits",
    "decimal_whole_digits": "digits", "literal_error": "choice", "enum": "choice", "union_tag_invalid": "choice",
    "union_tag_not_found": "missing", "string_pattern_mismatch": "format", "date_type": "date",
    "date_parsing": "date", "date_from_datetime_parsing": "date", "date_from_datetime_inexact": "date",
    "string_unicode": "control_characters", "datetime_type": "moment", "datetime_parsing": "moment",
    "datetime_from_date_parsing": "moment", "timezone_aware": "moment",
}  # fmt: skip


_LONG = re.compile(rb"[0-9][0-9.]{15,}")
"""More digits than a float surely keeps."""


def as_written(body: bytes) -> dict[float, Decimal]:
    """What stands in `body` for each fraction that a float may not keep; nothing when it keeps them all (G4)."""
    written: dict[float, Decimal] = {}

    def note(text: str) -> float:
        value, exact = float(text), Decimal(text)
        written[value] = exact if written.get(value, exact) == exact else Decimal("NaN")  # which one is meant?
        return value

    try:
        if _LONG.search(body):
            json.loads(body, parse_float=note)
    except (ValueError, RecursionError):
        return {}  # not JSON: who validates it says so
    return written


_CHOICE = re.compile(r"'([^']+)'")
_FORMS = {CODE_PATTERN: "code", COLOUR_PATTERN: "colour", ULID_PATTERN: "id", PATH_PATTERN: "path"}
"""What a message calls that which a text has to be like."""
_DECIMAL = re.compile(r"Decimal\('(.*)'\)")
MOST_ERRORS = 100
"""An answer names no more: a body of 1 MB can hold more mistakes than an answer can carry."""
_LONGEST_PATH = 200


def from_validation(error: ValidationError, body: bytes | None = None) -> Problem:
    """A 422 from pydantic's findings, with paths as they are in `body`; what was sent is never repeated."""
    found = _without_echoes(error.errors(include_url=False, include_input=False)[:MOST_ERRORS])
    if any(one["type"] == "json_invalid" for one in found):
        return Problem("invalid_json")
    sent = from_json(body) if body is not None and any(len(one["loc"]) > _FLAT for one in found) else None
    return Problem("invalid_request", errors=[_field_error(one, sent) for one in found])


def _without_echoes(found: list[ErrorDetails]) -> list[ErrorDetails]:
    """A list of which an entry is wrong is told to be too short as well, as if that entry were not there."""
    wrong = {one["loc"][:-1] for one in found}
    return [one for one in found if not (one["type"] == "too_short" and one["loc"] in wrong)]


_FLAT = 2
"""Longer paths may run through one of several shapes (field, shape, field)."""


def _field_error(found: ErrorDetails, sent: object) -> FieldError:
    context = {name: value for name, value in found.get("ctx", {}).items() if name != "error"}
    limit = next((context[k] for k in ("ge", "gt", "le", "lt") if k in context), None)
    if expected := context.get("expected_tags", context.get("expected")):
        context["expected"] = ", ".join(_CHOICE.findall(expected)) or expected.lower()
    if found["type"] == "string_pattern_mismatch":
        context["form"] = _FORMS.get(context["pattern"])
    values: dict[str, object] = context if limit is None else {**context, "limit": _DECIMAL.sub(r"\1", str(limit))}
    loc = (_as_sent(sent, found["loc"]) if sent is not None else None) or found["loc"]
    if found["type"].startswith("union_tag_") and isinstance(loc[-1], int):  # which kind one of a list is of
        loc = (*loc, context["discriminator"].strip("'"))
    path = "/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in loc)
    kind = found["type"]
    if context.get("field_type") == "Value":  # text that was measured after another check
        kind = f"string_{kind}"
    return FieldError(path[:_LONGEST_PATH], _CODES.get(kind, kind), tuple(values.items()))


def _as_sent(node: object, loc: Loc) -> Loc | None:
    """The path without the names of shapes, which pydantic puts in and the body has not; None if it leads nowhere."""
    if len(loc) <= 1:
        named = any(isinstance(part, str) for part in loc)
        return loc if isinstance(node, dict if named else (dict, list)) else None
    part, rest = loc[0], loc[1:]
    inside = node.get(part) if isinstance(node, dict) else None
    if isinstance(node, list) and isinstance(part, int):
        inside = node[part]
    below = _as_sent(inside, rest)
    if below is not None:
        return (part, *below)
    return _as_sent(node, rest) if isinstance(node, dict) else None
