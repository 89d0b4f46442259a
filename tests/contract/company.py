"""A company with one of everything, made again after each request; and whether what came of one can be lived with."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from kernel import keys
from kernel.table import Range, every
from tests.conftest import opened
from tests.contract.before import BEFORE, Past, Ready
from tests.contract.gateway import API, Gateway
from tests.faults.quick import Quick
from tests.isolation.routes import Records, Route, furnish
from tests.world import World, backend


@dataclass
class Company:
    """Where the requests go."""

    world: World
    records: Records
    first: Quick
    quick: Quick
    session: requests.Session
    gateway: Gateway
    files: Any

    def ready(self, route: Route) -> Ready:
        """From now on it begins where this can be done; what a request for it says otherwise than others."""
        if self.quick is not self.first:
            self.quick = self.first
            self.quick.restore()
        backend("s3", "aws").buckets = copy.deepcopy(self.files)
        self.gateway.calls({})
        self.again()
        before = BEFORE.get(route)
        if before is None:
            return Ready()
        ready = before(Past(self.world, self.records))
        self.gateway.calls(ready.ids)
        self.quick = Quick(self.world)
        self.quick.keep()
        return ready

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
            gateway = Gateway(world, records.admin, records.ids)
            session.mount(API, gateway)
            yield Company(world, records, quick, quick, session, gateway, copy.deepcopy(backend("s3", "aws").buckets))
