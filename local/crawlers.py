"""`python -m local.crawlers`: writes functions/mailing/crawlers.json from the public list of crawlers' user agents."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any

PACKAGE = "crawler-user-agents"
TARGET = Path(__file__).parents[1] / "functions" / "mailing" / "crawlers.json"
_ESCAPED = re.compile(r"\\([^A-Za-z0-9])")
_SPECIAL = re.compile(r"[\\\[\](){}|^$*+?.]")


def main() -> None:
    """Install the newest version beside everything else, and keep of it what the product needs."""
    with tempfile.TemporaryDirectory() as folder:
        uv = os.environ.get("UV", ".local/bin/uv")
        options = ("--quiet", "--no-deps", "--python", sys.executable, "--target", folder)
        subprocess.run([uv, "pip", "install", *options, PACKAGE], check=True)
        TARGET.write_text(json.dumps(_kept(Path(folder)), ensure_ascii=False, indent=0) + "\n")


def _kept(folder: Path) -> dict[str, Any]:
    (about,) = folder.glob("*.dist-info")
    (entries,) = folder.rglob("crawler-user-agents.json")
    return {
        "package": PACKAGE,
        "version": about.name.removesuffix(".dist-info").rpartition("-")[2],
        "licence": next(about.rglob("LICENSE")).read_text(),
        **parted(entry["pattern"] for entry in json.loads(entries.read_text())),
    }


def parted(patterns: Iterable[str]) -> dict[str, list[str]]:
    """What a user agent has in it (`texts`), what it begins with (`starts`), and what only an expression can match.

    Looking for a thousand texts takes microseconds; compiling as many expressions is what a cold start cannot afford.
    """
    found: dict[str, set[str]] = {"texts": set(), "starts": set(), "patterns": set()}
    for pattern in patterns:
        bare = pattern.removeprefix("^")
        spelled = [_ESCAPED.sub(r"\1", one) for one in _spelled(bare)]
        if any(_SPECIAL.search(_ESCAPED.sub("", one)) for one in _spelled(bare)):
            found["patterns"].add(pattern)
        else:
            found["texts" if bare == pattern else "starts"].update(spelled)
    return {name: sorted(some) for name, some in found.items()}


def _spelled(pattern: str) -> list[str]:
    """`[wW]get` is `wget` and `Wget`."""
    parts = re.split(r"\[([A-Za-z]+)\]", pattern)
    choices = [tuple(part) if place % 2 else (part,) for place, part in enumerate(parts)]
    return ["".join(one) for one in product(*choices)]


if __name__ == "__main__":
    main()
