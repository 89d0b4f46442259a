"""No stream, worker or schedule is forgotten: each has operations in which every call to AWS goes wrong once."""

from bulk.actions import ACTIONS
from bulk.walks import SWEEPS, WALKS
from tests.faults import handlers, works
from tests.faults.operations import OPERATIONS


def test_everything_that_runs_by_itself_is_tried():
    assert set(handlers.DRIVEN) == handlers.in_the_template()
    assert all(handlers.DRIVEN.values())
    assert OPERATIONS.keys() >= {one for operations in handlers.DRIVEN.values() for one in operations}


def test_every_kind_of_job_is_tried():
    assert {kind for kinds in works.KINDS.values() for kind in kinds} == {*ACTIONS, *WALKS, *SWEEPS}
