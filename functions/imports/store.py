"""What an import is made of, in the bucket: rows as they were read, the plan, and what became of it.

All in chunks of some hundred rows, so that a step reads and writes one of them. Lines of JSON, packed: whatever is
written again is the same again.
"""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import batched
from typing import Any

from botocore.exceptions import ClientError

from imports import plans
from imports.plans import Planned, Result, Told
from imports.values import Row, Value, Wrong
from kernel import aws, config, keys

CHUNK = 500
"""Rows in a chunk."""
_LEVEL = 1
_ABSENT = frozenset({"404", "NoSuchKey"})


def keep_rows(tenant: str, import_id: str, sheet: int, rows: Iterable[Row]) -> int:
    """Write the rows of a sheet; returns how many there are."""
    total = 0
    for number, some in enumerate(batched(rows, CHUNK, strict=False)):
        total += len(some)
        _write(keys.import_rows(tenant, import_id, sheet, number), some)
    return total


def rows(tenant: str, import_id: str, sheet: int, chunk: int) -> list[Row]:
    """One chunk of the rows of a sheet as they were read, header and all; [] when there is no such chunk."""
    found = _read(keys.import_rows(tenant, import_id, sheet, chunk))
    return [(number, [_value(cell) if type(cell) is dict else cell for cell in cells]) for number, cells in found]


def all_rows(tenant: str, import_id: str, sheet: int) -> Iterator[Row]:
    """All rows of a sheet, one chunk in memory at a time."""
    number = 0
    while some := rows(tenant, import_id, sheet, number):
        yield from some
        number += 1


def keep_plan(tenant: str, import_id: str, test: str, chunk: int, planned: Sequence[Planned]) -> None:
    """Write one chunk of a plan."""
    keep_piece(tenant, import_id, test, chunk, plans.written(planned))


def keep_piece(tenant: str, import_id: str, test: str, chunk: int, piece: bytes) -> None:
    """Write one chunk of a plan that is written already."""
    _put(keys.import_plan(tenant, import_id, test, chunk), piece)


def plan(tenant: str, import_id: str, test: str, chunk: int) -> list[Planned]:
    """One chunk of a plan."""
    return plans.read(_got(keys.import_plan(tenant, import_id, test, chunk)) or b"")


def keep_results(tenant: str, import_id: str, test: str, chunk: int, results: Sequence[Result]) -> None:
    """Write what became of one chunk of a plan."""
    _write(keys.import_results(tenant, import_id, test, chunk), map(_plain, results))


def results(tenant: str, import_id: str, test: str, chunk: int) -> list[Result]:
    """What became of one chunk of a plan; [] when nothing has yet."""
    found = _read(keys.import_results(tenant, import_id, test, chunk))
    return [Result(**{**one, "why": _told(one)}) for one in found]


def keep_undone(tenant: str, import_id: str, test: str, chunk: int, results: Sequence[Result]) -> None:
    """Write what undoing did to one chunk."""
    _write(keys.import_undone(tenant, import_id, test, chunk), map(_plain, results))


def undone(tenant: str, import_id: str, test: str, chunk: int) -> list[Result]:
    """What undoing did to one chunk; [] when nothing has been undone yet."""
    found = _read(keys.import_undone(tenant, import_id, test, chunk))
    return [Result(**{**one, "why": _told(one)}) for one in found]


def keep_looks(tenant: str, import_id: str, looks: Sequence[Mapping[str, Any]]) -> None:
    """Write what the sheets look like."""
    _write(keys.import_sheets(tenant, import_id), looks)


def looks(tenant: str, import_id: str) -> list[dict[str, Any]]:
    """What the sheets look like, as `reading.looked` has said."""
    found: list[dict[str, Any]] = _read(keys.import_sheets(tenant, import_id))
    return found


def _plain(one: Result) -> dict[str, Any]:
    """As JSON has it: what is nothing is left out."""
    found = {name: getattr(one, name) for name in ("row", "outcome", "record", "code", "version")}
    found["why"] = [told.as_json() for told in one.why]
    return {name: value for name, value in found.items() if value not in (None, [])}


def _told(one: Mapping[str, Any]) -> tuple[Told, ...]:
    return tuple(Told(**told) for told in one.get("why", ()))


def _write(key: str, lines: Iterable[Any]) -> None:
    text = "\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":"), default=_tagged) for one in lines)
    _put(key, text.encode("utf-8", "surrogatepass"))


def _put(key: str, content: bytes) -> None:
    body = gzip.compress(content, _LEVEL, mtime=0)
    aws.s3().put_object(Bucket=config.bucket_name(), Key=key, Body=body, ContentType="application/x-ndjson+gzip")


def _read(key: str) -> list[Any]:
    text = (_got(key) or b"").decode("utf-8", "surrogatepass")
    return [json.loads(line) for line in text.split("\n") if line]


def _got(key: str) -> bytes | None:
    try:
        found = aws.s3().get_object(Bucket=config.bucket_name(), Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in _ABSENT:
            return None
        raise
    return gzip.decompress(found["Body"].read())


def _tagged(value: object) -> dict[str, Any]:
    """A cell that JSON does not know."""
    match value:
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case timedelta():
            return {"span": value.total_seconds()}
        case Wrong():
            return {"wrong": value.value}
    raise TypeError(f"{type(value).__name__} is no cell")


_TAGS: Mapping[str, Callable[[Any], Value]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "time": time.fromisoformat,
    "span": lambda seconds: timedelta(seconds=seconds),
    "wrong": Wrong,
}


def _value(cell: Mapping[str, Any]) -> Value:
    ((tag, value),) = cell.items()
    return _TAGS[tag](value)
