"""What a line costs: rounded once for each amount, half up, and sums of what is rounded (G4)."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.problems import Problem
from products import pricing
from products.pricing import LineFields, Prices
from products.rules import Product

PRODUCT = Product(
    id="01JZX5T0Q8V3M4N5P6R7S8T9A1", code="SP1", name="Máy đo", unit="cái", price=Decimal(1_500_000), tax=Decimal(8),
    discounts={"gold": Decimal("7.5")},
)  # fmt: skip
TIERS = {"gold": Decimal(5), "silver": Decimal(2)}


def prices(tier: str | None = None, decimals: int = 0, **more: Any) -> Prices:
    return Prices({PRODUCT.id: PRODUCT}, tier, TIERS, decimals, **more)


def priced(by: Prices | None = None, **line: Any) -> pricing.PricedLine:
    (one,) = pricing.lines([LineFields(**line)], by or prices())
    return one


def amounts_of(line: pricing.PricedLine) -> tuple[str, ...]:
    return tuple(str(one) for one in (line.gross, line.discounted, line.taxed, line.amount))


def refused(by: Prices, *wanted: LineFields) -> list[tuple[str, str]]:
    with pytest.raises(Problem) as raised:
        pricing.lines(wanted, by)
    return [(error.path, error.code) for error in raised.value.errors]


def test_a_line_takes_from_its_product_what_nobody_said():
    line = priced(product=PRODUCT.id, quantity=Decimal(2))
    assert (line.code, line.name, line.unit, str(line.price), str(line.tax)) == (
        "SP1", "Máy đo", "cái", "1500000", "8",
    )  # fmt: skip
    assert amounts_of(line) == ("3000000", "0", "240000", "3240000")


@pytest.mark.parametrize(
    ("tier", "line", "discount"),
    [
        (None, {"product": PRODUCT.id}, "0"),
        ("gold", {"product": PRODUCT.id}, "7.5"),
        ("silver", {"product": PRODUCT.id}, "2"),
        ("bronze", {"product": PRODUCT.id}, "0"),
        ("gold", {"name": "Lắp đặt", "price": 100}, "5"),
        ("gold", {"product": PRODUCT.id, "discount": 0}, "0"),
        ("gold", {"product": PRODUCT.id, "discount": 100}, "100"),
    ],
)
def test_the_discount_is_the_one_said_else_the_products_for_the_tier_else_the_tiers_own(
    tier: str | None, line: dict[str, Any], discount: str
):
    wanted = {name: Decimal(value) if isinstance(value, int) else value for name, value in line.items()}
    assert priced(prices(tier), **wanted).discount == Decimal(discount)


@pytest.mark.parametrize(
    ("decimals", "price", "discount", "tax", "amounts"),
    [
        (0, "0.5", "0", "0", ("1", "0", "0", "1")),
        (0, "1000.4", "0", "10", ("1000", "0", "100", "1100")),
        (0, "333", "50", "10", ("333", "167", "17", "183")),
        (2, "0.125", "0", "0", ("0.13", "0", "0", "0.13")),
        (2, "10", "33.33", "8", ("10", "3.33", "0.53", "7.2")),
        (3, "1.0005", "0", "0", ("1.001", "0", "0", "1.001")),
        (0, "99", "100", "10", ("99", "99", "0", "0")),
    ],
)
def test_each_amount_is_rounded_half_up_to_the_currencys_minor_unit(
    decimals: int, price: str, discount: str, tax: str, amounts: tuple[str, ...]
):
    line = priced(
        prices(decimals=decimals), name="a", price=Decimal(price), discount=Decimal(discount), tax=Decimal(tax)
    )
    assert amounts_of(line) == amounts


def test_every_line_that_is_wrong_is_named():
    wrong = (
        LineFields(product="01JZX5T0Q8V3M4N5P6R7S8T9A2"), LineFields(price=Decimal(1)), LineFields(name="a"),
        LineFields(name="a", price=Decimal(10) ** 14, quantity=Decimal(10)), LineFields(product=PRODUCT.id),
    )  # fmt: skip
    assert refused(prices(), *wrong) == [
        ("/lines/0/product", "no_such_product"), ("/lines/1/name", "missing"), ("/lines/2/price", "missing"),
        ("/lines/3/quantity", "too_large_amount"),
    ]  # fmt: skip


def test_lines_together_are_no_larger_than_an_amount():
    line = LineFields(name="a", price=Decimal(4) * 10**14)
    assert refused(prices(), line, line, line) == [("/lines", "too_large")]


def test_a_product_out_of_use_stays_where_it_is_and_comes_nowhere_else():
    closed = PRODUCT.model_copy(update={"active": False})
    line = LineFields(product=closed.id)
    by = Prices({closed.id: closed}, None, {}, 0)
    assert refused(by, line) == [("/lines/0/product", "no_such_product")]
    kept = Prices({closed.id: closed}, None, {}, 0, frozenset({closed.id}))
    assert pricing.lines([line], kept)[0].amount == 1_620_000


AMOUNTS = st.builds(
    LineFields, name=st.just("a"), quantity=st.decimals("0.0001", "999999999.9999", places=4),
    price=st.decimals("0", "100000", places=4), discount=st.decimals(0, 100, places=2),
    tax=st.decimals("0", "99.99", places=2),
)  # fmt: skip


@given(st.lists(AMOUNTS, min_size=1, max_size=8), st.sampled_from([0, 2, 3]))
def test_totals_are_the_sums_of_lines_and_each_line_is_within_half_a_unit_of_the_truth(
    wanted: list[LineFields], decimals: int
):
    found = pricing.lines(wanted, prices(decimals=decimals))
    half = Fraction(1, 2) * Fraction(1, 10**decimals)
    for line in found:
        assert abs(Fraction(line.gross) - Fraction(line.quantity) * Fraction(line.price)) <= half
        assert abs(Fraction(line.discounted) - Fraction(line.gross) * Fraction(line.discount) / 100) <= half
        net = Fraction(line.gross) - Fraction(line.discounted)
        assert abs(Fraction(line.taxed) - net * Fraction(line.tax) / 100) <= half
        assert line.amount == line.gross - line.discounted + line.taxed >= 0
    sums = pricing.totals(found)
    assert sums.total == sums.subtotal - sums.discount + sums.tax == sum(line.amount for line in found)
