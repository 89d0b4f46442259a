"""Drafting, sending, signing, rejecting and verifying dossiers."""

from collections.abc import Sequence
from datetime import datetime

from attached import across, kinds, telling
from customers import attached
from customers.model import load, since
from customers.rules import Customer
from dossiers import enclosures, model, rules
from dossiers.model import DossierItem
from dossiers.rules import Answer, Dossier, Enclosure, Signer, State
from dossiers.schemas import (
    AnswerGiven,
    DossierCreate,
    DossierPage,
    DossierPatch,
    DossierQuery,
    DossierView,
    EnclosureCheck,
    Rejection,
    SignerGiven,
    Verification,
)
from identity.model import employee
from identity.viewers import viewer_of
from kernel import clock, ids, table
from kernel.access import Category, Viewer, require_version
from kernel.chronicle import HistoryPage
from kernel.commit import commit
from kernel.paging import PageQuery
from kernel.problems import FieldError, Problem, invalid
from kernel.table import Write

CATEGORY: Category = "documents"


def create(viewer: Viewer, body: DossierCreate) -> DossierView:
    """A draft for a record whose documents the viewer sees."""
    record = attached.receiving(viewer, body.customer, CATEGORY).value
    now = clock.now()
    stamps = {"created_at": now, "created_by": viewer.employee, "updated_at": now, "updated_by": viewer.employee}
    dossier = Dossier.model_validate({
        "id": ids.new(now), "customer": record.id, "title": body.title, "note": body.note,
        "documents": _enclosed(viewer, record, body.documents),
        "signers": _signers(viewer, body.signers), **stamps,
    })  # fmt: skip
    view = _view(dossier, 1)
    commit(view, *model.creating(viewer.tenant, dossier))
    return view


def _enclosed(viewer: Viewer, record: Customer, wanted: Sequence[str]) -> tuple[Enclosure, ...]:
    """The documents named, of those that are there for the viewer."""
    first = since(viewer, record, CATEGORY)
    return enclosures.listed(enclosures.enclosed(viewer, record.id, wanted, first))


def _signers(viewer: Viewer, given: Sequence[SignerGiven]) -> tuple[Signer, ...]:
    """Who signs, by name; 422 naming who is no active employee, or neither that nor somebody with name and email."""
    found, errors = [], []
    for place, one in enumerate(given):
        person = employee(viewer.tenant, one.employee) if one.employee else None
        path = f"/signers/{place}"
        if one.employee and (one.name or one.email):
            errors.append(FieldError(f"{path}/employee", "not_together", (("other", "name, email"),)))
        elif one.employee and (person is None or not person.value.active):
            errors.append(FieldError(f"{path}/employee", "no_such_employee"))
        elif person is not None:
            found.append(Signer(employee=person.value.id, name=person.value.name, email=person.value.email))
        elif one.name and one.email:
            found.append(Signer(name=one.name, email=one.email))
        else:
            errors.append(FieldError(f"{path}/email" if one.name else f"{path}/name", "missing"))
    if errors:
        raise Problem("invalid_request", errors=errors)
    return tuple(found)


def read(viewer: Viewer, dossier_id: str) -> DossierView:
    """One dossier."""
    item = _load(viewer, dossier_id)
    return _view(item.value, item.version)


def dossiers(viewer: Viewer, query: DossierQuery) -> DossierPage:
    """A record's dossiers, or all that the viewer sees, newest first."""
    rows, after = across.listed(
        viewer, kinds.DOSSIERS, query.customer, PageQuery(limit=query.limit, cursor=query.cursor)
    )
    views = (_view(item.value, item.version) for item in map(DossierItem.of, rows))
    return DossierPage(items=tuple(views), next_cursor=after)


def change(viewer: Viewer, dossier_id: str, body: DossierPatch, if_match: int | None) -> DossierView:
    """Change a draft; what was sent stays as it was sent."""
    item = _load(viewer, dossier_id)
    require_version(if_match, item.version)
    _require(item.value, "draft")
    given = {name: getattr(body, name) for name in body.model_fields_set}
    emptied = [name for name, value in given.items() if value is None and name != "note"]
    if emptied:
        raise invalid(f"/{emptied[0]}", "missing")
    if body.documents is not None:
        given["documents"] = _enclosed(viewer, load(viewer, item.value.customer, CATEGORY).value, body.documents)
    if body.signers is not None:
        given["signers"] = _signers(viewer, body.signers)
    return _put(viewer, item, item.value.model_copy(update=given), clock.now())


def send(viewer: Viewer, dossier_id: str, if_match: int | None) -> DossierView:
    """Seal the documents with the digests of their stored bytes; from now on they stay as they are."""
    item = _load(viewer, dossier_id)
    require_version(if_match, item.version)
    _require(item.value, "draft")
    _require_eyes(viewer, item.value)
    found = enclosures.enclosed(viewer, item.value.customer, [one.document for one in item.value.documents])
    now = clock.now()
    sent = {"state": "sent", "sent_at": now, "sent_by": viewer.employee, "documents": enclosures.sealed(viewer, found)}
    return _put(viewer, item, item.value.model_copy(update=sent), now, *enclosures.holding(found, dossier_id))


def _require_eyes(viewer: Viewer, dossier: Dossier) -> None:
    """422 when an employee who is to sign would not see what."""
    errors = []
    for place, signer in enumerate(dossier.signers):
        if signer.employee is not None:
            try:
                eyes = viewer_of(viewer.tenant, signer.employee)
                attached.require_sight(eyes, dossier.customer, CATEGORY, dossier.id)
            except Problem:
                errors.append(FieldError(f"/signers/{place}/employee", "signer_sees_nothing"))
    if errors:
        raise Problem("invalid_request", errors=errors)


def sign(viewer: Viewer, dossier_id: str, body: AnswerGiven, if_match: int | None) -> DossierView:
    """Note a signature, as long as the documents are those that were sent."""
    return _answer(viewer, dossier_id, body, "signed", if_match)


def reject(viewer: Viewer, dossier_id: str, body: Rejection, if_match: int | None) -> DossierView:
    """Note that a signer does not sign; the dossier is over, and its documents are free."""
    return _answer(viewer, dossier_id, body, "rejected", if_match)


def _answer(
    viewer: Viewer, dossier_id: str, body: AnswerGiven | Rejection, answer: Answer, if_match: int | None
) -> DossierView:
    item = _load(viewer, dossier_id)
    require_version(if_match, item.version)
    _require(item.value, "sent")
    place = rules.next_signer(item.value) or 0
    signer = item.value.signers[place - 1]
    if body.signer is not None and body.signer != place:
        raise Problem("not_your_turn", next=place, name=signer.name)
    if signer.employee is not None and signer.employee != viewer.employee:
        raise Problem("not_the_signer", name=signer.name)
    now = clock.now()
    noted: dict[str, object] = {"answer": answer, "at": now, "by": viewer.employee, "note": body.note}
    if isinstance(body, AnswerGiven):
        _require_as_sent(viewer, item.value)
        noted["signed_on"] = body.signed_on
    after = rules.answered(item.value, place, signer.model_copy(update=noted), now)
    return _put(viewer, item, after, now, *(_release(viewer, item.value) if answer == "rejected" else ()))


def _require_as_sent(viewer: Viewer, dossier: Dossier) -> None:
    for enclosure, found in enclosures.checked(viewer, dossier.documents):
        if found != enclosure.sha256:
            raise Problem("document_damaged", document=enclosure.name)


def _release(viewer: Viewer, dossier: Dossier) -> list[Write]:
    held = enclosures.enclosed(viewer, dossier.customer, [one.document for one in dossier.documents])
    return enclosures.releasing(held, dossier.id)


def verify(viewer: Viewer, dossier_id: str) -> Verification:
    """Whether the stored bytes are still those that were sent."""
    item = _load(viewer, dossier_id)
    _require(item.value, "sent", "signed", "rejected")
    checks = tuple(
        EnclosureCheck(
            document=one.document, name=one.name, sha256=str(one.sha256), found=found, fits=found == one.sha256
        )
        for one, found in enclosures.checked(viewer, item.value.documents)
    )
    return Verification(fits=all(one.fits for one in checks), documents=checks, checked_at=clock.now())


def remove(viewer: Viewer, dossier_id: str, if_match: int | None) -> None:
    """Take away a draft, or what was rejected; a dossier that is signed, or may be, stays."""
    item = _load(viewer, dossier_id)
    require_version(if_match, item.version)
    _require(item.value, "draft", "rejected")
    table.write(*model.removing(viewer.tenant, item, viewer.employee))


def told(viewer: Viewer, dossier_id: str, query: PageQuery) -> HistoryPage:
    """What became of a dossier."""
    return telling.page(viewer, _load(viewer, dossier_id).value.id, model.subject(dossier_id), query)


def _put(viewer: Viewer, item: DossierItem, after: Dossier, at: datetime, *more: Write) -> DossierView:
    stamped = after.model_copy(update={"updated_at": at, "updated_by": viewer.employee})
    view = _view(stamped, item.version + 1)
    commit(view, *model.replacing(item, stamped), *more)
    return view


def _require(dossier: Dossier, *needed: State) -> None:
    if dossier.state not in needed:
        raise Problem("wrong_state", state=dossier.state, needed=" / ".join(needed))


def _load(viewer: Viewer, dossier_id: str) -> DossierItem:
    return attached.reach(DossierItem, viewer, kinds.DOSSIERS.prefix, CATEGORY, dossier_id)


def _view(dossier: Dossier, version: int) -> DossierView:
    return DossierView(**dossier.model_dump(), next_signer=rules.next_signer(dossier), version=version)
