"""What lists and boards know of what somebody holds, as it is stored. Pure, and without validators: streams ask it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any, Literal

from counts.days import Happened
from kernel import keys
from kernel.facts import Number
from kernel.text import sortable, words

type Stored = Mapping[str, Any]
type Zone = Callable[[], tzinfo]
"""Whose days are the company's, asked only by what is of a moment."""

UNNUMBERED = "~"
"""Where things without a number stand: after all that have one."""
_UNITS = 10_000
"""An amount has at most four decimals."""
_OPPORTUNITY = {
    "stage": "opportunity-stages", "source": "sources", "type": "opportunity-types", "campaign": "campaigns",
    "team": "teams", "lost_reason": "lost-reasons",
}  # fmt: skip
"""The catalogue that each field of an opportunity names an entry of."""


def amount(value: object) -> str:
    """An amount as a key sorts it."""
    return f"{int(Decimal(str(value or 0)) * _UNITS):020d}"


OPEN_STATES = frozenset({"not_started", "in_progress"})
"""Of an activity, in which there is still something to do."""
NEVER = "9999-12-31"


def activity_orders(value: Stored) -> dict[str, str]:
    """What the indexes sort an activity by; `by_active` has its beginning, `by_value` its priority."""
    end = f"#{value['id']}"
    return {
        "by_name": sortable(value["subject"]) + end,
        "by_updated": value["updated_at"] + end,
        "by_active": (value.get("start") or NEVER) + end,
        "by_close": (keys.open_by if activity_is_open(value) else keys.over_by)(value.get("deadline") or NEVER) + end,
        "by_value": f"{value.get('priority', 0)}{end}",
        "by_stage": value["status"] + end,
    }


def activity_is_open(value: Stored) -> bool:
    """Whether there is still something to do."""
    return value["status"] in OPEN_STATES


def activity_names(value: Stored) -> list[tuple[str, str]]:
    """(catalogue, code) of each entry that an activity names."""
    return [("activity-types", value["type"])]


def activity_days(value: Stored, zone: Zone) -> Iterator[Happened]:
    """When it was made, when it was completed, and when it is due while it is open: by who is to do it, and type."""
    whose = f"{value['assignee']}#{value['type']}"
    yield Happened(day_of(value["created_at"], zone), f"created#{whose}")
    if value.get("completed_at"):
        yield Happened(day_of(value["completed_at"], zone), f"completed#{whose}")
    if activity_is_open(value) and value.get("deadline"):
        yield Happened(day_of(value["deadline"], zone), f"due#{whose}")


def activity_seen_as(value: Stored) -> Literal["activities", "open_activities"]:
    """What a new owner has to be given to see it, if it was made before them."""
    return "open_activities" if activity_is_open(value) else "activities"


def contact_names(value: Stored) -> list[tuple[str, str]]:
    """The same of a contact."""
    return [("contact-statuses", value["status"])] if value.get("status") else []


def card_names(value: Stored) -> list[tuple[str, str]]:
    """The same of a card."""
    return [("card-kinds", value["kind"])]


def warranty_names(value: Stored) -> list[tuple[str, str]]:
    """The same of a warranty."""
    return [("warranty-kinds", value["kind"])] if value.get("kind") else []


def opportunity_orders(value: Stored) -> dict[str, str]:
    """What the indexes sort an opportunity by; `by_active` has the day on which it was opened."""
    end = f"#{value['id']}"
    return {
        "by_name": sortable(value["name"]) + end,
        "by_code": (value.get("number") or UNNUMBERED).lower() + end,
        "by_updated": value["updated_at"] + end,
        "by_active": value["opened"] + end,
        "by_close": value["expected_close"] + end,
        "by_value": amount(value.get("expected_value")) + end,
        "by_stage": value["stage"] + end,
    }


def opportunity_column(value: Stored) -> tuple[str, Number]:
    """Stage and probability: so what a column is worth, weighted, is exact from its counters alone."""
    return f"{value['stage']}@{value['probability']}", value.get("expected_value") or 0


def stage_of(column: str) -> tuple[str, int]:
    """(stage, probability) of such a column."""
    stage, _, probability = column.rpartition("@")
    return stage, int(probability)


def opportunity_days(value: Stored, zone: Zone) -> Iterator[Happened]:
    """When it was opened, and when it was won, or lost and why."""
    expected = value.get("expected_value") or 0
    yield Happened(value["opened"], "opened", expected)
    if value.get("won_at"):
        yield Happened(day_of(value["won_at"], zone), "won", expected)
    if value.get("lost_at"):
        yield Happened(day_of(value["lost_at"], zone), f"lost#{value.get('lost_reason') or UNNUMBERED}", expected)


def day_of(at: str, zone: Zone) -> str:
    """The company's day of a moment."""
    return datetime.fromisoformat(at).astimezone(zone()).date().isoformat()


def opportunity_is_open(value: Stored) -> bool:
    """Whether it is neither won nor lost."""
    return bool(value.get("outcome", "open") == "open")


def opportunity_names(value: Stored) -> Iterator[tuple[str, str]]:
    """(catalogue, code) of each entry that an opportunity names."""
    return ((kind, value[field]) for field, kind in _OPPORTUNITY.items() if value.get(field))


def fields_naming(kind: str) -> tuple[str, ...]:
    """The fields of an opportunity that name entries of a catalogue."""
    return tuple(field for field, of in _OPPORTUNITY.items() if of == kind)


def activity_findings(value: Stored) -> list[str]:
    """What finds an activity: the words of its subject."""
    return [keys.word(one) for one in dict.fromkeys(words(value["subject"]))]


def opportunity_findings(value: Stored) -> list[str]:
    """What finds an opportunity: the words of its name, and its lines."""
    return [*(keys.word(one) for one in dict.fromkeys(words(value["name"]))), *_products(value)]


def _products(value: Stored) -> list[str]:
    """Codes of products, and what stands on lines, with the opening day."""
    day, lines = value["opened"], value.get("lines", ())
    codes = [keys.product_line(line["code"], day) for line in lines if line.get("code")]
    names = [keys.product_named(sortable(line["name"]), day) for line in lines]
    return list(dict.fromkeys(codes + names))


def document_orders(value: Stored) -> dict[str, str]:
    """What the indexes sort a sales document by; those in a state stand by their dates."""
    end = f"#{value['id']}"
    return {
        "by_code": (value.get("number") or UNNUMBERED).lower() + end,
        "by_active": str(value["date"]) + end,
        "by_stage": f"{value['state']}#{value['date']}{end}",
    }
