"""What the product asks of its table: which calls, and of whose partitions."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.client import BaseClient

from kernel import table

KEYED = {
    "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "BatchGetItem", "BatchWriteItem", "TransactWriteItems",
}  # fmt: skip

_PARTITIONS = sorted({hash_key for hash_key, _ in table.INDEX_KEYS.values()})
_SET = re.compile(r"(#?\w+) = (?:if_not_exists ?\(\S+ ?, ?)?(:\w+)")

READS = {"GetItem", "Query", "BatchGetItem", "GetObject", "HeadObject", "ListObjectsV2", "AdminGetUser"}


class Watch:
    """Writes down every call that the product makes to the table, and its partition keys."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.keys: set[str] = set()

    def note(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        self.calls.append(model.name)
        self.keys |= set(partitions(model.name, params))

    def taken(self) -> set[str]:
        """The keys since the last time."""
        found, self.keys = self.keys, set()
        return found


@contextmanager
def watching() -> Iterator[Watch]:
    """Listen to the client that the product has now."""
    made, events = Watch(), table._client().meta.events
    events.register("provide-client-params.dynamodb", made.note)
    yield made
    events.unregister("provide-client-params.dynamodb", made.note)


@contextmanager
def reading() -> Iterator[None]:
    """Nothing is written meanwhile, to whatever service."""
    call, written = BaseClient._make_api_call, list[str]()  # type: ignore[attr-defined]

    def heard(client: Any, operation: str, arguments: Any) -> Any:
        written.extend([operation] if operation not in READS else [])
        return call(client, operation, arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseClient, "_make_api_call", heard)
        yield
    assert not written


def partitions(call: str, params: dict[str, Any]) -> Iterator[str]:
    """The partition keys in the parameters of a call, of the table and of its indexes."""
    assert call in KEYED, call
    if call == "TransactWriteItems":
        for action in params["TransactItems"]:
            (one,) = action.values()
            yield from _of_one(one)
    elif call == "BatchGetItem":
        for wanted in params["RequestItems"].values():
            yield from (key["pk"]["S"] for key in wanted["Keys"])
    elif call == "BatchWriteItem":
        for writes in params["RequestItems"].values():
            yield from (key for write in writes for one in write.values() for key in _of_one(one))
    elif call == "Query":
        yield params["ExpressionAttributeValues"][":h"]["S"]
        yield from _hashes(params.get("ExclusiveStartKey", {}))
    else:
        yield from _of_one(params)


def _of_one(params: dict[str, Any]) -> Iterator[str]:
    yield from _hashes(params.get("Item") or params["Key"])
    names, values = params.get("ExpressionAttributeNames", {}), params.get("ExpressionAttributeValues", {})
    for name, value in _SET.findall(params.get("UpdateExpression", "")):
        yield from _hashes({names.get(name, name): values[value]})


def _hashes(attributes: dict[str, Any]) -> Iterator[str]:
    """What lies in a partition, or goes on in it, and in which of an index."""
    yield from (attributes[name]["S"] for name in _PARTITIONS if "S" in attributes.get(name, {}))
