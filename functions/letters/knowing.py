"""What is known of whom a mail is about, in words of the company's language. No validators: a worker runs it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kernel import clock, keys, table
from kernel.problems import Language
from kernel.values import decode
from letters import model
from letters.model import MailTemplateItem
from letters.rules import Row, Template, Value
from outbox.settings import EmailSettings, EmailSettingsItem
from outbox.settings import place as settings_place

type Stored = Mapping[str, Any]

_FORM = Path(__file__).parents[1] / "catalogs" / "request_form.json"
_SWAPPED = str.maketrans(",.", ".,")


@dataclass(frozen=True)
class Around:
    """What of a company goes into its mails: one call reads it."""

    tenant: str
    """What the company is called."""
    general: Stored
    email: EmailSettings
    template: Template | None
    people: Mapping[str, Stored]
    form: Stored
    request: Stored
    """The catalogue entry of what is asked for."""

    @property
    def language(self) -> Language:
        """That of all mails of the company."""
        return "en" if self.general.get("locale") == "en" else "vi"

    @property
    def zone(self) -> ZoneInfo:
        """Whose clocks its mails go by."""
        return ZoneInfo(self.general.get("time_zone", clock.HOME))


def around(tenant: str, code: str | None, *people: str, request: str | None = None) -> Around:
    """What is true of a company at this moment, as far as a mail through this template, or through none, needs it."""
    fixed = {
        "tenant": (keys.settings(tenant), keys.TENANT), "general": (keys.settings(tenant), keys.GENERAL),
        "email": settings_place(tenant), **({"template": model.place(tenant, code)} if code else {}),
    }  # fmt: skip
    staff = {one: (keys.employees(tenant), keys.employee(one)) for one in people}
    asked = {
        "form": (keys.settings(tenant), keys.REQUEST_FORM),
        "request": (keys.catalog(tenant), keys.entry("request-types", request)),
    } if request else {}  # fmt: skip
    found = table.get_many([*fixed.values(), *staff.values(), *asked.values()], consistent=True)
    values = {
        name: decode(found[key]["value"]) for name, key in (fixed | asked).items() if "value" in found.get(key, {})
    }
    email, template = found.get(fixed["email"]), found.get(fixed["template"]) if code else None
    own = model.own(tenant, code) if code else None
    return Around(
        tenant=found[fixed["tenant"]]["name"]["S"] if fixed["tenant"] in found else "",
        general=values.get("general", {}),
        email=EmailSettingsItem.of(email).value if email else EmailSettings(),
        template=MailTemplateItem.of(template).value if template else own.value if own else None,
        people={one: decode(found[key]["value"]) for one, key in staff.items() if key in found},
        form=values.get("form") or (_own_form() if request else {}),
        request=values.get("request", {}),
    )


@cache
def _own_form() -> Stored:
    return dict(json.loads(_FORM.read_bytes()))


def of_customer(record: Stored, known: Around) -> dict[str, Value]:
    """What mails to a customer can name."""
    owner = known.people.get(record["owner"], {})
    return {
        **{name: record.get(name, "") for name in ("name", "company", "code", "address")},
        "email": next(iter(record.get("emails", ())), ""), "phone": next(iter(record.get("phones", ())), ""),
        "tenant": known.tenant, "owner": owner.get("name", ""), "owner_email": owner.get("email", ""),
        "owner_phone": owner.get("phone", ""), "today": day(clock.now().astimezone(known.zone).date(), known),
    }  # fmt: skip


def of_opportunity(deal: Stored, known: Around) -> dict[str, Value]:
    """What is hoped for."""
    value = deal.get("expected_value")
    return {
        "opportunity": deal.get("name", ""), "number": deal.get("number", ""),
        "expected_close": day(date.fromisoformat(deal["expected_close"]), known) if "expected_close" in deal else "",
        "expected_value": "" if value is None else amount(value, known),
    }  # fmt: skip


def of_request(record: Stored, known: Around) -> dict[str, Value]:
    """What was asked for, and answered: in the words of the company's form."""
    asked = record.get("requirement") or {}
    return {
        "description": record.get("description", ""),
        "request": known.request.get("name", {}).get(known.language, "") if asked else "",
        "answers": tuple(_answers(asked.get("answers", {}), known)),
    }


def _answers(given: Stored, known: Around) -> Iterator[Row]:
    fields = [field for group in known.form.get("groups", ()) for field in group["fields"]]
    for field in fields:
        if field["code"] in given:
            options = {one["code"]: one["name"][known.language] for one in field.get("options", ())}
            yield {"label": field["name"][known.language], "text": _read(given[field["code"]], options, known)}


def _read(answer: object, options: Mapping[str, str], known: Around) -> str:
    if isinstance(answer, (int, Decimal)):
        return _number(answer, known)
    several = answer if isinstance(answer, list) else [answer]
    return ", ".join(options.get(str(one), str(one)) for one in several)


def phones(record: Stored) -> tuple[Row, ...]:
    """What dials them."""
    return tuple({"text": number, "link": f"tel:{number}"} for number in record.get("numbers", ()))


def day(of: date, known: Around) -> str:
    """A day as people write it."""
    return f"{of.day} {of:%B %Y}" if known.language == "en" else f"{of:%d/%m/%Y}"


def moment(stored: str, known: Around) -> str:
    """By the company's clocks, which are named."""
    at = datetime.fromisoformat(stored).astimezone(known.zone)
    written = day(at, known)
    return f"{at:%H:%M} {written if known.language == 'en' else f'ngày {written}'} ({known.zone.key})"


def amount(value: int | Decimal, known: Around) -> str:
    """An amount in the company's currency."""
    return f"{_number(value, known)} {known.general.get('currency', 'VND')}"


def _number(value: int | Decimal, known: Around) -> str:
    written = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return written if known.language == "en" else written.translate(_SWAPPED)
