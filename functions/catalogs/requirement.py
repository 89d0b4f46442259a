"""What a record asks for, as it keeps it. Apart from the form: few of those who read records ask what fits it."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, PlainSerializer, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from kernel.fields import Code, Frozen, exact, prose

MOST_FIELDS = 200
"""Of a whole form, and so answers."""
_LONGEST_TEXT = 2000

type Shape = str | Decimal | tuple[str, ...]


def _shape(value: object, info: ValidationInfo) -> Shape:
    """Text, a number exactly as written, or a list of texts; which of them a field takes, `check` says."""
    if isinstance(value, str):
        if len(value) > _LONGEST_TEXT:
            raise PydanticCustomError("string_too_long", "too long", {"max_length": _LONGEST_TEXT})
        return prose(value)
    if isinstance(value, (list, tuple)) and all(isinstance(one, str) and len(one) <= _LONGEST_TEXT for one in value):
        return tuple(map(prose, value))
    found = exact(value, info)
    if found is None:
        raise PydanticCustomError("answer", "is no answer")
    return found


def _plain(value: Shape) -> str | tuple[str, ...]:
    return format(value, "f") if isinstance(value, Decimal) else value


_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "array", "items": {"type": "string"}}]}
type Answer = Annotated[
    Shape, PlainValidator(_shape), PlainSerializer(_plain, when_used="json"), WithJsonSchema(_SCHEMA)
]  # fmt: skip
"""Numbers are exact and go out as text, as amounts do."""


class Requirement(Frozen):
    """What a lead asks for: the type of request, and what was answered, by the codes of the form's fields."""

    type: Code
    answers: Annotated[dict[str, Answer], Field(max_length=MOST_FIELDS)] = Field(default_factory=dict)
