"""What a company sets for itself: language, time zone and currency."""

from zoneinfo import available_timezones

from identity import model
from identity.currencies import CURRENCIES
from identity.rules import Settings
from identity.schemas import SettingsView
from kernel import chronicle, history, keys
from kernel.access import Viewer, require_admin, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery
from kernel.problems import FieldError, Problem


def read(viewer: Viewer) -> SettingsView:
    """The settings in force."""
    item = model.settings(viewer.tenant, consistent=True)
    return SettingsView(**dict(item.value), version=item.version)


def save(viewer: Viewer, body: Settings, if_match: int | None) -> SettingsView:
    """Replace the settings. What has a date or an amount keeps it: they say how days begin and what amounts mean.

    So a currency stays once there are debts in it.
    """
    require_admin(viewer)
    before = model.settings(viewer.tenant, consistent=True)
    require_version(if_match, before.version)
    errors = _mistakes(body)
    if before.fixed and body.currency != before.value.currency:
        errors.append(FieldError("/currency", "currency_fixed", (("value", before.value.currency),)))
    if errors:
        raise Problem("invalid_request", errors=errors)
    view = SettingsView(**dict(body), version=before.version + 1)
    old, new = before.value.model_dump(), body.model_dump()
    told = history.telling(before.pk, before.sk, view.version, viewer.employee, old, new)
    commit(view, model.saving(before, body), *told)
    return view


def told(viewer: Viewer, query: PageQuery) -> HistoryPage:
    """What became of the settings (admin)."""
    require_admin(viewer)
    return chronicle.page(viewer, "settings", keys.settings(viewer.tenant), keys.GENERAL, query)


def _mistakes(body: Settings) -> list[FieldError]:
    """Checked when saved, not when read: a name that the time zone database drops one day still has to be readable."""
    found = []
    if body.time_zone != "UTC" and ("/" not in body.time_zone or body.time_zone not in available_timezones()):
        found.append(FieldError("/time_zone", "time_zone"))
    if body.currency not in CURRENCIES:
        found.append(FieldError("/currency", "currency"))
    return found
