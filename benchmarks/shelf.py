"""Answers Query and BatchGetItem as DynamoDB does, from lists in memory: moto needs hours for 100,000 leads."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from benchmarks.units import Index
from kernel.table import INDEX_KEYS

type Raw = dict[str, Any]

_READS = ("Query", "BatchGetItem")


class Shelf:
    """Rows by partition, sorted by an index when it is first asked for. Other partitions are left to others."""

    def __init__(self, items: Iterable[Raw], indexes: Sequence[Index]) -> None:
        self._indexes = {index.name: index for index in indexes}
        self._rows: dict[tuple[str, str], list[Raw]] = defaultdict(list)
        self._items: dict[tuple[str, str], Raw] = {}
        self._sorted: dict[tuple[str | None, str], tuple[list[str], list[Raw]]] = {}
        for item in items:
            self._items[item["pk"]["S"], item["sk"]["S"]] = item
            for name in {partition for partition, _ in INDEX_KEYS.values() if partition in item}:
                self._rows[name, item[name]["S"]].append(item)

    def serve(self, client: Any) -> None:  # noqa: ANN401 - a botocore client
        """Answer this client's reads from now on."""
        for read in _READS:
            client.meta.events.register(f"before-parameter-build.dynamodb.{read}", self._remember)
            client.meta.events.register(f"before-call.dynamodb.{read}", self._answer)

    def leave(self, client: Any) -> None:  # noqa: ANN401 - a botocore client
        """Answer them no longer."""
        for read in _READS:
            client.meta.events.unregister(f"before-parameter-build.dynamodb.{read}", self._remember)
            client.meta.events.unregister(f"before-call.dynamodb.{read}", self._answer)

    @staticmethod
    def _remember(params: Raw, context: Raw, **_: object) -> None:
        context["asked"] = params

    def _answer(self, model: Any, context: Raw, **_: object) -> tuple[AWSResponse, Raw] | None:  # noqa: ANN401 - botocore's
        asked = context["asked"]
        found = self.query(asked) if model.name == "Query" else self.get_many(asked)
        return None if found is None else (AWSResponse("", 200, HTTPHeaders(), None), found)

    def get_many(self, asked: Raw) -> Raw | None:
        """BatchGetItem of rows that are here."""
        ((table, wanted),) = asked["RequestItems"].items()
        keys = [(key["pk"]["S"], key["sk"]["S"]) for key in wanted["Keys"]]
        if not all(("pk", pk) in self._rows for pk, _ in keys):
            return None
        return {"Responses": {table: [self._items[key] for key in keys if key in self._items]}, "UnprocessedKeys": {}}

    def query(self, asked: Raw) -> Raw | None:
        """Query of a part of a partition in either order, from its beginning or after a key."""
        index, values = asked.get("IndexName"), asked["ExpressionAttributeValues"]
        if (INDEX_KEYS[index][0], values[":h"]["S"]) not in self._rows:
            return None
        if asked.keys() & {"FilterExpression", "ProjectionExpression"}:
            raise NotImplementedError(asked)
        order, rows = self._in_order(index, values[":h"]["S"])
        start, end = _part(order, asked["KeyConditionExpression"], values)
        if after := asked.get("ExclusiveStartKey"):
            place = after[INDEX_KEYS[index][1]]["S"]
            forward = asked["ScanIndexForward"]
            start, end = (bisect_right(order, place), end) if forward else (start, bisect_left(order, place))
        size = asked["Limit"]
        part = rows[start : start + size] if asked["ScanIndexForward"] else rows[max(start, end - size) : end][::-1]
        page = part[: max(0, end - start)]
        last = {name: page[-1][name] for name in {"pk", "sk", *INDEX_KEYS[index]}} if len(page) == size else None
        entries = [self._entry(index, row) for row in page]
        return {"Items": entries, "Count": len(page), **({"LastEvaluatedKey": last} if last else {})}

    def _entry(self, index: str | None, row: Raw) -> Raw:
        found = self._indexes[index].entry(row) if index else row
        assert found is not None
        return dict(found)

    def _in_order(self, index: str | None, partition: str) -> tuple[list[str], list[Raw]]:
        """Sort keys and rows of a partition of an index; without those that the index does not have."""
        if (index, partition) not in self._sorted:
            name, order = INDEX_KEYS[index]
            rows = sorted((row for row in self._rows[name, partition] if order in row), key=lambda row: row[order]["S"])
            self._sorted[index, partition] = [row[order]["S"] for row in rows], rows
        return self._sorted[index, partition]


def _part(order: list[str], condition: str, values: Raw) -> tuple[int, int]:
    """Where the part begins and ends that a key condition names, as kernel.table writes them."""
    given = {name: value["S"] for name, value in values.items()}
    match condition.removeprefix("#h = :h").removeprefix(" AND "):
        case "":
            return 0, len(order)
        case "#r > :a":
            return bisect_right(order, given[":a"]), len(order)
        case "#r < :b":
            return 0, bisect_left(order, given[":b"])
        case "#r BETWEEN :a AND :b":
            return bisect_left(order, given[":a"]), bisect_right(order, given[":b"])
        case "begins_with(#r, :p)":
            return bisect_left(order, given[":p"]), bisect_left(order, given[":p"] + chr(0x10FFFF))
    raise NotImplementedError(condition)
