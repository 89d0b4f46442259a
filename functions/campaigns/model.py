"""Email campaigns in the table: every change of one is told in its transaction (A8)."""

from pynamodb.attributes import UnicodeAttribute

from campaigns import rules
from campaigns.recipients import COUNTED, campaign_key
from campaigns.rules import Campaign, Sending
from counts import model as counts
from jobs import model as jobs
from kernel import clock, history, keys, table
from kernel.access import Viewer
from kernel.problems import Problem
from kernel.table import Item, Key, Write
from kernel.values import IntegerAttribute, ValueAttribute

JOB = "campaign"


class CampaignItem(Item):
    """An email campaign."""

    value = ValueAttribute(Campaign)
    version = IntegerAttribute()


class PointerItem(Item):
    """Which campaign has a code."""

    campaign = UnicodeAttribute()


class DueItem(Item):
    """That a campaign is to start; its key says when."""


def find(tenant: str, campaign_id: str) -> CampaignItem | None:
    """A campaign as it is now."""
    return table.get(CampaignItem, campaign_key(tenant, campaign_id), consistent=True)


def creating(tenant: str, campaign: Campaign) -> list[Write]:
    """All writes that make a campaign; 409 where its code is another one's."""
    where = campaign_key(tenant, campaign.id)
    pointer = PointerItem(keys.campaign_code(tenant, campaign.code), keys.POINTER, campaign=campaign.id)
    told = history.telling(*where, 1, campaign.created_by, None, rules.told(campaign))
    return [
        table.create(pointer, Problem("code_taken", code=campaign.code)),
        table.create(CampaignItem(*where, value=campaign, version=1)), *told,
    ]  # fmt: skip


def changing(tenant: str, before: CampaignItem, after: Campaign) -> list[Write]:
    """All writes that change a campaign that nobody else changed meanwhile; Refused otherwise.

    They keep its entry among what is to start.
    """
    version = before.version + 1
    item = CampaignItem(before.pk, before.sk, value=after, version=version)
    told = history.telling(before.pk, before.sk, version, after.updated_by, rules.told(before.value), rules.told(after))
    old, new = (_due(tenant, one) for one in (before.value, after))
    moved = [] if old == new else [
        *([table.delete(old)] if old else []), *([table.put(DueItem(*new))] if new else []),
    ]  # fmt: skip
    return [table.put(item, when=CampaignItem.version == before.version), *told, *moved]


def working(viewer: Viewer, campaign: Campaign) -> list[Write]:
    """All writes that set a campaign in motion, in the transaction that says so: the stream hands it to a worker."""
    return jobs.starting(viewer, JOB, Sending(campaign=campaign.id, run=campaign.run))[1]


def tally(tenant: str, campaign_id: str) -> dict[str, int]:
    """How many recipients there are of each status: exactly."""
    return {name: one.number for name, one in counts.of_book(tenant, COUNTED, campaign_id).items()}


def _due(tenant: str, campaign: Campaign) -> Key | None:
    if campaign.state != "scheduled" or campaign.starts_at is None:
        return None
    return keys.campaigns(tenant), keys.campaign_due(clock.stamp(campaign.starts_at), campaign.id)
