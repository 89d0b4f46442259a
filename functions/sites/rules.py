"""What a company lets its web sites send: analytics streams, and forms that make leads. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from customers.rules import Kind
from kernel.fields import Code, Frozen, Line, Money, Prose, Ulid, Unique
from kernel.problems import FieldError, Problem

MOST_LIVE = 2
"""Keys that are good at once: the one in use, and the one that takes its place."""
MOST_KEPT = 20
MOST_SITES = 50
"""Streams, and forms, of a company."""

type Target = Literal[
    "name", "company", "tax_code", "phone", "email", "website", "address", "description", "source", "campaign",
    "sector", "size", "expected_revenue", "client_id",
]  # fmt: skip
SEVERAL: frozenset[Target] = frozenset({"phone", "email", "description"})
"""What several fields of a form may be about."""


class Key(Frozen):
    """A key as it is kept: only its digest, for it is shown once."""

    id: Ulid
    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    created_at: datetime
    created_by: Ulid
    retired_at: datetime | None = None


def _site_name(text: str) -> str:
    if any(c in text for c in "#/~"):
        raise PydanticCustomError("format", "is no name of a field")
    return text


def _origin(text: str) -> str:
    origin = text.lower()
    if not _is_origin(origin):
        raise PydanticCustomError("origin", "is no origin of a site")
    return origin


def _is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    plain = text == f"{parts.scheme}://{parts.netloc}" and "@" not in text and "*" not in text
    local = parts.scheme == "http" and parts.hostname == "localhost"
    return plain and bool(parts.hostname) and (parts.scheme == "https" or local)


def _host(text: str) -> str:
    if any(c in text for c in ":/@*\\?# ") or "." not in text.strip(".") or text.startswith("."):
        raise PydanticCustomError("host", "is no name of a host")
    return text.lower()


SiteField = Annotated[Line, Field(max_length=60), AfterValidator(_site_name)]
Origin = Annotated[Line, Field(max_length=200), AfterValidator(_origin)]
Host = Annotated[Line, Field(max_length=200), AfterValidator(_host)]


class Mapped(Frozen):
    """A field of the site's form, and what of a lead it is."""

    site: SiteField
    lead: Target
    required: bool = False


class Defaults(Frozen):
    """What each lead of a form begins with, where the visitor does not say it."""

    owner: Ulid
    kind: Kind | None = None
    source: Code | None = None
    campaign: Code | None = None
    sector: Code | None = None
    size: Code | None = None
    groups: Annotated[tuple[Code, ...], Field(max_length=30), Unique] = ()
    types: Annotated[tuple[Code, ...], Field(max_length=10), Unique] = ()
    labels: Annotated[tuple[Code, ...], Field(max_length=20), Unique] = ()
    priority: Annotated[int, Field(ge=0, le=3)] = 0
    expected_revenue: Money | None = None


class Consent(Frozen):
    """What a visitor agrees to: the very words, and which version of them."""

    field: SiteField
    version: Annotated[Line, Field(max_length=40)]
    text: Annotated[Prose, Field(min_length=1, max_length=4000)]
    required: bool = True


class FormFields(Frozen):
    """What an administrator may write about a form."""

    name: Annotated[Line, Field(max_length=120)]
    fields: Annotated[tuple[Mapped, ...], Field(min_length=1, max_length=40)]
    defaults: Defaults
    consent: Consent | None = None
    honeypot: SiteField | None = None
    """A field that people do not see: who fills it is a machine."""
    origins: Annotated[tuple[Origin, ...], Field(max_length=20), Unique] = ()
    """Sites whose pages may send it; none: any."""
    redirect_hosts: Annotated[tuple[Host, ...], Field(max_length=20), Unique] = ()
    """Where a visitor may be sent on to by the form's field `_redirect`; none: nowhere."""
    per_minute: Annotated[int, Field(ge=1, le=600)] = 60
    """Submissions that it takes in a minute, from all visitors."""
    introductions_per_day: Annotated[int, Field(ge=0, le=100_000)] = 200
    """New leads that are written to on a day (UTC): a form takes any address, also one that is not its sender's."""
    follow_up: bool = True
    """Whether somebody known who fills it in is an activity for who owns their record."""
    activity_type: Code | None = None
    """Of which type; none: the first of the catalogue."""
    active: bool = True


class Form(FormFields):
    """A form of a company's site."""

    code: Code
    keys: tuple[Key, ...] = ()


class Stream(Frozen):
    """A site's analytics, by the measurement id that it sends."""

    code: Code
    name: Annotated[Line, Field(max_length=120)]
    active: bool = True
    keys: tuple[Key, ...] = ()


def misfits(form: FormFields) -> list[FieldError]:
    """What is wrong with a form as a whole: two fields of one name, or about one thing; nothing to call a lead by."""
    names = Counter(one.site for one in form.fields)
    things = Counter(one.lead for one in form.fields if one.lead not in SEVERAL)
    errors = [
        FieldError(f"/fields/{place}/site", "duplicate", (("value", one.site),))
        for place, one in enumerate(form.fields) if names[one.site] > 1
    ]  # fmt: skip
    errors += [
        FieldError(f"/fields/{place}/lead", "duplicate", (("value", one.lead),))
        for place, one in enumerate(form.fields) if things[one.lead] > 1
    ]  # fmt: skip
    if not {"name", "company"} & things.keys():
        errors.append(FieldError("/fields", "needs_a_name"))
    extra = [("/honeypot", form.honeypot), ("/consent/field", form.consent.field if form.consent else None)]
    seen = set(names)
    for path, name in extra:
        if name in seen:
            errors.append(FieldError(path, "duplicate", (("value", name),)))
        if name is not None:
            seen.add(name)
    return errors


def live(keys: Sequence[Key]) -> list[Key]:
    """Those that are good."""
    return [key for key in keys if key.retired_at is None]


def added(keys: Sequence[Key], new: Key) -> tuple[Key, ...]:
    """With another one; 409 when there are two that are good. Old ones are forgotten at some time."""
    if len(live(keys)) >= MOST_LIVE:
        raise Problem("keys_live", limit=MOST_LIVE)
    return (*keys[-(MOST_KEPT - 1) :], new)


def retired(keys: Sequence[Key], key_id: str, at: datetime) -> tuple[Key, ...]:
    """With that one good no more, from this moment on."""
    if all(key.id != key_id for key in keys):
        raise Problem("not_found")
    return tuple(
        key.model_copy(update={"retired_at": at}) if key.id == key_id and key.retired_at is None else key
        for key in keys
    )  # fmt: skip


def may_redirect(form: FormFields, address: str | None) -> str | None:
    """Where a visitor is sent on to: only to https, and a host that the form names; else nowhere."""
    if not address or len(address) > 2000 or any(ord(c) <= 32 or ord(c) > 126 or c == "\\" for c in address):  # noqa: PLR2004 - what a header may carry
        return None
    try:
        parts = urlsplit(address)
        fits = parts.scheme == "https" and parts.hostname in form.redirect_hosts and parts.port in {None, 443}
    except ValueError:
        return None
    return address if fits and parts.username is None and parts.password is None else None


def agreed(form: FormFields, given: Mapping[str, str]) -> bool:
    """Whether the visitor ticked that they agree."""
    said = given.get(form.consent.field) if form.consent else None
    return said is not None and said.strip().lower() in {"on", "true", "1", "yes", "y", "co", "có", "đồng ý"}
