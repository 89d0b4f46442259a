"""Scores and the rules behind them: /v1/scores, /v1/scoring."""

from customers.model import sees
from identity.model import identify
from kernel import chronicle, web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.paging import PageQuery
from kernel.problems import Language
from scoring import adjusting, publishing, service, trying
from scoring.adjustments import ScoreAdjustmentCreate, ScoreAdjustmentPage, ScoreAdjustmentView
from scoring.evidence import EvidencePage
from scoring.rules import Difference, Rulebook
from scoring.schemas import (
    BackTestCreate,
    BackTestView,
    DiffQuery,
    DraftCreate,
    DraftPage,
    DraftUpdate,
    DraftView,
    HistoryPage,
    MovePage,
    PreviewView,
    RulebookPage,
    RulebookView,
    ScoreQuery,
    ScoreView,
    SignalPage,
)  # fmt: skip

app = web.App(identify, sees)


@app.route("GET", "/v1/scores/<customer_id>")
def explain_score(viewer: Viewer, customer_id: str, query: ScoreQuery, language: Language) -> ScoreView:
    """Explain a score, as it is or as it was: the contributions add up to it."""
    return service.explain(viewer, customer_id, language, query)


@app.route("GET", "/v1/scores/<customer_id>/signals")
def list_signals(viewer: Viewer, customer_id: str, query: PageQuery) -> SignalPage:
    """List the signals behind a score."""
    return service.signals(viewer, customer_id, query)


@app.route("GET", "/v1/scores/<customer_id>/contributions/<rule>/evidence")
def list_evidence(viewer: Viewer, customer_id: str, rule: str, query: PageQuery) -> EvidencePage:
    """List what is behind a contribution: each item, what it earned, and what that is worth today."""
    return service.behind(viewer, customer_id, rule, query)


@app.route("GET", "/v1/scores/<customer_id>/history")
def list_history(viewer: Viewer, customer_id: str, query: PageQuery, language: Language) -> HistoryPage:
    """List what a score was and why it changed, newest first."""
    return service.history(viewer, customer_id, query, language)


@app.route("POST", "/v1/scores/<customer_id>/rebuild")
def rebuild_score(viewer: Viewer, customer_id: str, language: Language) -> ScoreView:
    """Derive a score anew from the raw signals."""
    return service.rebuild(viewer, customer_id, language)


@app.route("GET", "/v1/scores/<customer_id>/adjustments")
def list_score_adjustments(viewer: Viewer, customer_id: str, query: PageQuery) -> ScoreAdjustmentPage:
    """List the points that were given or taken by hand, newest first, also those that were withdrawn."""
    return adjusting.listing(viewer, customer_id, query)


@app.route("POST", "/v1/scores/<customer_id>/adjustments", status=201)
def adjust_score(viewer: Viewer, customer_id: str, body: ScoreAdjustmentCreate) -> ScoreAdjustmentView:
    """Give or take points by hand, for a reason; by administrators, and managers who may change the record."""
    return adjusting.create(viewer, customer_id, body)


@app.route("GET", "/v1/scores/<customer_id>/adjustments/<score_adjustment_id>")
def read_score_adjustment(viewer: Viewer, customer_id: str, score_adjustment_id: str) -> ScoreAdjustmentView:
    """Read points that were given or taken by hand."""
    return adjusting.read(viewer, customer_id, score_adjustment_id)


@app.route("POST", "/v1/scores/<customer_id>/adjustments/<score_adjustment_id>/withdraw")
def withdraw_score_adjustment(
    viewer: Viewer, customer_id: str, score_adjustment_id: str, if_match: IfMatch
) -> ScoreAdjustmentView:
    """Withdraw points given or taken by hand: they count no more, and are kept with who withdrew them."""
    return adjusting.withdraw(viewer, customer_id, score_adjustment_id, if_match)


@app.route("GET", "/v1/scores/<customer_id>/adjustments/<score_adjustment_id>/history")
def list_score_adjustment_history(
    viewer: Viewer, customer_id: str, score_adjustment_id: str, query: PageQuery
) -> chronicle.HistoryPage:
    """List who gave, took and withdrew points by hand, newest first."""
    return adjusting.told(viewer, customer_id, score_adjustment_id, query)


@app.route("GET", "/v1/scoring/rulebook")
def read_rulebook(viewer: Viewer) -> RulebookView:
    """Read the rules in force."""
    return publishing.rulebook(viewer)


@app.route("PUT", "/v1/scoring/rulebook")
def publish_rulebook(viewer: Viewer, body: Rulebook, if_match: IfMatch) -> RulebookView:
    """Publish new rules, and begin to rescore everybody (admin)."""
    return publishing.publish(viewer, body, if_match)


@app.route("GET", "/v1/scoring/rulebook/history")
def list_rulebook_history(viewer: Viewer, query: PageQuery) -> chronicle.HistoryPage:
    """List who published which rules, newest first (admin)."""
    return publishing.told(viewer, query)


@app.route("GET", "/v1/scoring/rulebooks")
def list_rulebooks(viewer: Viewer, query: PageQuery) -> RulebookPage:
    """List the published versions of the rules, newest first."""
    return publishing.versions(viewer, query)


@app.route("GET", "/v1/scoring/rulebooks/<number>")
def read_version(viewer: Viewer, number: str) -> RulebookView:
    """Read a published version of the rules."""
    return publishing.version(viewer, number)


@app.route("GET", "/v1/scoring/rulebooks/<number>/changes")
def compare_versions(viewer: Viewer, number: str, query: DiffQuery) -> Difference:
    """Compare a published version with the one before it, or with another."""
    return publishing.compared(viewer, number, query)


@app.route("GET", "/v1/scoring/drafts")
def list_drafts(viewer: Viewer, query: PageQuery) -> DraftPage:
    """List the rules that are being written, newest first (admin)."""
    return publishing.drafts(viewer, query)


@app.route("POST", "/v1/scoring/drafts", status=201)
def create_draft(viewer: Viewer, body: DraftCreate) -> DraftView:
    """Begin to write rules, from those in force or from the request's (admin)."""
    return publishing.create(viewer, body)


@app.route("GET", "/v1/scoring/drafts/<draft_id>")
def read_draft(viewer: Viewer, draft_id: str) -> DraftView:
    """Read rules that are being written (admin)."""
    return publishing.draft(viewer, draft_id)


@app.route("PATCH", "/v1/scoring/drafts/<draft_id>")
def change_draft(viewer: Viewer, draft_id: str, body: DraftUpdate, if_match: IfMatch) -> DraftView:
    """Write on (admin)."""
    return publishing.change(viewer, draft_id, body, if_match)


@app.route("DELETE", "/v1/scoring/drafts/<draft_id>", status=204)
def discard_draft(viewer: Viewer, draft_id: str, if_match: IfMatch) -> None:
    """Give up what is being written (admin)."""
    publishing.discard(viewer, draft_id, if_match)


@app.route("GET", "/v1/scoring/drafts/<draft_id>/changes")
def compare_draft(viewer: Viewer, draft_id: str) -> Difference:
    """Compare a draft with the rules in force (admin)."""
    return publishing.differs(viewer, draft_id)


@app.route("POST", "/v1/scoring/drafts/<draft_id>/publish")
def publish_draft(viewer: Viewer, draft_id: str, if_match: IfMatch) -> RulebookView:
    """Put a draft in force, and begin to rescore everybody (admin)."""
    return publishing.publish_draft(viewer, draft_id, if_match)


@app.route("POST", "/v1/scoring/drafts/<draft_id>/preview", 202)
def preview_draft(viewer: Viewer, draft_id: str) -> PreviewView:
    """Begin to look who would gain or lose by a draft (admin)."""
    return trying.preview(viewer, draft_id)


@app.route("GET", "/v1/scoring/previews/<job_id>")
def read_preview(viewer: Viewer, job_id: str) -> PreviewView:
    """Read what a preview has found (admin)."""
    return trying.read_preview(viewer, job_id)


@app.route("GET", "/v1/scoring/previews/<job_id>/moves")
def list_moves(viewer: Viewer, job_id: str, query: PageQuery) -> MovePage:
    """List whose points or stars a draft would change, the most first (admin)."""
    return trying.moves(viewer, job_id, query)


@app.route("POST", "/v1/scoring/drafts/<draft_id>/back-test", 202)
def back_test_draft(viewer: Viewer, draft_id: str, body: BackTestCreate) -> BackTestView:
    """Begin to look how well a draft tells won from lost in a period (admin)."""
    return trying.back_test(viewer, draft_id, body)


@app.route("GET", "/v1/scoring/back-tests/<job_id>")
def read_back_test(viewer: Viewer, job_id: str) -> BackTestView:
    """Read what a back-test has found (admin)."""
    return trying.read_back_test(viewer, job_id)


handler = app
