"""List cursors: opaque, and worth nothing to another tenant, user or query, or when altered (N3)."""

import base64
import binascii
import hashlib
import hmac

from kernel import config
from kernel.access import Viewer
from kernel.problems import Problem

_MAC = 16


def _mac(viewer: Viewer, query: str, place: bytes) -> bytes:
    parts = (viewer.tenant.encode(), viewer.employee.encode(), query.encode(), place)
    message = b"".join(len(part).to_bytes(4) + part for part in parts)
    return hmac.new(config.cursor_key(), message, hashlib.sha256).digest()[:_MAC]


def seal(viewer: Viewer, query: str, place: str) -> str:
    """A cursor for the page that follows `place` (a sort key) in this viewer's `query`."""
    raw = place.encode()
    return base64.urlsafe_b64encode(_mac(viewer, query, raw) + raw).decode().rstrip("=")


def open_(viewer: Viewer, query: str, cursor: str) -> str:
    """The place again; 400 `invalid_cursor` for anything this viewer was not given for this very query."""
    try:
        sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        mac, place = sealed[:_MAC], sealed[_MAC:]
        text = place.decode()
    except (binascii.Error, ValueError):
        raise Problem("invalid_cursor") from None
    if not hmac.compare_digest(mac, _mac(viewer, query, place)) or seal(viewer, query, text) != cursor:
        raise Problem("invalid_cursor")
    return text
