"""Signing dossiers: /v1/dossiers."""

from customers.model import sees
from dossiers import service
from dossiers.schemas import (
    AnswerGiven,
    DossierCreate,
    DossierPage,
    DossierPatch,
    DossierQuery,
    DossierView,
    Rejection,
    Verification,
)
from identity.model import identify
from kernel import web
from kernel.access import Viewer
from kernel.binding import IfMatch
from kernel.chronicle import HistoryPage
from kernel.paging import PageQuery

app = web.App(identify, sees)


@app.route("POST", "/v1/dossiers", 201)
def create_dossier(viewer: Viewer, body: DossierCreate) -> DossierView:
    """Draft a signing dossier."""
    return service.create(viewer, body)


@app.route("GET", "/v1/dossiers")
def list_dossiers(viewer: Viewer, query: DossierQuery) -> DossierPage:
    """List signing dossiers, newest first: a record's, or all that the caller sees."""
    return service.dossiers(viewer, query)


@app.route("GET", "/v1/dossiers/<dossier_id>")
def read_dossier(viewer: Viewer, dossier_id: str) -> DossierView:
    """Read a signing dossier."""
    return service.read(viewer, dossier_id)


@app.route("PATCH", "/v1/dossiers/<dossier_id>")
def change_dossier(viewer: Viewer, dossier_id: str, body: DossierPatch, if_match: IfMatch) -> DossierView:
    """Change a draft."""
    return service.change(viewer, dossier_id, body, if_match)


@app.route("DELETE", "/v1/dossiers/<dossier_id>", 204)
def delete_dossier(viewer: Viewer, dossier_id: str, if_match: IfMatch) -> None:
    """Delete a dossier that is a draft or was rejected."""
    service.remove(viewer, dossier_id, if_match)


@app.route("POST", "/v1/dossiers/<dossier_id>/send")
def send_dossier(viewer: Viewer, dossier_id: str, if_match: IfMatch) -> DossierView:
    """Send a draft: its documents are sealed with their SHA-256 and stay."""
    return service.send(viewer, dossier_id, if_match)


@app.route("POST", "/v1/dossiers/<dossier_id>/sign")
def sign_dossier(viewer: Viewer, dossier_id: str, body: AnswerGiven, if_match: IfMatch) -> DossierView:
    """Sign, when it is your turn; or note the signature of somebody outside whose turn it is."""
    return service.sign(viewer, dossier_id, body, if_match)


@app.route("POST", "/v1/dossiers/<dossier_id>/reject")
def reject_dossier(viewer: Viewer, dossier_id: str, body: Rejection, if_match: IfMatch) -> DossierView:
    """Reject, when it is your turn; or note that somebody outside whose turn it is does not sign."""
    return service.reject(viewer, dossier_id, body, if_match)


@app.route("GET", "/v1/dossiers/<dossier_id>/verify")
def verify_dossier(viewer: Viewer, dossier_id: str) -> Verification:
    """Compute the SHA-256 of the stored documents again, and compare."""
    return service.verify(viewer, dossier_id)


@app.route("GET", "/v1/dossiers/<dossier_id>/history")
def list_dossier_history(viewer: Viewer, dossier_id: str, query: PageQuery) -> HistoryPage:
    """List what became of a signing dossier, newest first."""
    return service.told(viewer, dossier_id, query)


handler = app
