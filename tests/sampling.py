"""How much of what machines make up is tried: a part, every time the same one, or with LEADSTREAM_THOROUGH=1 all."""

import os
from collections.abc import Callable, Iterable
from zlib import crc32

THOROUGH = bool(os.environ.get("LEADSTREAM_THOROUGH"))
"""`make prove` and `make soak` have it set."""


def sampled[T](found: Iterable[T], one_in: int, name: Callable[[T], str] = str) -> list[T]:
    """About one in so many, chosen by their names, so that a new one changes nothing for the others; at least one."""
    every = list(found)
    if THOROUGH:
        return every
    return [one for one in every if crc32(name(one).encode()) % one_in == 0] or every[:1]
