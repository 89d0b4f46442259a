"""Bodies of requests and answers about email campaigns, and about addresses that are not written to."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from campaigns.rules import Shelf, State
from customers.wanted import ListFilter
from kernel.fields import Code, Email, Frozen, Line, Ulid
from kernel.paging import PageQuery
from suppression.rules import Cause

type StatusName = Literal[
    "queued", "sent", "delivered", "opened", "clicked", "bounced", "complained", "unsubscribed", "skipped", "failed"
]  # fmt: skip
Name = Annotated[Line, Field(max_length=120)]


class CampaignCreate(Frozen):
    """A draft. `audience` is the filter of the list that `shelf` names, as its sender sees it when it starts."""

    code: Code
    name: Name
    template: Code
    """Of the purpose `campaign`."""
    language: Literal["vi", "en"] = "vi"
    shelf: Shelf = "customer"
    audience: ListFilter = ListFilter()
    marketing_campaign: Code | None = None
    """The entry of the catalogue `campaigns` that it belongs to."""


class CampaignPatch(Frozen):
    """Fields to change of a draft; those left out stay. The code stays: rules and signals name it."""

    name: Name | None = None
    template: Code | None = None
    language: Literal["vi", "en"] | None = None
    shelf: Shelf | None = None
    audience: ListFilter | None = None
    marketing_campaign: Code | None = None


class Schedule(Frozen):
    """When a campaign is to start: a day and hour by the clocks of `time_zone`, which is the company's unless said."""

    at: Annotated[str, Field(max_length=40, examples=["2026-03-08T09:00"])]
    time_zone: Annotated[str, Field(min_length=1, max_length=64)] | None = None


class CampaignView(Frozen):
    """A campaign as shown; `recipients`: how many there are of each status, where one is asked for alone."""

    id: Ulid
    code: Code
    name: str
    template: Code
    language: Literal["vi", "en"]
    shelf: Shelf
    audience: ListFilter
    marketing_campaign: Code | None
    state: State
    sender: Ulid | None
    starts_at: datetime | None
    started_at: datetime | None
    listed: bool
    waits: str | None
    """While it is sending, and nothing can be sent: `daily_quota` or `sending_paused`, of our account at Amazon SES."""
    finished_at: datetime | None
    reason: str | None
    recipients: dict[StatusName, int] | None = None
    created_at: datetime
    created_by: Ulid
    updated_at: datetime
    updated_by: Ulid
    version: int


class CampaignPage(Frozen):
    """A page of campaigns, newest first. It may be short and still have a next one."""

    items: tuple[CampaignView, ...]
    next_cursor: str | None = None


class AudienceQuery(Frozen):
    """From where on to count."""

    cursor: Annotated[str, Field(max_length=2000)] | None = None


class AudienceView(Frozen):
    """How many records the filter finds now, and how many of them have an address: so far, if there is a cursor.

    The numbers of all pages add up.
    """

    count: int
    with_address: int
    next_cursor: str | None = None


class PreviewQuery(Frozen):
    """For which record."""

    customer: Ulid


class PreviewView(Frozen):
    """The mail as a record would get it; without an address it gets none. Its link to unsubscribe leads nowhere."""

    to: str | None
    subject: str
    text: str
    html: str


class RecipientQuery(PageQuery):
    """Which page of whom."""

    status: StatusName | None = None


class RecipientView(Frozen):
    """A recipient, and how it stands with them; `reason`: why they were skipped, or what failed."""

    customer: Ulid
    code: Code | None
    name: str | None
    address: str | None
    status: StatusName
    reason: str | None


class RecipientPage(Frozen):
    """A page of recipients, as far as the viewer sees their records now: it may be short and still have a next one."""

    items: tuple[RecipientView, ...]
    next_cursor: str | None = None


class CauseView(Frozen):
    """Why an address gets no mail, or got none until that was lifted."""

    cause: Cause
    at: datetime
    message: str | None
    by: Ulid | None
    """The administrator who entered it; null where a provider told it, or the person by the link in the mail."""
    note: str | None
    lifted_at: datetime | None
    lifted_by: Ulid | None
    """Null with `lifted_at`: the person themselves, by the link in the mail."""
    reason: str | None


class SuppressionView(Frozen):
    """An address; `standing` is the gravest cause that nobody has lifted: with `unsubscribe` only campaigns stop."""

    address: str
    standing: Cause | None
    causes: tuple[CauseView, ...]
    version: int


class SuppressionQuery(PageQuery):
    """Which page, or the one address."""

    address: Email | None = None


class SuppressionPage(Frozen):
    """A page of addresses that get no mail; one that was asked for by name is there also when all was lifted."""

    items: tuple[SuppressionView, ...]
    next_cursor: str | None = None


class Stop(Frozen):
    """Write no more to an address: no more campaigns, or nothing at all that goes to customers. The reason is kept."""

    address: Email
    what: Literal["campaigns", "everything"] = "campaigns"
    reason: Annotated[Line, Field(max_length=400)]


class SuppressionHistoryQuery(PageQuery):
    """Of which address."""

    address: Email


class Lift(Frozen):
    """Write to an address again. The reason says what was agreed, or what was mended."""

    address: Email
    reason: Annotated[Line, Field(max_length=400)]
