"""What is kept of the address of a page: its path, and of that nothing that says who somebody is."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

LONGEST = 200
"""Characters of a path that are kept; rules look at no more."""
MASK = "*"
_LONGEST_ADDRESS = 8_192
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PHONE = re.compile(r"(?:\+?84|0)[0-9. -]{8,13}")


def path_of(address: object) -> str | None:
    """The path of a page's address as people write it; None for what is no address of a page.

    Query and fragment are never kept. A part of the path that is an email address or a phone number becomes `*`.
    """
    if not isinstance(address, str) or not 0 < len(address) <= _LONGEST_ADDRESS:
        return None
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} and not (not parts.scheme and address.strip().startswith("/")):
        return None
    path = _UNSEEN.sub("", unicodedata.normalize("NFC", unquote(parts.path, errors="replace")))
    shown = "/".join(MASK if _personal(part) else part for part in path.split("?")[0].split("#")[0].split("/"))
    return (shown if shown.startswith("/") else f"/{shown}")[:LONGEST]


def _personal(part: str) -> bool:
    return "@" in part or _PHONE.fullmatch(part) is not None
