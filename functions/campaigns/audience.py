"""Whom a campaign is for: what the list of its sender shows, with its filter."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from campaigns.rules import Campaign
from customers.planning import Ask
from customers.wanted import ListFilter
from identity.viewers import zone_of
from kernel import clock
from kernel.access import Viewer


def filter_of(campaign: Campaign) -> ListFilter:
    """The filter, as it was asked for."""
    return ListFilter.model_validate(dict(campaign.audience))


def stored(asked: ListFilter) -> dict[str, Any]:
    """The filter, as a campaign keeps it."""
    return asked.model_dump(mode="json", exclude_defaults=True)


def ask(viewer: Viewer, campaign: Campaign, at: datetime | None) -> Ask:
    """The list, newest first, of what was there `at` that moment; 403 for a scope that is not this viewer's."""
    wanted = filter_of(campaign)
    zone = zone_of(viewer.tenant) if wanted.names_days else UTC
    found = wanted.found(viewer, campaign.shelf, zone)
    if at is None:
        return found
    until = min(filter(None, (found.where.created_to, clock.stamp(at))))
    return replace(found, where=replace(found.where, created_to=until))
