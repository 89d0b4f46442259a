"""Python values to DynamoDB attribute values and back, exactly: numbers are int or Decimal, never float."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Protocol, cast

from pynamodb.attributes import Attribute
from pynamodb.constants import MAP, NUMBER
from pynamodb.expressions.update import RemoveAction, SetAction

from kernel.clock import stamp
from kernel.facts import Number

type Raw = Mapping[str, Any]


class Value(Protocol):
    """What a frozen pydantic model offers; the data layer needs no more of it."""

    def model_dump(self, *, exclude_none: bool) -> dict[str, Any]:
        """Fields as a dictionary of plain Python values."""
        ...


def number(text: str) -> Number:
    """A DynamoDB number, exactly: whole numbers as int, others as Decimal."""
    try:
        return int(text)
    except ValueError:
        value = Decimal(text)
        return int(value) if value == value.to_integral_value() and value.is_finite() else value


def encode(value: object) -> dict[str, Any]:
    """One attribute value. None never comes here: an absent value is an absent attribute."""
    match value:
        case bool():
            return {"BOOL": value}
        case Enum():
            return encode(value.value)
        case str():
            return {"S": value}
        case int() | Decimal():
            return {"N": format(value, "f") if isinstance(value, Decimal) else str(value)}
        case datetime():
            return {"S": stamp(value)}
        case date():
            return {"S": value.isoformat()}
        case Mapping():
            return {"M": {str(k): encode(v) for k, v in value.items() if v is not None}}
        case Sequence() | frozenset():
            return {"L": [encode(v) for v in value]}
    raise TypeError(f"{type(value).__name__} has no place in the table")


def decode(raw: Raw) -> Any:  # noqa: ANN401 - a table holds any of its types
    """The Python value of one attribute value."""
    ((kind, value),) = raw.items()
    match kind:
        case "S" | "BOOL":
            return value
        case "N":
            return number(value)
        case "M":
            return {k: decode(v) for k, v in value.items()}
        case "L":
            return [decode(v) for v in value]
        case "SS":
            return sorted(value)
        case "NULL":
            return None
    raise TypeError(f"attribute type {kind} is not used by this table")


def decode_item(raw: Raw) -> dict[str, Any]:
    """All attributes of an item as plain Python values."""
    return {name: decode(value) for name, value in raw.items()}


def decode_image(raw: Raw) -> dict[str, Any]:
    """All attributes of an item that somebody else may have written: {} when one of them is of no type of ours.

    So such an item is unreadable to whoever looks into it, in a stream and in the table alike.
    """
    try:
        return decode_item(raw)
    except (ArithmeticError, AttributeError, TypeError, ValueError):
        return {}


class MapAttribute(Attribute[dict[str, Any]]):
    """A map of plain values."""

    attr_type = MAP

    def serialize(self, value: dict[str, Any]) -> dict[str, Any]:
        """As DynamoDB writes maps."""
        return cast("dict[str, Any]", encode(value)["M"])

    def deserialize(self, value: dict[str, Any]) -> dict[str, Any]:
        """As it was."""
        return {name: decode(one) for name, one in value.items()}


class ValueAttribute[T](Attribute[T]):
    """A frozen pydantic value, stored whole as one map: the item's keys and counters stay beside it."""

    attr_type = MAP

    def __init__(self, of: type[T], *, attr_name: str | None = None) -> None:
        super().__init__(attr_name=attr_name)
        self.of = of

    def serialize(self, value: T) -> dict[str, Any]:
        """The map's content; fields that are None are left out."""
        fields = cast("Value", value).model_dump(exclude_none=True)
        return cast("dict[str, Any]", encode(fields)["M"])

    def deserialize(self, value: dict[str, Any]) -> T:
        """The value again; raises pydantic's ValidationError when it was not written by us."""
        return cast("T", cast("Any", self.of).model_validate(decode({"M": value})))

    def set(self, value: Any) -> SetAction | RemoveAction:  # noqa: ANN401 - narrower than pynamodb's would break its typing
        """The action that replaces the value; pynamodb takes a map for that only when it is ready-made."""
        return super().set(cast("Any", {"M": self.serialize(value)}))


class NumberAttribute(Attribute[Number]):
    """int or Decimal: pynamodb's own would make a float of it."""

    attr_type = NUMBER

    def serialize(self, value: Number) -> str:
        """As DynamoDB writes numbers."""
        return str(encode(value)["N"])

    def deserialize(self, value: str) -> Number:
        """As it was."""
        return number(value)


class IntegerAttribute(Attribute[int]):
    """A counter or version."""

    attr_type = NUMBER

    def serialize(self, value: int) -> str:
        """As DynamoDB writes numbers."""
        return str(value)

    def deserialize(self, value: str) -> int:
        """As it was."""
        return int(value)
