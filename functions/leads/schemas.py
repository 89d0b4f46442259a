"""Bodies of requests about a lead's own life."""

from typing import Annotated

from pydantic import Field

from attached.rules import ContactFields
from customers.schemas import CustomerView, LeadCreate
from kernel.fields import Code, Frozen, Prose, Ulid
from search.alike import DuplicateView


class LeadCapture(LeadCreate):
    """A new lead; with a contact, and with what is known of the company of another record."""

    contact: ContactFields | None = None
    """Somebody to talk to, who becomes the lead's first contact."""
    company_of: Ulid | None = None
    """A record whose company's known fields fill those that are left out here."""


class CapturedView(CustomerView):
    """A new lead, and records that were there already and may be the same one."""

    duplicates: tuple[DuplicateView, ...]
    more_duplicates: bool


class ToStage(Frozen):
    """A stage of the catalogue; left out, the one that comes next."""

    stage: Code | None = None


class Lost(Frozen):
    """Why a lead was lost: an entry of the catalogue `lost-reasons`, and what else there is to say."""

    reason: Code
    note: Annotated[Prose, Field(max_length=1000)] | None = None
