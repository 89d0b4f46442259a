"""What a text says of whom it is written to. Pure, and without validators: the worker that sends fills it in.

A text may name what it says of each: `{{name}}`. There is no more to that language: what else stands in braces is text.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from channels.texting import MOST_SEGMENTS, measured, unaccented

VARIABLES = ("name", "company", "code", "email", "phone", "address")
"""What a text may say of whom it is written to."""
_NAMED = re.compile(r"\{\{\s*(\w{1,40})\s*\}\}")


def stranger(text: str) -> str | None:
    """The first name in a text that nothing is known by."""
    return next((name for name in _NAMED.findall(text) if name not in VARIABLES), None)


def message_id(sending: str, customer: str) -> str:
    """What makes it the same message again: of this sending, to this record. Zalo takes 48 characters."""
    return f"w-{sending}-{sha256(customer.encode()).hexdigest()[:19]}"


def values(record: Mapping[str, Any]) -> dict[str, str]:
    """What a text may say of a record, as the table has it; what is not known is empty."""
    several = {"email": record.get("emails"), "phone": record.get("phones")}
    single = {name: str(record.get(name) or "") for name in ("name", "company", "code", "address")}
    return single | {name: str(found[0]) if found else "" for name, found in several.items()}


def filled(text: str, known: Mapping[str, str]) -> str:
    """The text as it is said to somebody: a value is text, and no variable in it is looked for."""
    return _NAMED.sub(lambda found: known.get(found[1], found[0]), text)


def texted(text: str, known: Mapping[str, str], *, plain: bool) -> str:
    """A text message as it travels."""
    said = filled(text, known)
    return unaccented(said) if plain else said


def too_long(said: str) -> bool:
    """Whether a text message would take more segments than one may."""
    return measured(said).segments > MOST_SEGMENTS


def lacking(data: Mapping[str, str], known: Mapping[str, str]) -> list[str]:
    """The parameters of a notice that would be empty: Zalo refuses it then."""
    return [name for name, value in data.items() if not filled(value, known).strip()]
