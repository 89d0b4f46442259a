"""A report as its figures: labels, series, and what each point counts. Plain: an export makes a sheet of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal
from urllib.parse import urlencode

from kernel.facts import Number

type Look = Literal["bar", "stacked", "line", "pie"]
type Unit = Literal["records", "money", "percent"]
type Texts = tuple[str, str]
"""In vi and en."""

_PART = Decimal("0.1")


@dataclass(frozen=True)
class Label:
    """What the points of one place are about."""

    key: str
    label: str
    colour: str | None = None


@dataclass(frozen=True)
class Point:
    """One figure, and the list that shows the records behind it."""

    value: Number | None
    """None: a share of nothing."""
    records: tuple[str, ...] = ()
    """Routes of the API with their filters, which together show these; none where no list has just these."""


@dataclass(frozen=True)
class Series:
    """Figures of one sort, one for each label."""

    name: str
    label: str
    counts: str
    """What a figure counts, in a sentence."""
    unit: Unit
    points: tuple[Point, ...]
    total: Number | None
    """Of all points; of a share, that of everything."""
    drawn: bool = True
    """Whether the chart shows it; tables show all."""
    colour: str | None = None

    @property
    def values(self) -> list[Number | None]:
        """Without what is behind them."""
        return [point.value for point in self.points]


@dataclass(frozen=True)
class Report:
    """What a chart, a table or a sheet is made of."""

    name: str
    title: str
    about: str
    """What is counted, and how, in a sentence or two."""
    look: Look
    across: str
    """What the labels are."""
    labels: tuple[Label, ...]
    series: tuple[Series, ...]
    currency: str
    period: Mapping[str, str] | None = None
    """`from`, `to`, `by` and `time_zone`; None: it is about now."""
    scope: str = "all"
    scope_label: str = ""

    @property
    def drawn(self) -> list[Series]:
        """What the chart shows."""
        return [one for one in self.series if one.drawn]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not any(value for one in self.series for value in one.values)


@dataclass(frozen=True)
class Route:
    """A list of the API, with the filters that all of a report's lists have."""

    path: str
    filters: Mapping[str, str] = field(default_factory=dict)
    there: bool = True
    """Whether it can show just what the report is about; some lists do not know every scope."""
    teams: tuple[str, ...] = ()
    """The departments whose teams are meant, a list of each; what several see is in several."""

    def where(self, **filters: object) -> tuple[str, ...]:
        """With more of them; nothing if it cannot."""
        given = {name: str(value) for name, value in filters.items() if value is not None}
        each = [{"department": one} for one in self.teams] or [{}]
        queries = [urlencode({**self.filters, **given, **team}, safe=",~:") for team in each]
        return tuple(f"{self.path}?{one}" if one else self.path for one in queries) if self.there else ()


def share(part: Number, whole: Number) -> Decimal | None:
    """Percent, to the tenth; of nothing there is no share."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(_PART, ROUND_HALF_UP) if whole else None


def added(numbers: Sequence[Number | None]) -> Number:
    """All of them together."""
    return sum((one for one in numbers if one is not None), start=0)
