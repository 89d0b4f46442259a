"""Scores, what is behind them, and points by hand: /v1/scores."""

from customers.model import sees
from identity.model import identify
from kernel import chronicle, web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.paging import PageQuery
from kernel.problems import Language
from scoring import adjusting, service
from scoring.adjustments import ScoreAdjustmentCreate, ScoreAdjustmentPage, ScoreAdjustmentView
from scoring.evidence import EvidencePage
from scoring.schemas import (
    HistoryPage,
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


handler = app
