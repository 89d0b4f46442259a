"""The commands of a guide, run one after the other in one shell, as who follows the guide runs them."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.guides.pages import Block, answered, require_told

_NEXT = "\x1enext\x1e"


def follow(found: list[Block], where: Path, environment: Mapping[str, str]) -> None:
    """Run them, and compare what each says with the block of output that follows it."""
    script = "\n".join(f"{one.content}\necho; echo '{_NEXT}'" for one in found if one.language == "sh")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(  # noqa: S603 - the guides' own commands
        ["bash", "-e", "-o", "pipefail", "-c", script], cwd=where, capture_output=True, text=True, check=False,  # noqa: S607
        timeout=300, env={**os.environ, "PATH": path, "COLUMNS": "120", **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    for block, said in answered(found, iter(done.stdout.split(_NEXT))):
        require_told(block, said)
