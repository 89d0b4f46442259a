"""Keys of providers, sealed with the stack's own key: who reads the table has none of them (docs/adr/0018)."""

import base64
import hashlib
import os
import re
from typing import TYPE_CHECKING

from kernel import config

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_MARK = "sealed:"
_SEALED = re.compile(rf'"secret":"({_MARK}[A-Za-z0-9_=-]+)"')


def seal(secret: str, whose: str) -> str:
    """A secret as it is stored; it opens for the same `whose` only, so nobody can put it in another's place."""
    nonce = os.urandom(_NONCE)
    sealed = nonce + _cipher().encrypt(nonce, secret.encode(), whose.encode())
    return _MARK + base64.urlsafe_b64encode(sealed).decode()


def opened(sealed: str, whose: str) -> str:
    """The secret again; raises cryptography's InvalidTag for what was not sealed so."""
    raw = base64.urlsafe_b64decode(sealed.removeprefix(_MARK))
    return _cipher().decrypt(raw[:_NONCE], raw[_NONCE:], whose.encode()).decode()


def opened_in(text: str, whose: str) -> str:
    """The JSON of an answer, with the secret opened that it holds sealed."""
    return _SEALED.sub(lambda found: f'"secret":"{opened(found[1], whose)}"', text)


def _cipher() -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - few requests need it

    return AESGCM(hashlib.sha256(config.sealing_key()).digest())
