"""What each provider is asked, and which of its answers mean sent, never, later and nobody knows."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    ParamValidationError,
    ReadTimeoutError,
)

from channels import sms, tokens, web, zalo
from channels.contents import Sms, ZaloNotice, ZaloText
from channels.outcomes import Refused, Uncertain
from kernel import aws, table
from local.zalo import Zalo
from outbox.rules import Message
from tests.outbox.test_sending import refusal
from tests.world import backend

MESSAGE = Message(id="written-1", kind="written", about="x", created_at=datetime.now(UTC))
TEXT, NOTICE = ZaloText("u1", "Chào Lan"), ZaloNotice("+84912345678", "7895417", {"name": "Lan"})


@pytest.mark.usefixtures("world")
def test_a_text_message_goes_to_one_number_with_its_sender_its_type_and_its_highest_price(
    monkeypatch: pytest.MonkeyPatch,
):
    asked: list[dict[str, Any]] = []
    real = aws.texting()

    class Noting:
        def publish(self, **request: Any) -> Any:
            asked.append(request)
            return real.publish(**request)

    monkeypatch.setattr(aws, "texting", Noting)
    told = Sms("+84912345678", "Chào", sender_id="Leadstream", promotional=True, max_price="0.05")
    assert sms.send("acme", MESSAGE, told) in backend("sns").sms_messages
    sms.send("acme", MESSAGE, Sms("+84912345678", "Chào"))
    assert [one for one in asked[0].items() if one[0] != "MessageAttributes"] == [
        ("PhoneNumber", "+84912345678"), ("Message", "Chào"),
    ]  # fmt: skip
    assert asked[0]["MessageAttributes"] == {
        "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Promotional"},
        "AWS.SNS.SMS.SenderID": {"DataType": "String", "StringValue": "Leadstream"},
        "AWS.SNS.SMS.MaxPrice": {"DataType": "Number", "StringValue": "0.05"},
    }
    assert list(asked[1]["MessageAttributes"]) == ["AWS.SNS.SMS.SMSType"]


@pytest.mark.parametrize(
    ("error", "meant"),
    [
        (refusal("InvalidParameter", 400), Refused),
        (refusal("OptedOut", 400), Refused),
        (refusal("AuthorizationError", 403), Refused),
        (lambda: ParamValidationError(report="x"), Refused),
        (refusal("Throttled", 429), ClientError),
        (refusal("ThrottlingException", 400), ClientError),
        (lambda: EndpointConnectionError(endpoint_url="https://sns"), EndpointConnectionError),
        (lambda: ReadTimeoutError(endpoint_url="https://sns"), Uncertain),
        (lambda: ConnectionClosedError(endpoint_url="https://sns"), Uncertain),
        (refusal("InternalError", 500), Uncertain),
    ],
)
def test_what_an_answer_of_sns_means(
    error: Callable[[], Exception], meant: type[Exception], monkeypatch: pytest.MonkeyPatch
):
    class Faulty:
        def publish(self, **_: Any) -> Any:
            raise error()

    monkeypatch.setattr(aws, "texting", Faulty)
    with pytest.raises(meant):
        sms.send("acme", MESSAGE, Sms("+84912345678", "Chào"))


@pytest.mark.usefixtures("world")
def test_sns_is_asked_once_for_each_attempt():
    sns: Any = aws.texting()
    assert sns.meta.config.retries["total_max_attempts"] == 1


def test_zalo_is_asked_as_it_documents(zalo_: Zalo):
    assert zalo.send("acme", MESSAGE, TEXT) == "z1"
    assert zalo.send("acme", MESSAGE, NOTICE) == "z2"
    assert [(one.path, one.body) for one in zalo_.taken] == [
        ("/v3.0/oa/message/cs", {"recipient": {"user_id": "u1"}, "message": {"text": "Chào Lan"}}),
        ("/message/template", {
            "phone": "84912345678", "template_id": "7895417", "template_data": {"name": "Lan"},
            "tracking_id": "written-1",
        }),
    ]  # fmt: skip


@pytest.fixture
def zalo_(zalo: Zalo) -> Zalo:
    return zalo


@pytest.mark.parametrize(
    ("status", "said", "meant"),
    [
        (200, {"error": -118, "message": "Zalo account not existed"}, Refused),
        (200, {"error": -108}, Refused),
        (200, {"error": -230}, Refused),
        (200, {"error": -144}, Refused),
        (200, {"error": -133}, Refused),
        (403, {"error": -201}, Refused),
        (200, {"error": -32}, table.Transient),
        (200, {"error": -100}, table.Transient),
        (429, {}, table.Transient),
        (200, {}, Uncertain),
        (200, {"error": "x"}, Uncertain),
        (404, {}, Uncertain),
        (500, {}, Uncertain),
        (503, {"error": -32}, Uncertain),
    ],
)
@pytest.mark.parametrize("content", [TEXT, NOTICE])
def test_what_an_answer_of_zalo_means(
    zalo_: Zalo, status: int, said: dict[str, Any], meant: type[Exception], content: Any
):
    zalo_.answers = [(status, said)]
    with pytest.raises(meant) as raised:
        zalo.send("acme", MESSAGE, content)
    if isinstance(raised.value, Refused):
        assert raised.value.reason == f"zalo{said['error']}"
    assert zalo_.taken == []


def test_a_line_that_goes_dead_after_zalo_took_it_leaves_it_uncertain(zalo_: Zalo):
    zalo_.answers = [(200, None)]
    with pytest.raises(Uncertain):
        zalo.send("acme", MESSAGE, TEXT)
    assert len(zalo_.taken) == 1


@pytest.mark.usefixtures("zalo_")
def test_zalo_that_cannot_be_reached_took_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ZALO_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(table.Transient):
        zalo.send("acme", MESSAGE, TEXT)


@pytest.mark.parametrize("error", [-216, -220, -124])
def test_a_token_that_zalo_refuses_is_renewed_and_the_message_goes_once(zalo_: Zalo, error: int):
    zalo_.answers = [(200, {"error": error})]
    assert zalo.send("acme", MESSAGE, TEXT) == "z1"
    assert (zalo_.refreshed, len(zalo_.taken)) == (1, 1)


def test_a_token_that_is_refused_though_it_is_new_refuses_the_message(zalo_: Zalo):
    zalo_.answers = [(401, {}), (200, {"error": -216})]
    with pytest.raises(Refused) as refused:
        zalo.send("acme", MESSAGE, TEXT)
    assert refused.value.reason == tokens.UNAUTHORISED
    assert zalo_.taken == []


def test_an_address_that_zalo_sends_us_on_to_is_not_followed(zalo_: Zalo):
    zalo_.answers = [(302, {"error": 0})]
    assert web.post_json(f"{zalo_.address}/x", {}, {}).status == 302
