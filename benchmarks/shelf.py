"""Answers Query as DynamoDB does, from lists in memory: moto needs minutes and gigabytes for 100,000 cards."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from kernel.table import INDEX_KEYS

type Raw = dict[str, Any]


class Shelf:
    """Items by index and partition, in the order of the sort key. Partitions that are not here are left to others."""

    def __init__(self, items: Iterable[Raw]) -> None:
        self._partitions: dict[tuple[str | None, str], list[Raw]] = defaultdict(list)
        for item in items:
            for index, (partition, _) in INDEX_KEYS.items():
                self._partitions[index, item[partition]["S"]].append(item)
        for (index, _), found in self._partitions.items():
            found.sort(key=lambda item, sort=INDEX_KEYS[index][1]: item[sort]["S"])  # type: ignore[misc]

    def serve(self, client: Any) -> None:  # noqa: ANN401 - a botocore client
        """Answer this client's queries from now on."""
        client.meta.events.register("before-parameter-build.dynamodb.Query", self._remember)
        client.meta.events.register("before-call.dynamodb.Query", self._answer)

    def leave(self, client: Any) -> None:  # noqa: ANN401 - a botocore client
        """Answer them no longer."""
        client.meta.events.unregister("before-parameter-build.dynamodb.Query", self._remember)
        client.meta.events.unregister("before-call.dynamodb.Query", self._answer)

    @staticmethod
    def _remember(params: Raw, context: Raw, **_: object) -> None:
        context["query"] = params

    def _answer(self, context: Raw, **_: object) -> tuple[AWSResponse, Raw] | None:
        query = context["query"]
        partition = (query.get("IndexName"), query["ExpressionAttributeValues"][":h"]["S"])
        if partition not in self._partitions:
            return None
        return AWSResponse("", 200, HTTPHeaders(), None), self.query(self._partitions[partition], query)

    @staticmethod
    def query(found: list[Raw], query: Raw) -> Raw:
        """The newest-first queries of lists, and no others: all of a partition, or what lies below a sort key."""
        condition = query["KeyConditionExpression"]
        if query["ScanIndexForward"] or "ExclusiveStartKey" in query or "FilterExpression" in query:
            raise NotImplementedError(query)
        end = len(found)
        if condition == "#h = :h AND #r < :r":
            sort = query["ExpressionAttributeNames"]["#r"]
            end = bisect_left(found, query["ExpressionAttributeValues"][":r"]["S"], key=lambda item: item[sort]["S"])
        elif condition != "#h = :h":
            raise NotImplementedError(condition)
        page = found[max(0, end - query["Limit"]) : end][::-1]
        last = {name: page[-1][name] for name in ("pk", "sk", "feed", "rank")} if len(page) == query["Limit"] else None
        return {"Items": page, "Count": len(page), **({"LastEvaluatedKey": last} if last else {})}
