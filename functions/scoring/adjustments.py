"""Points given or taken by hand (H1): never without a reason, never changed, withdrawn and kept. Pure decisions."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from kernel.access import Sight, Viewer
from kernel.fields import Frozen, Instant, Line, Ulid
from kernel.problems import Problem, invalid
from scoring.rules import Points

SUBJECT = "score-adjustments"
"""What their histories are about; /v1/adjustments are those of the ledger."""


def _something(points: int) -> int:
    if not points:
        raise PydanticCustomError("nothing", "is nothing")
    return points


class ScoreAdjustmentFields(Frozen):
    """What a person says of it: fewer than no points are taken away."""

    points: Annotated[Points, AfterValidator(_something)]
    reason: Annotated[Line, Field(max_length=500)]


class ScoreAdjustment(ScoreAdjustmentFields):
    """Points given or taken by hand: they count from `at` on, until they are withdrawn."""

    id: Ulid
    customer: Ulid
    at: Instant
    created_at: datetime
    by: Ulid
    withdrawn_at: datetime | None = None
    withdrawn_by: Ulid | None = None


class ScoreAdjustmentCreate(ScoreAdjustmentFields):
    """Points to give or take, for a reason; from a moment on, or without one from now on."""

    at: Instant | None = None


class ScoreAdjustmentView(ScoreAdjustment):
    """Points given or taken by hand, and what became of them."""

    version: int


class ScoreAdjustmentPage(Frozen):
    """A page of what was given or taken by hand, newest first."""

    items: tuple[ScoreAdjustmentView, ...]
    next_cursor: str | None = None


def require_entitled(viewer: Viewer, sight: Sight) -> None:
    """403 but for administrators, and managers who may change the record: else whoever works on it could award it."""
    if viewer.role == "staff" or not sight.may_change:
        raise Problem("score_adjusted_by_managers")


def require_then(at: datetime, made: datetime, now: datetime) -> None:
    """422 for points of a day that is not yet, or that are older than the record they are given to."""
    if at > now:
        raise invalid("/at", "in_future")
    if at < made:
        raise invalid("/at", "not_before", other="created_at")


def withdrawn(adjustment: ScoreAdjustment, by: str, at: datetime) -> ScoreAdjustment:
    """It counts no more; 409 when it already does not."""
    if adjustment.withdrawn_at is not None:
        raise Problem("wrong_state", state="withdrawn", needed="in_force")
    return adjustment.model_copy(update={"withdrawn_at": at, "withdrawn_by": by})
