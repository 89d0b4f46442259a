"""pydantic's findings, told as problems."""

import re

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kernel.problems import FieldError, Problem

_CODES = {
    "missing": "missing", "extra_forbidden": "unknown_field", "string_type": "text", "int_type": "integer",
    "int_parsing": "integer", "int_from_float": "integer", "decimal_type": "number", "is_instance_of": "number", "decimal_parsing": "number",
    "finite_number": "number", "bool_type": "boolean", "bool_parsing": "boolean", "tuple_type": "list",
    "list_type": "list", "model_type": "object", "dict_type": "object", "model_attributes_type": "object",
    "string_too_short": "too_short", "string_too_long": "too_long", "too_short": "too_few", "too_long": "too_many",
    "greater_than_equal": "too_small", "greater_than": "too_small", "less_than_equal": "too_large",
    "less_than": "too_large", "decimal_max_digits": "digits", "decimal_max_places": "digits",
    "decimal_whole_digits": "digits", "literal_error": "choice", "enum": "choice", "union_tag_invalid": "choice",
    "union_tag_not_found": "missing", "string_pattern_mismatch": "format", "date_type": "date",
    "date_parsing": "date", "date_from_datetime_parsing": "date", "date_from_datetime_inexact": "date",
    "string_unicode": "control_characters",
}  # fmt: skip


def from_validation(error: ValidationError) -> Problem:
    """A 422 from pydantic's findings; what was sent is never repeated."""
    found = error.errors(include_url=False, include_input=False)
    if any(one["type"] == "json_invalid" for one in found):
        return Problem("invalid_json")
    return Problem("invalid_request", errors=[_field_error(one) for one in found])


def _field_error(found: ErrorDetails) -> FieldError:
    context = {name: value for name, value in found.get("ctx", {}).items() if name != "error"}
    limit = next((context[k] for k in ("ge", "gt", "le", "lt") if k in context), None)
    if "expected_tags" in context:
        context["expected"] = context["expected_tags"]
    values: dict[str, object] = {**context} | ({"limit": limit} if limit is not None else {})
    path = "/" + "/".join(re.sub(r"\s", "_", str(part)) for part in found["loc"])
    return FieldError(path, _CODES.get(found["type"], found["type"]), tuple(values.items()))
