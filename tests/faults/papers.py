"""What people do with receipts, dossiers, templates and exports."""

from unittest.mock import patch

import export.contents
from tests.documents.storage import PDF, send
from tests.faults.attempts import KEY, Attempt
from tests.faults.scene import Scene

RECEIPT = {"date": "2026-03-02", "amount": "100"}
SIGNERS = [{"name": "K", "email": "k@x.vn"}]


def a_receipt_is_drafted(scene: Scene) -> Attempt:
    body = {"customer": scene.lead(), **RECEIPT}
    return lambda: scene.ask("POST", "/v1/receipts", body, **KEY)


def _receipt(scene: Scene) -> str:
    return f"/v1/receipts/{scene.done('POST', '/v1/receipts', {'customer': scene.lead(), **RECEIPT})['id']}"


def a_receipt_is_confirmed(scene: Scene) -> Attempt:
    receipt = _receipt(scene)
    return lambda: scene.ask("POST", f"{receipt}/confirm", **KEY)


def _document(scene: Scene, customer: str) -> str:
    body = {"customer": customer, "name": "a.pdf", "type": "application/pdf", "size": len(PDF)}
    made = scene.done("POST", "/v1/documents", body)
    send(made["upload"], PDF)
    return str(scene.done("POST", f"/v1/documents/{made['id']}/complete")["id"])


def a_dossier_is_drafted(scene: Scene) -> Attempt:
    customer = scene.lead()
    body = {"customer": customer, "title": "D", "documents": [_document(scene, customer)], "signers": SIGNERS}
    return lambda: scene.ask("POST", "/v1/dossiers", body, **KEY)


def a_draft_of_a_dossier_is_changed(scene: Scene) -> Attempt:
    customer = scene.lead()
    body = {"customer": customer, "title": "D", "documents": [_document(scene, customer)], "signers": SIGNERS}
    dossier = f"/v1/dossiers/{scene.done('POST', '/v1/dossiers', body)['id']}"
    changed = {"title": "Hợp đồng", "documents": [_document(scene, customer)]}
    return lambda: scene.ask("PATCH", dossier, changed, **{"if-match": '"1"'})


def a_print_template_is_renamed(scene: Scene) -> Attempt:
    made = scene.done("POST", "/v1/print-templates", {"name": "T", "kind": "docx", "size": 9})
    return lambda: scene.ask("PATCH", f"/v1/print-templates/{made['id']}", {"name": "Hợp đồng"})


def a_failed_export_is_asked_for_again(scene: Scene) -> Attempt:
    job = scene.done("POST", "/v1/exports", {"kind": "leads"})["id"]
    with patch.object(export.contents, "contents", side_effect=RuntimeError("no disk")):
        scene.world.pump()
    return lambda: scene.ask("POST", f"/v1/exports/{job}/retry", **KEY)


def an_export_is_cancelled(scene: Scene) -> Attempt:
    job = scene.done("POST", "/v1/exports", {"kind": "leads"})["id"]
    return lambda: scene.ask("POST", f"/v1/exports/{job}/cancel", **KEY)
