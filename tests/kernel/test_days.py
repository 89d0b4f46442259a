"""Days and moments of a request are told as text that says which day it is: never as a count of seconds."""

from collections.abc import Iterator
from datetime import date, datetime
from importlib import import_module
from typing import Annotated, Any, TypeAliasType, get_args

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from kernel.fields import Instant
from local.openapi import FEATURES

COUNTS: tuple[object, ...] = (0, 0.0, -1, 1_772_323_200, "0", "0.0", " 0", "-1", "+1772323200", "1772323200000")
NO_DAYS = (
    *COUNTS,
    "2026-03-01T00:00:00",
    "2026-03-01T00:00:00Z",
    "20260301",
    "2026-3-1",
    "٢٠٢٦-٠٣-٠١",
    "2026-02-29",
    "",
)
NO_MOMENTS = (*COUNTS, "2026-03-01", "2026-03-01T09:00:00", "2026-02-29T09:00:00Z", "")


def models() -> Iterator[type[BaseModel]]:
    """Every shape that a request may have, with what is in it."""
    left: list[Any] = [
        model
        for feature in FEATURES
        for route in import_module(f"{feature}.api").app.routes
        for model in (route.binding.body, route.binding.query)
    ]  # fmt: skip
    seen = set[type[BaseModel]]()
    while left:
        one = left.pop()
        left += get_args(one)
        left += get_args(getattr(one, "__value__", None))
        if isinstance(one, type) and issubclass(one, BaseModel) and one not in seen:
            seen.add(one)
            left += [field.annotation for field in one.model_fields.values()]
            yield one


def kinds(annotation: Any) -> set[Any]:
    """What a field may be."""
    inner = (annotation.__value__,) if isinstance(annotation, TypeAliasType) else get_args(annotation)
    return {annotation}.union(*(kinds(one) for one in inner)) if inner else {annotation}


def fields(kind: type) -> dict[str, FieldInfo]:
    """Each field of a request that takes a day, or a moment."""
    return {
        f"{model.__module__}.{model.__name__}.{name}": field
        for model in models() for name, field in model.model_fields.items() if kind in kinds(field.annotation)
    }  # fmt: skip


def taken(field: FieldInfo, value: object) -> object:
    shape: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    return TypeAdapter(shape).validate_python(value)


@pytest.mark.parametrize("name", sorted(fields(date)))
def test_no_count_is_a_day(name: str) -> None:
    field = fields(date)[name]
    assert taken(field, "2026-03-01") == date(2026, 3, 1)
    for wrong in NO_DAYS:
        with pytest.raises(ValidationError) as refused:
            taken(field, wrong)
        assert refused.value.errors()[0]["type"] == "date", wrong


def test_no_count_is_a_moment() -> None:
    for name, field in {**fields(datetime), "Instant": FieldInfo.from_annotation(Instant)}.items():
        assert taken(field, "2026-03-01T09:00:00+07:00") == datetime.fromisoformat("2026-03-01T02:00:00Z"), name
        for wrong in NO_MOMENTS:
            with pytest.raises(ValidationError):
                taken(field, wrong)
