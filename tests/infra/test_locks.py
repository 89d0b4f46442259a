"""Everything that is installed anywhere is pinned, with the hashes of its files."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from local.bootstrap import ENVIRONMENTS
from local.licences import LAYERS, pins

ROOT = Path(__file__).parents[2]
LOCKS = sorted(path.stem for path in (ROOT / "locks").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_every_lock_is_pinned_with_hashes(lock: str):
    written = (ROOT / "locks" / f"{lock}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in written.splitlines() if line.strip() and not line.startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[a-z0-9.-]+(\[[a-z0-9,-]+\])?==[^ ;]+ ", line), line
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), line


def test_each_group_of_packages_has_a_lock_and_each_environment_is_made_from_one():
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    assert set(LOCKS) == groups.keys()
    assert ENVIRONMENTS.keys() <= set(LOCKS)


def imported(path: Path) -> list[str]:
    """The packages that a file imports, wherever in it."""
    text = path.read_text(encoding="utf-8")
    return re.findall(r"^ *(?:from|import) ([a-zA-Z_]\w*)(?=[\w.]* import |[\w., ]*$)", text, re.MULTILINE)


def test_whatever_a_function_imports_is_in_a_layer():
    functions = ROOT / "functions"
    ours = {path.name for path in functions.iterdir()}
    names = {name for path in functions.rglob("*.py") for name in imported(path)} - ours - sys.stdlib_module_names
    assert {"pydantic", "pynamodb"} <= names
    shipped = {name for layer in LAYERS for name in pins(layer)}
    providers = packages_distributions()
    for name in names - {one for one in names if one.startswith("mypy_boto3_")}:  # for type checkers
        there = {one.lower().replace("_", "-") for one in providers.get(name, ())}
        assert there & shipped, name
