"""Scores and the rules behind them: /v1/scores, /v1/scoring."""

from customers.model import sees
from identity.model import identify
from kernel import chronicle, web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.paging import PageQuery
from kernel.problems import Language
from scoring import service
from scoring.rules import Rulebook
from scoring.schemas import HistoryPage, RulebookView, ScoreView, SignalPage

app = web.App(identify, sees)


@app.route("GET", "/v1/scores/<customer_id>")
def explain_score(viewer: Viewer, customer_id: str, language: Language) -> ScoreView:
    """Explain a score: the contributions add up to it."""
    return service.explain(viewer, customer_id, language)


@app.route("GET", "/v1/scores/<customer_id>/signals")
def list_signals(viewer: Viewer, customer_id: str, query: PageQuery) -> SignalPage:
    """List the signals behind a score."""
    return service.signals(viewer, customer_id, query)


@app.route("GET", "/v1/scores/<customer_id>/history")
def list_history(viewer: Viewer, customer_id: str, query: PageQuery) -> HistoryPage:
    """List what a score was, newest first."""
    return service.history(viewer, customer_id, query)


@app.route("POST", "/v1/scores/<customer_id>/rebuild")
def rebuild_score(viewer: Viewer, customer_id: str, language: Language) -> ScoreView:
    """Derive a score anew from the raw signals."""
    return service.rebuild(viewer, customer_id, language)


@app.route("GET", "/v1/scoring/rulebook")
def read_rulebook(viewer: Viewer) -> RulebookView:
    """Read the rules in force."""
    return service.rulebook(viewer)


@app.route("PUT", "/v1/scoring/rulebook")
def publish_rulebook(viewer: Viewer, body: Rulebook, if_match: IfMatch) -> RulebookView:
    """Publish new rules (admin)."""
    return service.publish(viewer, body, if_match)


@app.route("GET", "/v1/scoring/rulebook/history")
def list_rulebook_history(viewer: Viewer, query: PageQuery) -> chronicle.HistoryPage:
    """List who published which rules, newest first (admin)."""
    return service.rulebook_told(viewer, query)


handler = app
