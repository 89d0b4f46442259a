"""Byte code that a cold start can use: code is zipped with dates of 1980, which makes ordinary byte code stale.

`python -m layers.bytecode DIRECTORY...` compiles what `sam build` laid out, before `sam deploy` zips it.
"""

import shutil
import subprocess
import sys
from pathlib import Path


def compile_tree(directory: Path, runs_in: str) -> None:
    """Compile every module beside its source, to the same bytes wherever this directory is."""
    for stale in list(directory.rglob("__pycache__")):
        shutil.rmtree(stale)
    subprocess.run(
        [sys.executable, "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash",
         "-s", directory, "-p", runs_in, directory],
        check=True,
    )  # fmt: skip


def compile_copies(directories: list[Path], runs_in: str) -> None:
    """Compile the first; the others are copies of the same code (one CodeUri), so they get its byte code."""
    first, *copies = directories
    compile_tree(first, runs_in)
    for copy in copies:
        for stale in list(copy.rglob("__pycache__")):
            shutil.rmtree(stale)
        for compiled in first.rglob("__pycache__"):
            shutil.copytree(compiled, copy / compiled.relative_to(first))


if __name__ == "__main__":
    compile_copies([Path(argument) for argument in sys.argv[1:]], "/var/task")
