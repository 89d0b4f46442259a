"""A ladder of tiers after another one, and the discounts that go to products with it."""

from decimal import Decimal
from typing import Any

import pytest

from tests.deciding import NAMES
from tiers import rules
from tiers.rules import Applied, InForce, LadderFields


def tier(tier_id: str, discount: int = 0, **criterion: Any) -> dict[str, Any]:
    fields = {"id": tier_id, "name": NAMES, "colour": "#112233", "discount": discount}
    return fields | (criterion or {"min_amount": {"silver": 10, "gold": 20, "top": 30}.get(tier_id, 40)})


def ladder(*tiers: dict[str, Any], **more: Any) -> InForce:
    return InForce.model_validate({"tiers": tiers, **more})


def wrong(*tiers: dict[str, Any], basis: str = "revenue") -> list[tuple[str, str, dict[str, object]]]:
    fields = LadderFields.model_validate({"tiers": tiers, "basis": basis})
    return [(one.path, one.code, dict(one.values)) for one in rules.mistakes(fields)]


def test_a_tier_has_one_criterion_that_fits_the_basis():
    both, neither, number = (
        tier("a", min_amount=1, min_contracts=1),
        tier("a", min_amount=None),
        tier("a", min_contracts=2),
    )
    assert wrong(tier("silver"), both | {"min_amount": 50}) == [("/tiers/1/min_contracts", "two_criteria", {})]
    assert wrong(neither) == [("/tiers/0/min_amount", "one_criterion", {"basis": "revenue"})]
    assert wrong(neither, basis="payment") == [("/tiers/0/min_amount", "one_criterion", {"basis": "payment"})]
    assert wrong(number, basis="payment") == [("/tiers/0/min_contracts", "no_contracts", {})]
    assert wrong(number) == wrong(tier("silver"), basis="payment") == []


def test_a_higher_tier_is_harder_to_reach_than_all_below_it_with_its_criterion():
    easier = {"limit": "20", "value": "gold"}
    assert wrong(tier("silver"), tier("gold"), tier("top", min_amount=20)) == [
        ("/tiers/2/min_amount", "easier", easier)
    ]
    assert wrong(tier("gold"), tier("a", min_contracts=1), tier("top", min_amount=15)) == [
        ("/tiers/2/min_amount", "easier", easier)
    ]
    assert wrong(tier("a", min_contracts=3), tier("gold"), tier("b", min_contracts=3)) == [
        ("/tiers/2/min_contracts", "easier", {"limit": "3", "value": "a"})
    ]
    assert wrong(tier("a", min_contracts=3), tier("gold", min_amount=2), tier("b", min_contracts=4)) == []


def test_a_tier_is_there_once():
    assert wrong(tier("gold"), tier("top"), tier("gold", min_amount=50)) == [
        ("/tiers/2/id", "duplicate", {"value": "gold"})
    ]


def test_a_tier_is_found_by_its_id_and_a_gone_one_by_what_it_was_replaced_with():
    made = ladder(tier("silver"), tier("gold"), replaced={"old": "gold"})
    assert made.tier("gold") == made.tiers[1]
    assert made.tier("old") is None
    assert (made.instead("old"), made.instead("gold")) == ("gold", None)
    assert rules.Ladder(tiers=made.tiers).instead("old") is None
    assert (made.kept, rules.Ladder().kept) == (None, None)


def test_only_what_decides_who_is_where_is_another_ladder():
    made = ladder(tier("silver", 5), tier("a", min_contracts=2), replaced={"old": "silver"})
    assert rules.decides(made) == ("revenue", True, (("silver", Decimal(10), None), ("a", None, 2)), {"old": "silver"})
    assert rules.decides(made) == rules.decides(made.model_copy(update={"older": {"silver": Decimal(1)}}))


def test_who_was_in_a_tier_that_goes_is_where_that_was_replaced_with():
    before = ladder(
        tier("silver"),
        tier("gold"),
        tier("top"),
        replaced={"old": "gold", "older": "silver", "none": ""},
        older={"gold": 3, "silver": 4},
        applied={"gold": {"version": 1, "discount": 3}, "silver": {"version": 2, "discount": 1}},
    )
    after = LadderFields.model_validate({"tiers": [tier("silver"), tier("new")], "automatic": False})
    made = rules.succeeding(before, after, {"gold": "silver", "top": None, "silver": "new"})
    assert made.replaced == {"old": "silver", "older": "silver", "none": "", "gold": "silver", "top": ""}
    assert (made.tiers, made.automatic, made.basis) == (after.tiers, False, "revenue")
    assert made.older == {"silver": Decimal(4)}
    assert made.applied == {"silver": Applied(version=2, discount=Decimal(1))}


def test_a_tier_that_is_there_again_was_not_replaced_and_one_that_leads_nowhere_is_forgotten():
    before = ladder(tier("silver"), tier("gold"), replaced={"new": "silver", "old": "gold", "kept": "silver"})
    after = LadderFields.model_validate({"tiers": [tier("silver"), tier("new")]})
    assert rules.succeeding(before, after, {}).replaced == {"kept": "silver"}


def test_only_so_many_replaced_tiers_are_remembered(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rules, "MOST_REPLACED", 2)
    before = ladder(tier("silver"), tier("gold"), replaced={"a": "silver", "b": "silver"})
    after = LadderFields.model_validate({"tiers": [tier("silver")]})
    assert rules.succeeding(before, after, {"gold": "silver"}).replaced == {"b": "silver", "gold": "silver"}


def test_a_discount_is_another_one_or_new():
    before = ladder(tier("silver", 5), tier("gold", 10))
    after = ladder(tier("silver", 5), tier("gold", 12), tier("top"), tier("free", 1))
    assert rules.changed(before, after) == {"gold", "free"}


@pytest.mark.parametrize(("gold", "given"), [(12, {"gold": 12}), (10, {"silver": 5, "gold": 10})])
def test_to_all_products_go_the_discounts_that_changed_or_all_of_them(gold: int, given: dict[str, int]):
    before = ladder(tier("silver", 5), tier("gold", 10))
    told = {"older": {"silver": 1, "gold": 2}, "applied": {"silver": {"version": 1, "discount": 1}}}
    after = ladder(tier("silver", 5), tier("gold", gold), **told)
    made = rules.discounted(before, after, 7, everywhere=True)
    fresh = {name: Applied(version=7, discount=Decimal(one)) for name, one in given.items()}
    assert made.applied == {"silver": Applied(version=1, discount=Decimal(1))} | fresh
    assert made.older == {name: one for name, one in after.older.items() if name not in given}
    assert made.tiers == after.tiers


def test_for_new_products_only_the_others_keep_what_was():
    before = ladder(tier("silver", 5), tier("gold", 10))
    after = ladder(tier("silver", 6), tier("gold", 12), tier("top"), tier("free", 1), older={"gold": 8})
    made = rules.discounted(before, after, 7, everywhere=False)
    assert made.older == {"silver": Decimal(5), "gold": Decimal(8), "free": Decimal(0)}
    assert made.applied == {}


def test_where_nobody_says_no_product_is_another():
    after = ladder(tier("silver", 6))
    assert rules.discounted(ladder(tier("silver", 5)), after, 7, everywhere=None) is after
