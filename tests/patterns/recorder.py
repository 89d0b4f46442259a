"""Which reads the product makes of its table: call, index, partition, which part of it, and from where in the code."""

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from botocore.client import BaseClient

from kernel import table
from kernel.keys import DERIVED
from kernel.table import INDEX_KEYS

FUNCTIONS = Path(table.__file__).parents[1]
READS = ("read", "get", "get_many", "page", "first", "every")
"""Of kernel.table."""


class Access(NamedTuple):
    """One read. `sk` is a sort key, `…` for a part of the partition in its order, or a prefix with `…`."""

    call: str
    pk: str
    sk: str


class Site(NamedTuple):
    """A place in the code where the table is read."""

    path: str
    line: int


def sites() -> dict[Site, tuple[range, str]]:
    """Every place that reads the table: the lines it spans, and its text."""
    found: dict[Site, tuple[range, str]] = {}
    for path in FUNCTIONS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {f"table.{name}" for name in READS}:
                lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
                found[Site(str(path.relative_to(FUNCTIONS)), node.lineno)] = (lines, ast.unparse(node))
    return found


class Recorder:
    """Listens to the table's own client; what a test reads with another one is not the product's."""

    def __init__(self) -> None:
        self.seen: set[Access] = set()
        self.from_where: set[Site] = set()

    @contextmanager
    def listening(self) -> Iterator[None]:
        call = BaseClient._make_api_call  # type: ignore[attr-defined]

        def heard(client: Any, operation: str, arguments: Any) -> Any:
            if table._connection is not None and client is table._client():
                self.seen.update(_accesses(operation, arguments))
            return call(client, operation, arguments)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(BaseClient, "_make_api_call", heard)
            for name in READS:
                patch.setattr(table, name, self._noting(getattr(table, name)))
            yield

    def _noting(self, read: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*arguments: Any, **more: Any) -> Any:
            frame = sys._getframe(1)
            path = Path(frame.f_code.co_filename)
            if path.is_relative_to(FUNCTIONS):
                self.from_where.add(Site(str(path.relative_to(FUNCTIONS)), frame.f_lineno))
            return read(*arguments, **more)

        return noted


def _accesses(operation: str, arguments: dict[str, Any]) -> Iterator[Access]:
    match operation:
        case "GetItem":
            yield Access("Get", arguments["Key"]["pk"]["S"], arguments["Key"]["sk"]["S"])
        case "BatchGetItem":
            for asked in arguments["RequestItems"].values():
                for key in asked["Keys"]:
                    yield Access("Get many", key["pk"]["S"], key["sk"]["S"])
        case "Query":
            yield _query(arguments)
        case "Scan":
            yield Access("Scan", "", "")


def _query(arguments: dict[str, Any]) -> Access:
    index, values = arguments.get("IndexName"), arguments["ExpressionAttributeValues"]
    partition, order = INDEX_KEYS[index]
    names = arguments["ExpressionAttributeNames"]
    assert (names["#h"], names.get("#r", order)) == (partition, order)
    call = f"Query {index}" if index else "Query"
    bounds = {name: value["S"] for name, value in values.items()}
    until = bounds.get(":b", "").removesuffix(DERIVED)
    after = bounds.get(":a", "")
    prefix = until if until.endswith("#") and after.startswith(until) else after if f"{after}#" == until else ""
    return Access(call, bounds[":h"], bounds.get(":p", prefix) + "…")
