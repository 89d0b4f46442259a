"""Signing dossiers: documents that signers sign one after the other (D6). Pure decisions on them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from kernel.fields import Day, Email, Frozen, Line, Prose, Ulid

LARGEST = 100 * 1024 * 1024
"""Bytes that the documents of a dossier may have together: their digests are computed while somebody waits."""
MOST = 20
"""Documents, and signers, that a dossier may have."""

type State = Literal["draft", "sent", "signed", "rejected"]
type Answer = Literal["signed", "rejected"]


class Signer(Frozen):
    """Who signs: an employee, or somebody outside. `at` and `by` say when the answer was noted, and by whom."""

    employee: Ulid | None = None
    name: Annotated[Line, Field(max_length=120)]
    email: Email
    answer: Answer | None = None
    at: datetime | None = None
    by: Ulid | None = None
    signed_on: Day | None = None
    """The day that stands beside a signature on paper."""
    note: Annotated[Prose, Field(max_length=1000)] | None = None


class Enclosure(Frozen):
    """A document in a dossier. `sha256` is that of its stored bytes at the moment of sending, never changed after."""

    document: Ulid
    name: Annotated[Line, Field(max_length=200)]
    size: int
    sha256: str | None = None


class Dossier(Frozen):
    """A dossier. Its signers sign in their order."""

    id: Ulid
    customer: Ulid
    title: Annotated[Line, Field(max_length=200)]
    note: Annotated[Prose, Field(max_length=1000)] | None = None
    documents: tuple[Enclosure, ...]
    signers: tuple[Signer, ...]
    state: State = "draft"
    sent_at: datetime | None = None
    sent_by: Ulid | None = None
    closed_at: datetime | None = None
    created_at: datetime
    created_by: Ulid
    updated_at: datetime
    updated_by: Ulid


def next_signer(dossier: Dossier) -> int | None:
    """Whose turn it is, from 1; None when all have answered or one has rejected."""
    if dossier.state != "sent":
        return None
    return next((place for place, one in enumerate(dossier.signers, 1) if one.answer is None), None)


def answered(dossier: Dossier, place: int, given: Signer, at: datetime) -> Dossier:
    """The dossier with the answer of the signer at `place`: the last signature closes it, and so does a rejection."""
    signers = tuple(given if number == place else one for number, one in enumerate(dossier.signers, 1))
    over = given.answer == "rejected" or place == len(signers)
    closing = {"state": given.answer, "closed_at": at} if over else {}
    return dossier.model_copy(update={"signers": signers, **closing})
