"""Which module makes what of a file: the one place that knows all kinds.

A kind is imported when it is asked for, as a worker makes one file, and without validators: so cold starts stay small.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import cast

from export.asked import Asked
from export.exported import Exported
from export.rules import Job, Kind
from export.shapes import Shapes
from export.sheets import Sheet
from kernel.access import Viewer

_WHERE: Mapping[Kind, str] = {
    "leads": "records.LEADS", "customers": "records.CUSTOMERS", "partners": "records.PARTNERS",
    "contacts": "contacts.CONTACTS", "products": "products.PRODUCTS", "activities": "activities.ACTIVITIES",
    "opportunities": "opportunities.OPPORTUNITIES", "quotes": "documents.QUOTES", "orders": "documents.ORDERS",
    "contracts": "documents.CONTRACTS", "receipts": "documents.RECEIPTS", "payment_slips": "documents.PAYMENT_SLIPS",
    "debts": "debts.DEBTS", "debt": "debt.DEBT", "lost": "lost.LOST", "report": "report.REPORT",
    "customer": "customer.CUSTOMER",
    "score_preview": "previews.SCORE", "tier_preview": "previews.TIER", "email_campaign": "campaign.CAMPAIGN",
}  # fmt: skip
"""Below export.kinds."""


def exported(kind: Kind) -> Exported:
    """A kind of export."""
    module, _, name = _WHERE[kind].partition(".")
    return cast("Exported", getattr(import_module(f"export.kinds.{module}"), name))


def contents(viewer: Viewer, job: Job) -> Sequence[Sheet]:
    """The sheets of a job's file, of what the viewer sees now."""
    return exported(job.request.kind).sheets(Asked(viewer, job.request, job.created_at, job.language))


def shapes_of(kind: Kind) -> Shapes:
    """The columns that one can choose from; none of a kind whose columns are always the same."""
    return exported(kind).shapes
