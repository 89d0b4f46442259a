"""The stream tells who became known, and of visits that two merged records both had (J5, ADR 14).

Level, not edge: each time all is looked at that there is, and only what differs is written.
"""

import json
import re
from collections.abc import Iterator, Sequence

from kernel import keys, queues, table
from kernel.fold import Change
from visits import keeping, model

_TRIES = 8
_MADE = re.compile("L-[0-9A-Z]{8}")
"""A code that was made for the record: no site can have named it before."""


def react(pk: str, changes: Sequence[Change]) -> None:
    """Hand strangers' visits to those whose browser, or whose code, it is by now; and let visits show all there is."""
    home = keys.owner_of(pk)
    if home is None:
        return
    clients = [one for change in changes if change.sk == keys.PROFILE for one in _looked_for(home[0], change)]
    for client in dict.fromkeys(clients):
        after = keeping.welcome(home[0], client)
        if after is not None:
            _order(home[0], client, after)
    for visit in sorted({one for change in changes if (one := _stirs(change))}):
        _settle(pk, visit)


def _order(tenant: str, client: str, after: str) -> None:
    """Who has more than a page of visits is left to the worker, which has time: the stream has not."""
    body = json.dumps({"welcome": {"tenant": tenant, "client": client, "after": after}})
    queues.order("INTAKE", tenant, body)


def _looked_for(tenant: str, change: Change) -> Iterator[str]:
    """Browsers that are somebody's now, or one's alone: of two, one may have been merged, or have it no more."""
    old, new = ((side or {}).get("value", {}) for side in (change.before, change.after))
    had, has = (set(one.get("web_clients", ())) for one in (old, new))
    yield from sorted(has ^ had if old.get("merged_into") == new.get("merged_into") else has | had)
    code = new.get("code")
    if code and code != old.get("code") and not _MADE.fullmatch(code):
        yield from keeping.clients_of(tenant, code)


def _stirs(change: Change) -> str | None:
    """The visit beside which something was put or taken away, where a merge did it; or that came from elsewhere."""
    if not change.sk.startswith(keys.VISIT) or (change.before is not None and change.after is not None):
        return None
    image = change.after or change.before or {}
    of = keys.occurs_of(change.sk)
    if of is None and "own" not in image:
        return None
    return (of or change.sk).removeprefix(keys.VISIT)


def _settle(pk: str, visit: str) -> None:
    for _ in range(_TRIES):
        rows = model.together(pk, visit)
        write = model.settling(rows) if rows else None
        if write is None:
            return
        try:
            table.write(write)
        except table.Refused:
            continue
        return
    raise table.Transient("others keep telling of this visit")
