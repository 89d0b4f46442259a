import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from hypothesis import given, settings
from hypothesis import strategies as st
from mypy_boto3_sns import SNSClient

from local import sns as local_sns
from mailing import sns
from mailing.rejected import Rejected, Unavailable
from mailing.sns import confirm, download, read, verify
from tests.mailing.postbox import BUILDERS, HOST, NOW, SENDER, TOPIC, TOPICS, Web, notification


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Notification",
        "[]",
        "null",
        "[" * 100_000,
        "1" * 10_000,
        '{"Type": "Notification", "Type": "Notification"}',
        '{"Type": "Notification", "a": {"b": 1, "b": 2}}',
        '{"Type": null}',
        '{"Type": "Notification", "Message": {"eventType": "Open"}}',
        " " * 1_048_577,
    ],
)
def test_a_body_that_is_no_message_is_malformed(body: str) -> None:
    with pytest.raises(Rejected) as refused:
        read(body)
    assert refused.value.reason == "malformed"


def test_what_sns_does_not_sign_is_not_read() -> None:
    message = notification()
    body = local_sns.encode(message | {"Extra": "x"}).replace('"Extra" : "x"', '"MessageAttributes" : {"a": 1}')
    assert read(body).keys() == message.keys() - {"UnsubscribeURL"}


def test_a_subject_that_is_null_is_none() -> None:
    assert "Subject" not in read('{"Type": "Notification", "Subject": null}')


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(sns._FIELDS)), st.text(st.characters()) | st.none() | st.integers()))
def test_no_forged_message_does_anything_but_be_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(Rejected):
        verify(notification() | {"Signature": "AAAA"} | fields, Web(SENDER.pem), TOPICS, NOW)


def test_the_headers_are_those_of_sns() -> None:
    message = notification()
    headers = SENDER.headers(message)
    assert headers["Content-Type"] == "text/plain; charset=UTF-8"
    assert headers["x-amz-sns-message-type"] == "Notification"
    assert headers["x-amz-sns-message-id"] == message["MessageId"]
    assert headers["x-amz-sns-topic-arn"] == TOPIC
    assert headers["x-amz-sns-subscription-arn"].startswith(f"{TOPIC}:")
    assert "x-amz-sns-subscription-arn" not in SENDER.headers(SENDER.subscription_confirmation())


def test_a_subscription_is_confirmed_by_the_api_in_the_topics_region() -> None:
    message = SENDER.subscription_confirmation(at=NOW)
    regions: list[str] = []
    client = boto3.client("sns", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")

    def connect(region: str) -> SNSClient:
        regions.append(region)
        return client

    with Stubber(client) as stub:
        stub.add_response(
            "confirm_subscription",
            {"SubscriptionArn": f"{TOPIC}:1"},
            {"TopicArn": TOPIC, "Token": message["Token"], "AuthenticateOnUnsubscribe": "true"},
        )
        confirm(message, connect)
        stub.assert_no_pending_responses()
    assert regions == ["ap-southeast-1"]


@pytest.mark.parametrize("kind", ["notification", "unsubscription"])
def test_nothing_else_is_confirmed(kind: str) -> None:
    with pytest.raises(Rejected, match="type"):
        confirm(BUILDERS[kind]("2"), lambda _region: pytest.fail("a client was made"))


class Mirror(BaseHTTPRequestHandler):
    """Answers by the file's name."""

    files: dict[str, tuple[int, bytes]]

    def do_GET(self) -> None:
        status, content = self.files.get(self.path, (404, b"absent"))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/bucket/good.pem")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class Quiet(HTTPServer):
    """Who hangs up in the middle is no news here."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Quiet."""


@pytest.fixture
def mirror() -> Iterator[str]:
    Mirror.files = {
        "/bucket/good.pem": (200, SENDER.pem),
        "/bucket/moved.pem": (302, b"elsewhere"),
        "/bucket/broken.pem": (503, b"later"),
        "/bucket/largest.pem": (200, b"x" * 16_384),
        "/bucket/huge.pem": (200, b"x" * 16_385),
        "/bucket/endless.pem": (200, b"x" * 5_000_000),
    }
    server = Quiet(("127.0.0.1", 0), Mirror)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/bucket/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_mirror_gives_the_bytes_of_the_name_asked_for(mirror: str) -> None:
    assert download(f"{HOST}/good.pem", mirror) == SENDER.pem
    assert download(f"{HOST}/good.pem", mirror.rstrip("/")) == SENDER.pem
    assert len(download(f"{HOST}/largest.pem", mirror)) == 16_384


def test_without_a_mirror_the_address_itself_is_asked(mirror: str) -> None:
    assert download(f"{mirror}good.pem") == SENDER.pem
    assert download(f"{mirror}good.pem", "") == SENDER.pem


@pytest.mark.parametrize("name", ["absent", "moved", "broken", "huge", "endless"])
def test_a_certificate_that_cannot_be_downloaded_is_transient(mirror: str, name: str) -> None:
    with pytest.raises(Unavailable, match=f"{name}.pem"):
        download(f"{HOST}/{name}.pem", mirror)


def test_a_host_that_does_not_answer_is_transient() -> None:
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:9"):
        download("http://127.0.0.1:9/good.pem")


def test_a_host_that_proves_nothing_is_not_believed(mirror: str) -> None:
    with pytest.raises(Unavailable):
        download(mirror.replace("http:", "https:") + "good.pem")
