"""The request form: what is asked of whom, and whether answers fit it (B6). An administrator's form, pure rules.

Who writes a `Requirement` asks that its `type` is an entry of `request-types`, and calls `check` with the form in force
(`catalogs.asking.form(tenant).value`).
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from catalogs.requirement import MOST_FIELDS, Requirement, Shape
from kernel.fields import Code, Frozen, Names, Unique
from kernel.problems import FieldError, Problem

MOST_ERRORS = 100
MOST_TYPES = 50
"""Of a whole form: each request type that it names is looked up in one call."""
LARGEST_FORM, LARGEST_ANSWERS = 100_000, 8_000
"""Bytes of JSON: a form is one item, answers lie in their record's profile."""
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,4})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

type FieldKind = Literal["text", "number", "date", "select", "multi-select"]


class Option(Frozen):
    """What can be chosen in a select."""

    code: Code
    name: Names


class FormField(Frozen):
    """A question. `types`: only requests of these types are asked; none means all."""

    code: Code
    name: Names
    kind: FieldKind
    options: Annotated[tuple[Option, ...], Field(max_length=100)] = ()
    types: Annotated[tuple[Code, ...], Field(max_length=MOST_TYPES), Unique] = ()
    required: bool = False

    def asks(self, request_type: str) -> bool:
        """Whether it is shown for requests of this type."""
        return not self.types or request_type in self.types


class FormGroup(Frozen):
    """Questions under one heading."""

    code: Code
    name: Names
    fields: Annotated[tuple[FormField, ...], Field(max_length=MOST_FIELDS)]


class Form(Frozen):
    """All questions, in the order in which they are asked."""

    groups: Annotated[tuple[FormGroup, ...], Field(max_length=50)]

    def fields(self) -> Iterator[FormField]:
        """Every question."""
        return (field for group in self.groups for field in group.fields)


def mistakes(form: Form) -> list[FieldError]:
    """What is wrong with a form, beyond the shape of its parts."""
    found = [*_doubles("/groups", [group.code for group in form.groups])]
    places = [(f"/groups/{i}/fields/{j}", field) for i, g in enumerate(form.groups) for j, field in enumerate(g.fields)]
    if len(places) > MOST_FIELDS:
        return [FieldError("/groups", "too_many", (("max_length", MOST_FIELDS),))]
    if len(named(form)) > MOST_TYPES:
        return [FieldError("/groups", "too_many_types", (("limit", MOST_TYPES),))]
    if len(form.model_dump_json().encode()) > LARGEST_FORM:
        return [FieldError("/groups", "too_large_together", (("limit", LARGEST_FORM),))]
    seen: set[str] = set()
    for path, field in places:
        if field.code in seen:
            found.append(FieldError(f"{path}/code", "duplicate", (("value", field.code),)))
        seen.add(field.code)
        found += _options(path, field)
    return found[:MOST_ERRORS]


def named(form: Form) -> dict[str, str]:
    """Each request type that a form names, with the first place that does."""
    found: dict[str, str] = {}
    for i, group in enumerate(form.groups):
        for j, field in enumerate(group.fields):
            for k, code in enumerate(field.types):
                found.setdefault(code, f"/groups/{i}/fields/{j}/types/{k}")
    return found


def _options(path: str, field: FormField) -> Iterator[FieldError]:
    if field.kind not in {"select", "multi-select"}:
        if field.options:
            yield FieldError(f"{path}/options", "only_for_selects")
    elif not field.options:
        yield FieldError(f"{path}/options", "too_few", (("min_length", 1),))
    yield from _doubles(f"{path}/options", [option.code for option in field.options])


def _doubles(path: str, codes: list[str]) -> Iterator[FieldError]:
    for place, code in enumerate(codes):
        if code in codes[:place]:
            yield FieldError(f"{path}/{place}/code", "duplicate", (("value", code),))


def check(form: Form, requirement: Requirement, path: str = "/requirement") -> Requirement:
    """The requirement as it is to be kept: without empty answers (which are none), numbers as numbers.

    Raises `invalid_request` naming under `path` every answer that does not fit the form, and every one that is lacking.
    """
    given = {code: answer for code, answer in requirement.answers.items() if answer not in ("", ())}
    asked = {field.code: field for field in form.fields()}
    judged = {code: _judged(asked.get(code), requirement.type, answer) for code, answer in given.items()}
    errors = [
        FieldError(f"{path}/answers/{_pointer(code)}", found.code, found.values)
        for code, found in judged.items()
        if isinstance(found, FieldError)
    ]
    lacking = [f for f in asked.values() if f.required and f.asks(requirement.type) and f.code not in given]
    errors += [FieldError(f"{path}/answers/{field.code}", "missing") for field in lacking]
    kept = requirement.model_copy(update={"answers": judged if not errors else {}})
    if len(kept.model_dump_json().encode()) > LARGEST_ANSWERS:
        errors.append(FieldError(f"{path}/answers", "too_large_together", (("limit", LARGEST_ANSWERS),)))
    if errors:
        raise Problem("invalid_request", errors=errors[:MOST_ERRORS])
    return kept


def _judged(field: FormField | None, request_type: str, answer: Shape) -> Shape | FieldError:
    """The answer as it is kept, or what is wrong with it (its path is for others to say)."""
    if field is None:
        return FieldError("", "unknown_field")
    if not field.asks(request_type):
        return FieldError("", "not_for_type", (("type", request_type),))
    return _AS[field.kind](field, answer)


def _text(_field: FormField, answer: Shape) -> Shape | FieldError:
    return answer if isinstance(answer, str) else FieldError("", "text")


def _number(_field: FormField, answer: Shape) -> Shape | FieldError:
    if isinstance(answer, str) and _NUMBER.fullmatch(answer):
        return Decimal(answer)
    return answer if isinstance(answer, Decimal) else FieldError("", "number")


def _date(_field: FormField, answer: Shape) -> Shape | FieldError:
    try:
        if isinstance(answer, str) and _DAY.fullmatch(answer):
            return date.fromisoformat(answer).isoformat()
    except ValueError:
        pass
    return FieldError("", "date")


def _select(field: FormField, answer: Shape) -> Shape | FieldError:
    if not isinstance(answer, str):
        return FieldError("", "text")
    return answer if answer in {option.code for option in field.options} else _no_option(answer)


def _selects(field: FormField, answer: Shape) -> Shape | FieldError:
    if not isinstance(answer, tuple):
        return FieldError("", "list")
    options = [option.code for option in field.options]
    strange = [one for one in answer if one not in options]
    return _no_option(strange[0]) if strange else tuple(one for one in options if one in answer)


_AS = {"text": _text, "number": _number, "date": _date, "select": _select, "multi-select": _selects}


def _no_option(value: str) -> FieldError:
    return FieldError("", "option", (("value", value[:40]),))


def _pointer(code: str) -> str:
    return code[:40].replace("~", "~0").replace("/", "~1")
