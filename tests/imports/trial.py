"""A file tested, from its rows to the plan."""

from collections.abc import Sequence
from typing import Any

from identity.viewers import viewer_of
from imports import known, testing
from imports.cells import Style
from imports.columns import Kind
from imports.deciding import Asked
from imports.drafting import Reader, Use
from imports.known import Company
from imports.plans import Digest, Planned, read
from imports.values import Value
from tests.world import Person

IMPORT = "01J8ZQ4Y3N0000000000000000"
CHUNK = 2
"""Rows of a chunk: few, so that what is between chunks is tried."""


def planned(
    by: Person, kind: Kind, columns: str, rows: Sequence[Sequence[Value]], *, style: Style | None = None,
    import_id: str = IMPORT, **asked: Any,
) -> list[Planned]:  # fmt: skip
    """The plan of rows below a header, which is row 1."""
    return trial(by, kind, columns, rows, style=style, import_id=import_id, **asked)[0]


def trial(
    by: Person, kind: Kind, columns: str, rows: Sequence[Sequence[Value]], *, style: Style | None = None,
    import_id: str = IMPORT, company: Company | None = None, **asked: Any,
) -> tuple[list[Planned], str]:  # fmt: skip
    """The same, with its hash."""
    viewer = viewer_of(by.tenant, by.id)
    company = company or known.company(viewer, kind)
    uses = [Use(place=at, field=name, style=style or Style()) for at, name in enumerate(columns.split()) if name != "-"]
    reader = Reader(kind, uses, company.names)
    one = Asked(
        viewer=viewer, import_id=import_id, kind=kind, sheet="Trang 1", columns=reader.columns, company=company, **asked
    )
    numbered = [(number, list(cells)) for number, cells in enumerate(rows, 2)]
    chunks = [numbered[at : at + CHUNK] for at in range(0, len(numbered), CHUNK)]
    found: list[Planned] = []
    digest = Digest(kind, "sha", {})
    counts = testing.tested(one, reader, chunks, digest, lambda _, piece: found.extend(read(piece)), lambda _: None)
    assert sum(counts.values()) == len(found) == len(rows)
    assert [one.row for one in found] == [number for number, _ in numbered]
    return found, digest.value()


def outcomes(found: Sequence[Planned]) -> list[str]:
    """What each row comes to."""
    return [one.outcome for one in found]


def codes(found: Sequence[Planned]) -> list[list[str]]:
    """What is told of each."""
    return [[told.code for told in one.why] for one in found]
