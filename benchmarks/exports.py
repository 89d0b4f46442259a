"""Excel files of 100,000 rows: ours beside openpyxl's own way for long files, each in a process of its own."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import ROOT
from benchmarks.figures import Figure
from benchmarks.people import leads

if TYPE_CHECKING:
    from export.cells import Cell

ROWS = 100_000
LEAST = 6.0
"""So many times the rows per second of openpyxl's own way."""
COLUMNS = (
    "code", "name", "stage", "source", "owner", "stars", "score", "tier", "email", "phone", "priority",
    "expected_revenue", "created_at", "updated_at", "address",
)  # fmt: skip
_BEGAN = datetime.fromisoformat("2026-01-05T08:30")


def rows() -> "Iterator[list[Cell]]":
    """15 columns: texts with accents, whole numbers, money, moments."""
    bodies = list(leads(1000))
    for place in range(ROWS):
        body, at = bodies[place % 1000], _BEGAN + timedelta(minutes=place)
        yield [
            f"L-{place:08d}", body["name"], "Quan tâm", "Giới thiệu", "Nguyễn Thị Mai", place % 5 + 1, place % 100,
            "Bạc", body["emails"][0], body["phones"][0], place % 4, Decimal(body["expected_revenue"]), at,
            at + timedelta(days=1), body["address"],
        ]  # fmt: skip


def ours(path: Path) -> None:
    """As the worker does, into a file instead of storage."""
    from export.cells import Column, Kind  # noqa: PLC0415 - each way imports its own, as memory is measured
    from export.sheets import Sheet, at_once  # noqa: PLC0415
    from export.workbook import workbook  # noqa: PLC0415

    kinds = {"stars": Kind.INTEGER, "score": Kind.INTEGER, "priority": Kind.INTEGER, "expected_revenue": Kind.MONEY,
             "created_at": Kind.DATETIME, "updated_at": Kind.DATETIME}  # fmt: skip
    columns = [Column(header=name, kind=kinds.get(name, Kind.TEXT)) for name in COLUMNS]
    with path.open("wb") as file:
        for chunk in workbook([Sheet(title="Leads", columns=columns, pages=at_once(rows()))]):
            file.write(chunk)


def openpyxl(path: Path) -> None:
    """Openpyxl in write-only mode."""
    from openpyxl import Workbook  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Leads")
    sheet.append(COLUMNS)
    for row in rows():
        sheet.append(row)
    book.save(path)


WAYS = {"ours": ours, "openpyxl": openpyxl}


def measure(say: Callable[[str], None]) -> Iterable[Figure]:
    """Both ways, one after the other."""
    found = {}
    for way in WAYS:
        say(f"{ROWS:,} rows to Excel by {way}")
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.exports", way], cwd=ROOT, check=True, capture_output=True, text=True
        )
        found[way] = json.loads(done.stdout)
    rows_ratio, memory = (found["ours"][what] / found["openpyxl"][what] for what in ("per_second", "peak"))
    yield Figure("export.rows.ratio", rows_ratio, "ratio", LEAST, at_least=True)
    yield Figure("export.memory.ratio", memory, "ratio")


def peak() -> int:
    """Bytes of memory this process ever held. `ru_maxrss` alone would count what its parent held before the exec."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(way: str) -> None:
    """One way, its figures as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.process_time()
        WAYS[way](Path(folder) / "leads.xlsx")
        took = time.process_time() - begun
    print(json.dumps({"per_second": ROWS / took, "peak": peak()}))


if __name__ == "__main__":
    main(sys.argv[1])
