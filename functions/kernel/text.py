"""Text as people look for it: without accents and case."""

import unicodedata


def sortable(name: str) -> str:
    """What a name is sorted by: without accents and case, bounded."""
    plain = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c))[:80]
