"""What no ladder can be is told by its field, with the reason and how to mend it, in both languages."""

from typing import Any

import pytest

from tests.tiers.ladders import BRONZE, GOLD, SILVER, step
from tests.world import Person, World


def counting(tier: str, contracts: int, **more: Any) -> dict[str, Any]:
    return step(tier, 0, min_amount=None, min_contracts=contracts) | more


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    return shared.company()


@pytest.mark.parametrize(
    ("ladder", "path", "code", "vi", "en"),
    [
        ({"tiers": [step(GOLD, 5, min_contracts=2)]}, "/tiers/0/min_contracts", "two_criteria", "bỏ", "Leave out"),
        ({"tiers": [counting(GOLD, 1) | {"min_contracts": None}]}, "/tiers/0/min_amount", "one_criterion", "revenue",
         "exactly one"),
        ({"tiers": [step(SILVER, 9), step(GOLD, 8)]}, "/tiers/1/min_amount", "easier", "lớn hơn 9 của hạng silver",
         "more than the 9 of the tier silver"),
        ({"tiers": [step(SILVER, 9), step(GOLD, 9)]}, "/tiers/1/min_amount", "easier", "tăng lên", "Ask for more"),
        ({"tiers": [counting(BRONZE, 3), step(SILVER, 9), counting(GOLD, 2)]}, "/tiers/2/min_contracts", "easier",
         "lớn hơn 3 của hạng bronze", "more than the 3 of the tier bronze"),
        ({"tiers": [step(GOLD, 5, "100")]}, "/tiers/0/discount", "below", "100", "less than 100"),
        ({"tiers": [step(GOLD, 5, "-1")]}, "/tiers/0/discount", "too_small", "0", "0"),
        ({"tiers": [step(GOLD, -5)]}, "/tiers/0/min_amount", "too_small", "0", "0"),
        ({"tiers": [counting(GOLD, 0)]}, "/tiers/0/min_contracts", "too_small", "1", "1"),
        ({"tiers": [counting(GOLD, -2)]}, "/tiers/0/min_contracts", "too_small", "1", "1"),
        ({"basis": "payment", "tiers": [counting(GOLD, 2)]}, "/tiers/0/min_contracts", "no_contracts", "revenue",
         "change the basis to revenue"),
        ({"tiers": [step(GOLD, 5), step(GOLD, 6)]}, "/tiers/1/id", "duplicate", "gold", "gold"),
        ({"tiers": [], "replace_with": {"x": None}}, "/replace_with/x", "stays", "bỏ dòng này", "Leave this out"),
        ({"tiers": [], "basis": "profit"}, "/basis", "choice", "revenue, payment", "revenue, payment"),
    ],
)  # fmt: skip
def test_it_is_refused_by_its_field(
    ladder: dict[str, Any], path: str, code: str, vi: str, en: str, shared: World, boss: Person
):
    for language, said in (("vi", vi), ("en", en)):
        for method, place in (("PUT", "/v1/tiers"), ("POST", "/v1/tiers/preview")):
            refused = shared.call(method, place, ladder, by=boss, headers={"accept-language": language})
            assert (refused.status, refused["code"]) == (422, "invalid_request"), refused.raw
            (error,) = refused["errors"]
            assert (error["path"], error["code"]) == (path, code)
            assert said in error["message"]


def test_amounts_and_numbers_of_contracts_are_not_compared(shared: World, boss: Person):
    mixed = [step(BRONZE, 9), counting(SILVER, 1), step(GOLD, 10), counting("top", 2)]
    assert shared.call("PUT", "/v1/tiers", {"tiers": mixed}, by=boss).status == 200


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_known_only_when_it_is_saved_is_told_too(shared: World, language: str):
    admin = shared.company(f"late{language}")
    said = {"accept-language": language}
    assert shared.call("PUT", "/v1/tiers", {"tiers": [step(GOLD, 5)]}, by=admin).status == 200
    lead = shared.call("POST", "/v1/leads", {"name": "A"}, by=admin)["id"]
    pin = {"tier": GOLD, "reason": "r"}
    shared.pump()
    assert shared.call("PUT", f"/v1/tiers/customers/{lead}", pin, by=admin).status == 200
    shared.pump()
    last = shared.call("PUT", "/v1/tiers", {"tiers": []}, by=admin, headers=said)
    assert (last.status, last["code"], "gold" in last["detail"], "replace_with" in last["detail"]) == (
        409, "last_tier_in_use", True, True,
    )  # fmt: skip
    used = shared.call("PUT", "/v1/tiers", {"tiers": [step(SILVER, 5)]}, by=admin, headers=said)
    assert (used.status, used["code"], "gold" in used["detail"], "replace_with" in used["detail"]) == (
        409, "tier_in_use", True, True,
    )  # fmt: skip
    unknown = shared.call("DELETE", "/v1/tiers/unknown", by=admin, headers=said)
    assert (unknown.status, unknown["code"]) == (404, "not_found")
    wrong = shared.call("PUT", f"/v1/tiers/customers/{lead}", pin | {"tier": "x"}, by=admin, headers=said)
    assert [(one["path"], one["code"]) for one in wrong["errors"]] == [("/tier", "not_in_catalog")]
    shared.call("POST", "/v1/products", {"code": "P", "name": "P"}, by=admin)
    silent = shared.call("PUT", "/v1/tiers", {"tiers": [step(GOLD, 5, 7)]}, by=admin, headers=said)
    assert [(one["path"], one["code"]) for one in silent["errors"]] == [("/apply_to_products", "which_products")]
    assert {"vi": "mọi sản phẩm", "en": "all existing products"}[language] in silent["errors"][0]["message"]
