"""What the bucket, the SNS topic and we ourselves put into the queue."""

import json
from typing import Any

from intake import service

CROWD = 10
"""A batch that is full, by the template's BatchSize: others wait behind it."""


def handler(event: dict[str, Any], _context: object) -> None:
    """Do each by itself; one that failed for now brings all back, and what is done does not mind.

    An operator may also call it with an order: `{"replay": {"tenant": …, "source": …, "day": …, "until": …}}`.
    """
    faults: list[Exception] = []
    many = [record["body"] for record in event["Records"]] if "Records" in event else [event]
    do = service.work if len(many) < CROWD else service.pass_on
    for told in many:
        try:
            do(json.loads(told) if isinstance(told, str) else told)
        except Exception as fault:  # noqa: BLE001 - raised below, after the others
            faults.append(fault)
    if faults:
        raise faults[0]
