"""Idempotency-Key: the answer is stored in the very transaction that does the work (N4, docs/adr/0003).

So there is no moment in which the work is done and the key does not know it, and a crash anywhere leaves either
nothing or both.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute

from kernel import clock, keys, table
from kernel.problems import Problem
from kernel.table import Item
from kernel.values import IntegerAttribute

LIFETIME = 24 * 3600
"""Seconds for which a key is remembered."""
_KEY_LENGTH = 255


class AnswerItem(Item):
    """The answer that a key got."""

    request = UnicodeAttribute()
    status = IntegerAttribute()
    body = UnicodeAttribute()
    about = UnicodeSetAttribute(null=True)
    """What had to be seen for it, each `record#category`: who no longer sees that does not get it again (A4)."""

    def needs(self) -> Iterable[tuple[str, str]]:
        """(record, category) of all that it is about."""
        for one in sorted(self.about or ()):
            record, _, category = one.partition("#")
            yield record, category


@dataclass(frozen=True)
class Claim:
    """A request that carries an Idempotency-Key."""

    pk: str
    request: str
    """SHA-256 of the body: the same key with another body is a mistake of the caller."""
    status: int
    """What the route answers on success."""
    about: set[str] = field(default_factory=set, compare=False)

    def stored(self) -> AnswerItem | None:
        """The answer of an earlier request with this key; 422 when that had another body."""
        answer = table.get(AnswerItem, (self.pk, keys.POINTER), consistent=True)
        if answer is None or (answer.expires_at or 0) <= clock.now().timestamp():
            return None
        if answer.request != self.request:
            raise Problem("idempotency_mismatch")
        return answer

    def put(self, body: str) -> table.Write:
        """Remember the answer, unless somebody with the same key was faster."""
        now = int(clock.now().timestamp())
        item = AnswerItem(
            self.pk,
            keys.POINTER,
            request=self.request,
            status=self.status,
            body=body,
            about=self.about or None,
            expires_at=now + LIFETIME,
        )
        free = AnswerItem.pk.does_not_exist() | (AnswerItem.expires_at <= now)
        return table.put(item, when=free)


current: ContextVar[Claim | None] = ContextVar("claim", default=None)


def concerns(record: str, category: str) -> None:
    """The answer to this request tells of a record, as far as this category."""
    claim = current.get()
    if claim is not None:
        claim.about.add(f"{record}#{category}")


@contextmanager
def unconcerned() -> Iterator[None]:
    """What is looked at meanwhile is only named by the answer: it tells nothing of it."""
    token = current.set(None)
    try:
        yield
    finally:
        current.reset(token)


def claim(*, tenant: str, user: str, route: str, key: str, body: bytes, status: int) -> Claim:
    """The claim of one request; keys of different tenants, users and routes never meet."""
    if not 0 < len(key) <= _KEY_LENGTH or not key.isascii() or not key.isprintable():
        raise Problem("idempotency_key_invalid")
    digest = hashlib.sha256("\0".join((tenant, user, route, key)).encode()).hexdigest()
    return Claim(keys.idempotency(tenant, digest), hashlib.sha256(body).hexdigest(), status)
