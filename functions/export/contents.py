"""Which module makes what of a file: the one place that knows all kinds. Without validators: the worker imports it."""

from collections.abc import Mapping, Sequence

from export.asked import Asked
from export.exported import Exported
from export.kinds import (
    activities,
    campaign,
    contacts,
    customer,
    debt,
    debts,
    documents,
    lost,
    opportunities,
    previews,
    products,
    records,
)
from export.rules import Job, Kind
from export.shapes import Shapes
from export.sheets import Sheet
from kernel.access import Viewer

KINDS: Mapping[Kind, Exported] = {
    "leads": records.LEADS, "customers": records.CUSTOMERS, "partners": records.PARTNERS,
    "contacts": contacts.CONTACTS, "products": products.PRODUCTS, **documents.DOCUMENTS,
    "activities": activities.ACTIVITIES,
    "opportunities": opportunities.OPPORTUNITIES, "lost": lost.LOST, "customer": customer.CUSTOMER,
    "debts": debts.DEBTS, "debt": debt.DEBT, "score_preview": previews.SCORE,
    "tier_preview": previews.TIER, "email_campaign": campaign.CAMPAIGN,
}  # fmt: skip


def contents(viewer: Viewer, job: Job) -> Sequence[Sheet]:
    """The sheets of a job's file, of what the viewer sees now."""
    return KINDS[job.request.kind].sheets(Asked(viewer, job.request, job.created_at, job.language))


def shapes_of(kind: Kind) -> Shapes:
    """The columns that one can choose from; none of a kind whose columns are always the same."""
    return KINDS[kind].shapes
