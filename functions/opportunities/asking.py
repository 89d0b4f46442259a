"""What is asked of a list of opportunities, as filters on them: by a request, or by an export asked for before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from catalogs.names import flagged
from identity.days import Days, span
from identity.viewers import zone_of
from kernel.bounds import begins, ends
from kernel.problems import invalid
from kernel.text import words
from opportunities.filters import Where

type Asked = Mapping[str, Any]
"""The fields of opportunities.schemas.OpportunityFilter; days may be text, and what is not asked may be left out."""

FOLLOW_UP = "follow_up"
_SEVERAL = (
    "creator", "owner", "department", "outcome", "type", "source", "campaign", "team", "priority", "tier",
    "lost_reason",
)  # fmt: skip


def where(tenant: str, asked: Asked, now: datetime, path: str = "") -> Where:
    """The filters. Raises 422 below `path` for what makes no sense."""
    name = tuple(words(asked.get("name") or ""))
    if asked.get("name") and not name:
        raise invalid(f"{path}/name", "nothing_to_find")
    number = asked["number"].lower() if asked.get("number") else None
    several: dict[str, Any] = {field: tuple(asked.get(field) or ()) for field in _SEVERAL}
    opened, expected_close = (_days(tenant, asked, field, now, path) for field in ("opened", "expected_close"))
    return Where(
        number=number, name=name, customer=asked.get("customer"), stage=_stages(tenant, asked.get("stage") or ()),
        opened=opened, expected_close=expected_close, closed=_closed(tenant, asked, now, path), **several,
    )  # fmt: skip


def _days(tenant: str, asked: Asked, field: str, now: datetime, path: str) -> Days:
    first, last, period = (asked.get(f"{field}_{end}") for end in ("from", "to", "in"))
    return span(tenant, field, first, last, period, now, path)


def _closed(tenant: str, asked: Asked, now: datetime, path: str) -> Days:
    """The instants that the days begin and end with, where the company is."""
    first, last = _days(tenant, asked, "closed", now, path)
    if first is None and last is None:
        return None, None
    zone = zone_of(tenant)
    return begins(first, zone) if first else None, ends(last, zone) if last else None


def _stages(tenant: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """Stages by their codes; `follow_up` is all that are flagged so, and where none is, none at all."""
    return tuple(dict.fromkeys((*wanted, *flagged(tenant)))) if FOLLOW_UP in wanted else tuple(wanted)
