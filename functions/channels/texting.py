"""How a text message travels: in which alphabet, and in how many segments, each of which is paid for. Pure.

3GPP TS 23.038 has the alphabet: 160 characters of it are one segment, 153 each of several. Any other character, and so
most Vietnamese text, makes it UCS-2: 70 and 67. Amazon SNS cuts between words, so it may take one segment more.
"""

import unicodedata
from dataclasses import dataclass
from typing import Literal

type Alphabet = Literal["GSM-7", "UCS-2"]

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")
"""Two places each: an escape comes before them."""
_ROOM: dict[Alphabet, tuple[int, int]] = {"GSM-7": (160, 153), "UCS-2": (70, 67)}
_STROKES = str.maketrans("đĐ", "dD")
MOST_SEGMENTS = 10
LONGEST = 1600
"""Bytes that Amazon SNS takes in one message; ten segments have fewer."""
_BMP = 0xFFFF


@dataclass(frozen=True)
class Measured:
    """A text as the network carries it; `length` in its places: septets, or pairs of bytes."""

    alphabet: Alphabet
    length: int
    segments: int


def measured(text: str) -> Measured:
    """How a text travels; an empty one takes a segment too."""
    plain = all(c in _GSM or c in _EXTENDED for c in text)
    places = [2 if (c in _EXTENDED if plain else ord(c) > _BMP) else 1 for c in text]
    alphabet: Alphabet = "GSM-7" if plain else "UCS-2"
    alone, each = _ROOM[alphabet]
    length = sum(places)
    return Measured(alphabet, length, 1 if length <= alone else _cut(places, each))


def _cut(places: list[int], room: int) -> int:
    """What takes two places is never parted."""
    segments, used = 1, 0
    for one in places:
        if used + one > room:
            segments, used = segments + 1, 0
        used += one
    return segments


def unaccented(text: str) -> str:
    """Vietnamese as people write it where each segment costs: without its marks."""
    apart = unicodedata.normalize("NFD", text.translate(_STROKES))
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))
