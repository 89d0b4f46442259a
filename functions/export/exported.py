"""What a kind of export is to the rest: its name, the columns that one can choose from, and how its sheets are made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from export.asked import Asked
from export.shapes import Shapes
from export.sheets import Sheet
from kernel.access import Viewer

type Subject = Literal["customer", "preview", "campaign"]
type Find = Callable[[Viewer, str], str | None]
"""(viewer, id) -> the id of what is meant, if a file about it is the viewer's to see."""
type Look = Callable[[str, Mapping[str, Any], datetime, str], object]
"""(tenant, what is asked, when, path): 422 below the path for a filter that makes no sense."""


@dataclass(frozen=True)
class Exported:
    """A kind of export."""

    title: tuple[str, str]
    """In vi and en."""
    sheets: Callable[[Asked], Sequence[Sheet]]
    """The sheets of a file, as far as its reader sees what is in them now. A Problem is why there is no file."""
    shapes: Shapes = field(default_factory=dict)
    """The columns that one can choose from; none of a kind whose columns are always the same."""
    about: tuple[Subject, Find] | None = None
    """What one thing it is about, if it is."""
    look: Look | None = None
    """Looks at a filter before it is stored, where it may contradict itself."""
