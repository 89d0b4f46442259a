"""Whose turn it is to sign, and what an answer does to a dossier."""

from typing import Any

from dossiers import rules
from dossiers.rules import Answer, Dossier, Signer
from tests.deciding import BY_A, LATER, A, differs


def signer(answer: Answer | None = None) -> Signer:
    return Signer(name="An", email="an@x.vn", answer=answer)


def dossier(*answers: Answer | None, **fields: Any) -> Dossier:
    known = {"id": A, "customer": A, "title": "HĐ", "documents": [], "state": "sent"}
    return Dossier.model_validate(known | BY_A | {"signers": [signer(one) for one in answers]} | fields)


TURNS: list[tuple[Answer | None, ...]] = [(None, None), ("signed", None), ("signed", "signed")]


def test_signers_take_turns_while_a_dossier_is_out():
    assert [rules.next_signer(dossier(*both)) for both in TURNS] == [1, 2, None]
    assert rules.next_signer(dossier(None, state="draft")) is None
    assert rules.next_signer(dossier("rejected", None, state="rejected")) is None


def test_the_last_signature_closes_it():
    before = dossier(None, None)
    first = rules.answered(before, 1, signer("signed"), LATER)
    assert differs(before, first) == {"signers": (signer("signed"), signer())}
    last = rules.answered(first, 2, signer("signed"), LATER)
    assert differs(first, last) == {
        "signers": (signer("signed"), signer("signed")), "state": "signed", "closed_at": LATER}  # fmt: skip


def test_one_rejection_closes_it():
    after = rules.answered(dossier(None, None), 1, signer("rejected"), LATER)
    assert (after.state, after.closed_at, after.signers[1]) == ("rejected", LATER, signer())
