"""What is asked of a list of documents, as filters on them: by a request, or by an export asked for before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from identity.days import span
from sales.filters import Where

type Asked = Mapping[str, Any]
"""The fields of sales.schemas.DocumentFilter; days may be text, and what is not asked may be left out."""


def where(tenant: str, asked: Asked, now: datetime, path: str = "") -> Where:
    """The filters but for `customer`, whose documents are a range. Raises 422 below `path` for what makes no sense."""
    days = span(tenant, "date", asked.get("date_from"), asked.get("date_to"), asked.get("date_in"), now, path)
    number = asked["number"].lower() if asked.get("number") else None
    state, tier = (tuple(asked.get(name) or ()) for name in ("state", "tier"))
    return Where(state, number, days, tier, asked.get("opportunity"))
