"""Bounds of a time that somebody asks for: a moment, or a whole day where the company is."""

from datetime import date, datetime
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, Field, TypeAdapter
from pydantic_core import PydanticCustomError

from kernel.bounds import is_day
from kernel.clock import stamp
from kernel.fields import Instant

_FIRST, _LAST = date(1970, 1, 2), date(9998, 12, 30)


def _bound(text: str) -> str:
    try:
        if is_day(text):
            in_reach = _FIRST <= date.fromisoformat(text) <= _LAST
        else:
            in_reach = _moments().validate_python(text) is not None
            stamp(datetime.fromisoformat(text))
    except ValueError:  # pydantic's is one too
        in_reach = False
    if not in_reach:
        raise PydanticCustomError("bound", "is neither a moment with its offset nor a day")
    return text


Bound = Annotated[
    str, AfterValidator(_bound), Field(max_length=40, examples=["2026-03-01", "2026-03-01T09:00:00+07:00"])
]  # fmt: skip
"""A moment with its offset, or a day: from its beginning, or to its end, in the company's time zone."""


@cache
def _moments() -> TypeAdapter[datetime]:
    return TypeAdapter(Instant)
