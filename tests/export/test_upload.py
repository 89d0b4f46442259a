"""Bytes on their way into storage: in parts, laid aside, taken up by another process, whole or not there at all."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError, ConnectionClosedError
from moto import mock_aws

from export.upload import LEAST, PART, LostError, Sent, Upload

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET, KEY, XLSX, REST = "files", "acme/exports/leads.xlsx", "application/x-test", "acme/exports/leads/1"


@pytest.fixture
def s3() -> "Iterator[S3Client]":
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
        client.create_bucket(Bucket=BUCKET)
        yield client


def upload(s3: "S3Client", sent: Sent | None = None) -> Upload:
    return Upload(s3, BUCKET, KEY, XLSX, sent)


def some(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)  # noqa: S311


def stored(s3: "S3Client", key: str = KEY) -> bytes:
    return s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()


def left(s3: "S3Client") -> list[str]:
    objects = [one["Key"] for one in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
    return objects + [one["UploadId"] for one in s3.list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])]


def failing(s3: "S3Client", operation: str) -> None:
    """The operation loses its connection before S3 hears of it."""

    def fail(**_: object) -> None:
        raise ConnectionClosedError(endpoint_url="s3")

    s3.meta.events.register(f"before-call.s3.{operation}", fail)


def refusing(s3: "S3Client", operation: str, code: str) -> None:
    """S3 refuses the operation, as moto does not always."""
    answer = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": 404}}
    refusal: Any = (AWSResponse("s3", 404, HTTPHeaders(), None), answer)
    s3.meta.events.register(f"before-call.s3.{operation}", lambda **_: refusal)


def test_parts_are_as_large_as_storage_wants_them():
    assert PART >= LEAST >= 5 << 20
    assert LEAST * 10_000 > 1 << 32


@pytest.mark.parametrize("size", [0, 10])
def test_a_small_file_is_one_put_and_says_what_it_is(s3: "S3Client", size: int):
    assert upload(s3).put(some(size)) == size
    assert stored(s3) == some(size)
    assert s3.head_object(Bucket=BUCKET, Key=KEY)["ContentType"] == XLSX


def test_each_part_may_be_sent_by_another_process(s3: "S3Client"):
    bodies, sent = [some(LEAST, 1), some(LEAST + 5, 2), some(3, 3)], Sent()
    for body in bodies:
        one = upload(s3, sent)
        one.add(body)
        sent = one.sent
        assert len(left(s3)) == 1  # an upload, and no file
    assert upload(s3, sent).complete() == sum(map(len, bodies))
    assert stored(s3) == b"".join(bodies)
    assert s3.head_object(Bucket=BUCKET, Key=KEY)["ContentType"] == XLSX


def test_a_part_that_is_sent_again_counts_once(s3: "S3Client"):
    one = upload(s3)
    one.add(some(LEAST))
    before = one.sent
    one.add(b"before it was killed")
    again = upload(s3, before)
    again.add(b"after")
    assert again.complete() == LEAST + 5
    assert stored(s3).endswith(b"after")


def test_a_part_that_somebody_else_sent_over_ours_makes_no_file(s3: "S3Client"):
    ours = upload(s3)
    ours.add(some(LEAST))
    theirs = upload(s3, replace(ours.sent, parts=()))
    theirs.add(some(LEAST, 2))
    with pytest.raises(LostError):
        ours.complete()
    assert stored_nothing(s3)


def stored_nothing(s3: "S3Client") -> bool:
    return s3.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 0


def test_what_is_too_little_for_a_part_is_laid_aside_and_read_by_the_next(s3: "S3Client"):
    one = upload(s3)
    one.lay_aside(b"too little", REST)
    other = upload(s3, one.sent)
    assert (other.rest(), upload(s3).rest()) == (b"too little", b"")
    other.add(other.rest() + b" and more")
    assert other.sent.rest == ""
    other.forget(REST, "")
    assert other.complete() == 19
    assert stored(s3) == b"too little and more"
    assert left(s3) == [KEY]


def test_to_complete_what_is_complete_is_to_have_completed_it(s3: "S3Client"):
    one = upload(s3)
    one.add(b"all")
    assert [one.complete(), upload(s3, one.sent).complete()] == [3, 3]


@pytest.mark.parametrize(
    ("operation", "code"),
    [("GetObject", "NoSuchKey"), ("GetObject", "AccessDenied"), ("UploadPart", "NoSuchUpload"),
     ("CompleteMultipartUpload", "NoSuchUpload"), ("CompleteMultipartUpload", "InvalidPart")],
)  # fmt: skip
def test_what_storage_has_lost_is_told(operation: str, code: str, s3: "S3Client"):
    one = upload(s3)
    one.add(some(10))
    one.sent = replace(one.sent, rest=REST)
    refusing(s3, operation, code)
    with pytest.raises(LostError, match=code):
        DOES[operation](one)
    assert stored_nothing(s3)


DOES: dict[str, Callable[[Upload], object]] = {
    "GetObject": lambda one: one.rest(), "UploadPart": lambda one: one.add(b"x"),
    "CreateMultipartUpload": lambda one: one.add(b"x"), "CompleteMultipartUpload": lambda one: one.complete(),
}  # fmt: skip


def test_to_abort_leaves_nothing(s3: "S3Client"):
    one = upload(s3)
    one.lay_aside(b"x", REST)
    one.add(some(LEAST))
    one.lay_aside(b"y", REST)
    upload(s3, one.sent).abort()
    assert left(s3) == []


@pytest.mark.parametrize("operation", ["AbortMultipartUpload", "DeleteObject"])
def test_what_cannot_be_thrown_away_is_left_to_the_lifecycle_rule(operation: str, s3: "S3Client"):
    one = upload(s3)
    one.lay_aside(b"y", REST)
    one.sent = replace(one.sent, upload="none")
    failing(s3, operation)
    one.abort()


@pytest.mark.parametrize("operation", DOES)
def test_a_fault_of_the_network_is_no_loss(operation: str, s3: "S3Client"):
    one = upload(s3)
    if operation != "CreateMultipartUpload":
        one.add(some(10))
    one.sent = replace(one.sent, rest=REST)
    failing(s3, operation)
    with pytest.raises(ConnectionClosedError):
        DOES[operation](one)


def test_a_refusal_of_storage_that_is_no_loss_is_told_as_it_is(s3: "S3Client"):
    one = upload(s3)
    one.add(some(10))
    one.add(some(10))
    with pytest.raises(ClientError, match="EntityTooSmall"):
        one.complete()


def test_storage_is_told_the_checksum_of_every_part(s3: "S3Client"):
    completed: list[dict[str, Any]] = []
    s3.meta.events.register(
        "provide-client-params.s3.CompleteMultipartUpload",
        lambda params, **_: completed.extend(params["MultipartUpload"]["Parts"]),
    )
    one = upload(s3)
    one.add(some(LEAST))
    one.add(some(1))
    one.complete()
    assert [part["PartNumber"] for part in completed] == [1, 2]
    assert all(part["ChecksumCRC32"] for part in completed)
