"""What JSON of a provider has to look like; what does not is Malformed, and nothing else is ever raised."""

import json
import re

LONGEST_BODY = 262_144  # characters: SNS carries at most 256 KB
BYTE_ORDER_MARK = "\ufeff"  # some libraries write one; it says nothing here
UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


class Malformed(ValueError):  # noqa: N818 - a verdict, not a fault
    """A body that is not what its provider documents: `field` says where, `reason` why. It can never succeed."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} {reason}")
        self.field = field
        self.reason = reason


def document(body: str, longest: int = LONGEST_BODY) -> object:
    """The document in a body of at most so many characters."""
    if len(body) > longest:
        raise Malformed("body", "is too long")
    try:
        return json.loads(body.removeprefix(BYTE_ORDER_MARK), parse_constant=_no_constant)
    except RecursionError:
        raise Malformed("body", "is nested too deeply") from None
    except ValueError as error:
        raise Malformed("body", "is not JSON") from error


def _no_constant(name: str) -> object:
    raise ValueError(name)  # NaN and Infinity: Python reads them, JSON has none


def object_(value: object, field: str) -> dict[str, object]:
    """An object, or Malformed."""
    if not isinstance(value, dict):
        raise Malformed(field, "is not an object")
    return value


def list_(value: object, field: str) -> list[object]:
    """A list, or Malformed."""
    if not isinstance(value, list):
        raise Malformed(field, "is not a list")
    return value


def text_(value: object, field: str, longest: int) -> str:
    """A text of at most so many characters, all of them printable, or Malformed."""
    if not isinstance(value, str) or not value:
        raise Malformed(field, "is missing or not text")
    if len(value) > longest:
        raise Malformed(field, f"is longer than {longest} characters")
    if UNPRINTABLE.search(value):
        raise Malformed(field, "has unprintable characters")
    return value
