"""Sales documents and what follows from them: pure decisions."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sales import rules
from sales.rules import Child, Document, DocumentKind, Ref
from tests.deciding import BY_A, A, B, C, D

DAY = date(2026, 3, 2)


def document(**fields: Any) -> Document:
    known = {"id": A, "kind": "order", "customer": A, "date": DAY, "amount": "100"}
    return Document.model_validate(known | BY_A | fields)


def following(kind: DocumentKind, amount: str, **fields: Any) -> Child:
    return Child(kind=kind, id=B, amount=Decimal(amount), **fields)


def test_nothing_is_due_before_its_own_day():
    (wrong,) = rules.mistakes(document(due=date(2026, 3, 1)))
    assert (wrong.path, wrong.code, wrong.values) == ("/due", "not_before", (("other", "date"),))
    assert rules.mistakes(document(due=DAY)) == rules.mistakes(document()) == []


def test_a_message_calls_a_document_by_its_number_or_its_id():
    assert rules.told(document(number="DH-1")) == "order DH-1"
    assert rules.told(document()) == f"order {A}"


def test_a_parent_knows_what_its_child_is_about():
    one = document(kind="payment-slip", number="PC-1", receivable=False, repays=False)
    assert rules.child(one) == Child(
        kind="payment-slip", id=A, number="PC-1", amount=Decimal(100), receivable=False, repays=False
    )


CHILDREN = (
    following("receipt", "40"), following("receipt", "20"), following("contract", "70"),
    following("payment-slip", "15"), following("payment-slip", "5", repays=False),
)  # fmt: skip


@pytest.mark.parametrize(
    ("parent", "kind", "covered"),
    [("order", "receipt", 45), ("order", "payment-slip", 20), ("order", "contract", 70), ("quote", "contract", 0),
     ("quote", "order", 0)],
)  # fmt: skip
def test_the_next_part_is_about_what_no_other_is_about(parent: DocumentKind, kind: DocumentKind, covered: int):
    assert rules.covered(document(kind=parent, children=CHILDREN), kind) == covered


@pytest.mark.parametrize("kind", ["receipt", "payment-slip", "contract", "order"])
def test_what_nothing_is_about_yet_is_an_amount_too(kind: DocumentKind):
    assert repr(rules.covered(document(kind="order"), kind)) == "Decimal('0')"


def test_more_paid_back_than_was_received_leaves_the_whole_to_be_received():
    back = document(children=(following("receipt", "10"), following("payment-slip", "30")))
    assert rules.covered(back, "receipt") == 0
    assert rules.covered(document(), "receipt") == 0


def test_what_somebody_does_not_see_of_others_is_not_in_a_document():
    parent = Ref(kind="quote", id=C)
    known, hidden = following("receipt", "1"), Child(kind="receipt", id=D, amount=Decimal(2))
    whole = document(parent=parent, children=(known, hidden), opportunity=C)
    assert rules.limited(whole, lambda ref: ref.id != D, opportunities=True) == whole.model_copy(
        update={"children": (known,)}
    )
    seen = rules.limited(whole, lambda ref: ref.id == D, opportunities=False)
    assert (seen.parent, seen.children, seen.opportunity) == (None, (hidden,), None)
    assert rules.limited(document(), lambda _: True, opportunities=True).parent is None
