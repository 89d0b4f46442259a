"""`make mutants`: what of the rules no test of theirs would notice, and the table of how much it would.

`python -m tests.mutants tiers leads` tries these features alone. Each change that survives is named, unless a reason
is written why (judged.py): then it is well that way.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.judged import judge, table
from tests.mutants.trying import ROOT, Mutant, Tries

LEAST = 90
"""Percent of all changes that have to be noticed."""
MAKER = ROOT / ".local" / "audit" / "bin" / "python"
OPTIONS = ("-q", "-s", "-o", "addopts=", "--import-mode=importlib", "-p", "no:cacheprovider", "-p", "no:xdist",
    "--assert=plain", "--tb=no")  # fmt: skip


def wanted(features: list[str]) -> list[str]:
    """The rules of these features, or of all."""
    found = sorted(path.relative_to(ROOT) for path in (ROOT / "functions").glob("*/rules.py"))
    return [str(path) for path in found if not features or path.parts[1] in features]


def tests_of(files: list[str]) -> list[str]:
    """The tests beside them that are about rules, and need no table."""
    folders = [ROOT / "tests" / Path(file).parts[1] for file in files]
    pure = [path for folder in folders for path in sorted(folder.glob("test_*.py")) if _is_pure(path.read_text())]
    return [str(path) for path in pure]


def _is_pure(text: str) -> bool:
    return "rules" in text and not re.search(r"\bworld\b|World", text)


def made(files: list[str]) -> list[Mutant]:
    """Every change of these files."""
    maker = ROOT / "tests" / "mutants" / "making.py"
    done = subprocess.run([str(MAKER), str(maker), *files], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    return [Mutant(file, **one) for file, ones in json.loads(done.stdout).items() for one in ones]


def main(features: list[str]) -> int:
    """Try, and print."""
    files = wanted(features)
    mutants = made(files)
    tries = Tries(mutants)
    pytest.main([*OPTIONS, *tests_of(files)], plugins=[tries])
    verdict = judge(tries.survivors, files)
    for one in verdict.open:
        print(one.told((ROOT / one.file).read_text(encoding="utf-8")))
    for reason in verdict.idle:
        print(f"a reason for nothing: {reason}")
    print(table(mutants, verdict))
    unnoticed = 100 * len(tries.survivors) > (100 - LEAST) * len(mutants)
    return int(unnoticed or bool(verdict.open or verdict.idle))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
