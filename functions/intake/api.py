"""Webhooks as administrators see them: /v1/webhooks."""

from identity.model import identify
from intake import settings
from intake.schemas import (
    KeyCreate,
    KeyMade,
    ReplayCreate,
    ReplayView,
    SourceList,
    SourceView,
    UnmatchedPage,
    UnmatchedQuery,
)
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery

app = web.App(identify, outgoing=settings.outgoing)


@app.route("GET", "/v1/webhooks/sources")
def list_webhook_sources(viewer: Viewer) -> SourceList:
    """List the ways in of email providers, and the keys that hold for each (admin)."""
    return settings.sources(viewer)


@app.route("POST", "/v1/webhooks/sources/<source>/keys", 201)
def add_webhook_key(viewer: Viewer, source: str, body: KeyCreate) -> KeyMade:
    """Let another key hold; a secret that is made here is shown this once (admin)."""
    return settings.add_key(viewer, source, body)


@app.route("DELETE", "/v1/webhooks/sources/<source>/keys/<key_id>")
def retire_webhook_key(viewer: Viewer, source: str, key_id: str, if_match: IfMatch) -> SourceView:
    """Let a key hold no more, from a minute on (admin)."""
    return settings.retire_key(viewer, source, key_id, if_match)


@app.route("GET", "/v1/webhooks/sources/<source>/history")
def list_webhook_key_history(viewer: Viewer, source: str, query: PageQuery) -> HistoryPage:
    """List the changes of a source's keys, newest first (admin)."""
    return settings.told(viewer, source, query)


@app.route("GET", "/v1/webhooks/unmatched")
def list_unmatched_events(viewer: Viewer, query: UnmatchedQuery) -> UnmatchedPage:
    """List events whose recipient nobody knows, and those that cannot be read, newest first (admin)."""
    return settings.unmatched(viewer, query)


@app.route("POST", "/v1/webhooks/replays", 202)
def replay_webhook_bodies(viewer: Viewer, body: ReplayCreate) -> ReplayView:
    """Read again what a source told on some days of the last 30; nothing counts twice (admin)."""
    return settings.replay(viewer, body)


handler = app
