"""The words that a record is found by, alone and in pairs. Pure.

One index of words finds nothing at once where every third person is called Nguyễn. So each two words of a record have
an entry as well, under a key in which their letters alternate: hoa and nguyen are `hnogau.y.e.n`. Whatever beginnings
of two words are asked for, all their records lie side by side as far as the shorter beginning goes.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations, zip_longest
from math import prod

MOST = 8
"""So many words of a record are indexed, the telling ones first; the others are only looked at."""
END = "."
"""Stands for what a shorter word has no more of; it sorts before every letter and digit."""

_PHRASES = tuple(
    frozenset(phrase.split())
    for phrase in (
        "cong ty", "tong cong ty", "cty", "tnhh", "trach nhiem huu han", "mtv", "mot thanh vien", "co phan", "ctcp",
        "cp", "doanh nghiep tu nhan", "dntn", "chi nhanh", "van phong", "tap doan", "nha may", "hop tac xa", "htx",
        "thuong mai", "dich vu", "tm", "dv", "tmdv", "san xuat", "xuat nhap khau", "xnk", "dau tu", "phat trien",
        "xay dung", "va", "company", "co ltd", "ltd", "jsc", "corp", "inc", "limited", "joint stock",
    )
)  # fmt: skip
"""Forms and trades, which tell no company from the next. Only together: Phan, Công and Tý are names as well."""

_COMMON = {
    "nguyen": 384, "tran": 121, "le": 95, "pham": 70, "huynh": 51, "hoang": 51, "phan": 45, "vu": 39, "vo": 39,
    "dang": 21, "bui": 20, "do": 14, "ho": 13, "ngo": 13, "duong": 10, "ly": 5, "thi": 250, "van": 220, "anh": 50,
    "minh": 45, "thanh": 45, "ngoc": 40, "thu": 30, "duc": 30, "huu": 25, "quang": 25, "xuan": 20, "hung": 20,
    "huong": 20, "linh": 20, "tuan": 20, "dung": 20, "hai": 20, "hoa": 15, "lan": 15, "binh": 15, "phuong": 20,
    "trang": 15, "thao": 15, "nam": 20, "tung": 12, "trung": 15, "nhung": 10, "khanh": 10, "quynh": 8, "yen": 8,
    "hanh": 10, "hang": 12, "thuy": 15, "nga": 10, "son": 12, "long": 10, "kim": 12, "mai": 12,
    "cong": 400, "ty": 400, "tnhh": 300, "co": 100,
}  # fmt: skip
"""About how many names of a thousand have the word. How many entries are read depends on it, never what is found."""
_RARE = (80, 14, 4)
"""The same for a beginning of one, two, or more letters of which nothing is known."""
_DEAR = 0.05
"""A share of all entries that is too much to read."""


def weak(words: Iterable[str]) -> set[str]:
    """The words that make a form or trade together."""
    there = set(words)
    return {word for phrase in _PHRASES if phrase <= there for word in phrase}


def telling(words: Sequence[str]) -> list[str]:
    """Each word once, in their order; if there are too many for the index, those of forms and trades come last."""
    once = list(dict.fromkeys(words))
    return once if len(once) <= MOST else [*plain(once), *(word for word in once if word in weak(once))]


def plain(words: Sequence[str]) -> list[str]:
    """The words without those of forms and trades."""
    forms = weak(words)
    return [word for word in words if word not in forms]


def start(words: Sequence[str], number: int) -> list[set[str]]:
    """The first words of a name, with the form that it begins with and without."""
    return [set(some[:number]) for some in (words, plain(words))]


def pair(one: str, other: str) -> str:
    """The letters of two words, alternating, the lesser word's first."""
    less, more = sorted((one, other))
    return "".join(a + b for a, b in zip_longest(less, more, fillvalue=END))


def pairs(words: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The key of each two words."""
    return {pair(*two): two for two in combinations(words, 2)}


def begins(one: str, other: str) -> str:
    """What the keys begin with of all pairs of which one word begins with `one` and another with `other`."""
    reach = min(len(one), len(other))
    return pair(one[:reach], other[:reach])


def distinctly(beginnings: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each beginning is that of a word of its own.

    Beginnings hold each other or have nothing in common, so the longest may take any word that is left.
    """
    left = list(words)
    for beginning in sorted(beginnings, key=len, reverse=True):
        taken = next((word for word in left if word.startswith(beginning)), None)
        if taken is None:
            return False
        left.remove(taken)
    return True


def cheapest(beginnings: Sequence[str], most: int) -> tuple[str, ...]:
    """The one or `most` two beginnings by which the fewest entries are read; no forms and trades if that is not dear.

    Of a name with too many words those are what is not indexed.
    """
    best = min(_ways(plain(beginnings), most), default=None)
    if best is None or best[0] > _DEAR:
        best = min(_ways(beginnings, most))
    return best[1]


def _ways(beginnings: Sequence[str], most: int) -> list[tuple[float, tuple[str, ...]]]:
    return [(_cost(way), way) for number in range(1, most + 1) for way in combinations(beginnings, number)]


def _cost(way: tuple[str, ...]) -> float:
    """About the share of all entries that are read."""
    reach = min(map(len, way))
    return prod(_share(beginning[:reach]) / 1000 for beginning in way)


def _share(beginning: str) -> int:
    known = sum(share for word, share in _COMMON.items() if word.startswith(beginning))
    return known + _RARE[min(len(beginning), len(_RARE)) - 1]
