"""What administrators set and see: keys of providers, bodies read again, and events of nobody."""

import secrets
from dataclasses import replace
from datetime import timedelta

from intake import model, queue, replaying, rules, sealing, signatures
from intake.keyring import place
from intake.model import KeysItem, UnmatchedItem
from intake.rules import Key, Keys, Source
from intake.schemas import (
    KeyCreate,
    KeyMade,
    KeyView,
    ReplayCreate,
    ReplayView,
    SourceList,
    SourceView,
    UnmatchedPage,
    UnmatchedQuery,
    UnmatchedView,
)
from kernel import chronicle, clock, cursor, history, ids, keys
from kernel.access import Viewer, require_admin, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery, listed
from kernel.problems import Problem, invalid
from kernel.table import Write

_BYTES = 32
"""Of a secret that is made here."""
_SHOWN = 500
"""Characters that are shown of what cannot be read."""


def sources(viewer: Viewer) -> SourceList:
    """All ways in (admin)."""
    require_admin(viewer)
    found = model.all_keys(viewer.tenant)
    return SourceList(items=tuple(_view(viewer, found.get(one), one) for one in rules.SOURCES))


def add_key(viewer: Viewer, name: str, body: KeyCreate) -> KeyMade:
    """Let another key hold beside the one that does (admin)."""
    require_admin(viewer)
    source = _source(name)
    secret = _entered(source, body) or secrets.token_urlsafe(_BYTES)
    item = model.find_keys(viewer.tenant, source)
    key_id, now = ids.new(clock.now()), clock.stamp(clock.now())
    sealed = sealing.seal(secret, place(viewer.tenant, source, key_id))
    key = Key(id=key_id, sealed=sealed, hint=rules.hint(secret), created_at=now, created_by=viewer.employee)
    before = item.value if item else Keys(source=source)
    after = rules.with_one(before, key)
    if after is None:
        raise Problem("keys_hold", limit=rules.LIVE)
    view = _shown(viewer, after, _version(item) + 1)
    shown = None if body.key else sealing.seal(secret, _answered(viewer))
    made = KeyMade(**view.model_dump(), id=key_id, secret=shown)
    commit(made, *_changing(viewer, item, before, after))
    return made


def retire_key(viewer: Viewer, name: str, key_id: str, if_match: int | None) -> SourceView:
    """Let a key hold no more (admin)."""
    require_admin(viewer)
    source = _source(name)
    item = model.find_keys(viewer.tenant, source)
    require_version(if_match, _version(item))
    after = rules.without(item.value, key_id) if item else None
    if item is None or after is None:
        raise Problem("not_found")
    view = _shown(viewer, after, item.version + 1)
    commit(view, *_changing(viewer, item, item.value, after))
    return view


def told(viewer: Viewer, name: str, query: PageQuery) -> HistoryPage:
    """Who has changed keys, and when (admin)."""
    require_admin(viewer)
    sk = keys.source(_source(name))
    return chronicle.page(viewer, "webhook keys", keys.webhooks(viewer.tenant), sk, query)


def replay(viewer: Viewer, body: ReplayCreate) -> ReplayView:
    """Have what a source told be read again (admin)."""
    require_admin(viewer)
    today = clock.now().date()
    if body.until < body.since:
        raise invalid("/until", "before_since")
    if body.since < today - timedelta(days=replaying.KEPT + 1):
        raise invalid("/since", "not_kept", days=replaying.KEPT)
    until = min(body.until, today + timedelta(days=1))
    what = {"tenant": viewer.tenant, "source": body.source, "day": f"{body.since}", "until": f"{until}"}
    view = ReplayView.model_validate(body.model_dump())
    queue.order("replay", what)  # before the answer is remembered: twice is harmless, not at all is not
    commit(view)
    return view


def unmatched(viewer: Viewer, query: UnmatchedQuery) -> UnmatchedPage:
    """Events of nobody, and what cannot be read (admin)."""
    require_admin(viewer)
    if query.address is not None:
        where = replace(model.of_address(viewer.tenant, query.address.lower()), consistent=False)
        rows, more = listed(viewer, f"unmatched {query.address.lower()}", where, query)
        return UnmatchedPage(items=tuple(_unmatched(UnmatchedItem.of(row)) for row in rows), next_cursor=more)
    place = f"unmatched {keys.unmatched(viewer.tenant)}"
    start = cursor.open_(viewer, place, query.cursor) if query.cursor is not None else None
    items, after = model.latest(viewer.tenant, query.limit, start)
    sealed = cursor.seal(viewer, place, after) if after is not None else None
    return UnmatchedPage(items=tuple(map(_unmatched, items)), next_cursor=sealed)


def outgoing(viewer: Viewer, body: str) -> str:
    """An answer as it goes out: what it holds sealed, as it is remembered for its Idempotency-Key, is opened."""
    return sealing.opened_in(body, _answered(viewer))


def _entered(source: Source, body: KeyCreate) -> str | None:
    if (body.key is None) == (source in rules.OF_THE_PROVIDER):
        raise invalid("/key", "missing" if body.key is None else "made_here")
    if source == "sendgrid":
        try:
            signatures.p256(str(body.key))
        except ValueError:
            raise invalid("/key", "no_public_key") from None
    return body.key


def _changing(viewer: Viewer, item: KeysItem | None, before: Keys, after: Keys) -> list[Write]:
    pk, subject, version = keys.webhooks(viewer.tenant), keys.source(after.source), _version(item) + 1
    was = before.told() if item else None
    return [
        model.changing(viewer.tenant, item, after),
        *history.telling(pk, subject, version, viewer.employee, was, after.told()),
    ]


def _source(name: str) -> Source:
    found = next((one for one in rules.SOURCES if one == name), None)
    if found is None:
        raise Problem("not_found")
    return found


def _answered(viewer: Viewer) -> str:
    return f"answer/{viewer.tenant}/{viewer.employee}"


def _version(item: KeysItem | None) -> int:
    return item.version if item else 0


def _view(viewer: Viewer, item: KeysItem | None, source: Source) -> SourceView:
    return _shown(viewer, item.value if item else Keys(source=source), _version(item))


def _shown(viewer: Viewer, of: Keys, version: int) -> SourceView:
    names = ("id", "hint", "created_at", "created_by")
    shown = tuple(KeyView(**{name: getattr(key, name) for name in names}) for key in of.keys)
    path = f"/v1/webhooks/in/{viewer.tenant}/{of.source}"
    return SourceView(source=of.source, path=path, keys=shown, version=version)


def _unmatched(item: UnmatchedItem) -> UnmatchedView:
    signal = model.signal_in(item)
    return UnmatchedView(
        address=item.address, reason=item.reason, source=item.source, received_at=item.received_at,
        kind=signal.kind if signal else None, message=signal.message if signal else None,
        at=clock.stamp(signal.at) if signal else None, text=item.text[:_SHOWN] if item.text else None,
    )  # fmt: skip
