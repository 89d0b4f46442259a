"""The states of an export's job, and how it is written down."""

from datetime import timedelta
from typing import Any

import pytest

from export import rules
from export.rules import ATTEMPTS, STALE, Job, Selection
from tests.deciding import AT, LATER, A, differs

PLAIN = {"sort": None, "reverse": False, "customer": None, "preview": None, "campaign": None, "records": None}


def job(**fields: Any) -> Job:
    selection = Selection(kind="leads", columns=("code", "name"), filter={"stars": 5}, records=(A,))
    known: dict[str, Any] = {"id": A, "request": selection, "language": "vi", "requested_by": A, "created_at": AT}
    return Job(**(known | fields))


def test_what_was_asked_for_calls_the_filter_as_the_kind_is():
    asked = Selection(kind="quotes", columns=(), filter={"state": "draft"})
    assert asked.told() == {**PLAIN, "kind": "quotes", "columns": None, "quotes": {"state": "draft"}}
    assert Selection(kind="quotes", columns=("a",)).told() == {**PLAIN, "kind": "quotes", "columns": ("a",)}
    assert Selection(kind="quotes", columns=(), filter={}).told()["quotes"] == {}


def test_a_job_comes_back_out_of_the_table_as_it_went_in():
    for one in (job(), job(heard_at=LATER, finished_at=LATER, rows=3, reason="x")):
        stored = one.model_dump(exclude_none=True)
        assert None not in stored.values()
        request = {name: value for name, value in stored["request"].items() if value is not None}
        lists = {name: list(request[name]) for name in ("columns", "records")}
        times: dict[str, Any] = {
            name: stored[name].isoformat() for name in ("created_at", "heard_at", "finished_at") if name in stored
        }
        assert Job.model_validate({**stored, **times, "request": {**request, **lists}}) == one
    assert job().model_dump()["total"] is None
    plain = Selection(kind="leads", columns=())
    stored = job(request=plain).model_dump(exclude_none=True) | {"created_at": AT.isoformat()}
    assert Job.model_validate({**stored, "request": {"kind": "leads", "columns": []}}).request == plain


@pytest.mark.parametrize(
    ("fields", "abandoned"),
    [({"state": "running"}, True), ({"state": "running", "heard_at": AT}, False), ({"state": "queued"}, False),
     ({"state": "running", "heard_at": AT - timedelta(seconds=1)}, True), ({"state": "done"}, False)],
)  # fmt: skip
def test_a_job_is_abandoned_when_its_worker_was_not_heard_of_for_long(fields: dict[str, Any], abandoned: bool):
    now = AT + STALE
    assert rules.is_abandoned(job(**fields), now) == abandoned
    assert rules.is_open(job(**fields), now) == (not abandoned and fields["state"] != "done")


def test_a_job_is_hopeless_after_so_many_attempts_or_so_many_beginnings():
    assert [rules.is_hopeless(job(attempt=n)) for n in (ATTEMPTS - 1, ATTEMPTS)] == [False, True]
    assert [rules.is_hopeless(job(begun=n)) for n in (ATTEMPTS - 1, ATTEMPTS)] == [False, True]


def test_a_job_whose_file_is_lost_begins_again():
    before = job(state="running", attempt=3, begun=1, rows=90)
    assert differs(before, rules.begun_again(before)) == {"state": "queued", "begun": 2, "attempt": 0, "rows": 0}


def test_a_job_has_ended_when_nobody_works_at_it():
    ended = [
        state for state in ("queued", "running", "done", "failed", "cancelled") if rules.has_ended(job(state=state))
    ]
    assert ended == ["done", "failed", "cancelled"]


def test_a_job_rests_longer_each_time_until_it_gives_up():
    assert [rules.rest(attempt) for attempt in range(rules.ATTEMPTS + 1)] == [0, 5, 20, 80, 320, 0]
