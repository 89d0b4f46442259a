"""Long exports through the real worker, in a process of its own: `python -m tests.soak.exports 1000000`.

DynamoDB answers the queries of one book with as many cards as are asked for, byte for byte as it would; S3 takes what
comes into files. All else is moto, which keeps whatever it was ever given. The worker's time ends again and again; what
it takes of memory is what is measured.
"""

import json
import logging
import os
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

LIMIT = 80 << 20
"""Bytes of memory beyond what the process has before."""
_ANSWER = 900
"""Cards in an answer of DynamoDB, which holds 1 MB."""
_HIGHEST = 10**20
COLUMNS = (
    "code", "name", "stage", "source", "owner", "stars", "score", "tier", "email", "phone", "priority",
    "expected_revenue", "groups", "created_at", "updated_at",
)  # fmt: skip


@dataclass
class Told:
    """What an export took."""

    rows: int
    seconds: float
    peak: int
    workers: int
    cards: int
    """That were read."""
    size: int
    sheets: dict[str, int] = field(default_factory=dict)
    """How many rows each has, its header among them."""


class _Body(BytesIO):
    """What arrives, all at once."""

    def stream(self) -> Iterator[bytes]:
        yield self.read()


def _answer(content: bytes, headers: dict[str, str] | None = None) -> AWSResponse:
    told = HTTPHeaders()
    for name, value in (headers or {}).items():
        told[name] = value
    return AWSResponse("", 200, told, _Body(content))


class Book:
    """A book of so many cards, newest first."""

    def __init__(self, partition: str, card: Any, cards: int) -> None:
        self._partition, self._cards, self.read = partition, cards, 0
        self._text = json.dumps(card, ensure_ascii=False).replace(card["sk"]["S"], "{place}")

    def query(self, request: Any, **_: object) -> AWSResponse | None:
        """The answer to a query of this book; None for any other."""
        asked = json.loads(request.body)
        values = asked["ExpressionAttributeValues"]
        if values[":h"]["S"] != self._partition:
            return None
        below = asked.get("ExclusiveStartKey", {}).get("sk", values.get(":b", {"S": ""}))["S"]
        first = _HIGHEST - int(below) + 1 if below else 1
        last = min(first + min(asked["Limit"], _ANSWER) - 1, self._cards)
        places = [f"{_HIGHEST - number:026}" for number in range(first, last + 1)]
        self.read += len(places)
        items = ",".join(self._text.replace("{place}", place) for place in places)
        more = f',"LastEvaluatedKey":{{"pk":{{"S":"x"}},"sk":{{"S":"{places[-1]}"}}}}' if last < self._cards else ""
        return _answer(f'{{"Count":{len(places)},"Items":[{items}]{more}}}'.encode())


class Bucket:
    """Takes a file in parts, and keeps none of it in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.parts, self.whole = folder, 0, folder / "whole.xlsx"

    def upload(self, request: Any, **_: object) -> AWSResponse:
        """UploadPart."""
        number = int(str(request.url).partition("partNumber=")[2].partition("&")[0])
        self.parts = max(self.parts, number)
        _save(request.body, self._folder / str(number))
        return _answer(b"", {"ETag": f'"{number}"'})

    def put(self, request: Any, **_: object) -> AWSResponse:
        """PutObject: the file, if it is small, or what is laid aside."""
        whole = str(request.url).endswith(".xlsx")
        _save(request.body, self.whole if whole else self._folder / str(request.url).rpartition("/")[2])
        return _answer(b"", {"ETag": '"1"'})

    def get(self, request: Any, **_: object) -> AWSResponse:
        """GetObject of what was laid aside."""
        content = (self._folder / str(request.url).rpartition("/")[2]).read_bytes()
        return _answer(content, {"Content-Length": str(len(content))})

    def delete(self, request: Any, **_: object) -> AWSResponse:
        """DeleteObject."""
        (self._folder / str(request.url).rpartition("/")[2]).unlink()
        return _answer(b"")

    def complete(self, **_: object) -> AWSResponse:
        """CompleteMultipartUpload."""
        with self.whole.open("wb") as whole:
            for number in range(1, self.parts + 1):
                whole.write((self._folder / str(number)).read_bytes())
        return _answer(b"<CompleteMultipartUploadResult><ETag>x</ETag></CompleteMultipartUploadResult>")


def _save(body: Any, where: Path) -> None:
    with where.open("wb") as file:
        while some := body._raw.read(1 << 20):
            file.write(some)


def export(rows: int, seconds: float, folder: Path) -> Told:
    """An export of so many leads, by workers that have so many seconds each."""
    import pytest  # noqa: PLC0415 - after the environment is set
    from moto import mock_aws  # noqa: PLC0415

    from tests.conftest import forget_environment  # noqa: PLC0415
    from tests.kept import kept  # noqa: PLC0415

    forget_environment()
    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        world = kept(founded=True).again(patch)
        forget_environment()
        try:
            return _export(world, rows, seconds, Bucket(folder))
        finally:
            forget_environment()


def _export(world: Any, rows: int, seconds: float, bucket: Bucket) -> Told:
    from kernel import aws, keys, table  # noqa: PLC0415

    staff = world.employee(world.department(), "S1")
    lead = {"name": "Nguyễn Thị Ánh <Tuyết> & Co", "emails": ["a@x.vn"], "phones": ["0912345678"], "priority": 2,
            "expected_revenue": "125000000", "stage": "new", "source": "referral"}  # fmt: skip
    world.call("POST", "/v1/leads", lead, by=staff)
    world.pump()
    partition = keys.book("acme", "lead", keys.own(staff.id))
    (card,) = (one for one in world.items() if one["pk"]["S"] == partition)
    book = Book(partition, card, rows)
    reading: Any = table.connection().connection.client.meta.events
    reading.register("before-send.dynamodb.Query", book.query)
    storing: Any = aws.s3().meta.events
    takes = {"PutObject": bucket.put, "GetObject": bucket.get, "DeleteObject": bucket.delete,
             "UploadPart": bucket.upload, "CompleteMultipartUpload": bucket.complete}  # fmt: skip
    for operation, take in takes.items():
        storing.register(f"before-send.s3.{operation}", take)
    job = world.call("POST", "/v1/exports", {"kind": "leads", "columns": COLUMNS}, by=staff)["id"]
    key = keys.exports("acme", staff.id), keys.export(job)
    before, begun = _memory(reset=True), time.process_time()
    workers = _work(key, seconds)
    took, peak = time.process_time() - begun, _memory() - before
    done = world.call("GET", f"/v1/exports/{job}", by=staff)
    if done["state"] != "done":
        raise RuntimeError(done.raw)
    told = Told(done["rows"], took, peak, workers, book.read, done["size"])
    told.sheets = _sheets(bucket.whole)
    return told


def _work(key: tuple[str, str], seconds: float) -> int:
    """One worker after the other, each with so many seconds; returns how many it took."""
    from export import making, rules  # noqa: PLC0415
    from export.model import at  # noqa: PLC0415
    from export.work import work  # noqa: PLC0415

    for number in range(1, 1000):
        ends = time.monotonic() + seconds + making.LAY_DOWN_AT
        work(key, _left(ends))
        item = at(key)
        if item is None or rules.has_ended(item.value):
            return number
    raise RuntimeError("it never ends")


def _left(ends: float) -> Callable[[], float]:
    return lambda: ends - time.monotonic()


def _sheets(file: Path) -> dict[str, int]:
    """How many rows each sheet has; raises for a broken file."""
    found = {}
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/"):
                archive.read(name)
                continue
            count, last = 0, b""
            with archive.open(name) as part:  # reading to its end proves its checksum
                while chunk := part.read(1 << 20):
                    count += (last + chunk).count(b"<row ")
                    last = chunk[-4:]
            found[name] = count
    return found


def _memory(*, reset: bool = False) -> int:
    """The most memory that this process held since the last reset; after a reset, what it holds."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def main(rows: int) -> int:
    """One export; 1 if it takes too much memory, or reads more than one pass over the cards."""
    logging.disable(logging.CRITICAL)
    with TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
        told = export(rows, 20, Path(folder))
    print(f"{told.rows:,} rows in {told.size / 1e6:,.1f} MB by {told.workers} workers, {told.sheets}")
    print(
        f"  {told.rows / told.seconds:,.0f} rows a second of CPU, {told.peak / 1e6:,.1f} MB of memory, "
        f"{told.cards / told.rows:.3f} cards read a row"
    )
    wrong = told.rows != rows or sum(told.sheets.values()) != rows + len(told.sheets)
    return 1 if wrong or told.peak > LIMIT or told.cards > 1.01 * rows else 0


if __name__ == "__main__":
    os.environ["POWERTOOLS_SERVICE_NAME"] = "soak"
    sys.exit(main(int(sys.argv[1])))
