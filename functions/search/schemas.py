"""What is asked of the search, and what it answers."""

from typing import Annotated

from pydantic import ConfigDict, Field

from customers.cards import CardView
from customers.schemas import LeadCreate
from kernel.fields import AnyOf, Code, Frozen, Line
from search.entries import What


class SearchQuery(Frozen):
    """Words of a name in any order, also a contact's, or the beginning of a code, phone, email or tax code."""

    q: Annotated[Line, Field(max_length=100)]
    tier: AnyOf[Code] = ()
    """Only records that are in one of these tiers; a page may be short then."""
    limit: Annotated[int, Field(ge=1, le=50)] = 20
    cursor: Annotated[str, Field(max_length=2000)] | None = None


class FindView(CardView):
    """A record that was found, and by what."""

    matched: What


class FindPage(Frozen):
    """A page of finds, best first; it may be short and still have a cursor.

    A record that its contacts find too may come again on a later page.
    """

    items: tuple[FindView, ...]
    next_cursor: str | None = None


class Candidate(LeadCreate):
    """A record that is about to be made: the very body that will make it, whatever else is in that."""

    model_config = ConfigDict(extra="ignore")
