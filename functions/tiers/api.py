"""Tiers: /v1/tiers."""

from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery
from kernel.problems import Language
from tiers import reporting, saving, service, trying
from tiers.reports import RunMovePage, RunPage, TierMovePage
from tiers.schemas import (
    LadderSave,
    LadderTrial,
    LadderView,
    MovePage,
    PinCreate,
    PreviewView,
    RemovalQuery,
    StandingView,
)

app = web.App(identify)


@app.route("GET", "/v1/tiers")
def read_ladder(viewer: Viewer) -> LadderView:
    """Read the ladder of tiers."""
    return saving.ladder(viewer)


@app.route("PUT", "/v1/tiers")
def save_ladder(viewer: Viewer, body: LadderSave, if_match: IfMatch) -> LadderView:
    """Replace the ladder of tiers, and begin to move everybody by it (admin)."""
    return saving.save(viewer, body, if_match)


@app.route("GET", "/v1/tiers/history")
def list_ladder_history(viewer: Viewer, query: PageQuery) -> HistoryPage:
    """List the changes of the ladder of tiers, newest first (admin)."""
    return saving.told(viewer, query)


@app.route("DELETE", "/v1/tiers/<code>")
def remove_tier(viewer: Viewer, code: str, query: RemovalQuery, if_match: IfMatch) -> LadderView:
    """Delete a tier; its customers go where is said (admin). If-Match names the version of the ladder."""
    return saving.remove(viewer, code, query, if_match)


@app.route("POST", "/v1/tiers/preview", 202)
def preview_ladder(viewer: Viewer, body: LadderTrial) -> PreviewView:
    """Begin to look who would move by another ladder (admin)."""
    return trying.preview(viewer, body)


@app.route("GET", "/v1/tiers/previews/<job_id>")
def read_ladder_preview(viewer: Viewer, job_id: str) -> PreviewView:
    """Read what a preview has found (admin)."""
    return trying.read(viewer, job_id)


@app.route("GET", "/v1/tiers/previews/<job_id>/moves")
def list_ladder_moves(viewer: Viewer, job_id: str, query: PageQuery) -> MovePage:
    """List who would move, from where to where (admin)."""
    return trying.moves(viewer, job_id, query)


@app.route("GET", "/v1/tiers/customers/<customer_id>")
def read_standing(viewer: Viewer, customer_id: str, language: Language) -> StandingView:
    """Read a customer's tier and the money it rests on."""
    return service.standing(viewer, customer_id, language)


@app.route("PUT", "/v1/tiers/customers/<customer_id>")
def pin_tier(
    viewer: Viewer, customer_id: str, body: PinCreate, language: Language, if_match: IfMatch
) -> StandingView:  # fmt: skip
    """Pin a customer to a tier by hand."""
    return service.pin(viewer, customer_id, body, language, if_match)


@app.route("DELETE", "/v1/tiers/customers/<customer_id>")
def unpin_tier(viewer: Viewer, customer_id: str, language: Language, if_match: IfMatch) -> StandingView:
    """Unpin a customer; the money decides again."""
    return service.unpin(viewer, customer_id, language, if_match)


@app.route("GET", "/v1/tiers/customers/<customer_id>/history")
def list_tier_history(viewer: Viewer, customer_id: str, query: PageQuery, language: Language) -> TierMovePage:
    """List a customer's moves between tiers with their reasons, newest first."""
    return reporting.history(viewer, customer_id, query, language)


@app.route("GET", "/v1/tiers/recalculations")
def list_recalculations(viewer: Viewer, query: PageQuery) -> RunPage:
    """List the nightly recalculations of tiers, newest first (admin)."""
    return reporting.recalculations(viewer, query)


@app.route("GET", "/v1/tiers/recalculations/<run>/moves")
def list_recalculated(viewer: Viewer, run: str, query: PageQuery, language: Language) -> RunMovePage:
    """List who moved in a recalculation of tiers, and why (admin)."""
    return reporting.moved(viewer, run, query, language)


handler = app
