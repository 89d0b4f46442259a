"""Records that can never succeed are put aside, of whatever shape they are."""

from typing import Any

import pytest

import reactions.stream
import scoring.stream
from kernel import keys, table
from kernel.table import Range
from tests.world import SCORING, Person, World

GOOD: dict[str, Any] = {
    "eventID": "e",
    "eventSourceARN": "arn:aws:dynamodb:ap-southeast-1:123456789012:table/t/stream/label",
    "dynamodb": {
        "ApproximateCreationDateTime": 1.0,
        "Keys": {"pk": {"S": "acme#C#01M80KMGZCJ7DXR0QGZSRD773B"}, "sk": {"S": "PROFILE"}},
        "SequenceNumber": "1",
    },
}


def broken(**data: Any) -> dict[str, Any]:
    return {**GOOD, "dynamodb": {**GOOD["dynamodb"], **data}}


POISON = [
    broken(NewImage={"pk": "x"}),
    broken(NewImage={"pk": {"N": "abc"}}),
    broken(ApproximateCreationDateTime=1e30),
    broken(SequenceNumber="one"),
    broken(Keys={"pk": "x"}),
    broken(Keys=None),
    {**GOOD, "dynamodb": None},
    {},
]


def aside() -> list[Any]:
    places = [keys.set_aside(tenant) for tenant in ("acme", None)]
    return [raw for place in places for raw in table.page(Range(place), limit=100).items]


@pytest.mark.parametrize("poison", POISON)
def test_a_poison_record_is_put_aside_once_and_the_rest_goes_on(world: World, staff: Person, poison: dict[str, Any]):
    lead = world.call("POST", "/v1/leads", {"name": "A", "source": "referral"}, by=staff)["id"]
    records = [poison, *(r for r in world.records() if r["dynamodb"]["Keys"]["sk"]["S"].startswith(SCORING))]
    for _ in range(2):
        scoring.stream.handler({"Records": records}, None)
        reactions.stream.handler({"Records": records}, None)
    assert world.call("GET", f"/v1/leads/{lead}", by=staff)["score"] == 15
    assert {raw["reader"]["S"] for raw in aside()} >= {"scoring"}
    assert len([raw for raw in aside() if raw["reader"]["S"] == "scoring"]) == 1
