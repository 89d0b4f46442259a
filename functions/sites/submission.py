"""What a visitor sent by a form: read, mapped to a lead's fields, and as it is kept. Pure."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
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
from visits.clients import client_of

BODY_LIMIT = 32_768
MOST_FIELDS = 100
LONGEST = 4_000
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
_CODE = re.compile(CODE_PATTERN)
_CLIENT = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,70})"|([^;,"\s]{1,70}))', re.IGNORECASE)
_PART = re.compile(rb'content-disposition:[^\r\n]*?[;\s]name="([^"\r\n]{1,200})"', re.IGNORECASE)
_ADDRESS = re.compile(r"://|\bwww\.", re.IGNORECASE)
REDIRECT = "_redirect"
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


def read(form: Form, content_type: str | None, raw: bytes) -> dict[str, str]:
    """What is sent of the form's fields, by their names; no others are looked at. 413, 415, 400, or 422 by its name."""
    if len(raw) > BODY_LIMIT:
        raise Problem("body_too_large", limit=BODY_LIMIT)
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind not in _READERS:
        raise Problem("unsupported_media")
    try:
        found = _READERS[kind](raw, content_type or "")
    except (ValueError, RecursionError):
        raise Problem("invalid_json") from None
    told = {name: _text(value) for name, value in found.items() if name in _names(form)}
    errors = [FieldError(f"/{name}", "text") for name, value in told.items() if value is None]
    known = {name: value for name, value in told.items() if value is not None}
    long = [name for name, value in known.items() if len(value) > LONGEST]
    errors += [FieldError(f"/{name}", "too_long", (("max_length", LONGEST),)) for name in long]
    if errors:
        raise Problem("invalid_request", errors=errors)
    return known


def _names(form: Form) -> frozenset[str]:
    """Sites send more than that: a button's name, a captcha's token, what their analytics knows."""
    more = {form.consent.field if form.consent else None, form.honeypot, REDIRECT}
    return frozenset({one.site for one in form.fields} | {name for name in more if name})


def _together(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Several of one name (ticks in a group) are one, after commas."""
    found: dict[str, str] = {}
    for name, value in pairs:
        found[name] = f"{found[name]}, {value}" if found.get(name) and value else found.get(name) or value
    return found


def _pairs(raw: bytes, _type: str) -> dict[str, str]:
    return _together(parse_qsl(raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS))


def _object(raw: bytes, _type: str) -> dict[str, Any]:
    told = json.loads(raw.decode("utf-8-sig"))
    if not isinstance(told, dict):
        raise ValueError("no object")  # noqa: TRY004 - told as any other that is not JSON for us
    return told


def _parts(raw: bytes, content_type: str) -> dict[str, str]:
    """As scripts send it (FormData; RFC 7578): files are left out."""
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise ValueError("no boundary")
    parts = (b"\r\n" + raw).split(b"\r\n--" + (boundary[1] or boundary[2]).encode("ascii"))[1:]
    if len(parts) > MOST_FIELDS + 1 or not parts or not parts[-1].startswith(b"--"):
        raise ValueError("not whole, or too many")
    found: list[tuple[str, str]] = []
    for part in parts[:-1]:
        head, _, value = part.partition(b"\r\n\r\n")
        name = _PART.search(head)
        if name is not None and b"filename" not in head:
            found.append((name[1].decode().replace("%22", '"'), value.decode()))
    return _together(found)


_READERS: Mapping[str, Callable[[bytes, str], Mapping[str, Any]]] = {
    FORM: _pairs, JSON: _object, "multipart/form-data": _parts,
}  # fmt: skip


def _text(value: object) -> str | None:
    """As a form would send it; None for what no form sends."""
    if isinstance(value, list):
        some = [_text(one) for one in value if not isinstance(one, list)]
        return ", ".join(one for one in some if one) if None not in some and len(some) == len(value) else None
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value) if isinstance(value, str | int | float) else None


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
            client = client_of(value)
            fields |= {"web_clients": [client]} if _CLIENT.fullmatch(client) else {}
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


def advertises(lead: LeadCreate) -> bool:
    """Whether somebody is called by a web address: who has us write to others would have them read that."""
    return any(_ADDRESS.search(name) for name in (lead.name, lead.company) if name)


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
