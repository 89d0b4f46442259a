"""What the scoring stream does with records that cannot succeed, and with faults that pass."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

import scoring.stream
from kernel import keys, table
from tests.world import SCORING, Person, World

POISON: dict[str, Callable[[dict[str, Any]], object]] = {
    "no data": lambda r: r.pop("dynamodb"),
    "no keys": lambda r: r["dynamodb"].pop("Keys"),
    "no sequence number": lambda r: r["dynamodb"].pop("SequenceNumber"),
    "a sequence number that is none": lambda r: r["dynamodb"].update(SequenceNumber="x"),
    "no stream": lambda r: r.pop("eventSourceARN"),
    "an image that is text": lambda r: r["dynamodb"].update(NewImage="x"),
    "an image of another shape": lambda r: r["dynamodb"].update(NewImage={"value": {"M": {"name": {}}}}),
    "an attribute of no type of ours": lambda r: r["dynamodb"].update(NewImage={"value": {"SS": ["Nguyễn"]}}),
    "a number that is none": lambda r: r["dynamodb"].update(NewImage={"value": {"N": "Nguyễn"}}),
    "an empty profile": lambda r: r["dynamodb"].update(NewImage={"pk": {"S": "Nguyễn"}}),
    "another table's item": lambda r: r["dynamodb"]["Keys"].update(pk={"S": "acme#OTHER#Nguyễn"}),
}


@pytest.fixture
def records(world: World, staff: Person) -> list[dict[str, Any]]:
    """What the stream tells of two new leads."""
    for name in ("Nguyễn Hoà", "Trần Bình"):
        made = world.call("POST", "/v1/leads", {"name": name, "emails": [f"{name[-1]}@secret.example"]}, by=staff)
        assert made.status == 201
    return [r for r in world.records() if r["dynamodb"]["Keys"]["sk"]["S"].startswith(SCORING)]


def fold(records: list[dict[str, Any]]) -> None:
    scoring.stream.handler({"Records": records}, None)


def set_aside(world: World) -> list[dict[str, Any]]:
    return [item for item in world.items() if item["pk"]["S"].endswith("#SETASIDE")]


def scored(world: World) -> int:
    return sum(item["sk"]["S"].startswith(keys.snapshots("SCORE")) for item in world.items())


@pytest.mark.parametrize("spoil", POISON.values(), ids=POISON.keys())
def test_a_poison_record_is_set_aside_once_without_personal_data_and_the_rest_goes_on(
    world: World, records: list[dict[str, Any]], spoil: Callable[[dict[str, Any]], object],
    capsys: pytest.CaptureFixture[str],
):  # fmt: skip
    spoil(records[0])
    fold(records)
    fold(records)
    (aside,) = set_aside(world)
    assert aside["reader"]["S"] == "scoring"
    assert aside["expires_at"]
    assert scored(world) >= 1
    printed = capsys.readouterr().out
    assert sum('"SetAside"' in line and '"_aws"' in line for line in printed.splitlines()) == 1
    told = json.dumps({name: v for name, v in aside.items() if name != "item_pk"}, ensure_ascii=False) + printed
    assert "secret.example" not in told
    assert "Hoà" not in told


def test_a_fault_that_passes_comes_back_and_the_other_customers_are_served(
    world: World, records: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
):
    write = table.write
    unlucky = records[0]["dynamodb"]["Keys"]["pk"]["S"]

    def throttled(*writes: table.Write) -> None:
        if writes[0].arguments.get("Item", {}).get("pk") == {"S": unlucky}:
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "PutItem")
        write(*writes)

    with monkeypatch.context() as patch:
        patch.setattr(table, "write", throttled)
        with pytest.raises(ClientError):
            fold(records)
    assert scored(world) == 1
    fold(records)
    assert scored(world) == 2
    assert not set_aside(world)


def test_records_of_another_stream_lead_to_a_rebuild(world: World, staff: Person, records: list[dict[str, Any]]):
    fold(records)
    lead = records[0]["dynamodb"]["Keys"]["pk"]["S"].rpartition("#")[2]
    world.call("PATCH", f"/v1/leads/{lead}", {"groups": ["vip"]}, by=staff)
    world.records()  # lost with the stream
    world.call("PATCH", f"/v1/leads/{lead}", {"description": "x"}, by=staff)
    (told,) = (r for r in world.records() if r["dynamodb"]["Keys"]["sk"]["S"] == keys.PROFILE)
    fold([{**told, "eventSourceARN": f"{told['eventSourceARN']}-next"}])
    assert world.call("GET", f"/v1/leads/{lead}", by=staff)["score"] == 20
    assert world.call("GET", f"/v1/scores/{lead}", by=staff)["rebuilding"]
