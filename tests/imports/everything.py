"""A plan for each kind that makes records and changes some that are there; `mark` tells its codes from others."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from imports.columns import Kind
from imports.plans import Planned
from tests.imports.carried import Update, creates, updates


class Made(Protocol):
    """Makes something by its route: its path, its body; returns its id."""

    def __call__(self, path: str, **body: Any) -> str: ...


def _leads(made: Made, mark: str) -> list[Planned]:
    there = made("leads", name="Cũ", emails=[f"cu{mark}@x.vn"], code=f"CU1{mark}")
    rows: list[Mapping[str, Any]] = [
        {
            "name": "Nguyễn Hoà",
            "phones": [f"091234567{mark or 8}"],
            "emails": [f"hoa{mark}@x.vn"],
            "code": f"KH1{mark}",
            "stage": "new",
        },
        {"name": "Bình", "groups": ["vip"], "stage": "new"},
        {"name": "Có mã của người khác", "code": f"KH2{mark}", "stage": "new"},
    ]
    return [*creates(rows), *updates([(there, 1, {"address": "12 Lê Lợi", "emails": ["moi@x.vn"]})], 9)]


def _customers(_made: Made, mark: str) -> list[Planned]:
    return creates([{"name": "A"}, {"name": "B", "tax_code": f"0101234567{mark}"}, {"name": "C", "code": f"C3{mark}"}])


def _contacts(made: Made, _mark: str) -> list[Planned]:
    home = made("leads", name="A")
    first = made("contacts", customer=home, name="Một", primary=True)
    other = made("contacts", customer=home, name="Bốn")
    rows = [{"customer": home, "name": name, "primary": True, "emails": ["x@x.vn"]} for name in ("Hai", "Ba")]
    changes: list[Update] = [(first, 1, {"title": "Giám đốc"}), (other, 1, {"primary": True})]
    return [*creates(rows), *updates(changes, 9)]


def _opportunities(made: Made, mark: str) -> list[Planned]:
    home = made("leads", name="A")
    there = made("opportunities", customer=home, name="Cũ", expected_close="2027-01-31")
    rows: list[Mapping[str, Any]] = [
        {"customer": home, "name": "Một", "expected_close": "2027-01-31"},
        {"customer": home, "name": "Hai", "expected_close": "2027-01-31", "number": f"SO-7{mark}"},
        {"customer": home, "name": "Ba", "expected_close": "2027-01-31"},
    ]
    return [*creates(rows), *updates([(there, 1, {"stage": "won", "notes": "!"})], 9)]


def _products(made: Made, mark: str) -> list[Planned]:
    there = made("products", code=f"SP0{mark}", name="Cũ", price="5")
    rows = [{"code": f"SP1{mark}", "name": "Một", "price": "1000000.50"}, {"code": f"SP2{mark}", "name": "Hai"}]
    return [*creates(rows), *updates([(there, 1, {"price": "7", "unit": "bộ"})], 9)]


PLANS: Mapping[Kind, Callable[[Made, str], list[Planned]]] = {
    "leads": _leads, "customers": _customers, "contacts": _contacts, "opportunities": _opportunities,
    "products": _products,
}  # fmt: skip
