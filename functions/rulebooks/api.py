"""The rules behind scores, as they are, were and might be: /v1/scoring."""

from customers.model import sees
from identity.model import identify
from kernel import chronicle, web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.paging import PageQuery
from kernel.problems import Language
from rulebooks import publishing, service, trying
from rulebooks.schemas import (
    BackTestCreate,
    BackTestView,
    DiffQuery,
    DraftCreate,
    DraftPage,
    DraftUpdate,
    DraftView,
    MovePage,
    PreviewView,
    RulebookPage,
    RulebookView,
)
from scoring.rules import Difference, Rulebook

app = web.App(identify, sees)


@app.route("GET", "/v1/scoring/rulebook")
def read_rulebook(viewer: Viewer) -> RulebookView:
    """Read the rules in force."""
    return service.rulebook(viewer)


@app.route("PUT", "/v1/scoring/rulebook")
def publish_rulebook(viewer: Viewer, body: Rulebook, if_match: IfMatch) -> RulebookView:
    """Publish new rules, and begin to rescore everybody (admin)."""
    return publishing.publish(viewer, body, if_match)


@app.route("GET", "/v1/scoring/rulebook/history")
def list_rulebook_history(viewer: Viewer, query: PageQuery) -> chronicle.HistoryPage:
    """List who published which rules, newest first (admin)."""
    return service.told(viewer, query)


@app.route("GET", "/v1/scoring/rulebooks")
def list_rulebooks(viewer: Viewer, query: PageQuery) -> RulebookPage:
    """List the published versions of the rules, newest first."""
    return service.versions(viewer, query)


@app.route("GET", "/v1/scoring/rulebooks/<number>")
def read_version(viewer: Viewer, number: str) -> RulebookView:
    """Read a published version of the rules."""
    return service.version(viewer, number)


@app.route("GET", "/v1/scoring/rulebooks/<number>/changes")
def compare_versions(viewer: Viewer, number: str, query: DiffQuery) -> Difference:
    """Compare a published version with the one before it, or with another."""
    return service.compared(viewer, number, query)


@app.route("GET", "/v1/scoring/drafts")
def list_drafts(viewer: Viewer, query: PageQuery) -> DraftPage:
    """List the rules that are being written, newest first (admin)."""
    return service.drafts(viewer, query)


@app.route("POST", "/v1/scoring/drafts", status=201)
def create_draft(viewer: Viewer, body: DraftCreate) -> DraftView:
    """Begin to write rules, from those in force or from the request's (admin)."""
    return service.create(viewer, body)


@app.route("GET", "/v1/scoring/drafts/<draft_id>")
def read_draft(viewer: Viewer, draft_id: str) -> DraftView:
    """Read rules that are being written (admin)."""
    return service.draft(viewer, draft_id)


@app.route("PATCH", "/v1/scoring/drafts/<draft_id>")
def change_draft(viewer: Viewer, draft_id: str, body: DraftUpdate, if_match: IfMatch) -> DraftView:
    """Write on (admin)."""
    return service.change(viewer, draft_id, body, if_match)


@app.route("DELETE", "/v1/scoring/drafts/<draft_id>", status=204)
def discard_draft(viewer: Viewer, draft_id: str, if_match: IfMatch) -> None:
    """Give up what is being written (admin)."""
    service.discard(viewer, draft_id, if_match)


@app.route("GET", "/v1/scoring/drafts/<draft_id>/changes")
def compare_draft(viewer: Viewer, draft_id: str) -> Difference:
    """Compare a draft with the rules in force (admin)."""
    return service.differs(viewer, draft_id)


@app.route("POST", "/v1/scoring/drafts/<draft_id>/publish")
def publish_draft(viewer: Viewer, draft_id: str, if_match: IfMatch) -> RulebookView:
    """Put a draft in force, and begin to rescore everybody (admin)."""
    return service.publish_draft(viewer, draft_id, if_match)


@app.route("POST", "/v1/scoring/drafts/<draft_id>/preview", 202)
def preview_draft(viewer: Viewer, draft_id: str) -> PreviewView:
    """Begin to look who would gain or lose by a draft (admin)."""
    return trying.preview(viewer, draft_id)


@app.route("GET", "/v1/scoring/previews/<job_id>")
def read_preview(viewer: Viewer, job_id: str) -> PreviewView:
    """Read what a preview has found (admin)."""
    return trying.read_preview(viewer, job_id)


@app.route("GET", "/v1/scoring/previews/<job_id>/moves")
def list_moves(viewer: Viewer, job_id: str, query: PageQuery, language: Language) -> MovePage:
    """List whose points or stars a draft would change, the most first (admin)."""
    return trying.moves(viewer, job_id, query, language)


@app.route("POST", "/v1/scoring/drafts/<draft_id>/back-test", 202)
def back_test_draft(viewer: Viewer, draft_id: str, body: BackTestCreate, language: Language) -> BackTestView:
    """Begin to look how well a draft tells won from lost in a period (admin)."""
    return trying.back_test(viewer, draft_id, body, language)


@app.route("GET", "/v1/scoring/back-tests/<job_id>")
def read_back_test(viewer: Viewer, job_id: str, language: Language) -> BackTestView:
    """Read what a back-test has found (admin)."""
    return trying.read_back_test(viewer, job_id, language)


handler = app
