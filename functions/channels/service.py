"""What a company sets of its channels: its administrators write it, and everybody who writes to customers sees it."""

from datetime import datetime

from channels import authority, locks, model, secrets, tokens
from channels.rules import Authority, ChannelSettings, StoredChannels
from channels.schemas import ChannelsView, LostView, ZaloCredentials
from channels.tokens import Credentials
from kernel import chronicle, clock, history, keys, table
from kernel.access import Viewer, require_admin, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery
from kernel.problems import Problem, in_flight, invalid

_TRIES = 8


def read(viewer: Viewer) -> ChannelsView:
    """The settings in force."""
    item = model.settings(viewer.tenant, consistent=True)
    return _view(viewer.tenant, item.value, item.version)


def save(viewer: Viewer, body: ChannelSettings, if_match: int | None) -> ChannelsView:
    """Replace the settings. 422 where Zalo is to be on and nobody has given credentials."""
    require_admin(viewer)
    before = model.settings(viewer.tenant, consistent=True)
    require_version(if_match, before.version)
    if body.zalo.on and before.value.authority is None:
        raise invalid("/zalo/on", "no_credentials")
    after = StoredChannels(**dict(body), authority=before.value.authority)
    view = _view(viewer.tenant, after, before.version + 1)
    commit(view, model.saving(before, after), *_told(viewer, before, after))
    return view


def authorise(viewer: Viewer, body: ZaloCredentials, if_match: int | None) -> ChannelsView:
    """Take new credentials for Zalo.

    Nobody refreshes the old ones meanwhile: their answer would be written over these. Nor does anybody else give new
    ones: whose version it is, is looked at when the others are through.
    """
    require_admin(viewer)
    given = Credentials(body.app_id, body.app_secret, body.refresh_token)
    try:
        with locks.alone(viewer.tenant, tokens.CHANNEL):
            require_version(if_match, model.settings(viewer.tenant, consistent=True).version)
            secrets.write(viewer.tenant, tokens.CHANNEL, tokens.vars_of(given))
            return _noted(viewer, body)
    except locks.Taken as error:
        raise in_flight() from error


def told(viewer: Viewer, query: PageQuery) -> HistoryPage:
    """What became of the settings (admin); who gave credentials and when, and never which."""
    require_admin(viewer)
    return chronicle.page(viewer, "channels", keys.settings(viewer.tenant), keys.CHANNELS, query)


def _noted(viewer: Viewer, body: ZaloCredentials) -> ChannelsView:
    given = Authority(app_id=body.app_id, at=clock.now(), by=viewer.employee)
    for _ in range(_TRIES):
        before = model.settings(viewer.tenant, consistent=True)
        after = before.value.model_copy(update={"authority": given})
        view = ChannelsView(**dict(after), version=before.version + 1)
        found_again = table.delete(authority.place(viewer.tenant, tokens.CHANNEL))
        try:
            commit(view, model.saving(before, after), found_again, *_told(viewer, before, after))
        except Problem as problem:
            if problem.code != "in_flight":
                raise
        else:
            return view
    raise in_flight()


def _told(viewer: Viewer, before: model.ChannelsItem, after: StoredChannels) -> list[table.Write]:
    old, new = before.value.model_dump(), after.model_dump()
    return history.telling(before.pk, before.sk, before.version + 1, viewer.employee, old, new)


def _view(tenant: str, value: StoredChannels, version: int) -> ChannelsView:
    lost = authority.found(tenant, tokens.CHANNEL)
    seen = LostView(since=datetime.fromisoformat(lost.since), code=lost.code) if lost else None
    return ChannelsView(**dict(value), lost=seen, version=version)
