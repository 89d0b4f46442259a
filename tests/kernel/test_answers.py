"""Answers of DynamoDB are read by json alone, and are what botocore would have made of them."""

import binascii
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError

from kernel import answers, table
from kernel.table import Range
from tests.conftest import forget_environment
from tests.world import ENVIRONMENT

ITEM = {
    "pk": {"S": "a"}, "sk": {"S": "B"}, "B": {"N": "1.50"}, "none": {"NULL": True}, "yes": {"BOOL": False},
    "list": {"L": [{"S": "Bình"}, {"M": {"BS?": {"S": "ế"}}}]}, "set": {"SS": ["x"]},
}  # fmt: skip


class Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Iterator[bytes]:
        yield self._content


def response(content: bytes, status: int = 200, crc: int | None = None) -> AWSResponse:
    checksum = binascii.crc32(content) if crc is None else crc
    headers = HTTPHeaders.from_dict({"x-amz-crc32": str(checksum), "content-type": "application/x-amz-json-1.0"})
    return AWSResponse("https://dynamodb", status, headers, Body(content))


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[AWSResponse]]:
    """What the service answers, one after the other; the last one for ever."""
    waiting: list[AWSResponse] = []
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("time.sleep", lambda _: None)
    forget_environment()
    client = table.connection().connection.client
    send: Any = lambda **_: waiting.pop(0) if len(waiting) > 1 else waiting[0]  # noqa: E731 - typed for a stub
    client.meta.events.register("before-send.dynamodb", send)
    yield waiting
    forget_environment()


def answering(client: Any, waiting: list[AWSResponse]) -> None:
    """Let a client get these instead of asking anybody."""
    send: Any = lambda **_: waiting.pop(0) if len(waiting) > 1 else waiting[0]  # noqa: E731 - typed for a stub
    client.meta.events.register("before-send.dynamodb", send)


def as_json(answer: Any) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def by_botocore(content: bytes, operation: str, **arguments: Any) -> Any:
    client = boto3.client("dynamodb")
    answering(client, [response(content)])
    return getattr(client, operation)(**arguments)


READS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("get_item", {"TableName": "t", "Key": {"pk": {"S": "a"}}}, {"Item": ITEM}),
    ("get_item", {"TableName": "t", "Key": {"pk": {"S": "a"}}}, {}),
    ("query", {"TableName": "t", "KeyConditionExpression": "pk = :a"},
     {"Items": [ITEM, {}], "Count": 2, "ScannedCount": 2, "LastEvaluatedKey": {"pk": {"S": "a"}}}),
    ("batch_get_item", {"RequestItems": {"t": {"Keys": [{"pk": {"S": "a"}}]}}},
     {"Responses": {"t": [ITEM]}, "UnprocessedKeys": {"t": {"Keys": [{"pk": {"S": "b"}}]}}}),
]  # fmt: skip


@pytest.mark.parametrize(("operation", "arguments", "answer"), READS)
@pytest.mark.parametrize("binary", [False, True])
def test_an_answer_is_what_botocore_makes_of_it(
    operation: str, arguments: Any, answer: Any, binary: bool, answered: list[AWSResponse]
):
    text = as_json(answer).replace(b'{"S":"B"}', b'{"B":"aGVsbG8="}') if binary else as_json(answer)
    answered.append(response(text))
    ours = getattr(table._client(), operation)(**arguments)
    assert ours == by_botocore(text, operation, **arguments)


def test_a_page_does_not_go_through_botocores_parser(answered: list[AWSResponse], monkeypatch: pytest.MonkeyPatch):
    seen: list[bytes] = []
    read = answers.read

    def watched(**event: Any) -> None:
        read(**event)
        seen.append(event["response_dict"]["body"])

    monkeypatch.setattr(answers, "read", watched)
    forget_environment()
    answering(table._client(), answered)
    plain = {name: value for name, value in ITEM.items() if name != "B"}
    answered.append(response(as_json({"Items": [plain], "Count": 1})))
    assert table.page(Range("a"), limit=1).items == [plain]
    assert seen == [b"{}"]


def test_an_error_keeps_its_code_and_what_it_says(answered: list[AWSResponse]):
    error = {"__type": "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", "message": "no such table"}
    answered.append(response(as_json(error), 400))
    with pytest.raises(ClientError) as caught:
        table.page(Range("a"), limit=1)
    assert caught.value.response["Error"] == {"Code": "ResourceNotFoundException", "Message": "no such table"}


def test_a_servers_fault_is_asked_again(answered: list[AWSResponse]):
    answered += [response(b"", 500), response(as_json({"Items": [ITEM], "Count": 1}))]
    assert table.page(Range("a"), limit=1).items == [ITEM]


def test_an_answer_that_was_damaged_on_the_way_is_asked_for_again(answered: list[AWSResponse]):
    damaged = as_json({"Items": [{**ITEM, "pk": {"S": "b"}}], "Count": 1})
    answered += [response(damaged, crc=1), response(as_json({"Items": [ITEM], "Count": 1}))]
    assert table.page(Range("a"), limit=1).items == [ITEM]
    assert len(answered) == 1
