"""Bodies of requests and answers about messages to customers."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from channels.rules import Channel
from channels.texting import Alphabet
from kernel.fields import Frozen, Line, Ulid, Unique
from messages.rules import SmsText, Wording
from outbox.rules import Fate

MOST_RECORDS = 1000

type LogState = Literal["queued", "sent", "void", "failed"] | Fate


class SegmentsView(Frozen):
    """How a text message travels: `length` in places of its alphabet, and what is paid for."""

    alphabet: Alphabet
    length: int
    segments: int


class MeasureCreate(Frozen):
    """A text message to be measured, as it is written: names that it says of each are longer or shorter."""

    wording: SmsText


class MeasureView(Frozen):
    """The text as it travels, with its marks and without."""

    accented: SegmentsView
    unaccented: SegmentsView
    most_segments: int


class SendingCreate(Frozen):
    """One wording to many leads and customers. An id that is nobody's is skipped like one that is somebody else's."""

    wording: Wording
    records: Annotated[
        tuple[Annotated[Line, Field(max_length=64)], ...], Field(min_length=1, max_length=MOST_RECORDS), Unique
    ]


class SendingView(Frozen):
    """What was asked for: /v1/jobs/{job} tells how it goes, and its results what became of each record."""

    id: Ulid
    job: Ulid
    channel: Channel
    total: int
    measured: SegmentsView | None = None
    created_at: datetime


class LoggedView(Frozen):
    """One message to a customer. Where somebody wrote it, `wording` is what they wrote and `by` who they are.

    `void`: there was no reason any more, or no way; `failed`: the provider refused it, or nobody knows; `reason` says.
    """

    id: str
    channel: str
    kind: str
    state: LogState
    reason: str | None = None
    wording: Wording | None = None
    by: Ulid | None = None
    created_at: datetime
    ended_at: datetime | None = None


class LogPage(Frozen):
    """A page of what was sent to a customer, newest first."""

    items: tuple[LoggedView, ...]
    next_cursor: str | None = None
