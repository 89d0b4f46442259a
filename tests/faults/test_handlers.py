"""No stream, worker or schedule is forgotten: each has operations in which every call to AWS goes wrong once."""

from tests.faults import handlers
from tests.faults.operations import OPERATIONS


def test_everything_that_runs_by_itself_is_tried():
    assert set(handlers.DRIVEN) == handlers.in_the_template()
    assert all(handlers.DRIVEN.values())
    assert OPERATIONS.keys() >= {one for operations in handlers.DRIVEN.values() for one in operations}
