"""A plan is the same bytes for the same rows, and comes back as it was."""

from collections.abc import Mapping, Sequence
from typing import Any

from imports.plans import Digest, Planned, Told, read, record_id, written
from kernel.ids import is_ulid

IMPORT = "01J8ZQ4Y3N0000000000000000"
TOLD = Told(
    code="too_long", column="C", field="name", value="Nguyễn\u0085Hoà \u2028 \r\n\ud800 =HYPERLINK(1)",
    values={"max_length": 200},
)  # fmt: skip
ROWS = [
    Planned(
        sheet="Trang 1", row=2, outcome="create", record=record_id(IMPORT, 2),
        fields={"name": "Hoà", "phones": ["1"]}, marks=("code:KH1",),
    ),
    Planned(sheet="Trang 1", row=3, outcome="error", why=(TOLD, Told(code="missing"))),
    Planned(sheet="Trang 1", row=4, outcome="update", record=IMPORT, version=7, fields={"note": None}),
]  # fmt: skip


def test_a_plan_comes_back_as_it_was():
    assert read(written(ROWS)) == ROWS
    assert len(written(ROWS).splitlines()) == len(ROWS)


def test_the_hash_tells_a_plan_from_every_other_and_not_how_it_was_cut_into_pieces():
    asked = {"duplicates": "skip"}
    whole = digest("leads", "abc", asked, ROWS)
    in_pieces = Digest("leads", "abc", asked)
    for row in ROWS:
        in_pieces.add(written([row]))
    assert in_pieces.value() == whole == digest("leads", "abc", dict(asked), read(written(ROWS)))
    others = {
        digest("customers", "abc", asked, ROWS), digest("leads", "abd", asked, ROWS),
        digest("leads", "abc", {"duplicates": "update"}, ROWS), digest("leads", "abc", asked, ROWS[1:]),
    }  # fmt: skip
    assert whole not in others
    assert len(others) == 4


def digest(kind: str, source: str, asked: Mapping[str, Any], rows: Sequence[Planned]) -> str:
    made = Digest(kind, source, asked)
    made.add(written(rows))
    return made.value()


def test_each_row_has_an_id_of_its_own_that_is_the_same_in_every_test_and_in_the_order_of_the_rows():
    ids = [record_id(IMPORT, row) for row in range(2, 200_002, 97)]
    assert ids == sorted(set(ids))
    assert all(map(is_ulid, ids))
    assert all(one[:10] == IMPORT[:10] for one in ids)
    assert record_id(IMPORT, 5) == record_id(IMPORT, 5)
    assert record_id("01J8ZQ4Y3N0000000000000001", 5) != record_id(IMPORT, 5)
