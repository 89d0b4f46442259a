"""Filters of an export as they are stored with it: looked at now, and again by the worker, for who then asks."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from customers.scopes import Scope, book_of
from customers.wanted import ListFilter
from export.contents import exported
from export.rules import SHELVES, Kind
from export.schemas import Request
from identity.viewers import zone_of
from kernel.access import Viewer
from kernel.fields import Frozen

type Stored = Mapping[str, Any]


def asked(viewer: Viewer, request: Request, now: datetime) -> Stored | None:
    """The filter of the request's kind; 422 or 403 for one that nobody could export by."""
    chosen = getattr(request, request.kind, None)
    if not isinstance(chosen, Frozen):  # of the kind `customer` it is the id of one
        return None
    plain = chosen.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    if isinstance(chosen, ListFilter):
        return plain | _instants(viewer, request.kind, chosen)
    look = exported(request.kind).look
    if look is not None:
        look(viewer.tenant, plain, now, f"/{request.kind}")
    scope: Scope | None = plain.get("scope")
    if scope not in {None, "mine"}:
        book_of(viewer, scope, plain.get("department", ()))
    return plain


def _instants(viewer: Viewer, kind: Kind, chosen: ListFilter) -> dict[str, str]:
    """The days of a list as the moments at which they begin and end: the worker then needs no validators."""
    zone = zone_of(viewer.tenant) if chosen.names_days else UTC
    where = asdict(chosen.found(viewer, SHELVES[kind], zone).where)
    return {name: at for name, at in where.items() if name.endswith(("_from", "_to")) and at is not None}
