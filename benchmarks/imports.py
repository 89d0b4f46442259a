"""Files to import, from their bytes to rows that are kept: hostile ones, and one of 100,000 rows.

Each in a process of its own, through what the worker runs; only storage is a stand-in.
"""

import io
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks import ROOT
from benchmarks.exports import COLUMNS, ROWS, ours, peak
from benchmarks.figures import Figure

MIB = 1 << 20
SECONDS, MEMORY = 1, 100
"""Of the CPU, and MiB above the imported process: what a hostile file may take."""
_SHEET = "xl/worksheets/sheet1.xml"
_START = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def _book(parts: Mapping[str, Iterable[bytes]]) -> bytes:
    """A workbook with some parts in place of its own."""
    import openpyxl  # noqa: PLC0415 - not in the process that is measured

    made, out = io.BytesIO(), io.BytesIO()
    openpyxl.Workbook().save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            with new.open(name, "w", force_zip64=False) as part:
                for piece in parts.get(name, [old.read(name)] if name in old.namelist() else []):
                    part.write(piece)
    return out.getvalue()


def _claiming(size: int) -> bytes:
    content = bytearray(_book({}))
    place = content.rfind(_SHEET.encode()) - 46
    content[place + 24 : place + 28] = size.to_bytes(4, "little")
    return bytes(content)


def _of_entities(entities: str) -> bytes:
    return _book({_SHEET: [f'<?xml version="1.0"?><!DOCTYPE a [{entities}]>'.encode(), b"<a>&j;</a>"]})


_LAUGHS = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)
HOSTILE: dict[str, Callable[[], bytes]] = {
    "bomb": lambda: _book({_SHEET: [_START.encode(), *[b" " * MIB] * 200]}),
    "dimension": lambda: _book(
        {_SHEET: [_START.encode(), b'<row r="1000000"><c r="XFD1000000"><v>1</v></c></row></sheetData></worksheet>']}
    ),
    "laughs": lambda: _of_entities(_LAUGHS),
    "external": lambda: _of_entities('<!ENTITY j SYSTEM "file:///etc/passwd">'),
    "sheets": lambda: _book({f"xl/worksheets/s{number}.xml": [b"<a/>"] for number in range(10_000)}),
    "claim": lambda: _claiming(2 << 30),
}


def _large() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leads.xlsx"
        ours(path)
        return path.read_bytes()


def measure(say: Callable[[str], None]) -> Iterable[Figure]:
    """Each file by itself."""
    for name, made in HOSTILE.items():
        say(f"a hostile file: {name}")
        found = _measured(made())
        if found["outcome"] == "read":
            raise AssertionError(f"{name} was read")
        yield Figure(f"import.hostile.{name}.seconds", found["seconds"], "s of CPU", SECONDS)
        yield Figure(f"import.hostile.{name}.memory", found["memory"] / MIB, "MiB", MEMORY)
    say(f"{ROWS:,} rows of {len(COLUMNS)} columns read")
    found = _measured(_large())
    yield Figure("import.read.rows", ROWS / found["seconds"], "rows/s of CPU")
    yield Figure("import.read.memory", found["memory"] / MIB, "MiB")


def _measured(content: bytes) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.imports", file.name],
            cwd=ROOT, check=True, capture_output=True, text=True, env={"PYTHONPATH": "functions", "BUCKET_NAME": "b"},
        )  # fmt: skip
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def main(name: str) -> None:
    """One file, read as the worker reads it; its figures as JSON."""
    from imports import reading, store  # noqa: PLC0415 - measured from here on
    from imports.limits import Refused  # noqa: PLC0415
    from imports.rules import Import  # noqa: PLC0415
    from kernel import clock, files  # noqa: PLC0415

    now = clock.now()
    value = Import(
        id="01JZX5T0Q8V3M4N5P6R7S8T9A1", kind="leads", filename="a.xlsx", format="xlsx", size=1, language="vi",
        requested_by="01JZX5T0Q8V3M4N5P6R7S8T9A1", source="s", created_at=now,
    )  # fmt: skip
    before, begun, outcome = peak(), time.process_time(), "refused"
    came = files.Arrived("x", Path(name).read_bytes(), "0" * 64)
    with patch.object(files, "arrived", return_value=came), patch.object(store, "_put"), suppress(Refused):
        reading.read("t", value, lambda _rows: None)
        outcome = "read"
    seconds = time.process_time() - begun
    print(json.dumps({"outcome": outcome, "seconds": seconds, "memory": peak() - before}))


if __name__ == "__main__":
    main(sys.argv[1])
