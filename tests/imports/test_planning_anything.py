"""Whatever a file holds: the test of it ends, each row comes to one thing, and nothing wrong is imported."""

from datetime import date, datetime, time, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.viewers import viewer_of
from imports import known
from imports.columns import FIELDS, Kind
from imports.drafting import BODIES
from imports.known import Company
from imports.plans import OUTCOMES, read, written
from imports.telling import told
from imports.values import Wrong
from tests.imports.trial import planned
from tests.world import Person, World

type Companies = dict[Kind, Company]
KINDS: tuple[Kind, ...] = get_args(Kind.__value__)
TELLING = st.sampled_from([
    "KH1", "kh1", "Nguyễn Thị Hoà", "0912345678", "84912345678", 912345678.0, "a@b.vn", "A@B.vn; c@d.vn", "03/04/2026",
    "2026-13-45", "1.500.000", "1,5", "8%", 0.08, "có", "x", "Mới", "Giới thiệu", "lost", "AN", "GONE",
    "an@acme.example", "Công ty, TNHH", "\u0085", "🌸", "=HYPERLINK(1)", "+cmd|' /C calc'!A0", "N" * 300, "x" * 32_768,
    "0101234567", "Cá nhân",
])  # fmt: skip
CELLS = st.one_of(
    st.just(""), TELLING, TELLING, st.text(max_size=40), st.floats(), st.booleans(), st.dates(), st.datetimes(),
    st.times(), st.timedeltas(), st.just(Wrong.ERROR), st.text("0123456789+-.,/ ()", max_size=20),
)  # fmt: skip


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    made = shared.company()
    lead = {"name": "Đông Á", "code": "KH1", "phones": ["0912345678"], "emails": ["a@b.vn"]}
    assert shared.call("POST", "/v1/leads", lead, by=made).status == 201
    shared.pump()
    return made


@pytest.fixture(scope="module")
def companies(boss: Person) -> Companies:
    viewer = viewer_of(boss.tenant, boss.id)
    return {kind: known.company(viewer, kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=40)
def test_whatever_the_cells_hold_each_row_comes_to_one_thing(
    kind: Kind, data: st.DataObject, boss: Person, companies: Companies
):
    names = data.draw(st.lists(st.sampled_from([*FIELDS[kind], "-"]), min_size=1, max_size=8))
    several = {name for name, one in FIELDS[kind].items() if one.several} | {"-"}
    names = [name for at, name in enumerate(names) if name in several or name not in names[:at]]
    rows: Any = data.draw(st.lists(st.lists(CELLS, max_size=len(names) + 1), max_size=9))
    policy = data.draw(st.sampled_from(["skip", "update", "create"]))
    clears, company = data.draw(st.booleans()), companies[kind]
    found = planned(boss, kind, " ".join(names), rows, company=company, duplicates=policy, clears=clears)
    assert all(one.outcome in OUTCOMES for one in found)
    for one in found:
        assert bool(one.why) or one.outcome in {"create", "update"}
        assert bool(one.fields) == (one.outcome in {"create", "update"})
        assert all("…" not in told(why, language).why for why in one.why for language in ("vi", "en"))
        if one.outcome == "create":
            BODIES[kind].model_validate(one.fields)
    assert read(written(found)) == found


def test_days_times_and_spans_are_cells_too(boss: Person):
    moment = datetime.fromisoformat("2026-01-02T03:04")
    cells = (date(2026, 1, 2), moment, time(1, 2), timedelta(days=2), float("nan"), float("inf"))
    rows: list[list[Any]] = [[f"A{number}", one] for number, one in enumerate(cells)]
    found = planned(boss, "leads", "name expected_close", rows)
    assert [one.fields.get("expected_close") for one in found] == ["2026-01-02", "2026-01-02", *[None] * 4]
    assert [one.outcome for one in found] == ["create", "create", *["error"] * 4]
