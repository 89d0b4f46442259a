"""Identifiers: ULIDs, so that an id sorts by the moment it was made."""

import re
from datetime import datetime

from ulid import ULID

ULID_PATTERN = r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$"
TENANT_PATTERN = r"^[a-z][a-z0-9-]{1,30}$"

_ULID = re.compile(ULID_PATTERN)
_TENANT = re.compile(TENANT_PATTERN)


def new(at: datetime) -> str:
    """A fresh ULID whose time part is `at` (aware)."""
    return str(ULID.from_datetime(at))


def first(at: datetime) -> str:
    """The least ULID of the millisecond of `at`: what was made before sorts before it."""
    return str(ULID.from_bytes(ULID.from_datetime(at).bytes[:6] + bytes(10)))


def is_ulid(text: str) -> bool:
    """Whether `text` could be an id of ours at all; anything else is answered as absent without a read."""
    return _ULID.fullmatch(text) is not None


def is_tenant(text: str) -> bool:
    """Whether `text` could name a tenant."""
    return _TENANT.fullmatch(text) is not None
