"""What a visitor sent by a form: read, mapped to a lead's fields, and as it is kept. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl

from pydantic import ValidationError

from customers.schemas import LeadCreate
from kernel.fields import CODE_PATTERN, Code, Frozen, Ulid
from kernel.problems import FieldError, Problem
from kernel.validation import from_validation
from sites.rules import Form, Target, agreed

BODY_LIMIT = 32_768
MOST_FIELDS = 100
LONGEST = 4_000
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
_CODE = re.compile(CODE_PATTERN)
_CLIENT = re.compile(r"(?:GA1\.[0-9]\.)?([A-Za-z0-9_.-]{1,100})")
_LISTED: Mapping[Target, str] = {"phone": "phones", "email": "emails"}
CATALOGUED: tuple[Target, ...] = ("source", "campaign", "sector", "size")


class Agreement(Frozen):
    """What somebody agreed to: the very words, when, and from where."""

    version: str
    text: str
    at: datetime
    origin: str | None = None
    page: str | None = None
    ip: str | None = None


class Submission(Frozen):
    """What was sent by a form, and when."""

    id: Ulid
    form: Code
    at: datetime
    given: Mapping[str, str]
    """What the form's fields are about, as it was written."""
    consent: Agreement | None = None


@dataclass(frozen=True)
class Wanted:
    """A lead as a visitor describes it, and which field of the form each of its fields came from."""

    fields: dict[str, Any]
    given: Mapping[str, str]
    places: Mapping[str, str]


def read(content_type: str | None, raw: bytes) -> dict[str, str]:
    """The fields of a form, by their names. 413, 415, 400, or 422 naming what is no text."""
    if len(raw) > BODY_LIMIT:
        raise Problem("body_too_large", limit=BODY_LIMIT)
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind not in {FORM, JSON}:
        raise Problem("unsupported_media")
    try:
        found = _pairs(raw.decode()) if kind == FORM else _object(raw.decode())
    except (ValueError, RecursionError):
        raise Problem("invalid_json") from None
    long = [name for name, value in found.items() if len(value) > LONGEST]
    if long or len(found) > MOST_FIELDS:
        errors = [FieldError(f"/{name[:60]}", "too_long", (("max_length", LONGEST),)) for name in long]
        raise Problem("invalid_request", errors=errors or [FieldError("", "too_many", (("max_length", MOST_FIELDS),))])
    return found


def _pairs(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS):
        found[name] = f"{found[name]}, {value}" if found.get(name) and value else found.get(name) or value
    return found


def _object(text: str) -> dict[str, str]:
    told = json.loads(text)
    if not isinstance(told, dict):
        raise ValueError("no object")  # noqa: TRY004 - told as any other that is not JSON for us
    wrong = [name for name, value in told.items() if not isinstance(value, (str, int, float, bool, type(None)))]
    if wrong:
        raise Problem("invalid_request", errors=[FieldError(f"/{name[:60]}", "text") for name in wrong])
    return {name: _text(value) for name, value in told.items()}


def _text(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def wanted(form: Form, told: Mapping[str, str]) -> Wanted:
    """The lead that is described; 422 naming each of the form's own fields that is missing."""
    given = {one.site: told.get(one.site, "").strip() for one in form.fields}
    errors = [FieldError(f"/{one.site}", "missing") for one in form.fields if one.required and not given[one.site]]
    if form.consent and form.consent.required and not agreed(form, told):
        errors.append(FieldError(f"/{form.consent.field}", "consent_needed"))
    fields, places = _mapped(form, given)
    if not fields.get("name"):
        fields["name"], places["/name"] = fields.get("company"), places.get("/company", _named(form))
        if not fields["name"] and not any(error.path == f"/{places['/name']}" for error in errors):
            errors.append(FieldError(f"/{places['/name']}", "missing"))
    if errors:
        raise Problem("invalid_request", errors=errors)
    return Wanted(fields, {site: value for site, value in given.items() if value}, places)


def _named(form: Form) -> str:
    return next(one.site for one in form.fields if one.lead in {"name", "company"})


def _mapped(form: Form, given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    fields: dict[str, Any] = {}
    places: dict[str, str] = {}
    several = sum(one.lead == "description" for one in form.fields) > 1
    for one in form.fields:
        value = given[one.site]
        if not value or (one.lead in CATALOGUED and not _CODE.fullmatch(value)):
            continue
        if one.lead in _LISTED:
            listed = fields.setdefault(_LISTED[one.lead], [])
            if value not in listed:
                listed.append(value)
                places[f"/{_LISTED[one.lead]}/{len(listed) - 1}"] = one.site
        elif one.lead == "description":
            said = f"{one.site}: {value}" if several else value
            fields["description"] = f"{fields['description']}\n{said}" if "description" in fields else said
            places["/description"] = one.site
        elif one.lead == "client_id":
            found = _CLIENT.fullmatch(value)
            fields |= {"web_clients": [found[1]]} if found else {}
        else:
            fields[one.lead], places[f"/{one.lead}"] = value, one.site
    return fields, places


def lead(form: Form, asked: Wanted, without: frozenset[str] = frozenset()) -> LeadCreate:
    """The lead, with the form's defaults where the visitor says nothing; valid as any lead is.

    `without`: what names no entry of a catalogue, from the visitor (`source`) or by default (`default source`).
    """
    default = form.defaults.model_dump(exclude={"owner"}, exclude_none=True)
    kept = {name: value for name, value in default.items() if f"default {name}" not in without}
    kept.setdefault("kind", "organisation" if asked.fields.get("company") else "person")
    given = {name: value for name, value in asked.fields.items() if name not in without and value}
    try:
        return LeadCreate.model_validate({**kept, **given})
    except ValidationError as error:
        raise _told(from_validation(error), asked) from None


def _told(problem: Problem, asked: Wanted) -> Problem:
    """The same, by the names of the form's fields."""
    errors = [
        FieldError(f"/{asked.places.get(one.path, asked.places.get(f'{one.path}/0', one.path.strip('/')))}",
                   one.code, one.values)
        for one in problem.errors
    ]  # fmt: skip
    return Problem("invalid_request", errors=errors)


def identity(form: Form, asked: Wanted, once: str | None) -> str:
    """What makes a submission the same again: what its sender calls it, else all that it says."""
    said = ["key", once] if once else ["said", sorted(asked.given.items())]
    return sha256(json.dumps([form.code, *said], ensure_ascii=False).encode()).hexdigest()
