"""What an entry of a ledger says of the document that it is about."""

from decimal import Decimal
from typing import Any

import pytest

from ledger.rules import Step, postings

STORED: dict[str, Any] = {
    "id": "d1", "kind": "receipt", "state": "confirmed", "amount": Decimal(5), "date": "2026-03-02", "number": "PT-1",
    "reason": "Phí", "receivable": True, "repays": True, "customer": "c1",
}  # fmt: skip


@pytest.mark.parametrize(
    ("sk", "kind"), [("RECEIPT#d1", "receipt"), ("PAYMENTSLIP#d1", "payment-slip"), ("RECEIPT#d1#x", "receipt")]
)
def test_an_entry_names_its_document_also_when_that_is_gone(sk: str, kind: str):
    stored = STORED | {"kind": kind}
    for before, after in (({}, stored), (stored, {})):
        (one,) = postings([Step(sk, before, after, "confirmed")])
        named = {name: one.what[name] for name in ("kind", "document", "number", "date", "note", "reason")}
        assert named == {"kind": kind, "document": "d1", "number": "PT-1", "date": "2026-03-02", "note": "Phí",
            "reason": "confirmed"}  # fmt: skip
