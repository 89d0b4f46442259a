"""What may be asked of a list of records: apart from their schemas, as exports, campaigns and lists ask it alike."""

from dataclasses import fields
from datetime import tzinfo
from typing import Annotated, Literal

from pydantic import Field

from customers.filters import Where
from customers.places import Shelf
from customers.planning import Ask, Sort
from customers.scopes import Scope, book_of
from kernel.access import Viewer
from kernel.bounds import begins, ends, is_day
from kernel.fields import AnyOf, Code, Frozen, Ulid
from kernel.periods import Bound

type Points = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]

_TIMES = ("created", "updated", "lost")


class ListFilter(Frozen):
    """Which records of a list. Filters combine: a record must pass each that is given."""

    scope: Scope | None = None
    """One book instead of everything that the caller sees; that of a team is named by `department`, then no filter."""
    stars: AnyOf[Annotated[int, Field(ge=1, le=5)]] = ()
    score_from: Points | None = None
    score_to: Points | None = None
    """Points, both ends in it."""
    tier: AnyOf[Code | Literal["~"]] = ()
    """`~` stands for records in no tier."""
    stage: AnyOf[Code | Literal["~"]] = ()
    """`~` stands for records without a stage."""
    owner: AnyOf[Ulid] = ()
    department: AnyOf[Ulid] = ()
    source: AnyOf[Code] = ()
    sector: AnyOf[Code] = ()
    group: AnyOf[Code] = ()
    type: AnyOf[Code] = ()
    label: AnyOf[Code] = ()
    lost: bool | None = None
    has_open_activity: bool | None = None
    """Whether something is still to be done, as far as the caller sees the activities of the record."""
    created_from: Bound | None = None
    created_to: Bound | None = None
    updated_from: Bound | None = None
    updated_to: Bound | None = None
    lost_from: Bound | None = None
    lost_to: Bound | None = None
    lost_reason: AnyOf[Code] = ()

    @property
    def names_days(self) -> bool:
        """Whether it takes the company's time zone to know what is meant."""
        return any(is_day(getattr(self, f"{name}_{end}")) for name in _TIMES for end in ("from", "to"))

    def found(self, viewer: Viewer, shelf: Shelf, zone: tzinfo, sort: Sort = "newest", *, reverse: bool = False) -> Ask:
        """The list that is meant; 403 `not_your_scope` for a scope that is not this viewer's."""
        given = {one.name: getattr(self, one.name) for one in fields(Where)}
        froms = {name: begins(at, zone) for one in _TIMES if (at := given[name := f"{one}_from"])}
        tos = {name: ends(at, zone) for one in _TIMES if (at := given[name := f"{one}_to"])}
        where = Where(**given | froms | tos)
        if self.scope is None:
            return Ask(shelf, sort, reverse, where)
        book = book_of(viewer, self.scope, self.department)
        return Ask(shelf, sort, reverse, where.without("department") if self.scope == "team" else where, book)
