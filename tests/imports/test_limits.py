"""What docs/imports.md says of limits and refusals is what the code has."""

import re
from pathlib import Path

from imports import limits
from kernel import files
from kernel.messages import PROBLEMS

TEXT = (Path(__file__).parents[2] / "docs" / "imports.md").read_text(encoding="utf-8")


def test_every_limit_is_stated_as_it_is():
    said = re.sub(r"(?<=\d),(?=\d)", "", TEXT.partition("## Limits")[2].partition("\n## ")[0])
    for limit in (limits.ENTRIES, limits.SHEETS, limits.ROWS, limits.COLUMNS, limits.CELLS, limits.CHARACTERS):
        assert re.search(rf"\b{limit}\b", said), limit
    assert f"{limits.BYTES >> 20} MB" in said
    assert f"{limits.UNPACKED >> 20} MB, and {limits.RATIO} times" in said
    assert f"good for {files.FORM_LASTS // 60} minutes" in TEXT


def test_every_reason_for_which_a_file_is_refused_is_stated():
    told = {code for code in PROBLEMS if code.startswith("file_")} - {"file_too_large"}  # storage takes no such file
    assert {code for code in told if code not in TEXT} == set()
