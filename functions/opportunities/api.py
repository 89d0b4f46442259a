"""Opportunities: /v1/opportunities."""

from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery
from opportunities import boards, listing, lookup, service
from opportunities.model import sees
from opportunities.opened import OpenedView
from opportunities.schemas import (
    BoardQuery,
    BoardView,
    OpportunityCreate,
    OpportunityPage,
    OpportunityPatch,
    OpportunityQuery,
    OpportunityView,
    ProductPage,
    ProductQuery,
    QuickCreate,
    Reopen,
    ToStage,
)

app = web.App(identify, sees)


@app.route("GET", "/v1/opportunities")
def list_opportunities(viewer: Viewer, query: OpportunityQuery) -> OpportunityPage:
    """List opportunities in any order, with any filters."""
    return listing.page(viewer, query)


@app.route("POST", "/v1/opportunities", 201)
def create_opportunity(viewer: Viewer, body: OpportunityCreate) -> OpenedView:
    """Open an opportunity of a customer, or of one that is made with it."""
    return service.create(viewer, body)


@app.route("POST", "/v1/opportunities/quick", 201)
def quick_create_opportunity(viewer: Viewer, body: QuickCreate) -> OpenedView:
    """Open an opportunity in a few words."""
    return service.quickly(viewer, body)


@app.route("GET", "/v1/opportunities/board")
def opportunity_board(viewer: Viewer, query: BoardQuery) -> BoardView:
    """Show a pipeline: open opportunities by stage, with exact counts, values and weighted values."""
    return boards.board(viewer, query)


@app.route("GET", "/v1/opportunities/products")
def find_opportunity_products(viewer: Viewer, query: ProductQuery) -> ProductPage:
    """Find opportunities by the products on their lines."""
    return lookup.page(viewer, query)


@app.route("GET", "/v1/opportunities/<opportunity_id>")
def read_opportunity(viewer: Viewer, opportunity_id: str) -> OpportunityView:
    """Read an opportunity."""
    return service.read(viewer, opportunity_id)


@app.route("PATCH", "/v1/opportunities/<opportunity_id>")
def change_opportunity(
    viewer: Viewer, opportunity_id: str, body: OpportunityPatch, if_match: IfMatch
) -> OpportunityView:
    """Change an opportunity; given another customer, everything of it goes along."""
    return service.change(viewer, opportunity_id, body, if_match)


@app.route("DELETE", "/v1/opportunities/<opportunity_id>", 204)
def delete_opportunity(viewer: Viewer, opportunity_id: str, if_match: IfMatch) -> None:
    """Take an opportunity away to which nothing belongs."""
    service.remove(viewer, opportunity_id, if_match)


@app.route("POST", "/v1/opportunities/<opportunity_id>/stage")
def stage_opportunity(viewer: Viewer, opportunity_id: str, body: ToStage, if_match: IfMatch) -> OpportunityView:
    """Put an opportunity in a stage, or in the next one; win it, or lose it for a reason."""
    return service.to_stage(viewer, opportunity_id, body, if_match)


@app.route("POST", "/v1/opportunities/<opportunity_id>/reopen")
def reopen_opportunity(viewer: Viewer, opportunity_id: str, body: Reopen, if_match: IfMatch) -> OpportunityView:
    """Take up an opportunity again that was won or lost."""
    return service.reopen(viewer, opportunity_id, body, if_match)


@app.route("GET", "/v1/opportunities/<opportunity_id>/history")
def list_opportunity_history(viewer: Viewer, opportunity_id: str, query: PageQuery) -> HistoryPage:
    """List the changes of an opportunity, newest first."""
    return service.told(viewer, opportunity_id, query)


handler = app
