from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kernel import keys
from kernel.facts import NOTHING, Fact, Facts
from tiers.rules import Basis, Ladder, brought, observe, tier
from tiers.standing import StoredLadder, keeping, restored

SILVER, GOLD, PLATINUM = (f"01JZX5T0Q8V3M4N5P6R7S8T9A{n}" for n in (1, 2, 3))
NAME = {"vi": "Hạng", "en": "Tier"}


def step(tier_id: str, **criterion: object) -> dict[str, Any]:
    return {"id": tier_id, "name": NAME, "colour": "#FFD700", "discount": Decimal(5), **criterion}


def ladder(basis: Basis = "revenue", *, automatic: bool = True) -> Ladder:
    steps = [step(SILVER, min_amount=Decimal(100)), step(GOLD, min_amount=Decimal("200.5"))]
    return Ladder.model_validate({"basis": basis, "automatic": automatic, "tiers": steps})


def money(revenue: object = 0, payment: object = 0, contracts: int = 0) -> Facts:
    return Facts({
        Fact("revenue"): Decimal(str(revenue)), Fact("payment"): Decimal(str(payment)), Fact("contracts"): contracts
    })  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "wanted"),
    [("0", None), ("99.9999", None), ("100", SILVER), ("200.4999", SILVER), ("200.5", GOLD), ("1000000", GOLD)],
)
def test_the_highest_tier_whose_amount_is_reached(amount: str, wanted: str | None):
    assert tier(money(revenue=amount), ladder("revenue")) == wanted
    assert tier(money(payment=amount), ladder("payment")) == wanted


def test_each_basis_looks_at_its_own_money():
    assert tier(money(payment=500), ladder("revenue")) is None
    assert tier(money(revenue=500), ladder("payment")) is None


def test_a_number_of_contracts_may_be_the_criterion():
    by_count = Ladder.model_validate({"tiers": [step(SILVER, min_amount=Decimal(100)), step(GOLD, min_contracts=2)]})
    assert tier(money(revenue=1, contracts=2), by_count) == GOLD
    assert tier(money(revenue=100, contracts=1), by_count) == SILVER


def test_who_falls_below_moves_back():
    assert tier(money(revenue=99), ladder()) is None
    assert tier(money(revenue=150), ladder()) == SILVER


def test_a_pin_holds_whatever_the_money_says():
    pinned = Facts({Fact("pin", SILVER): 1})
    assert tier(pinned, ladder()) == SILVER
    assert tier(pinned + money(revenue=1000), ladder()) == SILVER
    assert tier(pinned, ladder(automatic=False)) == SILVER


def test_a_pin_to_a_tier_that_is_no_more_does_not_count():
    assert tier(Facts({Fact("pin", PLATINUM): 1}) + money(revenue=100), ladder()) == SILVER


def kept(**changes: Any) -> StoredLadder:
    """A ladder that has not been automatic since, with thresholds of then."""
    before = ladder()
    after = Ladder.model_validate({"automatic": False, "tiers": [], **changes}).model_copy(
        update={"tiers": before.tiers}
    )
    return replace(restored(after.model_dump()), kept=keeping(before, after, "2026-03-05T00:00:00.000000Z"))


def then(revenue: object) -> Facts:
    return Facts({Fact("kept", "revenue"): Decimal(str(revenue)), Fact("kept", "contracts"): 1})


def test_without_automatic_what_counted_then_decides_by_the_ladder_of_then():
    assert tier(money(revenue=1000), kept()) is None
    assert tier(money() + then(150), kept()) == SILVER
    assert tier(money(revenue=1000) + then(150), kept(basis="payment")) == SILVER


def test_without_automatic_a_tier_that_is_no_more_is_left_for_the_next_one_below():
    only = replace(kept(), tiers=tuple(one for one in kept().tiers if one.id == SILVER))
    assert tier(then(1000), only) == SILVER
    assert tier(then(1000), replace(kept(), tiers=())) is None


def test_a_ladder_that_never_was_automatic_moves_nobody():
    assert tier(money(revenue=1000) + then(1000), ladder(automatic=False)) is None


def test_without_tiers_nobody_has_one():
    assert tier(money(revenue=1000), Ladder()) is None


# --- what is observed ---
def document(**changes: object) -> dict[str, Any]:
    by = "01JZX5T0Q8V3M4N5P6R7S8T9W0"
    at = "2026-03-02T04:00:00.000000Z"
    plain = {
        "id": by, "kind": "contract", "customer": by, "date": "2026-03-02", "amount": Decimal("100.5"),
        "receivable": True, "state": "confirmed", "created_at": at, "created_by": by, "updated_at": at,
        "updated_by": by,
    }  # fmt: skip
    return {"value": plain | changes}


def test_a_confirmed_contract_is_revenue():
    assert observe("CONTRACT#1", document()) == Facts({Fact("revenue"): Decimal("100.5"), Fact("contracts"): 1})


def test_a_confirmed_receipt_is_payment():
    assert observe("RECEIPT#1", document(kind="receipt")) == Facts({Fact("payment"): Decimal("100.5")})


@pytest.mark.parametrize("changes", [{"state": "draft"}, {"state": "cancelled"}, {"receivable": False}], ids=str)
def test_any_other_contract_is_nothing(changes: dict[str, Any]):
    assert observe("CONTRACT#1", document(**changes)) == NOTHING


def test_a_profile_says_its_pin_and_where_its_card_lies():
    value = {"pinned_tier": GOLD, "owner": "me", "department": "d", "relationship": "lead", "name": "x"}
    facts = {Fact("pin", GOLD): 1, Fact("place", "lead#E:me"): 1, Fact("owner", "me"): 1}
    assert observe(keys.PROFILE, {"value": value}) == Facts(facts)


# --- properties ---
AMOUNTS = st.decimals("0.01", 10**6, places=2)


@given(AMOUNTS, AMOUNTS, st.sampled_from(["revenue", "payment"]))
def test_more_money_never_means_a_lower_tier(amount: Decimal, more: Decimal, basis: Basis):
    order = [None, SILVER, GOLD]
    before, after = (tier(money(m, m), ladder(basis)) for m in (amount, amount + more))
    assert order.index(before) <= order.index(after)


@given(st.lists(AMOUNTS, max_size=8), st.randoms())
def test_documents_count_in_any_order(amounts: list[Decimal], random: Any):
    shuffled = random.sample(amounts, len(amounts))
    one, other = (
        sum((observe("CONTRACT#1", document(amount=a)) for a in some), NOTHING) for some in (amounts, shuffled)
    )
    assert brought(one, "revenue") == brought(other, "revenue") == sum(amounts, Decimal(0))


@pytest.mark.parametrize(
    "broken",
    [
        {"tiers": [step(SILVER)]},
        {"tiers": [step(SILVER, min_amount=Decimal(1), min_contracts=1)]},
        {"basis": "payment", "tiers": [step(SILVER, min_contracts=1)]},
        {"tiers": [step(SILVER, min_amount=Decimal(1)), step(SILVER, min_amount=Decimal(2))]},
        {"tiers": [step(SILVER, min_amount=Decimal(-1))]},
        {"tiers": [step(SILVER, min_amount=Decimal(1)) | {"discount": Decimal(100)}]},
        {"tiers": [step(SILVER, min_amount=Decimal(1)) | {"colour": "gold"}]},
        {"basis": "profit"},
    ],
    ids=[
        "no criterion",
        "two criteria",
        "contracts paid",
        "an id twice",
        "less than nothing",
        "all off",
        "gold",
        "profit",
    ],
)
def test_a_ladder_that_makes_no_sense_is_refused(broken: dict[str, Any]):
    with pytest.raises(ValidationError):
        Ladder.model_validate(broken)


def test_the_refusal_of_a_ladder_names_what_contradicts_itself():
    with pytest.raises(ValidationError, match="easier"):
        Ladder.model_validate({"tiers": [step(SILVER, min_amount=Decimal(2)), step(GOLD, min_amount=Decimal(2))]})
