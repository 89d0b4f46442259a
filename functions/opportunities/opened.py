"""The answer about a new opportunity: apart from the other schemas, for it alone shows records that may be the same."""

from opportunities.schemas import OpportunityView
from search.alike import DuplicateView


class OpenedView(OpportunityView):
    """A new opportunity; if its customer is new too, with records that were there already and may be the same one."""

    duplicates: tuple[DuplicateView, ...] = ()
    more_duplicates: bool = False
