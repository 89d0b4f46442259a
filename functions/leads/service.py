"""A lead's own life: converted to a customer, lost and opened again. All else is the record's business."""

from catalogs.model import entries, require
from customers.changing import rewrite
from customers.rules import Customer, advanced, staged
from customers.schemas import CustomerView
from customers.service import cards, change, read
from kernel import clock
from kernel.access import Viewer
from kernel.table import Write
from leads import rules
from leads.capturing import capture
from leads.schemas import Lost, ToStage
from outbox.causes import converting

__all__ = ["capture", "cards", "change", "convert", "lose", "read", "reopen", "to_stage"]


def convert(viewer: Viewer, lead_id: str, if_match: int | None) -> CustomerView:
    """Make a lead a customer, with all that belongs to it."""

    def more(_before: Customer, after: Customer) -> list[Write]:
        return converting(viewer.tenant, after.id, None, after.updated_at, reachable=bool(after.emails))

    return rewrite(viewer, lead_id, rules.converted, if_match=if_match, more=more).view


def lose(viewer: Viewer, lead_id: str, body: Lost, if_match: int | None) -> CustomerView:
    """Mark a lead as lost, and why."""

    def decide(before: Customer) -> Customer:
        require(viewer.tenant, [("/reason", "lost-reasons", body.reason)])
        return rules.lost(before, body.reason, body.note, clock.now())

    return rewrite(viewer, lead_id, decide, if_match=if_match).view


def reopen(viewer: Viewer, lead_id: str, if_match: int | None) -> CustomerView:
    """Take a lost lead up again."""
    return rewrite(viewer, lead_id, rules.reopened, if_match=if_match).view


def to_stage(viewer: Viewer, lead_id: str, body: ToStage, if_match: int | None) -> CustomerView:
    """Put a lead in a chosen stage, or in the one after its own (C6)."""

    def decide(before: Customer) -> Customer:
        if body.stage is None:
            return advanced(before, [item.value for item in entries(viewer.tenant, "stages")])
        require(viewer.tenant, [("/stage", "stages", body.stage)])
        return staged(before, body.stage)

    return rewrite(viewer, lead_id, decide, if_match=if_match).view
