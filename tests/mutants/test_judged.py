"""What survives needs a reason, and a reason needs something that survives."""

from pathlib import Path

import pytest

from tests.mutants import judged
from tests.mutants.judged import judge, table
from tests.mutants.trying import ROOT, Mutant

SOURCE = "def double(number):\n    return number * 2\n"
FILE = "functions/sums/rules.py"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tests.mutants.judged.ROOT", tmp_path)
    (tmp_path / "functions" / "sums").mkdir(parents=True)
    (tmp_path / FILE).write_text(SOURCE)
    return tmp_path


def change(instead: str) -> Mutant:
    start = SOURCE.index("* 2")
    return Mutant(FILE, 2, start, start + 3, instead)


def test_what_survives_is_open_until_a_reason_is_written(place: Path):
    survivors = [change("+ number"), change("* 3")]
    (place / "sums.toml").write_text(
        '[[reason]]\nbecause = "It is the same."\nchanges = ["""\n- return number * 2\n+ return number + number\n"""]\n'
    )
    verdict = judge(survivors, [FILE], place)
    assert (verdict.justified, verdict.open, verdict.idle) == (survivors[:1], survivors[1:], [])
    assert table([*survivors, change("/ 2")], verdict).split("\n")[-1].split() == ["all", "3", "1", "1", "1", "33.3"]


def test_a_reason_for_what_is_noticed_is_told(place: Path):
    (place / "sums.toml").write_text('[[reason]]\nbecause = "So."\nchanges = ["- return number * 2 + return 0"]\n')
    assert judge([], [FILE], place).idle == ["sums: - return number * 2 + return 0"]


def test_every_file_of_reasons_is_of_rules_that_there_are():
    for file in judged.REASONS.glob("*.toml"):
        assert (ROOT / "functions" / file.stem / "rules.py").exists(), file.name
        assert all(judged.written(file.stem).values())
