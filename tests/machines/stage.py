"""A company that is as new for each run of a machine, and what every machine asks of it."""

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.conftest import opened
from tests.faults.quick import Quick
from tests.properties.cast import gather
from tests.properties.effort import FACTOR
from tests.properties.holding import Holding
from tests.world import Answer, World, backend


class Stage:
    """The people of a company, and how it was at first."""

    def __init__(self, world: World) -> None:
        self.world, self.cast = world, gather(world, "acme")
        self.admin = self.cast.admin
        world.pump()
        self._quick = Quick(world)
        self._quick.keep()
        self._files = copy.deepcopy(backend("s3", "aws").buckets)

    def again(self) -> None:
        """As new."""
        self._quick.restore()
        backend("s3", "aws").buckets = copy.deepcopy(self._files)
        for queue in backend("sqs").queues.values():
            queue._messages.clear()

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Answer:
        """A request of the administrator's, that is answered."""
        answer = self.world.call(method, f"/v1/{path}", body, by=self.admin, **query)
        assert answer.status < 500, answer.raw
        return answer

    def done(self, method: str, path: str, body: Any = None, **query: Any) -> Answer:
        """The same, that is done."""
        answer = self.ask(method, path, body, **query)
        assert answer.status < 300, answer.raw
        return answer

    def every(self, path: str, **query: Any) -> list[Mapping[str, Any]]:
        """A list to its end."""
        found: list[Mapping[str, Any]] = []
        cursor: str | None = None
        while True:
            page = self.done("GET", path, cursor=cursor, **query)
            found += page["items"]
            cursor = page.body.get("next_cursor")
            if cursor is None:
                return found

    def holds(self, leads: list[str]) -> None:
        """Lists, boards, counters, words and histories are what the records say."""
        self.world.pump()
        Holding(self.world, self.cast, leads, set()).check(found_by_all=True)


@contextmanager
def furnished() -> Iterator[Stage]:
    """For the machines of a file."""
    with pytest.MonkeyPatch.context() as patch, opened(patch) as world:
        yield Stage(world)


def driven(machine: type[RuleBasedStateMachine], runs: int, steps: int) -> None:
    """Let a machine run: a few times, or with LEADSTREAM_THOROUGH=1 many."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs * FACTOR, stateful_step_count=steps, database=None, deadline=None,
            phases=[Phase.explicit, Phase.generate],  # a run takes seconds: shrinking one takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
