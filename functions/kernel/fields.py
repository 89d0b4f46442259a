"""Field types that requests and records share: each refuses with an error code of kernel.messages."""

import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from kernel.ids import ULID_PATTERN

CODE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$"
COLOUR_PATTERN = r"^#[0-9a-fA-F]{6}$"
PATH_PATTERN = r"^/[^\s?#*]*\*?$"
"""Of a page of a web site, or with `*` at its end of all that begin so."""
_EMAIL = re.compile(
    r"[^@\s\x00-\x1f\x7f-\x9f\"(),:;<>\[\]\\]{1,64}@(?:[^@\s.,;:<>()\[\]\\\"#]{1,63}\.)+[^@\s.,;:<>()\[\]\\\"#]{2,63}"
)
_PHONE = re.compile(r"(?:\+|\(\+?)?[0-9][0-9 ().\-]{4,22}[0-9]")
_UNSEEN = re.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""What comes along unseen when text is pasted: marks of direction, spaces without width, byte order marks.

Not the joiners U+200C and U+200D, which some scripts and emoji are written with.
"""
_SCHEME = re.compile(r"([a-z][a-z0-9+-]*):", re.IGNORECASE)
_LONG_AGO, _FAR_OFF = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    _DAY.pattern + r"[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?"
)
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?")


class Frozen(BaseModel):
    """A value: never changed, never with unknown fields, cheap to show."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def __repr__(self) -> str:
        """Without content: reprs end in logs and exceptions, where no name, email or phone may stand."""
        return f"<{type(self).__name__}>"

    __str__ = __repr__


def _seen(text: object) -> object:
    """Without what nobody sees, so that what looks equal is equal, and nothing reads in another order than it is."""
    return text if not isinstance(text, str) or text.isprintable() else _UNSEEN.sub("", text)


def _readable(text: str) -> str:
    """Compose accents (NFC, so that equal text is equal) and refuse what no keyboard types."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():
        return composed
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in composed):
        raise PydanticCustomError("control_characters", "contains control characters")
    return composed


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise PydanticCustomError("control_characters", "contains control characters")
    return text


def _email(text: str) -> str:
    address = text.lower()
    if not _EMAIL.fullmatch(address):
        raise PydanticCustomError("email", "is not an email address")
    return address


def _phone(text: str) -> str:
    if not _PHONE.fullmatch(text):
        raise PydanticCustomError("phone", "is not a phone number")
    return text


def _outside(address: str) -> str:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    secret = parts.username is not None or parts.password is not None
    odd = any(c.isspace() or c == "\\" for c in address)
    if parts.scheme != "https" or "." not in host.strip(".") or secret or odd:
        raise PydanticCustomError("outside_link", "is no link to somewhere outside")
    return address


def _website(address: str) -> str:
    """An address as people write it, with http(s) or without; whoever shows it may make a link of it."""
    scheme = _SCHEME.match(address)
    if any(c.isspace() for c in address) or (scheme and scheme[1].lower() not in {"http", "https"}):
        raise PydanticCustomError("website", "is not the address of a website")
    return address


def _unique(values: tuple[Any, ...]) -> tuple[Any, ...]:
    for place, value in enumerate(values):
        if value in values[:place]:
            raise PydanticCustomError("duplicate", "appears twice", {"value": str(value)})
    return values


def _day(value: object) -> object:
    """As text that says which day it is: pydantic would take a number, or its text, for seconds since 1970."""
    try:
        if isinstance(value, str) and _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise PydanticCustomError("date", "is not a day")


def _moment(value: object) -> object:
    """As text too; what has no offset is for the type to refuse."""
    try:
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            return datetime.fromisoformat(value.upper())
    except ValueError:
        pass
    if isinstance(value, datetime):
        return value
    raise PydanticCustomError("moment", "is not a moment with its offset")


def _exact(value: object, info: ValidationInfo) -> object:
    """A JSON number or its text as Decimal, exactly: a number with a fraction came as float, so it is looked up."""
    match value:
        case bool():
            return value
        case float():
            written: dict[float, Decimal] = info.context or {}
            return written.get(value, Decimal(repr(value)))
        case int():
            return Decimal(value)
        case str() if _NUMBER.fullmatch(value):
            return Decimal(value)
    return value


def _shortest(value: Decimal) -> Decimal:
    """As the table gives it back: without zeros that say nothing, so that an answer and a later one are equal."""
    return value.quantize(Decimal(1)) + 0 if value == value.to_integral_value() else value.normalize()


def _something(value: Decimal) -> Decimal:
    if not value:
        raise PydanticCustomError("nothing", "is nothing")
    return value


def _plain(value: Decimal) -> str:
    return format(value, "f")


def exact(value: object, info: ValidationInfo) -> Decimal | None:
    """A number as Money takes it, of at most 15 digits before and 4 after the point; None if it is none."""
    found = _exact(value, info)
    if isinstance(found, bool) or not isinstance(found, Decimal) or not found.is_finite() or abs(found) >= _TOO_MUCH:
        return None
    return _shortest(found) if found == found.quantize(_FINEST) else None


def prose(text: str) -> str:
    """Text of several lines as Prose takes it."""
    return _readable(_line_ends(_UNSEEN.sub("", text).strip()))


_TOO_MUCH, _FINEST = Decimal(10) ** 15, Decimal("0.0001")
_Trimmed = StringConstraints(strip_whitespace=True, min_length=1)
_Seen = BeforeValidator(_seen)
Line = Annotated[str, _Trimmed, AfterValidator(_readable), AfterValidator(_line), _Seen]
"""One line of text, trimmed, NFC, never empty."""
Prose = Annotated[
    str, StringConstraints(strip_whitespace=True), AfterValidator(_line_ends), AfterValidator(_readable), _Seen
]  # fmt: skip
"""Text of several lines."""
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254), AfterValidator(_email), _Seen]
"""An email address, in lower case."""
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=25), AfterValidator(_phone), _Seen]
"""A phone number as people write it."""
Website = Annotated[Line, Field(max_length=300), AfterValidator(_website)]
"""The address of a website as people write it."""
Link = Annotated[Line, StringConstraints(max_length=2000), AfterValidator(_outside)]
"""An https address on some host, without a login in it."""
Ulid = Annotated[str, StringConstraints(pattern=ULID_PATTERN)]
Code = Annotated[str, StringConstraints(pattern=CODE_PATTERN)]
"""What a catalogue entry or record is called in lists and files."""
Colour = Annotated[str, StringConstraints(pattern=COLOUR_PATTERN)]
Instant = Annotated[AwareDatetime, Field(ge=_LONG_AGO, lt=_FAR_OFF), BeforeValidator(_moment)]
"""A moment, with its offset from UTC."""
AS_DAY = BeforeValidator(_day)
"""Comes last of what is said of a day."""
Day = Annotated[date, AS_DAY]
"""A day as `2026-03-01`."""
Money = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=0, le=Decimal("999999999999999.9999"), max_digits=19, decimal_places=4, allow_inf_nan=False),
    AfterValidator(_shortest),
    PlainSerializer(_plain, return_type=str, when_used="json"),
]
"""An amount in the tenant's currency: exact, at most 4 decimals; JSON text on the way out."""
Change = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=-Decimal("999999999999999.9999"), le=Decimal("999999999999999.9999"), max_digits=19, decimal_places=4,
          allow_inf_nan=False),
    AfterValidator(_shortest),
    AfterValidator(_something),
    PlainSerializer(_plain, return_type=str, when_used="json"),
]  # fmt: skip
"""An amount that is added or taken away: as Money, but never nothing."""
Total = Annotated[Decimal, AfterValidator(_shortest), PlainSerializer(_plain, return_type=str, when_used="json")]
"""A sum of amounts: exact, of any size."""
Percent = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=0, lt=100, max_digits=5, decimal_places=2, allow_inf_nan=False),
    AfterValidator(_shortest),
    PlainSerializer(_plain, return_type=str, when_used="json"),
]
Discount = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(ge=0, le=100, max_digits=5, decimal_places=2, allow_inf_nan=False),
    AfterValidator(_shortest),
    PlainSerializer(_plain, return_type=str, when_used="json"),
]
"""Percent taken off a price; 100 is a gift."""
Quantity = Annotated[
    Decimal,
    BeforeValidator(_exact),
    Field(gt=0, le=Decimal("999999999.9999"), max_digits=13, decimal_places=4, allow_inf_nan=False),
    AfterValidator(_shortest),
    PlainSerializer(_plain, return_type=str, when_used="json"),
]
"""How much of something, in its unit."""
Unique = AfterValidator(_unique)
"""For tuples: no value twice."""


def _listed(value: object) -> object:
    """Several values of one filter, as they are written in a URL: with commas; or as a list in a body."""
    if isinstance(value, list):
        return tuple(value)
    return tuple(value.split(",")) if isinstance(value, str) else value


type AnyOf[T] = Annotated[tuple[T, ...], BeforeValidator(_listed), Field(max_length=50)]
"""Values of a filter, with commas between them; a record with any of them passes."""


class Names(Frozen):
    """A name in both languages of the product."""

    vi: Annotated[Line, Field(max_length=120)]
    en: Annotated[Line, Field(max_length=120)]

    def of(self, language: str) -> str:
        """The name in the caller's language."""
        return self.en if language == "en" else self.vi
