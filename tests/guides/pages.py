"""The guides as they are written: their blocks of code, and what of an answer differs each time."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
GUIDES = ("README.md", "README.vi.md", *sorted(f"docs/{one.name}" for one in (ROOT / "docs").glob("*.md")))
_BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DIFFERS = tuple(
    re.compile(one)
    for one in (
        r"[0-7][0-9A-HJKMNP-TV-Z]{25}",
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z",
        r"\b[LC]-[0-9A-Z]{8}\b",
        r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|request-\d+",
        r"[\w-]{60,}",
    )
)
"""Ids, moments, codes that were given, ids of requests, cursors: as they were on the day of the writing."""


@dataclass(frozen=True)
class Block:
    """A block of code: in which page, in which language, and what it says."""

    page: str
    language: str
    content: str


def blocks(page: str, *languages: str) -> list[Block]:
    """The blocks of a page in their order; of these languages, or of all."""
    found = _BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))
    return [Block(page, language, content) for language, content in found if not languages or language in languages]


def pattern(text: str) -> re.Pattern[str]:
    """What was said; … stands for what differs each time."""
    return re.compile(".*?".join(map(re.escape, text.strip().split("…"))), re.DOTALL)


def plainly(text: str) -> str:
    """Without what differs each time."""
    for place, one in enumerate(_DIFFERS):
        text = one.sub(f"<{place}>", text)
    return text


def require_like(told: Any, answered: Any, *, whole: bool = True, where: str = "") -> None:
    """An answer is as it is told, but for what differs each time. Not `whole`: the telling may leave out fields."""
    if isinstance(told, dict) and isinstance(answered, dict):
        assert told.keys() == answered.keys() if whole else told.keys() <= answered.keys(), (where, told, answered)
        for name, one in told.items():
            require_like(one, answered[name], whole=whole, where=f"{where}/{name}")
    elif isinstance(told, list) and isinstance(answered, list):
        assert len(told) == len(answered), (where, told, answered)
        for place, pair in enumerate(zip(told, answered, strict=True)):
            require_like(*pair, whole=whole, where=f"{where}/{place}")
    elif isinstance(told, str) and isinstance(answered, str):
        assert pattern(plainly(told)).fullmatch(plainly(answered)), (where, told, answered)
    else:
        assert told == answered, where


def require_told(block: Block, said: str) -> None:
    """What was printed is what a block of output says."""
    if block.language == "json":
        require_like(json.loads(block.content), json.loads(said))
    else:
        assert pattern(block.content).fullmatch(said.strip()), (block.page, block.content, said)


def answered(found: list[Block], said: Iterator[str]) -> Iterator[tuple[Block, str]]:
    """Each block of output with what the command before it has said."""
    last = ""
    for block in found:
        if block.language == "sh":
            last = next(said)
        else:
            yield block, last
