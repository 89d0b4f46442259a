"""Builds the Lambda layers from the locks: what a function needs and no more, with its byte code."""

import argparse
import gzip
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

from layers.aws_models import trim
from layers.bytecode import compile_tree

HERE = Path(__file__).parent
LAYERS = ("runtime", "printing", "tables")
REFERENCE = "leadstream_reference"
"""The package with the OpenAPI document: a layer of its own, as every function is packed with all of our code."""
PLATFORMS = {
    "x86_64": ["--python-platform", "x86_64-manylinux_2_28"],
    "arm64": ["--python-platform", "aarch64-manylinux_2_28"],
    "host": [],  # a local stack on something else than Linux
}
OWN_ARCHITECTURE = "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64"
# Read by type checkers, installers and test runners. METADATA stays: packages look up their version in it.
UNWANTED = re.compile(
    r"(^|/)(bin|tests?|__pycache__|examples|\.lock)$|\.pyi$|/py\.typed$"
    r"|\.dist-info/(RECORD|WHEEL|INSTALLER|REQUESTED|[^/]*\.txt)$"
)


def digest(paths: list[Path], *extra: str) -> str:
    """One name for the contents of these files and what else decides the result."""
    total = hashlib.sha256("\0".join(extra).encode())
    for path in paths:
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def install(lock: Path, target: Path, architecture: str) -> None:
    """The lock's packages for the architecture, each checked against its hash, never built from source."""
    uv = os.environ.get("UV", "uv")
    subprocess.run(
        [uv, "pip", "install", "--quiet", "--target", target, "--require-hashes", "--no-deps",
         "--only-binary", ":all:", "--link-mode", "copy", "--python", sys.executable, "--python-version", "3.13",
         *PLATFORMS[architecture], "-r", lock],
        check=True,
    )  # fmt: skip


def prune(target: Path) -> None:
    """Drop what no function reads."""
    for path in sorted(target.rglob("*"), reverse=True):
        if not UNWANTED.search(path.relative_to(target).as_posix()):
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def build(name: str, architecture: str) -> bool:
    """Make one layer, unless it is there already; says whether it had to."""
    lock, target = HERE.parent / "locks" / f"{name}.txt", HERE / name / "python"
    stamp = target / ".made-from"
    made_from = digest([lock, *sorted(HERE.glob("*.py"))], architecture)
    if stamp.exists() and stamp.read_text() == made_from:
        return False
    shutil.rmtree(target, ignore_errors=True)
    install(lock, target, architecture)
    prune(target)
    if (target / "botocore").is_dir():
        trim(target / "botocore" / "data")
    compile_tree(target, "/opt/python")
    stamp.write_text(made_from)
    return True


def reference() -> bool:
    """Make the layer of the OpenAPI document, unless it is there already; says whether it had to."""
    document, target = HERE.parent / "docs" / "openapi.json", HERE / "reference" / "python"
    stamp = target / ".made-from"
    made_from = digest([document, Path(__file__)])
    if stamp.exists() and stamp.read_text() == made_from:
        return False
    write_reference(document, target)
    stamp.write_text(made_from)
    return True


def write_reference(document: Path, target: Path) -> None:
    """The package in a folder, for whoever has that on the path."""
    shutil.rmtree(target, ignore_errors=True)
    package = target / REFERENCE
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "openapi.json.gz").write_bytes(gzip.compress(document.read_bytes(), 9, mtime=0))


def main() -> None:
    """Build every layer that is out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    own = OWN_ARCHITECTURE if sys.platform == "linux" else "host"
    parser.add_argument("--architecture", choices=PLATFORMS, default=own, help="this machine's, unless said")
    architecture = parser.parse_args().architecture
    for name in LAYERS:
        print(f"layer {name}: {'built' if build(name, architecture) else 'up to date'}")
    print(f"layer reference: {'built' if reference() else 'up to date'}")


if __name__ == "__main__":
    main()
