"""What a site's analytics sends is verified and kept as it came: two calls to AWS, and a worker reads it (J5)."""

import re
from collections.abc import Mapping

from intake import raw
from intake.raw import Place
from kernel import clock
from kernel.fields import CODE_PATTERN
from kernel.problems import Problem
from sites import keyring, model
from sites.rules import live
from visits import rules

_CODE = re.compile(CODE_PATTERN)


def collect(query: Mapping[str, str], body: bytes) -> None:
    """Keep a body of the GA4 Measurement Protocol; 403 for wrong keys, 4xx for what can never be kept."""
    tenant = _tenant(query.get("measurement_id", ""), query.get("api_secret", ""))
    now = clock.now()
    try:
        rules.read(body, now)
    except rules.Refused as refused:
        raise Problem(refused.code, errors=refused.errors, limit=rules.BODY_LIMIT) from None
    raw.keep(Place(tenant, rules.SOURCE, now, body), body)


def _tenant(measurement: str, secret: str) -> str:
    tenant = keyring.tenant_of(secret)
    item = model.stream(tenant, measurement) if tenant and _CODE.fullmatch(measurement) else None
    digests = [one.digest for one in live(item.value.keys)] if item else []
    if not keyring.opens(secret, digests) or item is None or tenant is None or not item.value.active:
        raise Problem("site_key_refused")
    return tenant
