"""What a request for an export means, and whether it makes sense."""

from datetime import datetime
from typing import Any

from activities.schemas import ActivityFilter
from customers.scopes import book_of
from export.contents import shapes_of
from export.kinds import activities, campaign, debt, opportunities, previews
from export.rules import Kind, Selection
from export.schemas import Request
from export.shapes import usual
from kernel.access import Viewer
from kernel.problems import invalid
from opportunities.schemas import OpportunityFilter

_OWN: dict[Kind, tuple[str, ...]] = {
    "leads": ("sort", "stars", "tier", "columns"), "customers": ("sort", "stars", "tier", "columns"),
    "activities": ("activities", "records", "columns"), "opportunities": ("opportunities", "records", "columns"),
    "debt": ("customer",), "score_preview": ("preview",), "tier_preview": ("preview",),
    "email_campaign": ("campaign",),
}  # fmt: skip
"""What can be said of each kind."""
_FIXED = frozenset({"debt", "email_campaign", *previews.OF})
_ALONE = {
    "customer": "debt", "preview": " / ".join(previews.OF), "activities": "activities",
    "opportunities": "opportunities", "records": "activities / opportunities", "campaign": "email_campaign",
}  # fmt: skip
"""What can be said of these kinds only."""
_WHERE = {"activities": activities.where, "opportunities": opportunities.where}
"""Filters of what is attached to records."""


def selection(viewer: Viewer, request: Request, now: datetime) -> Selection:
    """What is to be exported; 422 for what says nothing of its kind, 403 for a list that is not the viewer's."""
    for name in sorted(request.model_fields_set - {"kind", *_OWN[request.kind]}):
        if name not in _ALONE or request.kind in _FIXED:
            raise invalid(f"/{name}", "not_with", other=f"kind: {request.kind}")
        raise invalid(f"/{name}", "not_without", other=f"kind: {_ALONE[name]}")
    chosen = _filter(viewer, request, now)
    if chosen is not None and request.records is not None:
        raise invalid("/records", "not_with", other=request.kind)
    return Selection(
        kind=request.kind, sort=request.sort, stars=request.stars, tier=request.tier, customer=_debtor(viewer, request),
        preview=_preview(viewer, request), campaign=_campaign(viewer, request), columns=_columns(request),
        records=request.records, filter=chosen,
    )  # fmt: skip


def _columns(request: Request) -> tuple[str, ...]:
    there = shapes_of(request.kind)
    for number, column in enumerate(request.columns or ()):
        if column not in there:
            raise invalid(f"/columns/{number}", "choice", expected=", ".join(there))
    return request.columns or usual(there)


def _filter(viewer: Viewer, request: Request, now: datetime) -> dict[str, Any] | None:
    """The filters of its kind; 422 or 403 for those that nobody could export by."""
    chosen: ActivityFilter | OpportunityFilter | None = request.activities or request.opportunities
    if chosen is None:
        return None
    asked = chosen.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    _WHERE[request.kind](viewer.tenant, asked, now, f"/{request.kind}")
    if chosen.scope not in {None, "mine"}:
        book_of(viewer, chosen.scope, chosen.department)
    return asked


def _debtor(viewer: Viewer, request: Request) -> str | None:
    """Whose debt, if that is what is asked for; 422 unless the viewer sees all that it is made of."""
    if request.kind != "debt":
        return None
    if request.customer is None:
        raise invalid("/customer", "missing")
    debtor = debt.debtor(viewer, request.customer)
    if debtor is None:
        raise invalid("/customer", "no_such_customer")
    return debtor


def _campaign(viewer: Viewer, request: Request) -> str | None:
    """The email campaign, if that is what is asked for; 422 unless it is the viewer's to see."""
    if request.kind != "email_campaign":
        return None
    if request.campaign is None:
        raise invalid("/campaign", "missing")
    if not campaign.is_shown(viewer, request.campaign):
        raise invalid("/campaign", "no_such_campaign")
    return request.campaign


def _preview(viewer: Viewer, request: Request) -> str | None:
    """The preview, if that is what is asked for; 422 unless the viewer asked for it."""
    if request.kind not in previews.OF:
        return None
    if request.preview is None:
        raise invalid("/preview", "missing")
    if not previews.is_askers(viewer, request.kind, request.preview):
        raise invalid("/preview", "no_such_preview")
    return request.preview
