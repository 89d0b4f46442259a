"""What reports are asked for with, and how they are shown."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import ConfigDict, Field

from kernel.fields import AnyOf, Day, Frozen, Total, Ulid
from kernel.spans import Period
from reports.figures import Look, Unit
from reports.rules import By, Scope


class ReportQuery(Frozen):
    """Which days, cut how, and whose.

    Days are the company's; both ends are in the span. Without any of it a report is about this year, and about all
    that the caller sees: for who manages a department, about the team's.
    """

    model_config = ConfigDict(populate_by_name=False)

    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None
    """Left out: today."""
    preset: Period | None = None
    """A span by its name; not together with `from` and `to`."""
    by: By | None = None
    """What one point of the chart is; left out, by how long the span is. Reasons come as shares of the whole span."""
    scope: Scope | None = None
    """One book instead of everything that the caller sees; that of a team is named by `department`."""
    department: AnyOf[Ulid] = ()


class LabelView(Frozen):
    """What the points of one place are about: an entry of a catalogue, a person, a span of time."""

    key: str
    label: str
    colour: str | None = None


class PointView(Frozen):
    """One figure: a number of records, or a text with an exact amount or percentage; null is a share of nothing."""

    value: int | Total | None
    records: tuple[str, ...]
    """Routes of the API whose lists together are the records behind it; none where no list has just these."""


class SeriesView(Frozen):
    """Figures of one sort, one for each label."""

    name: str
    label: str
    counts: str
    """What a figure counts."""
    unit: Unit
    points: tuple[PointView, ...]
    total: int | Total | None
    drawn: bool
    """Whether the picture shows it."""


class ReportView(Frozen):
    """A report, made for charting."""

    name: str
    title: str
    about: str
    look: Look
    """How it is drawn best."""
    across: str
    """What the labels are."""
    period: Mapping[str, str] | None
    """`from`, `to`, `by`, `time_zone`; null for what is as it is now."""
    scope: str
    scope_label: str
    currency: str
    empty: bool
    """Whether there is nothing to show."""
    labels: tuple[LabelView, ...]
    series: tuple[SeriesView, ...]


class ReportKindView(Frozen):
    """A report that there is, and what it may be asked for with."""

    name: str
    title: str
    parameters: tuple[str, ...]
    path: str
    picture: str


class ReportKinds(Frozen):
    """All of them."""

    items: tuple[ReportKindView, ...]
    presets: tuple[str, ...]
    scopes: tuple[str, ...]
    """Those that are the caller's."""
