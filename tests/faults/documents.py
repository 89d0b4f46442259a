"""Documents of records, and dossiers that are signed."""

import reactions.stream
from tests.documents.storage import PDF, send
from tests.faults.attempts import KEY, Attempt, gone
from tests.faults.scene import Scene
from tests.faults.streams import batch
from tests.world import REACTIONS


def a_document_is_announced(scene: Scene) -> Attempt:
    body = {"customer": scene.lead(), "name": "a.pdf", "type": "application/pdf", "size": len(PDF)}
    return lambda: scene.ask("POST", "/v1/documents", body, **KEY)


def _uploaded(scene: Scene) -> str:
    body = {"customer": scene.lead(), "name": "a.pdf", "type": "application/pdf", "size": len(PDF)}
    made = scene.done("POST", "/v1/documents", body)
    send(made["upload"], PDF)
    return f"/v1/documents/{made['id']}"


def a_document_is_completed(scene: Scene) -> Attempt:
    document = _uploaded(scene)
    return lambda: scene.ask("POST", f"{document}/complete", **KEY)


def a_document_is_renamed(scene: Scene) -> Attempt:
    document = _uploaded(scene)
    return lambda: scene.ask("PATCH", document, {"name": "b.pdf"})


def a_document_is_deleted(scene: Scene) -> Attempt:
    document = _uploaded(scene)
    scene.done("POST", f"{document}/complete")
    scene.world.pump()
    return lambda: gone(scene.ask("DELETE", document))


def files_of_deleted_documents_go(scene: Scene) -> Attempt:
    document = _uploaded(scene)
    scene.done("POST", f"{document}/complete")
    scene.done("DELETE", document)
    return batch(scene, reactions.stream.handler, REACTIONS)


def _dossier(scene: Scene) -> str:
    document = scene.done("POST", f"{_uploaded(scene)}/complete")
    signers = [{"name": "K", "email": "k@x.vn"}]
    body = {"customer": document["customer"], "title": "D", "documents": [document["id"]], "signers": signers}
    return f"/v1/dossiers/{scene.done('POST', '/v1/dossiers', body)['id']}"


def a_dossier_is_sent(scene: Scene) -> Attempt:
    dossier = _dossier(scene)
    return lambda: scene.ask("POST", f"{dossier}/send", **KEY)


def a_dossier_is_signed(scene: Scene) -> Attempt:
    dossier = _dossier(scene)
    scene.done("POST", f"{dossier}/send")
    return lambda: scene.ask("POST", f"{dossier}/sign", {}, **KEY)


def a_dossier_is_rejected(scene: Scene) -> Attempt:
    dossier = _dossier(scene)
    scene.done("POST", f"{dossier}/send")
    return lambda: scene.ask("POST", f"{dossier}/reject", {"note": "no"}, **KEY)


def a_dossier_is_deleted(scene: Scene) -> Attempt:
    dossier = _dossier(scene)
    return lambda: gone(scene.ask("DELETE", dossier))
