from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from benchmarks.meter import Bill, Meter
from kernel import table
from tests.world import ENVIRONMENT, World

TABLE = ENVIRONMENT["TABLE_NAME"]


@pytest.fixture
def client(world: World) -> Any:  # noqa: ARG001 - the table is the world's
    return table.connection().connection.client


@pytest.fixture
def meter(client: Any) -> Meter:
    return Meter(client, boto3.client("dynamodb"), TABLE)


def item(pk: str, size: int = 100, **more: str) -> dict[str, Any]:
    found = {"pk": {"S": pk}, "sk": {"S": "s"}, **{name: {"S": value} for name, value in more.items()}}
    return {**found, "d": {"S": "x" * size}}


def bill(meter: Meter, act: Any) -> Bill:
    with meter.counting() as calls:
        act()
    return Bill(calls)


def test_a_put_costs_its_item_and_its_index_entries(client: Any, meter: Meter):
    card = item("a", feed="f", rank="1")
    put = bill(meter, lambda: client.put_item(TableName=TABLE, Item=card))
    assert (len(put.calls), put.reads, put.writes) == (1, 0, 1 + 3)


def test_an_update_costs_what_it_changes_in_each_index(client: Any, meter: Meter):
    client.put_item(TableName=TABLE, Item=item("a", feed="f", rank="1"))
    changed = bill(meter, lambda: client.update_item(
        TableName=TABLE, Key={"pk": {"S": "a"}, "sk": {"S": "s"}}, UpdateExpression="SET #r = :r",
        ExpressionAttributeNames={"#r": "rank"}, ExpressionAttributeValues={":r": {"S": "2"}},
    ))  # fmt: skip
    assert changed.writes == 1 + 1 + 2 + 2


def test_a_write_that_is_refused_costs_what_is_there(client: Any, meter: Meter):
    client.put_item(TableName=TABLE, Item=item("a", 2000))

    def refused() -> None:
        with pytest.raises(ClientError):
            client.put_item(TableName=TABLE, Item=item("a"), ConditionExpression="attribute_not_exists(pk)")

    assert bill(meter, refused).writes == 2


def test_a_transaction_costs_double(client: Any, meter: Meter):
    puts = [{"Put": {"TableName": TABLE, "Item": item(pk)}} for pk in "ab"]
    assert bill(meter, lambda: client.transact_write_items(TransactItems=puts)).writes == 4


def test_reads_cost_by_what_they_read(client: Any, meter: Meter):
    for pk in "ab":
        client.put_item(TableName=TABLE, Item=item(pk, 3000))
    key = {"pk": {"S": "a"}, "sk": {"S": "s"}}
    got = bill(meter, lambda: client.get_item(TableName=TABLE, Key=key, ConsistentRead=True))
    assert got.reads == 1
    absent = bill(meter, lambda: client.get_item(TableName=TABLE, Key={**key, "sk": {"S": "-"}}))
    assert absent.reads == 0.5
    keys = {"Keys": [{"pk": {"S": pk}, "sk": {"S": "s"}} for pk in "abc"]}
    assert bill(meter, lambda: client.batch_get_item(RequestItems={TABLE: keys})).reads == 1.5


def test_a_query_costs_by_all_that_it_returns(client: Any, meter: Meter):
    for place in "123":
        client.put_item(TableName=TABLE, Item={**item("a", 3000), "sk": {"S": place}})
    query = {"KeyConditionExpression": "pk = :h", "ExpressionAttributeValues": {":h": {"S": "a"}}}
    assert bill(meter, lambda: client.query(TableName=TABLE, **query)).reads == 1.5


def test_what_is_not_counted_costs_nothing(client: Any, meter: Meter):
    client.put_item(TableName=TABLE, Item=item("a"))
    assert bill(meter, lambda: None).calls == []


def test_a_batch_costs_what_its_writes_cost_alone(client: Any, meter: Meter):
    client.put_item(TableName=TABLE, Item=item("b", 2000))
    gone = {"pk": {"S": "b"}, "sk": {"S": "s"}}
    asked = [{"PutRequest": {"Item": item("a", 1500)}}, {"DeleteRequest": {"Key": gone}}]
    done = bill(meter, lambda: client.batch_write_item(RequestItems={TABLE: asked}))
    assert (len(done.calls), done.writes) == (1, 2 + 2)
