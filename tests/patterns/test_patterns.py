"""docs/table.md lists every read that the code makes, and no other."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patterns.recorder import Access, Recorder, sites
from tests.patterns.walk import RACES, walked

DOCUMENT = Path(__file__).parents[2] / "docs" / "table.md"
_ROW = re.compile(r"^\| ([A-Z][\w, ]*) \| `([^`]+)` \| `([^`]+)` \|")
_KINDS = {
    "list": "(?:lead|customer|partner|trash)", "id": "[0-7][0-9A-HJKMNP-TV-Z]{25}", "address": ".+", "time": ".+",
    "n": r"\d+", "digest": "[0-9a-f]{64}",
}  # fmt: skip
"""What the placeholders stand for; any other stands for a part of a key."""


@pytest.fixture(scope="module")
def walk() -> Recorder:
    return walked()


def documented() -> Iterator[Access]:
    """The rows of the list; one that names two calls is two."""
    section = DOCUMENT.read_text().partition("\n## Every read\n")[2].partition("\n## ")[0]
    for line in section.splitlines():
        row = _ROW.match(line)
        if row:
            yield from (Access(call, row[2], row[3]) for call in row[1].split(", "))


def matches(pattern: Access, seen: Access) -> bool:
    return pattern.call == seen.call and all(
        re.fullmatch(_expression(wanted), found) for wanted, found in zip(pattern[1:], seen[1:], strict=True)
    )


def _expression(pattern: str) -> str:
    """A key with placeholders as a regular expression; a partition's `T` is any tenant."""
    parts = re.split(r"<(\w+)>", re.sub(r"^T(?=#)", "<tenant>", pattern))
    return "".join(_KINDS.get(part, "[^#]+") if n % 2 else re.escape(part) for n, part in enumerate(parts))


def test_the_list_is_there():
    rows = list(documented())
    assert len(rows) == len(set(rows)) > 60


def test_every_read_of_the_code_is_on_the_list(walk: Recorder):
    rows = list(documented())
    missing = sorted(seen for seen in walk.seen if not any(matches(row, seen) for row in rows))
    assert not missing, "not in docs/table.md:\n" + "\n".join(" | ".join(one) for one in missing)


def test_every_read_on_the_list_is_made(walk: Recorder):
    unused = [row for row in documented() if not any(matches(row, seen) for seen in walk.seen)]
    assert not unused, "nobody reads so any more:\n" + "\n".join(" | ".join(one) for one in unused)


def test_nothing_is_scanned(walk: Recorder):
    assert not [seen for seen in walk.seen if seen.call == "Scan"]


def test_the_walk_comes_by_every_place_that_reads(walk: Recorder):
    """Else a read could be in the code that nobody compared with the list."""
    there = sites()
    assert {(site.path, text) for site, (_, text) in there.items()} >= RACES.keys()
    unseen = [
        f"functions/{site.path}:{site.line}" for site, (lines, text) in there.items()
        if (site.path, text) not in RACES
        and not any(one.path == site.path and one.line in lines for one in walk.from_where)
    ]  # fmt: skip
    assert not unseen, "never made in tests/patterns/walk.py:\n" + "\n".join(sorted(unseen))
