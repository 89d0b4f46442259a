"""Making email campaigns, and setting them in motion: who may, and with what."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from campaigns import audience, model, rules
from campaigns.model import CampaignItem
from campaigns.rules import Campaign
from campaigns.schemas import (
    AudienceQuery,
    AudienceView,
    CampaignCreate,
    CampaignPage,
    CampaignPatch,
    CampaignView,
    PreviewView,
    Schedule,
)
from catalogs.model import require
from channels.outcomes import Refused
from customers import listing
from customers.model import load
from identity.viewers import zone_of
from kernel import chronicle, clock, cursor, ids, keys, table
from kernel.access import Viewer, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery, filtered
from kernel.problems import Problem, in_flight, invalid
from kernel.table import Range, Write
from kernel.values import decode
from letters import model as letters
from letters.model import MailTemplateItem
from mailing import campaigning

_PAGE, _PAGES = 250, 4
"""A call that counts looks at so many pages of so many rows; a filter may look at four times as many."""
_LOOKS = 20
"""So many pages are looked at for anybody at all; a filter that finds so few may be empty after all."""
_TRIES = 4
NOWHERE = "https://example.com/unsubscribe"
"""What a preview's link leads to."""

type Decide = Callable[[Campaign, str, datetime], Campaign]


def create(viewer: Viewer, body: CampaignCreate) -> CampaignView:
    """A draft."""
    rules.require_sender(viewer)
    now = clock.now()
    stamps = {"created_at": now, "created_by": viewer.employee, "updated_at": now, "updated_by": viewer.employee}
    fields = body.model_dump(exclude={"audience"}) | {"audience": audience.stored(body.audience)}
    campaign = Campaign.model_validate({**fields, **stamps, "id": ids.new(now)})
    _check(viewer, campaign)
    view = _view(campaign, 1)
    commit(view, *model.creating(viewer.tenant, campaign))
    return view


def change(viewer: Viewer, campaign_id: str, body: CampaignPatch, if_match: int | None) -> CampaignView:
    """Another name, template or audience of a draft."""
    fields = {name: getattr(body, name) for name in body.model_fields_set}
    for name, value in fields.items():
        if value is None and name != "marketing_campaign":
            raise invalid(f"/{name}", "missing")
    if "audience" in fields:
        fields["audience"] = audience.stored(fields["audience"])

    def decide(campaign: Campaign, by: str, now: datetime) -> Campaign:
        after = rules.changed(campaign, fields, by, now)
        _check(viewer, after)
        return after

    return _move(viewer, campaign_id, if_match, decide)


def read(viewer: Viewer, campaign_id: str) -> CampaignView:
    """One campaign, with the numbers of its recipients."""
    item = _load(viewer, campaign_id)
    return _view(item.value, item.version, model.tally(viewer.tenant, campaign_id))


def campaigns(viewer: Viewer, query: PageQuery) -> CampaignPage:
    """The company's campaigns, newest first; a manager's own."""
    rules.require_sender(viewer)
    where = Range(keys.campaigns(viewer.tenant), prefix=keys.CAMPAIGN, newest_first=True)
    mine = None if viewer.role == "admin" else viewer.employee
    passes = (lambda row: row["value"]["M"]["created_by"]["S"] == mine) if mine else None
    rows, after = filtered(viewer, "email campaigns", where, query, passes)
    views = (_view(item.value, item.version) for item in map(CampaignItem.of, rows))
    return CampaignPage(items=tuple(views), next_cursor=after)


def told(viewer: Viewer, campaign_id: str, query: PageQuery) -> HistoryPage:
    """What became of a campaign, newest first."""
    _load(viewer, campaign_id)
    where = keys.campaigns(viewer.tenant), keys.campaign(campaign_id)
    return chronicle.page(viewer, "email campaign", *where, query)


def counted(viewer: Viewer, campaign_id: str, query: AudienceQuery) -> AudienceView:
    """How many records the filter finds for this viewer now, some pages at a time."""
    campaign = _load(viewer, campaign_id).value
    ask, place = audience.ask(viewer, campaign, None), f"audience {campaign_id}"
    after = cursor.open_(viewer, place, query.cursor) if query.cursor else None
    count = with_address = 0
    for _ in range(_PAGES):
        cards, after = listing.read(viewer, ask, _PAGE, after)
        count += len(cards)
        with_address += sum("email" in card["value"]["M"] for card in cards)
        if after is None:
            break
    sealed = cursor.seal(viewer, place, after) if after else None
    return AudienceView(count=count, with_address=with_address, next_cursor=sealed)


def preview(viewer: Viewer, campaign_id: str, customer: str) -> PreviewView:
    """The mail as a record that the viewer sees would get it."""
    campaign = _load(viewer, campaign_id).value
    item = load(viewer, customer)
    raw = table.read((item.pk, item.sk), consistent=True)
    to = next(iter(item.value.emails), None)
    try:
        said = campaigning.worded(
            viewer.tenant, campaign.model_dump(mode="json"), decode(raw["value"]) if raw else {}, to or "", NOWHERE
        )
    except Refused as refused:
        raise invalid("/template", refused.reason) from None
    if said is None:
        raise invalid("/template", "no_campaign_template")
    return PreviewView(to=to, subject=said.subject, text=said.text, html=said.html)


# --- in motion ------------------------------------------------------------------------------------
def schedule(viewer: Viewer, campaign_id: str, body: Schedule, if_match: int | None) -> CampaignView:
    """Let a campaign start by itself."""
    if body.time_zone is not None and body.time_zone not in available_timezones():
        raise invalid("/time_zone", "time_zone")
    zone = ZoneInfo(body.time_zone) if body.time_zone else zone_of(viewer.tenant)
    at = rules.moment(body.at, zone)

    def decide(campaign: Campaign, by: str, now: datetime) -> Campaign:
        after = rules.scheduled(campaign, at, by, now)
        _check(viewer, after, ready=True)
        return after

    return _move(viewer, campaign_id, if_match, decide)


def unschedule(viewer: Viewer, campaign_id: str, if_match: int | None) -> CampaignView:
    """A draft again."""
    return _move(viewer, campaign_id, if_match, rules.unscheduled)


def start(viewer: Viewer, campaign_id: str, if_match: int | None) -> CampaignView:
    """Settle whom it goes to, from now on, and let it go."""

    def decide(campaign: Campaign, by: str, now: datetime) -> Campaign:
        after = rules.started(campaign, by, now)
        _check(viewer, after, ready=True)
        return after

    return _move(viewer, campaign_id, if_match, decide)


def pause(viewer: Viewer, campaign_id: str, if_match: int | None) -> CampaignView:
    """No more mail for now, also of what is on its way already."""
    return _move(viewer, campaign_id, if_match, rules.paused)


def resume(viewer: Viewer, campaign_id: str, if_match: int | None) -> CampaignView:
    """Go on with those who have not had it."""
    return _move(viewer, campaign_id, if_match, rules.resumed)


def cancel(viewer: Viewer, campaign_id: str, if_match: int | None) -> CampaignView:
    """End it: what was sent was sent."""
    return _move(viewer, campaign_id, if_match, rules.cancelled)


def _move(viewer: Viewer, campaign_id: str, if_match: int | None, decide: Decide) -> CampaignView:
    """Decide on the campaign as it is; again, if somebody else was faster: it may then be in another state."""
    for _ in range(_TRIES):
        item = _load(viewer, campaign_id)
        require_version(if_match, item.version)
        after = decide(item.value, viewer.employee, clock.now())
        view = _view(after, item.version + 1)
        try:
            commit(view, *_writes(viewer, item, after))
        except table.Refused:
            continue
        return view
    raise in_flight()


def _writes(viewer: Viewer, item: CampaignItem, after: Campaign) -> Sequence[Write]:
    """The change, and the work that follows from it: none for a draft that is given up."""
    works = after.run != item.value.run and after.started_at is not None
    return [*model.changing(viewer.tenant, item, after), *(model.working(viewer, after) if works else ())]


def _load(viewer: Viewer, campaign_id: str) -> CampaignItem:
    item = model.find(viewer.tenant, campaign_id)
    if item is None or not rules.is_shown(viewer, item.value):
        raise Problem("not_found")
    return item


def _check(viewer: Viewer, campaign: Campaign, *, ready: bool = False) -> None:
    """422 for what cannot be sent; `ready`: 409 also where nobody would get it."""
    if campaign.marketing_campaign is not None:
        require(viewer.tenant, [("/marketing_campaign", "campaigns", campaign.marketing_campaign)])
    _check_template(viewer.tenant, campaign)
    ask = audience.ask(viewer, campaign, None)
    after: str | None = None
    for _ in range(_LOOKS if ready else 0):
        cards, after = listing.read(viewer, ask, _PAGE, after)
        if any("email" in card["value"]["M"] for card in cards):
            return
        if after is None:
            raise Problem("empty_audience")


def _check_template(tenant: str, campaign: Campaign) -> None:
    from letters.rendering import check  # noqa: PLC0415 - Jinja is for who renders

    item = table.get(MailTemplateItem, letters.place(tenant, campaign.template))
    if item is None:
        raise invalid("/template", "no_campaign_template")
    template = item.value
    if template.purpose != "campaign":
        raise invalid("/template", "template_purpose", purpose=template.purpose)
    wording = template.en if campaign.language == "en" else template.vi
    if wording is None:
        raise invalid("/language", "no_wording")
    for _, refused in check(template.purpose, wording, campaign.language):
        raise invalid("/template", refused.code, **refused.values)


def _view(campaign: Campaign, version: int, recipients: Any = None) -> CampaignView:  # noqa: ANN401 - numbers by status
    shown = {name: getattr(campaign, name) for name in CampaignView.model_fields if hasattr(campaign, name)}
    shown |= {"audience": dict(campaign.audience), "recipients": recipients, "version": version}
    return CampaignView.model_validate(shown)
