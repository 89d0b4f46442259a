"""The template, read once in a process."""

from functools import cache
from pathlib import Path
from typing import Any, cast

from cfnlint.decode import decode

TEMPLATE = Path(__file__).parents[2] / "infra" / "template.yaml"


@cache
def template() -> dict[str, Any]:
    """All of it, its short forms as CloudFormation's long ones."""
    return cast("dict[str, Any]", decode(str(TEMPLATE))[0])
