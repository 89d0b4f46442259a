"""A lead becomes an opportunity: /v1/leads/{id}/convert-to-opportunity."""

from conversion import service
from conversion.schemas import ConversionView, ToOpportunity
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from opportunities.model import sees

app = web.App(identify, sees)


@app.route("POST", "/v1/leads/<lead_id>/convert-to-opportunity", 201)
def convert_lead_to_opportunity(viewer: Viewer, lead_id: str, body: ToOpportunity, if_match: IfMatch) -> ConversionView:
    """Convert a lead to an opportunity; asked again it is the same one."""
    return service.to_opportunity(viewer, lead_id, body, if_match)


handler = app
