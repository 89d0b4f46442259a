"""Bodies of requests and answers about streams, forms, and what came by them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from kernel.fields import Code, Frozen, Line, Ulid, Unique
from kernel.paging import PageQuery
from sites.rules import Consent, Defaults, Form, FormFields, Host, Key, Mapped, Origin, SiteField, Stream, live
from sites.submission import Submission


class KeyView(Frozen):
    """A key: what it is called, and since when it is good; never the key itself."""

    id: Ulid
    created_at: datetime
    created_by: Ulid
    live: bool
    retired_at: datetime | None = None


class NewKey(Frozen):
    """A key, shown this once."""

    id: Ulid
    key: str | None
    """Of a stream its `api_secret`; of a form the last part of its address, /v1/web/forms/{key}.

    null where an Idempotency-Key gets its answer again: no key is kept. Retire this one then, and make another.
    """


class StreamCreate(Frozen):
    """A site's analytics: `code` is its measurement id."""

    code: Code
    name: Annotated[Line, Field(max_length=120)]


class StreamPatch(Frozen):
    """What to change; what is left out stays."""

    name: Annotated[Line, Field(max_length=120)] | None = None
    active: bool | None = None


class StreamView(Frozen):
    """A site's analytics."""

    code: Code
    name: str
    active: bool
    keys: tuple[KeyView, ...]
    version: int


class StreamMade(StreamView):
    """A new one, with its first key."""

    secret: NewKey


class StreamPage(Frozen):
    """All of a company."""

    items: tuple[StreamView, ...]


class FormCreate(FormFields):
    """A form of a site."""

    code: Code


class FormPatch(Frozen):
    """What to change; what is left out stays, null empties what may be empty."""

    name: Annotated[Line, Field(max_length=120)] | None = None
    fields: Annotated[tuple[Mapped, ...], Field(min_length=1, max_length=40)] | None = None
    defaults: Defaults | None = None
    consent: Consent | None = None
    honeypot: SiteField | None = None
    origins: Annotated[tuple[Origin, ...], Field(max_length=20), Unique] | None = None
    redirect_hosts: Annotated[tuple[Host, ...], Field(max_length=20), Unique] | None = None
    per_minute: Annotated[int, Field(ge=1, le=600)] | None = None
    introductions_per_day: Annotated[int, Field(ge=0, le=100_000)] | None = None
    follow_up: bool | None = None
    activity_type: Code | None = None
    active: bool | None = None


class FormView(FormFields):
    """A form, and how much came by it."""

    code: Code
    keys: tuple[KeyView, ...]
    taken: int
    """Submissions that made a lead."""
    noted: int
    """Those of people whom the company knew already."""
    trapped: int
    """Those that filled what nobody sees."""
    unintroduced: int
    """New leads with an address that were not written to: the day had had its number, or the name was an address."""
    version: int


class FormMade(FormView):
    """A new one, with its first key."""

    secret: NewKey


class FormPage(Frozen):
    """All of a company."""

    items: tuple[FormView, ...]


class KeyMade(Frozen):
    """A key that was made, and all that there are."""

    secret: NewKey
    keys: tuple[KeyView, ...]
    version: int


class SubmissionQuery(PageQuery):
    """Whose submissions."""

    customer: Ulid


class SubmissionPage(Frozen):
    """What somebody sent by forms, newest first."""

    items: tuple[Submission, ...]
    next_cursor: str | None = None


class StrangerView(Frozen):
    """A visit by somebody of whom nobody knows who it is."""

    client: str
    user: str | None = None
    at: datetime
    seconds: int
    path: str | None = None
    paths: tuple[str, ...]


class StrangerPage(Frozen):
    """Visits by strangers, those told of last first; a page may be short."""

    items: tuple[StrangerView, ...]
    next_cursor: str | None = None


def keys_of(of: Stream | Form) -> tuple[KeyView, ...]:
    """Its keys, as they are shown."""
    good = {one.id for one in live(of.keys)}
    return tuple(_shown(one, good=one.id in good) for one in of.keys)


def _shown(key: Key, *, good: bool) -> KeyView:
    return KeyView(**key.model_dump(exclude={"digest"}), live=good)
