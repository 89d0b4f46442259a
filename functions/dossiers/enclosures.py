"""The documents of a dossier, and what storage says of them."""

from collections.abc import Sequence

from documents import model as documents
from documents.model import DocumentItem
from documents.rules import Document
from dossiers.rules import LARGEST, Enclosure
from kernel import files, keys, table
from kernel.access import Viewer
from kernel.problems import FieldError, Problem, invalid
from kernel.table import Write


def enclosed(viewer: Viewer, customer: str, wanted: Sequence[str], first: str | None = None) -> list[DocumentItem]:
    """The documents, in that order; 422 naming those that are none of this customer's, or no uploaded file.

    `first` is the least id that there is for who names them.
    """
    keyed = [(keys.customer(viewer.tenant, customer), keys.document(keys.FILE, one)) for one in wanted]
    there = documents.present(list(table.get_many(keyed).values()))
    found = {item.value.id: item for item in there if first is None or item.value.id >= first}
    errors = [
        FieldError(f"/documents/{place}", "no_such_document" if one not in found else "not_uploaded")
        for place, one in enumerate(wanted)
        if one not in found or found[one].value.sha256 is None
    ]
    if errors:
        raise Problem("invalid_request", errors=errors)
    if sum(item.value.size or 0 for item in found.values()) > LARGEST:
        raise invalid("/documents", "too_large_together", limit=LARGEST)
    return [found[one] for one in wanted]


def listed(items: Sequence[DocumentItem]) -> tuple[Enclosure, ...]:
    """As a draft lists them: nothing is sealed yet."""
    return tuple(Enclosure(document=i.value.id, name=i.value.name, size=i.value.size or 0) for i in items)


def sealed(viewer: Viewer, items: Sequence[DocumentItem]) -> tuple[Enclosure, ...]:
    """With the digest of the bytes that lie in storage; 409 when those are not what was once looked at."""
    made = []
    for item in items:
        document = item.value
        found = _stored(viewer.tenant, document.id, document.sha256 or "")
        if found is None or found != document.sha256:
            raise Problem("document_damaged", document=document.name)
        made.append(Enclosure(document=document.id, name=document.name, size=document.size or 0, sha256=found))
    return tuple(made)


def checked(viewer: Viewer, enclosures: Sequence[Enclosure]) -> list[tuple[Enclosure, str | None]]:
    """Each document with the digest of the bytes that lie in storage under its name now, None if there are none."""
    return [(one, _stored(viewer.tenant, one.document, one.sha256 or "")) for one in enclosures]


def _stored(tenant: str, document: str, sha256: str) -> str | None:
    return files.digest(keys.file(tenant, document, sha256))


def holding(items: Sequence[DocumentItem], dossier: str) -> list[Write]:
    """The writes by which documents stay as long as the dossier needs them."""
    return [documents.replacing(item, _in(item.value, (*item.value.dossiers, dossier))) for item in items]


def releasing(items: Sequence[DocumentItem], dossier: str) -> list[Write]:
    """The writes by which documents may go again, as far as this dossier is concerned."""
    return [
        documents.replacing(item, _in(item.value, tuple(one for one in item.value.dossiers if one != dossier)))
        for item in items
    ]


def _in(document: Document, dossiers: tuple[str, ...]) -> Document:
    return document.model_copy(update={"dossiers": dossiers})
