"""How often a form may be used, in all and by one visitor: counters of a minute, which then go by themselves."""

from hashlib import sha256
from ipaddress import ip_address, ip_network

from kernel import clock, keys
from kernel.problems import Problem
from sites import model
from sites.rules import Form

WINDOW = 60
"""Seconds."""
BY_ONE = 10
"""Submissions of a form that one address may make in a window: several people may be behind one."""
_KEPT = 600


def require(tenant: str, form: Form, ip: str | None) -> None:
    """429 when it is too often. One visitor after the other, so that none takes the form from all."""
    now = int(clock.now().timestamp())
    window = now // WINDOW
    until = (window + 1) * WINDOW + _KEPT
    whom = [(visitor(tenant, ip), BY_ONE)] if ip else []
    for by, most in [*whom, (keys.BY_ALL, form.per_minute)]:
        if not model.hit(tenant, form.code, window, by, most, until):
            left = (window + 1) * WINDOW - now
            raise Problem("too_often", headers={"Retry-After": str(left)}, seconds=left)


def visitor(tenant: str, ip: str) -> str:
    """Who it is, for a minute's counter: a digest; of IPv6 the network, for one visitor has all of that."""
    try:
        address = ip_address(ip)
        whole = str(ip_network((address, 64), strict=False)) if address.version == 6 else str(address)  # noqa: PLR2004
    except ValueError:
        whole = ip
    return sha256(f"{tenant}\n{whole}".encode()).hexdigest()[:24]
