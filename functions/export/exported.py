"""What a kind of export is to the rest: its name, the columns that one can choose from, and how its sheets are made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from export.asked import Asked
from export.shapes import Shapes
from export.sheets import Sheet


@dataclass(frozen=True)
class Exported:
    """A kind of export."""

    title: tuple[str, str]
    """In vi and en."""
    sheets: Callable[[Asked], Sequence[Sheet]]
    """The sheets of a file, as far as its reader sees what is in them now. A Problem is why there is no file."""
    shapes: Shapes = field(default_factory=dict)
    """The columns that one can choose from; none of a kind whose columns are always the same."""
