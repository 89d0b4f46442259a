"""The token that a company's Zalo Official Account is written with: 25 hours, then its refresh token buys the next.

A refresh token buys once (OAuth v4: https://developers.zalo.me/docs/official-account/bat-dau/xac-thuc-va-uy-quyen-cho-ung-dung-new),
so whoever refreshes does it alone and looks first whether somebody just has. One that was spent while its answer was
lost cannot be bought again: then the company's administrator has to let Zalo give a new pair, and is told so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from channels import authority, locks, secrets, web
from channels.outcomes import Refused, Uncertain
from kernel import clock, config, table, telemetry

CHANNEL = "zalo"
EARLY = timedelta(minutes=15)
"""So long before its end a token is renewed; until then those who come meanwhile go on with it."""
_USABLE = timedelta(minutes=1)
_LASTS = 90_000
"""Seconds, where the answer does not say."""
UNAUTHORISED = "zalo_unauthorised"
_kept: dict[str, "Credentials"] = {}


@dataclass(frozen=True)
class Credentials:
    """What a company has of Zalo."""

    app_id: str
    app_secret: str
    refresh_token: str
    access_token: str = ""
    expires_at: str = ""

    def lasts(self, now: datetime, so_long: timedelta, unusable: str | None) -> bool:
        """Whether the access token is good for so long, and is not one that Zalo refused."""
        return (
            bool(self.access_token) and self.access_token != unusable and self.expires_at > clock.stamp(now + so_long)
        )


def of(tenant: str) -> Credentials:
    """A company's credentials as they are now; raises Refused where nobody has written any."""
    found = secrets.read(tenant, CHANNEL)
    if found is None:
        raise Refused(UNAUTHORISED)
    return Credentials(**found)


def access(tenant: str, unusable: str | None = None) -> str:
    """A token to write with. `unusable` is one that Zalo just refused.

    Raises Refused where an administrator has to act, Transient where somebody is just refreshing.
    """
    now = clock.now()
    held = _kept.get(tenant)
    if held is None or not held.lasts(now, EARLY, unusable):
        held = _kept[tenant] = of(tenant)
    if held.lasts(now, EARLY, unusable):
        return held.access_token
    try:
        with locks.alone(tenant, CHANNEL):
            held = of(tenant)
            _kept[tenant] = held if held.lasts(now, EARLY, unusable) else _refreshed(tenant, held)
    except (table.Transient, Refused):
        if held.lasts(now, _USABLE, unusable):
            return held.access_token
        raise
    return _kept[tenant].access_token


def _refreshed(tenant: str, held: Credentials) -> Credentials:
    fields = {"refresh_token": held.refresh_token, "app_id": held.app_id, "grant_type": "refresh_token"}
    try:
        answer = web.post_form(f"{config.zalo('oauth')}/v4/oa/access_token", fields, {"secret_key": held.app_secret})
    except Uncertain as error:  # nothing was sent to anybody; if the token is spent, the next try is told so
        raise table.Transient("no answer to a refresh") from error
    told = answer.document
    if not told.get("access_token") or not told.get("refresh_token"):
        _lost(tenant, told)
        raise Refused(UNAUTHORISED)
    until = clock.now() + timedelta(seconds=int(told.get("expires_in") or _LASTS))
    new = replace(
        held, access_token=str(told["access_token"]), refresh_token=str(told["refresh_token"]),
        expires_at=clock.stamp(until),
    )  # fmt: skip
    _kept[tenant] = new  # should it not be kept below, this process has it still
    secrets.replace(tenant, CHANNEL, vars_of(new))
    telemetry.info("channel refreshed", tenant=tenant, channel=CHANNEL)
    return new


def vars_of(credentials: Credentials) -> Mapping[str, str]:
    """As they are kept."""
    return dict(vars(credentials))


def _lost(tenant: str, told: Mapping[str, object]) -> None:
    """Tell who administers the company, and who runs Leadstream."""
    code = told.get("error")
    authority.lost(tenant, CHANNEL, str(code) if isinstance(code, int) else "unknown")
    telemetry.count("ChannelUnauthorised")
    telemetry.info("channel unauthorised", tenant=tenant, channel=CHANNEL)
