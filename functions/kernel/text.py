"""Text as people look for it: without accents, case or punctuation. Standard library only, as streams need it."""

import re
import unicodedata
from collections.abc import Sequence

WORD = 32
"""Letters of a word that are told apart; what is longer is no word that anybody types."""
_SORTED = 64
_WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d", "ı": "i", "ł": "l", "ø": "o"})
"""Letters that are one with a stroke, or without a dot: no normal form of Unicode takes these apart.

Old keyboards wrote Đ as one of two others that look alike: Ð and Ɖ.
"""


class _Folded(dict[int, str]):
    """What each letter becomes, as they come along: what follows a letter changes nothing but marks, which go."""

    def __missing__(self, point: int) -> str:
        flat = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(point)).casefold())
        bare = "".join(c for c in flat if not unicodedata.category(c).startswith("M"))
        self[point] = folded = bare.translate(_LETTERS)
        return folded


_FOLDED = _Folded()


def fold(text: str) -> str:
    """The same letters without marks and case: composed or not, hoà and hòa alike. Any Unicode may come."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


def words(text: str) -> list[str]:
    """Its words, folded, in their order."""
    return [word[:WORD] for word in _WORD.findall(fold(text))]


def begin_words(wanted: Sequence[str], text: str) -> bool:
    """Whether each of these, folded, begins a word of a text, in any order."""
    there = words(text) if wanted else []
    return all(any(word.startswith(one) for word in there) for one in wanted)


def compact(text: str) -> str:
    """All its letters and digits in a row, folded: how codes and numbers are compared."""
    return "".join(_WORD.findall(fold(text)))


def sortable(name: str) -> str:
    """What orders names in a list: its words, folded, cut where no two names are told apart any more."""
    return " ".join(words(name))[:_SORTED]
