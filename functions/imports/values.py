"""What cells hold, whoever reads them. Apart from the readers, so that not everybody needs their libraries."""

from datetime import date, datetime, time, timedelta
from enum import Enum


class Wrong(Enum):
    """What a cell shows that is no value."""

    ERROR = "error"
    """#N/A, #REF! and their like."""


type Value = str | float | bool | date | datetime | time | timedelta | Wrong
type Row = tuple[int, list[Value]]
"""Its number, from 1 as Excel counts, and its cells from the first column on; an empty one is ""."""
