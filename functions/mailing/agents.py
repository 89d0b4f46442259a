"""What is known of the programs that open mail and follow its links: data in agents.json and crawlers.json.

Read when the first event needs it, not when a function starts. What the program says of itself is a claim: one that
says it is a scanner is believed, one that says it is a browser may be anything.
"""

import json
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

_KEPT = 512
"""User agents whose verdict a warm process remembers."""


class Known(NamedTuple):
    """Who is behind a user agent, and what that makes of an opening or a click."""

    verdict: Literal["proxy", "bot"]
    name: str


class _Lists(NamedTuple):
    whole: dict[str, Known]
    parts: tuple[tuple[str, Known], ...]
    texts: tuple[str, ...]
    starts: tuple[str, ...]
    patterns: re.Pattern[str]


CRAWLER = Known("bot", "crawler")


@lru_cache(_KEPT)
def known(user_agent: str) -> Known | None:
    """The program with this user agent, if it is one that is no reader."""
    lists = _lists()
    if user_agent in lists.whole:
        return lists.whole[user_agent]
    lower = user_agent.lower()
    for part, agent in lists.parts:
        if part in lower:
            return agent
    listed = any(text in user_agent for text in lists.texts) or user_agent.startswith(lists.starts)
    return CRAWLER if listed or lists.patterns.search(user_agent) else None


@cache
def _lists() -> _Lists:
    own, public = (_read(name) for name in ("agents.json", "crawlers.json"))
    spared = {one["text"] for one in own["also_readers"]}
    agents = [(one, Known(one["verdict"], one["name"])) for one in own["agents"]]
    return _Lists(
        {one["is"]: agent for one, agent in agents if "is" in one},
        tuple((one["has"].lower(), agent) for one, agent in agents if "has" in one),
        tuple(text for text in public["texts"] if text not in spared),
        tuple(public["starts"]),
        re.compile("|".join(public["patterns"])),
    )


def _read(name: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads(Path(__file__).with_name(name).read_bytes())
