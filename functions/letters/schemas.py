"""Bodies of requests and answers about mail: what it says, what is sent by itself, and what became of it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kernel.fields import Code, Email, Frozen, Line, Prose, Ulid
from kernel.paging import PageQuery
from letters.rules import LONGEST_HTML, LONGEST_SUBJECT, LONGEST_TEXT

type Spoken = Literal["vi", "en"]
type Name = Annotated[Line, Field(max_length=120)]


class WordingFields(Frozen):
    """What a mail says in one language, with placeholders. Without `html` its text is shown as HTML too."""

    subject: Annotated[Line, Field(max_length=LONGEST_SUBJECT)]
    text: Annotated[Prose, Field(min_length=1, max_length=LONGEST_TEXT)]
    html: Annotated[Prose, Field(min_length=1, max_length=LONGEST_HTML)] | None = None


class MailTemplateSave(Frozen):
    """What a template says from now on; a language that is left out is written in the other one's words."""

    name: Name | None = None
    vi: WordingFields | None = None
    en: WordingFields | None = None


class MailTemplateCreate(MailTemplateSave):
    """A new template, for campaigns or for messages to customers."""

    code: Code
    purpose: Literal["campaign", "message"]


class MailTemplateView(MailTemplateSave):
    """A template. `variables`: all that can be named in it; of lists (`answers`, `phones`) each row has parts."""

    code: str
    purpose: str
    own: bool
    """Whether it is the product's own wording, which the company has not changed."""
    variables: tuple[str, ...]
    version: int


class MailTemplateRow(Frozen):
    """A template in a list."""

    code: str
    purpose: str
    name: str | None
    languages: tuple[Spoken, ...]
    own: bool
    version: int


class MailTemplatePage(Frozen):
    """A page of templates: first those of mails that are sent by themselves, then the others by their codes."""

    items: tuple[MailTemplateRow, ...]
    next_cursor: str | None = None


class PreviewOrder(Frozen):
    """What to look at: what is saved, or `wording`; with a record's data, or made up.

    Without a language in the company's.
    """

    language: Spoken | None = None
    customer: Ulid | None = None
    wording: WordingFields | None = None


class Preview(Frozen):
    """What a mail would say."""

    language: Spoken
    subject: str
    text: str
    html: str


class TestOrder(Frozen):
    """Which mail to send to oneself."""

    language: Spoken | None = None
    customer: Ulid | None = None


class MailSettings(Frozen):
    """Which mails are sent by themselves, and whom all mail comes from.

    `address` is one that SES has verified for the company, or the company's own name at Leadstream's domain.
    """

    introduction: bool = True
    confirmation: bool = True
    notice: bool = True
    reminder: bool = True
    tier_notice: bool = True
    name: Annotated[Line, Field(max_length=80)] | None = None
    address: Email | None = None
    reply_to: Email | None = None


class MailSettingsView(MailSettings):
    """The settings in force."""

    version: int


class MessageQuery(PageQuery):
    """`failed`: could not be sent, the latest first; `waiting`: still to be sent, the oldest first."""

    state: Literal["failed", "waiting"] = "failed"


class MessageStep(Frozen):
    """What became of a message at a moment."""

    at: datetime
    state: str
    reason: str | None = None
    by: Ulid | None = None


class MessageView(Frozen):
    """How a message stands: not what it says, nor to which address it goes."""

    id: str
    kind: str
    channel: str
    about: str
    customer: Ulid | None = None
    by: Ulid | None = None
    state: Literal["waiting", "sending", "sent", "void", "failed"]
    reason: str | None = None
    """Why it was not sent; of one that waits, what for: `daily_quota`, `sending_paused`, `account_suspended`."""
    waits_until: datetime | None = None
    """Nobody tries before."""
    fate: str | None = None
    attempt: int
    created_at: datetime
    ended_at: datetime | None = None
    history: tuple[MessageStep, ...] = ()
    """The last failures, and who had it sent again."""
    version: int


class MessagePage(Frozen):
    """A page of messages."""

    items: tuple[MessageView, ...]
    next_cursor: str | None = None
