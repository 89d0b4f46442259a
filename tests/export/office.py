"""A company whose people have records exported, and read what is in the files."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.activities.tasks import Tasks, tasking
from tests.conftest import opened
from tests.export.reading import by_calamine
from tests.export.test_jobs import download
from tests.world import Answer, Person

type Row = dict[str, Any]


class Office(Tasks):
    """Requests of the lead's owner unless said otherwise; headers are English."""

    def export(self, kind: str, by: Person | None = None, **fields: Any) -> Answer:
        """A request for a file."""
        return self.call("POST", "/v1/exports", {"kind": kind, **fields}, by)

    def file(self, kind: str, by: Person | None = None, **fields: Any) -> bytes:
        """The file of a request that goes well."""
        asked = self.export(kind, by, **fields)
        assert asked.status == 202, asked.raw
        self.world.pump()
        done = self.call("GET", f"/v1/exports/{asked['id']}", by=by)
        assert done["state"] == "done", done.raw
        return download(done["url"])

    def rows(self, kind: str, by: Person | None = None, **fields: Any) -> list[Row]:
        """The rows of its first sheet, by their headers."""
        return rows_of(self.file(kind, by, **fields))

    def made(self, path: str, by: Person | None = None, **fields: Any) -> str:
        """The id of something new."""
        answer = self.call("POST", f"/v1/{path}", fields, by)
        assert answer.status == 201, answer.raw
        return str(answer["id"])


def rows_of(file: bytes, sheet: int = 0) -> list[Row]:
    """The rows of a sheet, by their headers."""
    header, *found = by_calamine(file, sheet)
    return [dict(zip(header, one, strict=True)) for one in found]


@contextmanager
def furnished() -> Iterator[Office]:
    """A fresh company with one lead."""
    with pytest.MonkeyPatch.context() as monkeypatch, opened(monkeypatch) as world:
        firm = tasking(world)
        office = Office(**{name: getattr(firm, name) for name in firm.__dataclass_fields__})
        office.lead = office.made("leads", name="Hoà Phát", code="HP")
        yield office
