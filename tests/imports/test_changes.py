"""What each step of an import changes of it, and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from imports import rules
from imports.rules import Changed, Earlier, Import, Options, Read, Reason, Stepped
from tests.deciding import AT, LATER, A, B, differs

OPTIONS = Options(sheet=1, columns=())
OTHER = Options(sheet=2, columns=())
DIRTY: dict[str, Any] = {
    "chunk": 3,
    "done": 9,
    "step": 5,
    "reason": Reason(code="internal"),
    "finished_at": AT,
    "test": A,
    "plan": "p",
    "chunks": 2,
    "counts": {"create": 1},
    "results": {"created": 1},
    "undone": {"removed": 1},
}
BEGUN = {"chunk": 0, "done": 0, "step": 6, "reason": None, "heard_at": LATER, "finished_at": None}
OVER = {"step": 6, "finished_at": LATER}
UNTESTED: dict[str, Any] = {"test": None, "plan": None, "chunks": 0, "counts": {}, "results": {}}
WHY = Reason(code="too_large")
FOUND = Read(sha256="s", sheets=2, options=OTHER, total=7, same=(Earlier(id=B, at=AT),))


def one(**fields: Any) -> Import:
    known = {"id": A, "kind": "leads", "filename": "a.csv", "format": "csv", "size": 1, "language": "vi"}
    return Import.model_validate(known | {"requested_by": A, "created_at": AT, "options": OPTIONS} | DIRTY | fields)


CHANGES: list[tuple[Callable[[Import], Import], dict[str, Any], dict[str, Any]]] = [
    (
        lambda it: rules.uploaded(it, "src", LATER),
        {},
        {"source": "src", "state": "reading", "phase": "reading", **BEGUN},
    ),
    (
        lambda it: rules.read(it, FOUND, LATER),
        {"state": "reading"},
        {"sha256": "s", "sheets": 2, "options": OTHER, "same": FOUND.same, "total": 7, "state": "read", **OVER},
    ),
    (lambda it: rules.refused(it, WHY, LATER), {"state": "reading"}, {"reason": WHY, "state": "refused", **OVER}),
    (
        lambda it: rules.mapped(it, OTHER),
        {"state": "tested", "phase": "testing"},
        {"options": OTHER, "state": "read", "phase": "reading", "done": 0, "reason": None, **UNTESTED},
    ),
    (
        lambda it: rules.testing(it, B, LATER),
        {},
        {**BEGUN, **UNTESTED, "test": B, "state": "testing", "phase": "testing"},
    ),
    (
        lambda it: rules.tested(it, rules.Tested(plan="q", chunks=4, counts={"create": 2, "skip": 3}), LATER),
        {"state": "testing"},
        {
            "plan": "q",
            "chunks": 4,
            "counts": {"create": 2, "skip": 3},
            "done": 5,
            "total": 5,
            "state": "tested",
            **OVER,
        },
    ),
    (lambda it: rules.importing(it, LATER), {"state": "tested"}, {**BEGUN, "state": "importing", "phase": "importing"}),
    (
        lambda it: rules.undoing(it, LATER),
        {"state": "done", "phase": "importing", "rests_until": AT},
        {**BEGUN, "state": "undoing", "phase": "undoing", "undone": {}, "rests_until": None},
    ),
    (
        lambda it: rules.stepped(it, Stepped(counts={"created": 2, "skipped": 1}, over=False), LATER),
        {"state": "importing", "phase": "importing", "rests_until": AT},
        {
            "results": {"created": 3, "skipped": 1},
            "done": 4,
            "step": 6,
            "chunk": 4,
            "rests_until": None,
            "heard_at": LATER,
        },
    ),
    (
        lambda it: rules.stepped(it, Stepped(counts={}, over=True), LATER),
        {"state": "importing", "phase": "importing"},
        {"done": 1, "step": 6, "chunk": 4, "heard_at": LATER, "state": "done", "finished_at": LATER},
    ),
    (
        lambda it: rules.stepped(it, Stepped(counts={"removed": 2}, over=True), LATER),
        {"state": "undoing", "phase": "undoing"},
        {
            "undone": {"removed": 3},
            "done": 3,
            "step": 6,
            "chunk": 4,
            "heard_at": LATER,
            "state": "undone",
            "finished_at": LATER,
        },
    ),
    (
        lambda it: rules.stepped(it, Stepped(counts={"created": 2}, over=True), LATER),
        {"state": "cancelled", "phase": "importing"},
        {"results": {"created": 3}, "done": 3, "step": 6, "chunk": 4, "heard_at": LATER},
    ),
    (
        lambda it: rules.changed(it, Changed(counts={"gone": 2}), LATER),
        {"state": "importing", "phase": "importing"},
        {"results": {"gone": 2}, "phase": "testing", "state": "changed", **OVER},
    ),
    (lambda it: rules.failed(it, WHY, LATER), {"state": "importing"}, {"reason": WHY, "state": "failed", **OVER}),
    (lambda it: rules.cancelled(it, LATER), {"state": "importing"}, {"state": "cancelled", "finished_at": LATER}),
    (
        lambda it: rules.cancelled(it, LATER),
        {"state": "testing", "phase": "testing"},
        {"state": "read", "phase": "reading", "done": 0, "reason": None, **UNTESTED},
    ),
    (lambda it: rules.cancelled(it, LATER), {"state": "testing", "options": None}, {}),
    (
        lambda it: rules.retried(it, LATER),
        {"state": "failed", "phase": "importing"},
        {"state": "importing", "reason": None, "finished_at": None, "heard_at": LATER, "step": 6},
    ),
    (lambda it: rules.heard(it, 12, LATER), {}, {"done": 12, "heard_at": LATER}),
]


@pytest.mark.parametrize("case", range(len(CHANGES)))
def test_a_step_changes_what_it_is_about_and_nothing_else(case: int):
    change, fields, after = CHANGES[case]
    before = one(**fields)
    assert differs(before, change(before)) == after


def test_what_has_just_ended_rests_before_it_is_undone():
    rests = [
        rules.undoing(one(state="done"), AT + rules.SETTLES - timedelta(seconds=ahead)).rests_until for ahead in (1, 0)
    ]
    assert rests == [AT + rules.SETTLES, None]
    assert rules.undoing(one(state="failed", finished_at=None), AT).rests_until is None


def test_an_import_is_abandoned_when_its_worker_was_not_heard_of_for_long():
    now = AT + rules.STALE
    assert rules.is_abandoned(one(state="reading"), now)
    assert not rules.is_abandoned(one(state="reading", heard_at=AT), now)
    assert rules.is_abandoned(one(state="reading", heard_at=AT), now + timedelta(seconds=1))
    assert not rules.is_abandoned(one(state="done"), now)
