"""What botocore and moto do over and over in tests, done once: a world costs a third of what it did."""

import copy
import gc
from collections import defaultdict
from functools import cache
from typing import Any

import botocore.session
from botocore.loaders import create_loader
from joserfc.jwk import RSAKey
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.utilities.utils import load_resource

_structure = BaseJSONSerializer._serialize_type_structure


def _serialize(self: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
    """DynamoDB's attribute values are JSON as they are; moto would look each up by twenty names, one after another."""
    if key and shape.name == "AttributeValue" and type(value) is dict and not value.keys() & {"B", "BS"}:
        serialized[key] = value
    else:
        _structure(self, serialized, value, shape, key)


_transact = DynamoDBBackend.transact_write_items
_copies: list[tuple[dict[int, Table], set[DynamoType]]] = []
"""Of the transaction under way, and the partitions that it is about."""


def _transact_once(self: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    """moto copies the table for each write of a transaction, all for the same way back."""
    parts = [next(iter(one.values())) for one in transact_items]
    _copies.append(({}, {DynamoType((part.get("Key") or part["Item"])["pk"]) for part in parts}))
    try:
        _transact(self, transact_items)
    finally:
        _copies.pop()


def _copy(self: Table, _memo: object) -> Table:
    """A table to go back to: what may change in it is copied, not what it is, nor what was in its stream."""
    copies, touched = _copies[-1] if _copies else ({}, set(self.items))
    if id(self) not in copies:
        made = copies[id(self)] = copy.copy(self)
        made.items = defaultdict(dict, {
            key: copy.deepcopy(rows) if key in touched else dict(rows) for key, rows in self.items.items()
        })  # fmt: skip
        if self.stream_shard is not None:
            made.stream_shard = copy.copy(self.stream_shard)
            made.stream_shard.items, made.stream_shard.table = list(self.stream_shard.items), made
    return copies[id(self)]


def hasten() -> None:
    """Every client is made of the same service models, every user pool of the same key; garbage is rare."""
    DynamoDBBackend.transact_write_items = _transact_once  # type: ignore[method-assign]
    Table.__deepcopy__ = _copy  # type: ignore[attr-defined]
    vars(botocore.session)["create_loader"] = cache(create_loader)
    key = RSAKey.import_key(load_resource("cognitoidp/resources/jwks-private.json"))
    RSAKey.import_key = lambda *_, **__: key  # type: ignore[method-assign]
    BaseJSONSerializer._serialize_type_structure = _serialize  # type: ignore[method-assign]
    gc.set_threshold(100_000, 50, 50)
