"""What the machine of imports knows of leads and imports."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from hypothesis import strategies as st

CHUNK = 2
HEADERS = ["Họ tên", "Email", "Mô tả"]
NAMES, EMAILS = ("An", "Bình", "Chi"), ("a@x.vn", "b@x.vn", "c@x.vn", "d@x.vn")
type Row = tuple[str, str | None, str]
"""Name, address, description."""
type Fields = tuple[str, tuple[str, ...], str | None]
ROWS: st.SearchStrategy[list[Row]] = st.lists(
    st.tuples(st.sampled_from(NAMES), st.none() | st.sampled_from(EMAILS), st.sampled_from(("một", "hai"))),
    min_size=1, max_size=5,
)  # fmt: skip
WHICH = st.integers(0, 3)


@dataclass
class Lead:
    """What a record says, how often it was changed, and by which import last."""

    fields: Fields
    version: int = 1


@dataclass
class Trial:
    """An import as the model knows it."""

    id: str
    rows: list[Row]
    place: str
    """Where its file was put."""
    state: str = "read"
    duplicates: Literal["skip", "update", "create"] = "skip"
    plan: str | None = None
    planned: list[Any] = field(default_factory=list)
    seen: dict[str, Lead] = field(default_factory=dict)
    """The leads as they were when it was tested."""
    wrote: dict[str, tuple[Fields | None, int]] = field(default_factory=dict)
    """Of each record that it wrote: what it said before, and its version afterwards."""
    rows_done: int = 0
    """Of how many rows it is settled what became of them."""
    looked: bool = False
    """Whether it has found that all that the test rested on still holds."""


class Meanwhile:
    """What somebody does once while a step is under way: its records are written, and it is not counted yet."""

    then: Callable[[], None] | None = None

    def happens(self) -> None:
        then, self.then = self.then, None
        if then is not None:
            then()
