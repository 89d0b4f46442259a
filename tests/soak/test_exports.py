"""The long export, short: what `python -m tests.soak.exports` runs a million rows through."""

from pathlib import Path

import pytest

from export import making, workbook
from tests.soak.exports import export


def test_an_export_reads_each_card_once_and_hands_a_file_in_parts_from_worker_to_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Answers of DynamoDB end at 1 MB, within the worker's pages: what is then read twice is paid twice."""
    defaults = workbook.Writing.__init__.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "rows_per_sheet", 1501)
    for name in ("PART", "LEAST"):
        monkeypatch.setattr(making, name, 40_000)
    told = export(3000, 0.0, tmp_path)
    assert (told.rows, told.sheets) == (3000, {f"xl/worksheets/sheet{n}.xml": 1501 for n in (1, 2)})
    assert told.workers > 1
    assert 3000 <= told.cards <= 3010
