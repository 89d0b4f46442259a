"""Tiers: /v1/tiers."""

from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery
from kernel.problems import Language
from tiers import service
from tiers.rules import Ladder
from tiers.schemas import LadderView, PinCreate, StandingView

app = web.App(identify)


@app.route("GET", "/v1/tiers")
def read_ladder(viewer: Viewer) -> LadderView:
    """Read the ladder of tiers."""
    return service.ladder(viewer)


@app.route("PUT", "/v1/tiers")
def save_ladder(viewer: Viewer, body: Ladder, if_match: IfMatch) -> LadderView:
    """Replace the ladder of tiers (admin)."""
    return service.save_ladder(viewer, body, if_match)


@app.route("GET", "/v1/tiers/history")
def list_ladder_history(viewer: Viewer, query: PageQuery) -> HistoryPage:
    """List the changes of the ladder of tiers, newest first (admin)."""
    return service.ladder_told(viewer, query)


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


handler = app
