"""What listens to all tests hears what must not be."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from execnet.gateway_base import dumps
from pynamodb.expressions.operand import Path

from customers.model import CustomerItem
from kernel import aws, config, keys, table
from tests.serving import granted, serving, suite
from tests.serving.asked import homes
from tests.serving.granted import Grant
from tests.serving.serving import Served, home_of
from tests.world import Person, World


@pytest.fixture
def heard() -> Iterator[list[str]]:
    """What was wrong; here that is as it should be."""
    serving.taken()
    yield serving.wrong
    serving.taken()


def at_work(function: str, *home: str) -> Any:
    return serving._serving.set(Served(function, frozenset(home) or None))


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    token = serving._serving.set(None)
    yield
    serving._serving.reset(token)


@pytest.mark.usefixtures("admin")
def test_a_partition_of_another_company_is_heard(heard: list[str]):
    at_work("LeadsApi", "acme")
    table.read((keys.customer("acme", "1"), keys.PROFILE))
    assert not heard
    table.get_many([(keys.customer("acme", "1"), keys.PROFILE), (keys.customer("rival", "1"), keys.PROFILE)])
    list(table.every(table.Range(keys.settings("rival"))))
    table.write(table.delete((keys.customer("rival", "1"), keys.PROFILE)))
    assert [one.split("'")[-2] for one in heard] == ["BatchGetItem", "Query", "DeleteItem"]


@pytest.mark.usefixtures("admin")
def test_so_is_an_object_or_a_link_of_another_company(heard: list[str]):
    at_work("DocumentsApi", "acme")
    storage, bucket = aws.s3(), config.bucket_name()
    for tenant in ("acme", "rival"):
        key = f"files/{tenant}/1/a"
        storage.put_object(Bucket=bucket, Key=key, Body=b"")
        storage.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": key})
        storage.generate_presigned_post(bucket, key)
        assert len(heard) == {"acme": 0, "rival": 3}[tenant]


@pytest.mark.usefixtures("admin")
def test_so_is_a_row_that_is_put_into_an_index_of_another_company(heard: list[str]):
    at_work("LeadsApi", "acme")
    key = keys.customer("acme", "1"), keys.PROFILE
    for tenant in ("acme", "rival"):
        table.write(table.update(key, [Path("value").set("A"), Path("feed").set(keys.feed(tenant, "lead"))]))
        assert len(heard) == {"acme": 0, "rival": 1}[tenant]


@pytest.mark.parametrize("attribute", ["pk", "feed"])
def test_so_is_a_page_that_begins_where_another_companys_ended(attribute: str):
    for tenant in ("acme", "rival"):
        start = {"pk": "acme#1", "sk": "A", "feed": keys.feed("acme", "lead")} | {attribute: f"{tenant}#1"}
        asked = {"ExpressionAttributeValues": {":h": {"S": "acme#1"}}}
        asked["ExclusiveStartKey"] = {name: {"S": value} for name, value in start.items()}
        assert homes(("dynamodb", "Query", asked)) == {"acme", tenant}


@pytest.mark.parametrize(
    ("service", "operation", "named"),
    [
        ("sqs", "SendMessage", {"MessageGroupId": "rival", "MessageBody": '{"tenant": "acme"}'}),
        ("sqs", "SendMessage", {"MessageGroupId": "acme", "MessageBody": '{"tenant": "rival"}'}),
        ("sqs", "SendMessage", {"MessageGroupId": "acme", "MessageBody": '{"key": "raw/rival/ses/1"}'}),
        ("secretsmanager", "GetSecretValue", {"SecretId": "leadstream/channels/rival/zalo"}),
        ("secretsmanager", "PutSecretValue", {"SecretId": "leadstream/channels/rival/zalo"}),
        ("secretsmanager", "CreateSecret", {"Name": "leadstream/channels/rival/zalo"}),
        ("cognito-idp", "AdminCreateUser", {"UserAttributes": [{"Name": "custom:tenant", "Value": "rival"}]}),
    ],
)
def test_so_is_an_order_a_secret_or_a_user_of_another_company(
    heard: list[str], service: str, operation: str, named: dict[str, Any]
):
    served = Served("MailSender", frozenset({"acme"}))
    for whose in ("acme", "rival"):
        told = json.loads(json.dumps({"QueueUrl": "/mail"} | named).replace("rival", whose))
        serving._note(served, (service, operation, told))
        assert any(" touches " in one for one in heard) == (whose == "rival")


def test_who_goes_from_company_to_company_asks_of_one_at_a_time(heard: list[str]):
    served = Served("Watch", None)
    for tenants in (["acme", "_"], ["rival"], ["acme", "rival"]):
        wanted = {"Keys": [{"pk": {"S": f"{tenant}#1"}} for tenant in tenants]}
        serving._note(served, ("dynamodb", "BatchGetItem", {"RequestItems": {"table": wanted}}))
        assert any(" touches " in one for one in heard) == (len(tenants) > 1 and "_" not in tenants)


@pytest.mark.usefixtures("admin")
def test_one_who_only_then_finds_out_for_whom_it_works_works_for_one(heard: list[str]):
    at_work("Unsubscribe")
    for tenant in ("acme", "acme", "rival"):
        table.read((keys.settings(tenant), keys.TENANT))
    assert len(heard) == 1


@pytest.mark.usefixtures("admin")
def test_what_a_role_does_not_allow_is_heard(heard: list[str]):
    at_work("SearchApi", "acme")
    key = keys.customer("acme", "1"), keys.PROFILE
    table.read(key)
    assert not heard
    gone = table.check(key, CustomerItem.pk.does_not_exist())
    table.write(table.delete((key[0], "A")), gone)
    assert heard == [f"SearchApi may not dynamodb:{one} ${{Table.Arn}}" for one in ("DeleteItem", "ConditionCheckItem")]


def test_every_handler_says_for_whom_it_is_at_work(world: World, admin: Person, monkeypatch: pytest.MonkeyPatch):
    seen: list[tuple[str, Any]] = []

    def note(*said: Any) -> Served:
        seen.append(said)
        return Served(*said)

    monkeypatch.setattr(serving, "Served", note)
    world.call("POST", "/v1/leads", {"name": "A"}, by=admin)
    world.pump()
    acme = frozenset({"acme"})
    assert {("LeadsApi", acme), ("ScoringStream", acme), ("Reactions", acme)} <= set(seen)
    assert {home for _, home in seen} == {acme}


def test_an_event_says_whose_it_is():
    raw = {"Records": [{"body": '{"Records": [{"s3": {"object": {"key": "raw/acme/ses/1"}}}]}'}]}
    assert home_of("IntakeWorker", raw) == frozenset({"acme"})
    assert home_of("IntakeWorker", {"Records": [{"body": '{"key": "raw/_/ses/1"}'}]}) is None
    two = {"Records": [{"body": '{"tenant": "acme"}'}, {"body": '{"tenant": "rival"}'}]}
    assert home_of("BulkWorker", two) == frozenset({"acme", "rival"})
    assert home_of("Watch", {"tenant": "acme"}) is None


def test_what_the_template_grants_is_read_as_it_is_written():
    assert Grant("SearchApi", "dynamodb:Query", "${Table.Arn}") in granted.grants()
    assert granted.of("CustomersApi", "dynamodb:Query", "${Table.Arn}/index/newest")
    assert not granted.of("SearchApi", "dynamodb:Query", "${Table.Arn}/index/newest")
    assert Grant("BulkWorker", "sqs:ReceiveMessage", "${BulkQueue.Arn}") in granted.triggers()
    assert len(granted.functions()) >= 50


def test_what_one_process_used_can_be_told_to_the_one_that_started_it():
    used = granted.grants()
    assert dumps(suite.told(used))
    assert len(suite.told(used)) == len(used)


def test_what_triggers_a_version_of_a_function_triggers_the_function():
    assert {one.function for one in granted.triggers()} <= granted.functions().keys()
