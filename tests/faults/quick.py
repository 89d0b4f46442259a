"""A world's table, kept as it is at one moment and as often as wanted made so again."""

import copy
from typing import Any

from moto.dynamodb.models.dynamo_type import DynamoType

from tests.world import World, backend


class Quick:
    """For long histories, each of which begins with the same company."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._backend: Any = backend("dynamodb")

    def drop(self, pk: str, prefixes: tuple[str, ...]) -> None:
        """Take items away that nobody will ask for: what is not there need not be copied."""
        items = self._world.table.items[DynamoType({"S": pk})]
        for name in [name for name in items if name.value.startswith(prefixes)]:
            del items[name]

    def keep(self) -> None:
        """Remember this moment; its stream has been read."""
        self._world.records()
        self._world.table.stream_shard.items.clear()
        self._kept = copy.deepcopy(self._backend.tables)

    def restore(self) -> None:
        self._backend.tables = copy.deepcopy(self._kept)
        self._world.heard = 0
        self._world.history.clear()
