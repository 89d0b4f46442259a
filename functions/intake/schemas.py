"""Bodies of requests and answers about webhooks."""

from typing import Annotated

from pydantic import Field

from intake.rules import Source
from kernel.fields import Day, Frozen
from kernel.paging import PageQuery


class KeyCreate(Frozen):
    """A new key: of SendGrid its public key, of Mailgun its webhook signing key, of Zalo that of the Official Account.

    The others are made here.
    """

    key: Annotated[str, Field(min_length=8, max_length=1000, pattern=r"^[\x21-\x7e]+$")] | None = None


class KeyView(Frozen):
    """A key that holds, told from the other by its last characters."""

    id: str
    hint: str
    created_at: str
    created_by: str


class SourceView(Frozen):
    """A way in, and the keys that hold for it."""

    source: Source
    path: str
    keys: tuple[KeyView, ...]
    version: int


class SourceList(Frozen):
    """All ways in."""

    items: tuple[SourceView, ...]


class KeyMade(SourceView):
    """The same with the secret that was made: it is shown this once. Null where the provider has made it."""

    id: str
    secret: str | None


class ReplayCreate(Frozen):
    """Which bodies are to be read again: those signed on these days (UTC)."""

    source: Source
    since: Day
    until: Day


class ReplayView(ReplayCreate):
    """That they are being read again."""


class UnmatchedView(Frozen):
    """An event that found nobody, or could not be read, and why."""

    address: str | None
    reason: str
    source: str
    received_at: str
    kind: str | None
    message: str | None
    at: str | None
    text: str | None


class UnmatchedQuery(PageQuery):
    """Which of them: all, or those that wait for an address."""

    address: Annotated[str, Field(min_length=3, max_length=254)] | None = None


class UnmatchedPage(Frozen):
    """A page of them, those that came last first; of one address in the order of what they are."""

    items: tuple[UnmatchedView, ...]
    next_cursor: str | None = None
