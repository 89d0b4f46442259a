"""/v1/webhooks/in/<company>/<source>: the ways in of the providers that a company uses itself."""

from collections.abc import Mapping
from datetime import datetime

from intake import keyring, signatures
from intake.raw import Place
from intake.signatures import Request
from kernel.problems import Problem
from mailing import rules
from mailing.rejected import Rejected


def let_in(path: str, headers: Mapping[str, str], content: bytes, now: datetime) -> Place:
    """Where a body that is believed is kept. Raises Rejected; of a company that there is not, just as of any other."""
    tenant, _, source = path.partition("/")
    verify = signatures.VERIFY.get(source)
    if verify is None or not rules.is_tenant(tenant):
        raise Problem("no_such_route", method="POST", path=f"/v1/webhooks/in/{path}")
    request = Request({name.lower(): value for name, value in headers.items()}, content)
    known = keyring.known(tenant, source)
    try:
        signed = verify(request, keyring.looked_up(tenant, source) if known is None else known, now)
    except Rejected as error:
        if known is None or error.reason != "signature":
            raise
        signed = verify(request, keyring.looked_up(tenant, source), now)
    return Place(tenant, source, signed.at, signed.identity)
