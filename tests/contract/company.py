"""A company with one of everything, made again after each request; and whether what came of one can be lived with."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests

from kernel import keys
from kernel.table import Range, every
from tests.conftest import opened
from tests.contract.gateway import API, Gateway
from tests.faults.quick import Quick
from tests.isolation.routes import Records, furnish
from tests.world import World, backend


@dataclass(frozen=True)
class Company:
    """Where the requests go."""

    world: World
    records: Records
    quick: Quick
    session: requests.Session

    def again(self) -> None:
        """As if nobody had asked for anything; nothing is done where nothing was written."""
        if self.world.table.stream_shard.items:
            self.quick.restore()
        for queue in backend("sqs").queues.values():
            queue._messages.clear()

    def lives_on(self) -> None:
        """What was written is read by the streams and workers, and nothing of it has to be set aside."""
        if self.world.table.stream_shard.items:
            self.world.pump()
            assert not list(every(Range(keys.set_aside(self.records.admin.tenant))))


def founded(patch: pytest.MonkeyPatch) -> Iterator[Company]:
    """The company, its streams run dry."""
    with opened(patch) as world:
        records = furnish(world, "acme")
        quick = Quick(world)
        quick.keep()
        with requests.Session() as session:
            session.trust_env = False
            session.mount(API, Gateway(world, records.admin, records.ids))
            yield Company(world, records, quick, session)
