"""Whose a visit is: of the record that the site names as its user, else of the one whose browser it is (J5)."""

import re
from dataclasses import replace

from kernel import keys, table
from kernel.ids import is_ulid
from kernel.table import Range
from mailing.model import Lineage, lineage

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")  # as records have them; without validators, for a stream's sake
_MOST = 10
"""Of so many records with a client it is worth while to see whether they are one."""


def match(tenant: str, user: str | None, client: str, *, sure: bool = False) -> Lineage | None:
    """Who it is; None if nobody is, or several are. `sure` sees what was written at this very moment."""
    return (_named(tenant, user, sure=sure) if user else None) or _with_client(tenant, client, sure=sure)


def _named(tenant: str, user: str, *, sure: bool) -> Lineage | None:
    """A site names its users by what a record has: its id, or its code, the present one or an old one."""
    if is_ulid(user):
        return lineage(tenant, user)
    if not _CODE.fullmatch(user):
        return None
    found = table.read((keys.record_code(tenant, user), keys.POINTER), consistent=sure)
    return lineage(tenant, found["customer"]["S"]) if found else None


def _with_client(tenant: str, client: str, *, sure: bool) -> Lineage | None:
    """Several are one if they were merged; then the merged one had it first."""
    where = replace(Range(keys.web_client(tenant, client)), consistent=sure)
    found = [row["sk"]["S"] for row in table.first(where, limit=_MOST)]
    lines = [one for record in found if (one := lineage(tenant, record))]
    if len({one.final for one in lines}) != 1:
        return None
    return max(lines, key=lambda one: (len(one.records), one.records[0] != one.final))
