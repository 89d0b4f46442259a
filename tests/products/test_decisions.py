"""Where a product stands among all, and what one looks for by its first letters."""

from typing import Any

from kernel.text import sortable
from products import rules
from products.rules import Product
from tests.deciding import A


def product(**fields: Any) -> Product:
    return Product.model_validate({"id": A, "code": "P1", "name": "Bơm Nước"} | fields)


def test_products_stand_by_name_or_code_and_the_same_ones_by_their_id():
    assert rules.by_name(product()) == f"{sortable('Bơm Nước')}#{A}"
    assert rules.by_code(product()) == f"p1#{A}"


def test_what_one_types_is_looked_for_as_it_is_stored():
    assert rules.beginning("code", " P1 ") == "p1"
    assert rules.by_name(product()).startswith(rules.beginning("name", "bơm"))
    for text in (" . ", "", "_", "\u0301"):
        assert rules.beginning("name", text) == ""


def test_only_codes_are_looked_for_as_they_are_typed():
    assert rules.beginning("code", "Đ-1") == "đ-1"
    assert rules.beginning("name", "Đ-1") == sortable("Đ-1")
