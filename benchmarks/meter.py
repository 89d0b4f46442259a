"""Counts what a client asks of DynamoDB, and what that costs: emulators do not know the price of a query."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks import units
from benchmarks.units import Index, Item

CANCELLED = "TransactionCanceledException"
REFUSED = "ConditionalCheckFailedException"


@dataclass(frozen=True)
class Call:
    """One call and its price."""

    operation: str
    reads: float = 0
    writes: float = 0


@dataclass(frozen=True)
class Bill:
    """All calls of an operation."""

    calls: Sequence[Call]

    @property
    def reads(self) -> float:
        """Read units."""
        return sum(call.reads for call in self.calls)

    @property
    def writes(self) -> float:
        """Write units."""
        return sum(call.writes for call in self.calls)

    def __add__(self, other: "Bill") -> "Bill":
        return Bill([*self.calls, *other.calls])


class Meter:
    """Listens to one botocore client. `observer`, another one, tells the images before and after a write."""

    def __init__(self, client: Any, observer: Any, table: str) -> None:  # noqa: ANN401 - botocore's clients
        self._observer, self._table = observer, table
        self.indexes = _indexes(observer, table)
        self._calls: list[Call] = []
        self._events = client.meta.events

    @contextmanager
    def counting(self) -> Iterator[list[Call]]:
        """The calls made meanwhile."""
        begun = len(self._calls)
        found: list[Call] = []
        self._events.register("before-parameter-build.dynamodb", self._begin)
        self._events.register("after-call.dynamodb", self._end)
        try:
            yield found
        finally:
            self._events.unregister("before-parameter-build.dynamodb", self._begin)
            self._events.unregister("after-call.dynamodb", self._end)
        found += self._calls[begun:]

    def _begin(self, params: dict[str, Any], model: Any, context: dict[str, Any], **_: object) -> None:  # noqa: ANN401
        writes = _writes(model.name, params)
        context["bill"] = (params, [(kind, key, self._image(key)) for kind, key in self._keys(writes)])

    def _end(self, parsed: dict[str, Any], model: Any, context: dict[str, Any], **_: object) -> None:  # noqa: ANN401
        params, before = context["bill"]
        self._calls.append(self._priced(model.name, params, before, parsed))

    def _priced(self, name: str, params: Any, before: list[Any], parsed: Any) -> Call:  # noqa: ANN401 - JSON
        code = parsed.get("Error", {}).get("Code")
        if before:
            return Call(name, writes=self._written(before, code, transaction=name.startswith("Transact")))
        if code:
            return Call(name)
        consistent = bool(params.get("ConsistentRead"))
        if name == "Query":
            if params.keys() & {"FilterExpression", "ProjectionExpression", "Select"}:
                raise NotImplementedError("what a query reads is then more than what it returns")
            return Call(name, units.query_units(parsed["Items"], consistent=consistent))
        if name == "GetItem":
            return Call(name, units.get_units([parsed.get("Item")], consistent=consistent))
        if name != "BatchGetItem":
            raise NotImplementedError(name)
        (asked,) = params["RequestItems"].values()
        (found,) = parsed["Responses"].values()
        absent = [None] * (len(asked["Keys"]) - len(found))
        return Call(name, units.get_units([*found, *absent], consistent=bool(asked.get("ConsistentRead"))))

    def _written(self, before: list[Any], code: str | None, *, transaction: bool) -> float:
        if code in {CANCELLED, REFUSED}:
            return sum(units.refused_units(old, transaction=transaction) for _, _, old in before)
        if code:
            return 0
        return sum(
            units.refused_units(old, transaction=transaction) if kind == "ConditionCheck"
            else units.write_units(old, self._image(key), self.indexes, transaction=transaction)
            for kind, key, old in before
        )  # fmt: skip

    def _keys(self, writes: Sequence[tuple[str, Mapping[str, Any]]]) -> Iterator[tuple[str, Item]]:
        for kind, arguments in writes:
            if arguments["TableName"] != self._table:
                raise NotImplementedError(f"a write to {arguments['TableName']}")
            whole = arguments["Item"] if kind == "Put" else arguments["Key"]
            yield kind, {name: whole[name] for name in ("pk", "sk")}

    def _image(self, key: Item) -> Item | None:
        answer: Mapping[str, Any] = self._observer.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return answer.get("Item")


def _writes(operation: str, params: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """(kind, arguments) of every write in a call."""
    if operation == "TransactWriteItems":
        return [(kind, arguments) for one in params["TransactItems"] for kind, arguments in one.items()]
    if operation == "BatchWriteItem":
        return [
            (kind.removesuffix("Request"), {"TableName": table, **arguments})
            for table, some in params["RequestItems"].items() for one in some for kind, arguments in one.items()
        ]  # fmt: skip
    kinds = {"PutItem": "Put", "UpdateItem": "Update", "DeleteItem": "Delete"}
    return [(kinds[operation], params)] if operation in kinds else []


def _indexes(observer: Any, table: str) -> list[Index]:  # noqa: ANN401 - a botocore client
    found = observer.describe_table(TableName=table)["Table"].get("GlobalSecondaryIndexes", [])
    return [
        Index(one["IndexName"], tuple(key["AttributeName"] for key in one["KeySchema"]), _projected(one["Projection"]))
        for one in found
    ]


def _projected(projection: Mapping[str, Any]) -> frozenset[str] | None:
    return None if projection["ProjectionType"] == "ALL" else frozenset(projection.get("NonKeyAttributes", ()))
