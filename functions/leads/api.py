"""Leads: /v1/leads."""

from customers import boards, history
from customers.model import sees
from customers.schemas import (
    BoardQuery,
    BoardView,
    CustomerPage,
    CustomerPatch,
    CustomerView,
    ListQuery,
    RecordHistoryPage,
)
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.paging import PageQuery
from leads import service
from leads.schemas import CapturedView, LeadCapture, Lost, ToStage
from trash import service as trash
from trash.schemas import DeletionView

app = web.App(identify, sees)


@app.route("POST", "/v1/leads", 201)
def capture_lead(viewer: Viewer, body: LeadCapture) -> CapturedView:
    """Capture a lead; the answer shows which records may be the same."""
    return service.capture(viewer, body)


@app.route("GET", "/v1/leads")
def list_leads(viewer: Viewer, query: ListQuery) -> CustomerPage:
    """List leads in any order, with any filters."""
    return service.cards(viewer, "lead", query)


@app.route("GET", "/v1/leads/board")
def lead_board(viewer: Viewer, query: BoardQuery) -> BoardView:
    """Show one book of leads by stage, with exact counts and the newest cards."""
    return boards.board(viewer, "lead", query)


@app.route("GET", "/v1/leads/<lead_id>")
def read_lead(viewer: Viewer, lead_id: str) -> CustomerView:
    """Read a lead; after conversion its address still answers."""
    return service.read(viewer, lead_id)


@app.route("PATCH", "/v1/leads/<lead_id>")
def change_lead(viewer: Viewer, lead_id: str, body: CustomerPatch, if_match: IfMatch) -> CustomerView:
    """Change a lead."""
    return service.change(viewer, lead_id, body, if_match)


@app.route("POST", "/v1/leads/<lead_id>/convert")
def convert_lead(viewer: Viewer, lead_id: str, if_match: IfMatch) -> CustomerView:
    """Convert a lead to a customer; everything it has stays with it."""
    return service.convert(viewer, lead_id, if_match)


@app.route("GET", "/v1/leads/<lead_id>/history")
def list_lead_history(viewer: Viewer, lead_id: str, query: PageQuery) -> RecordHistoryPage:
    """List what was changed of a lead, by whom, from what, to what, newest first."""
    return history.page(viewer, lead_id, query)


@app.route("POST", "/v1/leads/<lead_id>/stage")
def stage_lead(viewer: Viewer, lead_id: str, body: ToStage, if_match: IfMatch) -> CustomerView:
    """Put a lead in a stage, or in the next one."""
    return service.to_stage(viewer, lead_id, body, if_match)


@app.route("POST", "/v1/leads/<lead_id>/lost")
def lose_lead(viewer: Viewer, lead_id: str, body: Lost, if_match: IfMatch) -> CustomerView:
    """Mark a lead as lost."""
    return service.lose(viewer, lead_id, body, if_match)


@app.route("POST", "/v1/leads/<lead_id>/reopen")
def reopen_lead(viewer: Viewer, lead_id: str, if_match: IfMatch) -> CustomerView:
    """Take a lost lead up again."""
    return service.reopen(viewer, lead_id, if_match)


@app.route("GET", "/v1/leads/<lead_id>/deletion")
def foresee_lead_deletion(viewer: Viewer, lead_id: str) -> DeletionView:
    """Say what goes with a lead, before it is deleted."""
    return trash.outlook(viewer, lead_id)


@app.route("DELETE", "/v1/leads/<lead_id>")
def delete_lead(viewer: Viewer, lead_id: str, if_match: IfMatch) -> CustomerView:
    """Delete a lead with all that is attached to it, for 30 days recoverably; If-Match must name its version."""
    return trash.delete(viewer, lead_id, if_match)


@app.route("POST", "/v1/leads/<lead_id>/recover")
def recover_lead(viewer: Viewer, lead_id: str, if_match: IfMatch) -> CustomerView:
    """Recover a deleted lead."""
    return trash.recover(viewer, lead_id, if_match)


handler = app
