"""From what somebody typed to the one range of entries that answers it, and which of these to show first. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from kernel import keys
from kernel.phones import beginning
from kernel.text import compact, words
from search.entries import CODE, CONTACT, FIRST, LATER, PHONE, WHAT, What, double, single
from search.words import MOST, begins, cheapest, distinctly, pair, plain

LEAST = 2
"""Letters and digits of a query; one alone is a word only in scripts that have thousands."""
NARROW, WIDE = 100, 500
"""Entries read at once: nearly all are shown, or many are passed over."""
_NUMBER = re.compile(r"[\d\s().+/-]+")
_DIGITS = 5
"""What has fewer digits is a word: a shop's name, a street's number."""


@dataclass(frozen=True)
class Plan:
    """Which entries answer a query: those of this head whose text begins so, and have these words."""

    head: str
    text: str
    tokens: tuple[str, ...]
    """What each must be the beginning of a word of its own; none if the text says it all."""
    key: tuple[str, ...]
    """The one or two tokens that the text was made of."""

    @property
    def size(self) -> int:
        """How many entries to read at once."""
        whole = self.key == self.tokens and len({len(token) for token in self.key}) <= 1
        return NARROW if whole else WIDE


@dataclass(frozen=True)
class Entry:
    """An entry of the index, as far as a query looks at it."""

    place: str
    """Its sort key."""
    book: str
    customer: str
    rank: int
    text: str
    words: tuple[str, ...]
    more: tuple[str, ...]
    shelf: str
    owner: str

    @property
    def what(self) -> What:
        """What of the record it is."""
        return WHAT[self.rank]


def entry(raw: Mapping[str, Any]) -> Entry:
    """An entry as stored."""
    text, rank, customer, *_contact = raw["sk"]["S"].split("#")
    named, more = (tuple(raw.get(name, {}).get("S", "").split()) for name in ("words", "more"))
    book, shelf, owner = keys.finder(raw["pk"]["S"]), raw["shelf"]["S"], raw["owner"]["S"]
    return Entry(raw["sk"]["S"], book, customer, int(rank), text, named, more, shelf, owner)


def plan(query: str, *, pairs: bool = True) -> Plan | None:
    """The range that answers a query; None if there is nothing in it to look for. `pairs`: there are such entries."""
    tokens = tuple(dict.fromkeys(words(query)))[:MOST]
    if len("".join(tokens)) < LEAST and "".join(tokens).isascii():
        return None
    if _NUMBER.fullmatch(query) and len(compact(query)) >= _DIGITS:
        return _row(beginning(query))
    if len(tokens) > 1 and _is_code(query.strip()):
        return _row(compact(query))
    key = cheapest(tokens, 2 if pairs else 1)
    head, text, _ = single(key[0], 0) if len(key) == 1 else double(begins(*key), 0)
    return Plan(head, text, tokens, key)


def _row(text: str) -> Plan:
    head, text, _ = single(text, 0)
    return Plan(head, text, (), ())


def _is_code(query: str) -> bool:
    """Whether it is written as codes and addresses are, and names are not: in one piece, with marks in it."""
    return not query.split()[1:] and ("@" in query or any(map(str.isdigit, query)) or query == query.upper())


def shown(plan: Plan, entries: Iterable[Entry]) -> list[Entry]:
    """The entries that answer, the best of each record, best first."""
    best: dict[str, tuple[int, Entry]] = {}
    for one in entries:
        if _answers(plan, one):
            ranked = _goodness(plan, one), one
            best[one.customer] = min(best.get(one.customer, ranked), ranked, key=_order)
    return [one for _, one in sorted(best.values(), key=_order)]


def order(plan: Plan, entry: Entry) -> tuple[int, str]:
    """What `shown` orders by."""
    return _goodness(plan, entry), entry.place


def _order(ranked: tuple[int, Entry]) -> tuple[int, str]:
    return ranked[0], ranked[1].place


def _goodness(plan: Plan, entry: Entry) -> int:
    """Exact code, phone, a name that begins with the query, the rest."""
    if entry.rank == CODE and entry.text == plan.text:
        return 0
    if entry.rank == PHONE:
        return 1
    return 2 if plan.tokens and entry.rank != CONTACT and _at_start(plan.tokens, entry.words) else 3


def _at_start(tokens: tuple[str, ...], named: tuple[str, ...]) -> bool:
    """Whether a name begins with these, in this order, with its form or without."""
    for asked, there in ((tokens, named), (plain(tokens), plain(named))):
        if asked and len(there) >= len(asked) and all(map(str.startswith, there, asked)):
            return True
    return False


def _answers(plan: Plan, entry: Entry) -> bool:
    if entry.rank not in {FIRST, LATER, CONTACT}:
        return len(plan.tokens) <= 1
    if not plan.tokens:
        return True
    wanted = distinctly(plan.tokens, (*entry.words, *entry.more))
    return wanted and entry.text == min(_ways(plan.key, entry.words), default=entry.text)


def _ways(key: tuple[str, ...], named: tuple[str, ...]) -> Iterator[str]:
    """The texts of all entries of a record that a key finds: only the first of them answers."""
    found = [[word for word in named if word.startswith(token)] for token in key]
    if len(key) == 1:
        yield from found[0]
    else:
        yield from (pair(one, other) for one, other in product(*found) if one != other)
