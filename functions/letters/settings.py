"""Which mails a company has sent by themselves, and whom its mail comes from."""

from dataclasses import asdict

from kernel import chronicle, history, keys
from kernel.access import Viewer, require_admin, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery
from letters import identities
from letters.schemas import MailSettings, MailSettingsView
from outbox.settings import EmailSettings, saving, settings


def read(viewer: Viewer) -> MailSettingsView:
    """The settings in force."""
    require_admin(viewer)
    item = settings(viewer.tenant, consistent=True)
    return MailSettingsView(**asdict(item.value), version=item.version)


def save(viewer: Viewer, body: MailSettings, if_match: int | None) -> MailSettingsView:
    """Replace the settings. What was caused before is sent, or not, by those in force when it is sent."""
    require_admin(viewer)
    before = settings(viewer.tenant, consistent=True)
    require_version(if_match, before.version)
    if body.address is not None and body.address != before.value.address:
        identities.require(viewer.tenant, body.address)
    after = EmailSettings(**body.model_dump())
    view = MailSettingsView(**body.model_dump(), version=before.version + 1)
    told = history.telling(
        before.pk, before.sk, view.version, viewer.employee, before.value.model_dump(), after.model_dump()
    )
    commit(view, saving(before, after), *told)
    return view


def told(viewer: Viewer, query: PageQuery) -> HistoryPage:
    """What became of the settings."""
    require_admin(viewer)
    return chronicle.page(viewer, "mail settings", keys.settings(viewer.tenant), keys.EMAIL, query)
