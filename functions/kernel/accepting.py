"""Which of several forms of an answer a caller wants most: the header Accept (RFC 9110, 12.5.1). Pure."""

from collections.abc import Sequence

from kernel.problems import Problem

_NAMED, _KIND, _ANY = 3, 2, 1
"""How closely a range is about a type: itself, all of its kind, anything."""


def best(header: str | None, offered: Sequence[str]) -> str:
    """Of the offered the one with the highest weight, of equal ones the first. 406 that names them if none will do.

    The closest range says what a type is worth; a range that cannot be read is not there, and no range is any.
    """
    ranges = [found for one in (header or "").split(",") if (found := _range(one))]
    weights = {kind: _weight(kind, ranges) if ranges else 1.0 for kind in offered}
    wanted = max(offered, key=lambda kind: weights[kind])
    if not weights[wanted]:
        raise Problem("not_acceptable", offered=", ".join(offered))
    return wanted


def _range(text: str) -> tuple[str, float] | None:
    """(type, weight), or None for what is no range."""
    kind, *parameters = (part.strip().lower() for part in text.split(";"))
    main, slash, sub = kind.partition("/")
    if not (main and slash and sub) or (main == "*" and sub != "*"):
        return None
    told = next((value.strip() for name, _, value in (one.partition("=") for one in parameters) if name == "q"), "1")
    whole, _, rest = told.partition(".")
    if whole not in {"0", "1"} or len(rest) > _NAMED or not (rest or "0").isdecimal() or not rest.isascii():
        return None
    return kind, min(float(f"{whole}.{rest or 0}"), 1.0)


def _weight(kind: str, ranges: Sequence[tuple[str, float]]) -> float:
    main = kind.partition("/")[0]
    closeness = {kind: _NAMED, f"{main}/*": _KIND, "*/*": _ANY}
    found = [(closeness[one], weight) for one, weight in ranges if one in closeness]
    return max(found)[1] if found else 0.0
