"""Links by which somebody unsubscribes (RFC 8058): signed, so that nobody makes or alters one, and with ids alone.

Such a link is of use to whoever has it for nothing but the mail that it came with: it says which recipient of which
campaign of which company, and neither address nor name. It never expires: a mail is read whenever its reader likes.
"""

import base64
import binascii
import hashlib
import hmac
from typing import NamedTuple

from kernel import config
from kernel.ids import is_tenant, is_ulid

_MAC, _LONGEST = 16, 200
_PURPOSE = b"unsubscribe\x00"


class Meant(NamedTuple):
    """Whom a link is about."""

    tenant: str
    campaign: str
    customer: str


def link(meant: Meant) -> str:
    """The address that unsubscribes: a POST does, a GET asks."""
    return f"{config.public_url()}/v1/unsubscribe/{token(meant)}"


def token(meant: Meant) -> str:
    """The last part of the address."""
    told = "/".join(meant).encode()
    return base64.urlsafe_b64encode(_mac(told) + told).decode().rstrip("=")


def read(text: str) -> Meant | None:
    """Whom a token is about; None for any that we did not make, to the last bit."""
    if not 0 < len(text) <= _LONGEST:
        return None
    try:
        sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        parts = sealed[_MAC:].decode("ascii").split("/")
    except (binascii.Error, ValueError):
        return None
    if not hmac.compare_digest(sealed[:_MAC], _mac(sealed[_MAC:])) or len(parts) != len(Meant._fields):
        return None
    meant = Meant(*parts)
    right = is_tenant(meant.tenant) and is_ulid(meant.campaign) and is_ulid(meant.customer)
    return meant if right and token(meant) == text else None


def headers(meant: Meant) -> dict[str, str]:
    """What lets a mail program show a button that unsubscribes at once (RFC 2369, RFC 8058)."""
    return {"List-Unsubscribe": f"<{link(meant)}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _mac(told: bytes) -> bytes:
    return hmac.new(config.unsubscribe_key(), _PURPOSE + told, hashlib.sha256).digest()[:_MAC]
