"""Templates as callers see them, and what they make of a record before anything is sent."""

from dataclasses import asdict, replace
from typing import Any

from customers.model import load
from kernel.access import Viewer
from kernel.problems import Language, Problem, invalid
from kernel.refusal import Refused
from kernel.values import decode, encode
from letters import knowing
from letters.knowing import Around, Stored
from letters.model import MailTemplateItem
from letters.purposes import PURPOSES, sample
from letters.rules import Template, Value
from letters.schemas import MailTemplateRow, MailTemplateView, Preview, Spoken


def view(item: MailTemplateItem) -> MailTemplateView:
    """A whole template."""
    fields = asdict(item.value)
    variables = tuple(sorted(PURPOSES[item.value.purpose].variables))
    return MailTemplateView(**fields, own=item.version == 0, variables=variables, version=item.version)


def row(item: MailTemplateItem) -> MailTemplateRow:
    """A template in a list."""
    one = item.value
    wordings: tuple[tuple[Spoken, object], ...] = ("vi", one.vi), ("en", one.en)
    languages = tuple(name for name, said in wordings if said)
    return MailTemplateRow(
        code=one.code, purpose=one.purpose, name=one.name, languages=languages, own=item.version == 0,
        version=item.version,
    )  # fmt: skip


def preview(viewer: Viewer, template: Template, language: Language | None, customer: str | None) -> Preview:
    """What a template makes of a record that the viewer sees, or of somebody made up."""
    from letters.rendering import render  # noqa: PLC0415 - Jinja is for who looks

    record = _record(viewer, customer)
    known = _around(viewer, template.code, language, record)
    try:
        letter = render(template, known.language, values(template.purpose, record, known))
    except Refused as refused:
        raise invalid("/wording", refused.code, **refused.values) from None
    return Preview(language=known.language, **asdict(letter))


def surroundings(viewer: Viewer, code: str, language: Language | None, customer: str | None) -> Around:
    """What goes into a mail in this language about a record that the viewer sees."""
    return _around(viewer, code, language, _record(viewer, customer))


def values(purpose: str, record: Stored, known: Around) -> dict[str, Value]:
    """What can be named: of a record what is known of it, all else made up."""
    made_up = sample(purpose, known.language)
    if not record:
        return made_up | {"tenant": known.tenant}
    return made_up | knowing.of_customer(record, known) | knowing.of_request(record, known)


def _record(viewer: Viewer, customer: str | None) -> Stored:
    """A record as it is stored; 422 for one that the viewer does not see."""
    if customer is None:
        return {}
    try:
        found = load(viewer, customer).value.model_dump(exclude_none=True)
    except Problem:
        raise invalid("/customer", "no_such_customer") from None
    stored: dict[str, Any] = decode(encode(found))
    return stored


def _around(viewer: Viewer, code: str, language: Language | None, record: Stored) -> Around:
    asked = (record.get("requirement") or {}).get("type")
    known = knowing.around(viewer.tenant, code, *([record["owner"]] if record else []), request=asked)
    return known if language is None else replace(known, general={**known.general, "locale": language})
