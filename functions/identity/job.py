"""Invoked by an operator only: opens a company's account."""

from typing import Any

from pydantic import ValidationError

from identity.setup import TenantCreate, create
from kernel.problems import Problem
from kernel.validation import from_validation


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """The new tenant's ids, or the problem that stood in the way."""
    try:
        return create(TenantCreate.model_validate(event)).model_dump()
    except Problem as problem:
        return problem.body("en", "")
    except ValidationError as error:
        return from_validation(error).body("en", "")
