"""moto, without the two things that make long histories slow: copies of the whole table, and streams over the wire."""

import copy
from types import SimpleNamespace
from typing import Any

import moto.dynamodb.models
import pytest
from moto.backends import get_backend
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

from tests.world import ENVIRONMENT, World, lambda_record


class Quick:
    """The table of a world, kept as it is now and as often as wanted made so again."""

    def __init__(self, world: World, patch: pytest.MonkeyPatch) -> None:
        self._world = world
        self._backend: Any = get_backend("dynamodb")["123456789012"][ENVIRONMENT["AWS_REGION"]]
        self._read = 0
        patch.setattr(DynamoDBBackend, "transact_write_items", _transact(DynamoDBBackend.transact_write_items))
        patch.setattr(moto.dynamodb.models, "copy", SimpleNamespace(deepcopy=_but_not_tables))
        patch.setattr(world, "records", self.records)

    @property
    def table(self) -> Any:
        return self._backend.tables[ENVIRONMENT["TABLE_NAME"]]

    def drop(self, pk: str, prefixes: tuple[str, ...]) -> None:
        """Take items away that nobody will ask for: what is not there need not be copied."""
        items = self.table.items[DynamoType({"S": pk})]
        for name in [name for name in items if name.value.startswith(prefixes)]:
            del items[name]

    def keep(self) -> None:
        """Remember this moment; its stream has been read."""
        self.records()
        self.table.stream_shard.items.clear()
        self._kept = copy.deepcopy(self._backend.tables)

    def restore(self) -> None:
        self._backend.tables = copy.deepcopy(self._kept)
        self._read = 0
        self._world.history.clear()

    def records(self) -> list[dict[str, Any]]:
        """World.records, straight from moto's list."""
        items = self.table.stream_shard.items
        found = [lambda_record(item.to_json(), self._world.stream_arn) for item in items[self._read :]]
        self._read = len(items)
        self._world.history += found
        return found


def _but_not_tables(value: Any) -> Any:
    return value if isinstance(value, Table) else copy.deepcopy(value)


def _transact(original: Any) -> Any:
    """A transaction that, when it fails, restores only the items it was about."""

    def transact(backend: Any, transact_items: list[dict[str, Any]]) -> None:
        table = backend.tables[ENVIRONMENT["TABLE_NAME"]]
        operations = [next(iter(item.values())) for item in transact_items]
        keys = [operation.get("Key") or operation["Item"] for operation in operations]
        places = [(DynamoType(key["pk"]), DynamoType(key["sk"])) for key in keys]
        before = {(pk, sk): copy.deepcopy(table.items.get(pk, {}).get(sk)) for pk, sk in places}
        told = len(table.stream_shard.items)
        try:
            original(backend, transact_items)
        except BaseException:
            for (pk, sk), item in before.items():
                table.items[pk].pop(sk, None)
                if item is not None:
                    table.items[pk][sk] = item
            del table.stream_shard.items[told:]
            raise

    return transact
