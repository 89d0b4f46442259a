"""The guides' commands do what the guides say, on the deployed template."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from local.company import settle
from local.demo import LADDER
from local.ministack import ROOT
from local.stack import Stack

GUIDES = ROOT / "docs"
_BLOCKS = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NEXT = "\x1enext\x1e"


def blocks(guide: str) -> list[tuple[str, str]]:
    """(language, content) of a guide's blocks."""
    return _BLOCKS.findall((GUIDES / guide).read_text(encoding="utf-8"))


def expected(text: str) -> re.Pattern[str]:
    """What was said, but for what differs each time."""
    return re.compile(".*?".join(map(re.escape, text.strip().split("…"))), re.DOTALL)


def test_both_languages_have_the_same_commands_and_answers():
    assert blocks("first-hour.md") == blocks("gio-dau-tien.md")


@pytest.mark.e2e
def test_the_first_hour_is_as_it_is_told(stack: Stack, tmp_path: Path):
    company = settle(stack, "sao-viet")
    company.admin.call("PUT", "/v1/tiers", {"basis": "revenue", "automatic": True, "tiers": LADDER})
    found = blocks("first-hour.md")
    script = "\n".join(f"{content}\necho; echo '{_NEXT}'" for language, content in found if language == "sh")
    where = {"LEADSTREAM_STATE": str(stack.aws.home), "LEADSTREAM_PORT": str(stack.aws.port)}
    shell = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "120"}
    done = subprocess.run(  # noqa: S603 - the guides' own commands
        ["bash", "-e", "-o", "pipefail", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False,  # noqa: S607
        timeout=300, env={**os.environ, **where, **shell, "XDG_CONFIG_HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    said = iter(done.stdout.split(_NEXT))
    for language, content in found:
        if language == "sh":
            answer = next(said).strip()
        else:
            assert expected(content).fullmatch(answer), (content, answer)
