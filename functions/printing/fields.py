"""What a template may name, and how it reads on paper. Plain: whoever renders needs no validators and no table."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

type Kind = Literal["docx", "xlsx"]
type Look = Literal["text", "list", "number", "money", "date", "datetime"]
type Plain = str | int | list[str] | None
"""A value on its way to where it is rendered, as JSON has it; moments as the clocks of the company show them."""
type Value = str | int | Decimal | date | datetime | list[str] | Nothing

FIELDS: Mapping[str, Look] = {
    **dict.fromkeys(("code", "name", "company", "tax_code", "phone", "email", "website", "address"), "text"),
    **dict.fromkeys(("description", "relationship", "source", "sector", "stage", "size", "campaign"), "text"),
    **dict.fromkeys(("contact_status", "tier", "owner", "owner_email", "owner_phone", "department"), "text"),
    **dict.fromkeys(("tenant", "printed_by"), "text"),
    **dict.fromkeys(("phones", "emails", "groups", "types", "labels"), "list"),
    **dict.fromkeys(("priority", "score", "stars"), "number"),
    "expected_revenue": "money",
    **dict.fromkeys(("expected_close", "today"), "date"),
    **dict.fromkeys(("created_at", "updated_at", "now"), "datetime"),
}
"""All that there is to name. The internal note is not for paper that leaves the house."""
LISTS = frozenset(name for name, look in FIELDS.items() if look == "list")

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Nothing:
    """A number or date that a record has not: shows as nothing, and compares with anything as false."""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return ""

    def _no(self, _other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _no


def values_of(plain: Mapping[str, Plain]) -> dict[str, Value]:
    """The values of all fields, also of those that were not given."""
    return {name: _value(look, plain.get(name)) for name, look in FIELDS.items()}


def _value(look: Look, plain: Plain) -> Value:
    match look, plain:
        case "money", str():
            return Decimal(plain)
        case "date", str():
            return date.fromisoformat(plain)
        case "datetime", str():
            return datetime.fromisoformat(plain)
        case "list", list():
            return [clean(one) for one in plain]
        case _, str():
            return clean(plain)
        case "list", _:
            return []
        case "text", _:
            return ""
    return plain if isinstance(plain, int) else Nothing()


def clean(text: str) -> str:
    """Text without what no XML can hold."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def shown(value: object) -> str:
    """A value as people write it in Vietnam."""
    match value:
        case datetime():
            return f"{value:%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case Decimal():
            return f"{value:,f}".translate(_VIETNAMESE)
        case list():
            return ", ".join(shown(one) for one in value)
    return str(value)


_VIETNAMESE = str.maketrans(",.", ".,")
