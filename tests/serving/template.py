"""The template, read once in a process."""

import json
from functools import cache
from pathlib import Path
from typing import Any, cast

from cfnlint.decode import decode

TEMPLATE = Path(__file__).parents[2] / "infra" / "template.yaml"


@cache
def template() -> dict[str, Any]:
    """All of it, its short forms as CloudFormation's long ones; plain, for one process tells another of it."""
    return cast("dict[str, Any]", json.loads(json.dumps(decode(str(TEMPLATE))[0])))
