"""Keys that a company's sites send: made at random, shown once, kept as digests, compared in constant time. Pure.

They are compared, never used to sign, so the table holds nothing that anybody could use. A key begins with its company,
and a form's with its form too: so one read finds what it opens, and none of another company is ever looked at.
"""

import re
import secrets
from collections.abc import Iterable
from hashlib import sha256
from hmac import compare_digest

from kernel.fields import CODE_PATTERN
from kernel.ids import is_tenant

_CODE = re.compile(CODE_PATTERN)
_BYTES = 24
_LONGEST = 160
_NONE = "0" * 64


def new(*place: str) -> str:
    """A key that opens what is at a place: a company, and perhaps a form."""
    return ".".join([*place, secrets.token_urlsafe(_BYTES)])


def tenant_of(key: str) -> str | None:
    """Whose key it says to be; None if it is no key of ours."""
    tenant, dot, secret = key.partition(".")
    return tenant if dot and secret and len(key) <= _LONGEST and is_tenant(tenant) else None


def form_of(key: str) -> tuple[str, str] | None:
    """(company, form) that a key says to open."""
    tenant = tenant_of(key)
    code, dot, secret = key.partition(".")[2].rpartition(".")
    return (tenant, code) if tenant and dot and secret and _CODE.fullmatch(code) else None


def digest(key: str) -> str:
    """What is kept of a key: it is random, so nobody finds it from that."""
    return sha256(key.encode()).hexdigest()


def opens(key: str, digests: Iterable[str]) -> bool:
    """Whether a key is one of these; it takes as long whichever it is, and if there are none."""
    mine = digest(key)
    found = [compare_digest(mine, one) for one in (*digests, _NONE)]
    return any(found)
