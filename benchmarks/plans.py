"""What it takes to test a file of 100,000 leads, and what of the table is read for it among 1,000 and 100,000 records.

Row for row in CPU time, in parts; the index of records is answered from memory, as DynamoDB answers, and that is not
counted, but reading the answers is.
"""

import io
import json
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from benchmarks import units
from benchmarks.company import Company
from benchmarks.figures import Figure
from benchmarks.people import BEGAN, leads
from export.cells import Column
from export.sheets import Sheet, at_once
from export.workbook import workbook
from identity.viewers import viewer_of
from imports import known, sheets, testing
from imports.deciding import Asked
from imports.drafting import Reader, Use
from imports.plans import Digest
from imports.values import Row
from kernel import ids, keys, table
from kernel.access import Viewer
from kernel.phones import e164
from search.entries import entries

ROWS, CHUNK = 100_000, 500
SIZES = (1_000, 100_000)
COLUMNS = (
    "code", "name", "company", "tax_code", "phones", "emails", "address", "source", "sector", "stage", "groups",
    "owner", "priority", "expected_revenue", "note",
)  # fmt: skip
_PAGE = 1 << 20

type Raw = dict[str, Any]


def rows(number: int, seed: int) -> Iterator[list[Any]]:
    """Rows of 15 columns, as people have them."""
    for place, body in enumerate(leads(number, seed)):
        yield [
            f"KH{seed}-{place:06d}", body["name"], body["company"], body["tax_code"], body["phones"][0],
            body["emails"][0].replace("@", f"{seed}@"), body.get("address", "12 Lê Lợi, Quận 1") + f" số {place}",
            "Giới thiệu", "", "Mới", "", "an@acme.example", place % 4, "1.500.000", "Khách quan tâm hệ thống quan trắc",
        ]  # fmt: skip


class Index:
    """What finds so many records by more than pairs of words: answers queries of it, and knows no codes."""

    def __init__(self, viewer: Viewer, number: int) -> None:
        self._rows: dict[str, list[str]] = {}
        self._viewer = viewer
        self.calls: list[float] = []
        self.spent = 0.0
        for place, row in enumerate(rows(number, seed=11)):
            value = {
                "id": ids.new(BEGAN + timedelta(seconds=97 * place)), "code": f"L-{place:08d}", "name": row[1],
                "company": row[2], "tax_code": row[3], "phones": [row[4]], "numbers": [e164(row[4])],
                "emails": [row[5]], "address": row[6], "relationship": "lead", "owner": viewer.employee,
            }  # fmt: skip
            for pk, sk in entries(viewer.tenant, value, [keys.EVERYBODY]):
                if pk.rpartition("#")[2][0] != "P":
                    self._rows.setdefault(pk, []).append(sk)
        for some in self._rows.values():
            some.sort()

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Answer for the table."""
        client: Any = table.connection().connection.client
        events = client.meta.events
        events.register("before-parameter-build.dynamodb", self._remember)
        events.register("before-call.dynamodb", self._answer)
        try:
            yield
        finally:
            events.unregister("before-parameter-build.dynamodb", self._remember)
            events.unregister("before-call.dynamodb", self._answer)

    @staticmethod
    def _remember(params: Raw, context: Raw, **_: object) -> None:
        context["asked"] = params

    def _answer(self, model: Any, context: Raw, **_: object) -> tuple[AWSResponse, Raw] | None:  # noqa: ANN401 - botocore's
        begun = time.thread_time()
        body = self._body(model.name, context["asked"])
        self.spent += time.thread_time() - begun
        return None if body is None else (AWSResponse("", 200, HTTPHeaders(), None), json.loads(body))

    def _body(self, name: str, asked: Raw) -> str | None:
        if name == "BatchGetItem":
            ((named, wanted),) = asked["RequestItems"].items()
            self.calls.append(units.get_units([None] * len(wanted["Keys"]), consistent=False))
            return json.dumps({"Responses": {named: []}, "UnprocessedKeys": {}})
        values = {bound: one["S"] for bound, one in asked["ExpressionAttributeValues"].items()}
        if name != "Query" or "#FIND#" not in values[":h"]:
            return None
        items, more = self._items(values[":h"], values[":a"], values[":b"], min(asked["Limit"], _PAGE // 230))
        self.calls.append(units.query_units(items, consistent=False))
        return json.dumps({"Items": items} | ({"LastEvaluatedKey": items[-1]} if more and items else {}))

    def _items(self, pk: str, low: str, high: str, limit: int) -> tuple[list[Raw], bool]:
        there = self._rows.get(pk, [])
        start, end = bisect_left(there, low), bisect_right(there, high)
        common = {
            "pk": {"S": pk}, "shelf": {"S": "lead"}, "owner": {"S": self._viewer.employee},
            "words": {"S": "cong ty moi truong hai phong"},
        }  # fmt: skip
        return [{**common, "sk": {"S": sk}} for sk in there[start : min(end, start + limit)]], end > start + limit


def measure(say: Callable[[str], None], firm: Company) -> Iterable[Figure]:
    """Each part of the way, for a row."""
    viewer = viewer_of(firm.admin.tenant, firm.admin.id)
    content = _file()
    say(f"{ROWS:,} rows of Excel read")
    begun = time.process_time()
    (sheet,) = sheets.sheets(content)
    data: list[Row] = list(sheet.rows)[1:]
    reading = time.process_time() - begun
    for number in SIZES:
        say(f"{ROWS:,} rows tested among {number:,} records")
        index = Index(viewer, number)
        with index.serving():
            spent, drafting = _tested(viewer, data)
        name = f"import.test.among_{number}"
        if number == SIZES[-1]:
            yield Figure("import.read.microseconds", reading / ROWS * 1e6, "µs/row")
            yield Figure("import.draft.microseconds", drafting / ROWS * 1e6, "µs/row")
        took = spent - index.spent
        yield Figure(f"{name}.microseconds", took / ROWS * 1e6, "µs/row")
        yield Figure(f"{name}.rows_per_second", ROWS / took, "rows/s", 5_000, at_least=True)
        yield Figure(f"{name}.calls", len(index.calls), "calls")
        yield Figure(f"{name}.read_units", sum(index.calls), "RRU")


def _file() -> bytes:
    made = io.BytesIO()
    columns = [Column(header=name) for name in COLUMNS]
    for chunk in workbook([Sheet(title="Leads", columns=columns, pages=at_once(rows(ROWS, seed=7)))]):
        made.write(chunk)
    return made.getvalue()


def _tested(viewer: Viewer, data: Sequence[Row]) -> tuple[float, float]:
    """(CPU seconds of the whole test, of reading rows into bodies alone)."""
    company = known.company(viewer, "leads")
    reader = Reader("leads", [Use(place=at, field=name) for at, name in enumerate(COLUMNS)], company.names)
    asked = Asked(
        viewer=viewer, import_id="01J8ZQ4Y3N0000000000000000", kind="leads", sheet="Leads", columns=reader.columns,
        company=company,
    )  # fmt: skip
    begun = time.process_time()
    for number, cells in data:
        reader.draft(number, cells)
    drafting = time.process_time() - begun
    begun = time.process_time()
    counts = testing.tested(
        asked, reader, _chunks(data), Digest("leads", "", {}), lambda _number, _some: None, lambda _done: None
    )
    assert counts["error"] == 0
    assert counts["create"] > ROWS // 2
    return time.process_time() - begun, drafting


def _chunks(data: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (data[at : at + CHUNK] for at in range(0, len(data), CHUNK))
