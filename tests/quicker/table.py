"""moto's table: a query looks at its own partition, a transaction keeps only what it changes."""

import copy
from collections import defaultdict
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from weakref import proxy

import moto.dynamodb.models
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

_query = Table.query
_INDEX_NAME = 6
"""Its place among a query's arguments, after the partition's key."""
_transact = DynamoDBBackend.transact_write_items


def _query_its_own(self: Table, hash_key: DynamoType, *arguments: Any, **more: Any) -> Any:
    """moto puts the whole table in order first, and then asks each item whether it is of the partition."""
    part = copy.copy(self)
    if len(arguments) > _INDEX_NAME and arguments[_INDEX_NAME]:
        name, value = more["hash_key_conditions"][0]
        part.items = {n: {n: item} for n, item in enumerate(_having(self, name, value.value))}  # type: ignore[assignment]
    else:
        part.items = {hash_key: self.items.get(hash_key, {})}  # type: ignore[assignment]
    return _query(part, hash_key, *arguments, **more)


def _having(table: Table, name: str, value: str) -> Iterator[Any]:
    for rows in table.items.values():
        for item in rows.values():
            if name in item.attrs and item.attrs[name].value == value:
                yield item


def _transact_in_place(self: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    """One that fails puts back the items that it is about; moto copies the whole table, once for each of them."""
    parts = [next(iter(one.values())) for one in transact_items]
    before = [_Before(self.get_table(part["TableName"]), part) for part in parts]
    try:
        _transact(self, transact_items)
    except BaseException:
        for one in reversed(before):
            one.restore()
        raise


class _Before:
    """An item as it is before a transaction, and how much its table's stream has told."""

    def __init__(self, table: Table, part: dict[str, Any]) -> None:
        key, self._table = part.get("Key") or part["Item"], table
        self._pk, self._sk = DynamoType(key["pk"]), DynamoType(key["sk"])
        self._item = copy.deepcopy(table.items.get(self._pk, {}).get(self._sk))
        self._told = len(table.stream_shard.items) if table.stream_shard else 0

    def restore(self) -> None:
        rows: Any = self._table.items[self._pk]
        rows.pop(self._sk, None)
        if self._item is not None:
            rows[self._sk] = self._item
        if self._table.stream_shard:
            del self._table.stream_shard.items[self._told :]


def _not_tables(value: Any) -> Any:
    return value if isinstance(value, Table) else copy.deepcopy(value)


def _copied(self: Table, _memo: object) -> Table:
    """What may change in a table is copied, not what it is, nor what was in its stream."""
    made = copy.copy(self)
    made.items = defaultdict(dict, {key: copy.deepcopy(rows) for key, rows in self.items.items()})
    if self.stream_shard is not None:
        made.stream_shard = copy.copy(self.stream_shard)
        made.stream_shard.items = list(self.stream_shard.items)
        made.stream_shard.table = proxy(made)  # no circle: copies are many, and go with their last use
    return made


def hasten() -> None:
    for name, function in {"query": _query_its_own, "__deepcopy__": _copied}.items():
        setattr(Table, name, function)
    DynamoDBBackend.transact_write_items = _transact_in_place  # type: ignore[method-assign]
    vars(moto.dynamodb.models)["copy"] = SimpleNamespace(deepcopy=_not_tables)
