"""What tests of pure decisions share: no table, no clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel.problems import Problem

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = AT + timedelta(hours=5)
A, B, C, D = (f"01JZX5T0Q8V3M4N5P6R7S8T9W{last}" for last in "0123")
BY_A: dict[str, Any] = {"created_at": AT, "created_by": A, "updated_at": AT, "updated_by": A}
NAMES = {"vi": "Tên", "en": "Name"}


def refusal(decide: Callable[[], object]) -> tuple[object, ...]:
    """The code of a problem, what its message says, and what is said of each field."""
    with pytest.raises(Problem) as told:
        decide()
    fields = [(error.path, error.code, dict(error.values)) for error in told.value.errors]
    return (told.value.code, told.value.values, *fields)


def differs(before: Any, after: Any) -> dict[str, Any]:
    """What is another value now."""
    return {name: value for name, value in vars(after).items() if value != getattr(before, name)}
