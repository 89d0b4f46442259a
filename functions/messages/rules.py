"""What one writes to many customers at once, over one channel. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, StringConstraints, Tag
from pydantic_core import PydanticCustomError

from kernel.fields import Code, Frozen, Line, Prose, Ulid
from messages.filling import VARIABLES, stranger

_MOST_PARAMETERS = 30


def _knowing(text: str) -> str:
    unknown = stranger(text)
    if unknown is not None:
        raise PydanticCustomError("unknown_variable", "is not known", {"value": unknown, "expected": _KNOWN})
    return text


_KNOWN = ", ".join(VARIABLES)
Knowing = AfterValidator(_knowing)
type Said = Annotated[Prose, Field(min_length=1, max_length=10_000), Knowing]


class EmailText(Frozen):
    """An email in one's own words."""

    channel: Literal["email"]
    subject: Annotated[Line, Field(max_length=200), Knowing]
    text: Said


class EmailTemplate(Frozen):
    """An email by one of the company's templates for messages (/v1/email/templates)."""

    channel: Literal["email"]
    template: Code


class SmsText(Frozen):
    """A text message: at most ten segments. `unaccented` leaves the marks out, so that it takes fewer."""

    channel: Literal["sms"]
    text: Annotated[Prose, Field(min_length=1, max_length=1_600), Knowing]
    unaccented: bool = False


class ZaloMessage(Frozen):
    """A message to who has written to the company's Official Account: Zalo takes it for seven days after that."""

    channel: Literal["zalo"]
    text: Annotated[Prose, Field(min_length=1, max_length=2_000), Knowing]


class ZaloTemplate(Frozen):
    """A notice by a template that Zalo has approved; every parameter that it has must be given."""

    channel: Literal["zns"]
    template: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,40}$")]
    data: Annotated[
        dict[
            Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,60}$")],
            Annotated[Line, Field(max_length=400), Knowing],
        ],
        Field(max_length=_MOST_PARAMETERS),
    ]


def _shape(body: object) -> object:
    """Of the two that are emails, the one that is meant."""
    named = body if isinstance(body, Mapping) else {}
    by_template = "template" in named if named else isinstance(body, EmailTemplate)
    channel = named.get("channel") if named else getattr(body, "channel", None)
    return "email_template" if channel == "email" and by_template else channel


type Wording = Annotated[
    Annotated[EmailText, Tag("email")] | Annotated[EmailTemplate, Tag("email_template")]
    | Annotated[SmsText, Tag("sms")] | Annotated[ZaloMessage, Tag("zalo")] | Annotated[ZaloTemplate, Tag("zns")],
    Discriminator(_shape),
]  # fmt: skip


class Sending(Frozen):
    """What was written, by whom; to whom, its job says, and each one's log."""

    id: Ulid
    wording: Wording
    by: Ulid
    created_at: datetime


class WriteMany(Frozen):
    """Write to each of the records (J3): a job's parameters."""

    kind: Literal["write"] = "write"
    sending: Ulid
