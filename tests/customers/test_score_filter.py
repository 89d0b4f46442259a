"""Lists by points, and of who is in no tier: what is behind each figure of how records stand (C1, M2)."""

from typing import Any

import pytest

from customers.filters import Where


def row(score: int, tier: str | None = None) -> dict[str, Any]:
    shown = {"tier": {"S": tier}} if tier else {}
    return {"value": {"M": {}}, "stars": {"N": "1"}, "score": {"N": str(score)}, **shown}


@pytest.mark.parametrize(("asked", "passing"), [
    ({}, [-5, 0, 9, 10, 150]), ({"score_from": 0, "score_to": 9}, [0, 9]), ({"score_to": -1}, [-5]),
    ({"score_from": 100}, [150]), ({"score_from": 10, "score_to": 10}, [10]), ({"score_from": 5, "score_to": 1}, []),
])  # fmt: skip
def test_both_ends_of_the_points_are_in_the_list(asked: dict[str, int], passing: list[int]):
    assert [score for score in (-5, 0, 9, 10, 150) if Where(**asked).passes(row(score))] == passing  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tiers", "passing"), [(("~",), [None]), (("gold",), ["gold"]), (("~", "gold"), [None, "gold"])]
)
def test_who_is_in_no_tier_is_found_by_a_tilde(tiers: tuple[str, ...], passing: list[str | None]):
    assert [tier for tier in (None, "gold", "silver") if Where(tier=tiers).passes(row(0, tier))] == passing
