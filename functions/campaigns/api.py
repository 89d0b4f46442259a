"""Email campaigns, and addresses that are not written to any more: /v1/mailing."""

from campaigns import results, service, suppressions
from campaigns.schemas import (
    AudienceQuery,
    AudienceView,
    CampaignCreate,
    CampaignPage,
    CampaignPatch,
    CampaignView,
    Lift,
    PreviewQuery,
    PreviewView,
    RecipientPage,
    RecipientQuery,
    Schedule,
    Stop,
    SuppressionHistoryQuery,
    SuppressionPage,
    SuppressionQuery,
    SuppressionView,
)
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery

app = web.App(identify)


@app.route("POST", "/v1/mailing/campaigns", 201)
def create_email_campaign(viewer: Viewer, body: CampaignCreate) -> CampaignView:
    """Draft an email campaign."""
    return service.create(viewer, body)


@app.route("GET", "/v1/mailing/campaigns")
def list_email_campaigns(viewer: Viewer, query: PageQuery) -> CampaignPage:
    """List email campaigns, newest first; a manager's own."""
    return service.campaigns(viewer, query)


@app.route("GET", "/v1/mailing/campaigns/<campaign_id>")
def read_email_campaign(viewer: Viewer, campaign_id: str) -> CampaignView:
    """Read an email campaign, and how many recipients there are of each status."""
    return service.read(viewer, campaign_id)


@app.route("PATCH", "/v1/mailing/campaigns/<campaign_id>")
def change_email_campaign(viewer: Viewer, campaign_id: str, body: CampaignPatch, if_match: IfMatch) -> CampaignView:
    """Change a draft."""
    return service.change(viewer, campaign_id, body, if_match)


@app.route("GET", "/v1/mailing/campaigns/<campaign_id>/audience")
def count_audience(viewer: Viewer, campaign_id: str, query: AudienceQuery) -> AudienceView:
    """Count whom its filter finds now, some pages at a time."""
    return service.counted(viewer, campaign_id, query)


@app.route("GET", "/v1/mailing/campaigns/<campaign_id>/preview")
def preview_email_campaign(viewer: Viewer, campaign_id: str, query: PreviewQuery) -> PreviewView:
    """Show its mail as one record would get it."""
    return service.preview(viewer, campaign_id, query.customer)


@app.route("POST", "/v1/mailing/campaigns/<campaign_id>/schedule")
def schedule_email_campaign(viewer: Viewer, campaign_id: str, body: Schedule, if_match: IfMatch) -> CampaignView:
    """Let it start by itself, at a moment by the company's clocks or another zone's."""
    return service.schedule(viewer, campaign_id, body, if_match)


@app.route("POST", "/v1/mailing/campaigns/<campaign_id>/unschedule")
def unschedule_email_campaign(viewer: Viewer, campaign_id: str, if_match: IfMatch) -> CampaignView:
    """Make a draft of it again."""
    return service.unschedule(viewer, campaign_id, if_match)


@app.route("POST", "/v1/mailing/campaigns/<campaign_id>/start")
def start_email_campaign(viewer: Viewer, campaign_id: str, if_match: IfMatch) -> CampaignView:
    """Start it: it goes to whom its filter finds for you at this moment."""
    return service.start(viewer, campaign_id, if_match)


@app.route("POST", "/v1/mailing/campaigns/<campaign_id>/pause")
def pause_email_campaign(viewer: Viewer, campaign_id: str, if_match: IfMatch) -> CampaignView:
    """Send no more of it for now."""
    return service.pause(viewer, campaign_id, if_match)


@app.route("POST", "/v1/mailing/campaigns/<campaign_id>/resume")
def resume_email_campaign(viewer: Viewer, campaign_id: str, if_match: IfMatch) -> CampaignView:
    """Go on with those who have not had it."""
    return service.resume(viewer, campaign_id, if_match)


@app.route("POST", "/v1/mailing/campaigns/<campaign_id>/cancel")
def cancel_email_campaign(viewer: Viewer, campaign_id: str, if_match: IfMatch) -> CampaignView:
    """End it for good: what was sent was sent."""
    return service.cancel(viewer, campaign_id, if_match)


@app.route("GET", "/v1/mailing/campaigns/<campaign_id>/recipients")
def list_recipients(viewer: Viewer, campaign_id: str, query: RecipientQuery) -> RecipientPage:
    """List whom it went to and what became of it, perhaps those of one status."""
    service.read(viewer, campaign_id)
    return results.page(viewer, campaign_id, query)


@app.route("GET", "/v1/mailing/campaigns/<campaign_id>/history")
def list_email_campaign_history(viewer: Viewer, campaign_id: str, query: PageQuery) -> HistoryPage:
    """List what became of it, newest first."""
    return service.told(viewer, campaign_id, query)


@app.route("GET", "/v1/mailing/suppressions")
def list_suppressions(viewer: Viewer, query: SuppressionQuery) -> SuppressionPage:
    """List addresses that get no mail, and why; or look one up (admin)."""
    return suppressions.page(viewer, query)


@app.route("POST", "/v1/mailing/suppressions", 201)
def stop_mail(viewer: Viewer, body: Stop) -> SuppressionView:
    """Write no more to an address, because somebody said so (admin)."""
    return suppressions.stop(viewer, body)


@app.route("GET", "/v1/mailing/suppressions/history")
def list_suppression_history(viewer: Viewer, query: SuppressionHistoryQuery) -> HistoryPage:
    """List what was decided by hand about an address, newest first (admin)."""
    return suppressions.told(viewer, query)


@app.route("POST", "/v1/mailing/suppressions/lift")
def lift_suppression(viewer: Viewer, body: Lift) -> SuppressionView:
    """Write to an address again, for a reason (admin)."""
    return suppressions.lift(viewer, body)


handler = app
