"""The opportunity that a document belongs to: one of its own customer, which the document goes along with."""

from attached import belonging
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Write
from sales.rules import Document


def require(viewer: Viewer, customer: str, opportunity: str | None) -> None:
    """422 about `opportunity` unless it is one of the customer's that the viewer sees."""
    if opportunity is not None:
        belonging.require(viewer, customer, opportunity)


def inherited(viewer: Viewer, parent: Document | None) -> str | None:
    """The opportunity of the document that a new one follows from, if it is still there for who writes it."""
    if parent is None or parent.opportunity is None:
        return None
    try:
        belonging.require(viewer, parent.customer, parent.opportunity)
    except Problem:
        return None
    return parent.opportunity


def following(tenant: str, sk: str, before: Document | None, after: Document | None) -> list[Write]:
    """What is written besides a document for its opportunity to know of it."""
    old, new = (one.opportunity if one else None for one in (before, after))
    return belonging.following(tenant, sk, old, new, after.customer if after else "")
