"""A lead's own life: converted to a customer, lost and opened again. All else is the record's business."""

from catalogs.model import entries, require
from customers.changing import rewrite
from customers.rules import Customer, advanced, staged
from customers.schemas import CustomerView
from customers.service import capture, cards, change, read
from kernel import clock
from kernel.access import Viewer
from kernel.problems import Problem
from leads.schemas import Lost, ToStage

__all__ = ["capture", "cards", "change", "convert", "lose", "read", "reopen", "to_stage"]


def convert(viewer: Viewer, lead_id: str, if_match: int | None) -> CustomerView:
    """Make a lead a customer: the same record with all that belongs to it, in the other list (C3)."""

    def decide(before: Customer) -> Customer:
        if before.relationship != "lead":
            raise Problem("already_customer")
        if before.lost_at is not None:
            raise Problem("wrong_state", state="lost", needed="open")
        return before.model_copy(update={"relationship": "customer"})

    return rewrite(viewer, lead_id, decide, if_match=if_match).view


def lose(viewer: Viewer, lead_id: str, body: Lost, if_match: int | None) -> CustomerView:
    """Mark a lead as lost, and why; it counts in the statistics of lost ones from this day (C5)."""

    def decide(before: Customer) -> Customer:
        require(viewer.tenant, [("/reason", "lost-reasons", body.reason)])
        _require_lead(before)
        if before.lost_at is not None:
            raise Problem("wrong_state", state="lost", needed="open")
        lost = {"lost_at": clock.now(), "lost_reason": body.reason, "lost_note": body.note}
        return before.model_copy(update=lost)

    return rewrite(viewer, lead_id, decide, if_match=if_match).view


def reopen(viewer: Viewer, lead_id: str, if_match: int | None) -> CustomerView:
    """Take a lost lead up again."""

    def decide(before: Customer) -> Customer:
        _require_lead(before)
        if before.lost_at is None:
            raise Problem("wrong_state", state="open", needed="lost")
        return before.model_copy(update=dict.fromkeys(("lost_at", "lost_reason", "lost_note")))

    return rewrite(viewer, lead_id, decide, if_match=if_match).view


def to_stage(viewer: Viewer, lead_id: str, body: ToStage, if_match: int | None) -> CustomerView:
    """Put a lead in a chosen stage, or in the one after its own (C6)."""

    def decide(before: Customer) -> Customer:
        if body.stage is None:
            return advanced(before, [item.value for item in entries(viewer.tenant, "stages")])
        require(viewer.tenant, [("/stage", "stages", body.stage)])
        return staged(before, body.stage)

    return rewrite(viewer, lead_id, decide, if_match=if_match).view


def _require_lead(record: Customer) -> None:
    if record.relationship != "lead":
        raise Problem("wrong_state", state=record.relationship, needed="lead")
