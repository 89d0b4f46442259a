"""Bodies of requests about a lead's own life."""

from typing import Annotated

from pydantic import Field

from attached.rules import ContactFields
from customers.schemas import LeadCreate
from kernel.fields import Code, Frozen, Prose, Ulid


class LeadCapture(LeadCreate):
    """A new lead; with a contact, and with what is known of the company of another record."""

    contact: ContactFields | None = None
    """Somebody to talk to, who becomes the lead's first contact."""
    company_of: Ulid | None = None
    """A record whose company's known fields fill those that are left out here."""


class ToStage(Frozen):
    """A stage of the catalogue; left out, the one that comes next."""

    stage: Code | None = None


class Lost(Frozen):
    """Why a lead was lost: an entry of the catalogue `lost-reasons`, and what else there is to say."""

    reason: Code
    note: Annotated[Prose, Field(max_length=1000)] | None = None
