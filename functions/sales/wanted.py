"""What may be asked of a list of documents: apart from their schemas, as exports and lists ask it alike."""

from typing import Annotated, Literal

from pydantic import Field

from kernel.fields import AnyOf, Code, Day, Frozen, Line, Ulid
from kernel.spans import Period

type State = Literal["draft", "confirmed", "cancelled"]
type Number = Annotated[Line, Field(max_length=40)]


class DocumentFilter(Frozen):
    """Which documents. Filters combine: a document must pass each that is given."""

    customer: Ulid | None = None
    """Those of one customer, newest first; without it of all that the caller sees."""
    opportunity: Ulid | None = None
    """Those that belong to one opportunity, newest first."""
    state: AnyOf[State] = ()
    number: Number | None = None
    """What its number begins with."""
    tier: AnyOf[Code] = ()
    """That the customer is in, for who sees their profile."""
    date_from: Day | None = None
    date_to: Day | None = None
    date_in: Period | None = None
    """A span of days by its name, as the company's clocks count; not together with from and to."""
