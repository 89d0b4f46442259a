"""The time zones of companies, for a reader of the stream: asked once for all that it has at hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from identity.viewers import zone_of

_kept: ContextVar[dict[str, ZoneInfo] | None] = ContextVar("kept", default=None)


@contextmanager
def kept() -> Iterator[None]:
    """Within this, each company is asked once."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def zone(tenant: str) -> ZoneInfo:
    """Whose days are a company's."""
    known = _kept.get()
    if known is None:
        return zone_of(tenant)
    if tenant not in known:
        known[tenant] = zone_of(tenant)
    return known[tenant]
