"""Bodies of requests and answers about signing dossiers."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from dossiers.rules import MOST, Dossier
from kernel.fields import Day, Email, Frozen, Line, Prose, Ulid, Unique


class SignerGiven(Frozen):
    """An employee; or somebody outside, with name and email."""

    employee: Ulid | None = None
    name: Annotated[Line, Field(max_length=120)] | None = None
    email: Email | None = None


type Documents = Annotated[tuple[Ulid, ...], Field(min_length=1, max_length=MOST), Unique]
type Signers = Annotated[tuple[SignerGiven, ...], Field(min_length=1, max_length=MOST), Unique]


class DossierCreate(Frozen):
    """A new dossier, as a draft: uploaded documents of the customer, and who signs, in this order."""

    customer: Ulid
    title: Annotated[Line, Field(max_length=200)]
    note: Annotated[Prose, Field(max_length=1000)] | None = None
    documents: Documents
    signers: Signers


class DossierPatch(Frozen):
    """Fields of a draft to change; those left out stay, null empties the note."""

    title: Annotated[Line, Field(max_length=200)] | None = None
    note: Annotated[Prose, Field(max_length=1000)] | None = None
    documents: Documents | None = None
    signers: Signers | None = None


class AnswerGiven(Frozen):
    """The signature of whose turn it is; `signer` (from 1) says whom it is meant for, so that none is skipped."""

    signer: Annotated[int, Field(ge=1, le=MOST)] | None = None
    signed_on: Day | None = None
    note: Annotated[Prose, Field(max_length=1000)] | None = None


class Rejection(Frozen):
    """Why the signer whose turn it is does not sign."""

    signer: Annotated[int, Field(ge=1, le=MOST)] | None = None
    note: Annotated[Prose, Field(min_length=1, max_length=1000)]


class DossierView(Dossier):
    """A dossier as shown; `next_signer` counts from 1."""

    next_signer: int | None = None
    version: int


class DossierQuery(Frozen):
    """Which page; of one record, or without `customer` of all that the caller sees."""

    customer: Ulid | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Annotated[str, Field(max_length=2000)] | None = None


class DossierPage(Frozen):
    """A page of dossiers, newest first."""

    items: tuple[DossierView, ...]
    next_cursor: str | None = None


class EnclosureCheck(Frozen):
    """Whether one document is still what was sent; `found` is the SHA-256 of what lies in storage, null if nothing."""

    document: Ulid
    name: str
    sha256: str
    found: str | None
    fits: bool


class Verification(Frozen):
    """What the stored bytes say now."""

    fits: bool
    documents: tuple[EnclosureCheck, ...]
    checked_at: datetime
