"""An opportunity as its viewers see it."""

from opportunities.rules import Opportunity
from opportunities.schemas import OpportunityView


def shown(opportunity: Opportunity, version: int) -> OpportunityView:
    """An opportunity with its version."""
    return OpportunityView(**opportunity.model_dump(), version=version)
