"""What a browser is called. Pure."""

import re

_COOKIE = re.compile(r"GA1\.[0-9]{1,3}(?:-[0-9]{1,3})?\.(?=.)")


def client_of(text: str) -> str:
    """A browser's id, also where the cookie `_ga` stands for it: GA1.1.123.456, or GA1.2-2.123.456."""
    return _COOKIE.sub("", text.strip())
