"""Who runs which test, where several processes do: what shares much stays together, what takes longest begins first.

(Groups by mark do nothing: pytest-xdist 3.8 writes them where pytest 9 no longer reads.)
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler.loadscope import LoadScopeScheduling

LONGEST = ("tests/e2e", "tests/properties", "tests/patterns", "tests/isolation", "tests/customers", "tests/bulk")
TOGETHER = "tests/e2e/"
"""All of these share one local stack; elsewhere the tests of a file share what is built."""
APART = "tests/faults/test_faults.py"
"""These share little, and take a second each: they are for who is idle when all else has begun."""


class Spread(LoadScopeScheduling):  # type: ignore[misc]
    """Hands out files, in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(APART):
            return nodeid
        return TOGETHER if nodeid.startswith(TOGETHER) else nodeid.partition("::")[0]


def rank(nodeid: str) -> int:
    """What has the least begins first."""
    found = (place for place, folder in enumerate(LONGEST) if nodeid.startswith(f"{folder}/"))
    return next(found, len(LONGEST) + nodeid.startswith(APART))
