import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectionClosedError
from moto import mock_aws

from export.upload import FIRST_PART, MIB, part_size, upload

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET, KEY, XLSX = "files", "acme/exports/leads.xlsx", "application/x-test"


@pytest.fixture
def s3() -> "Iterator[S3Client]":
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
        client.create_bucket(Bucket=BUCKET)
        yield client


def pieces(total: int, size: int = 300_000) -> list[bytes]:
    data = random.Random(total).randbytes(total)  # noqa: S311
    return [data[start : start + size] for start in range(0, total, size)]


def stored(s3: "S3Client") -> bytes:
    return s3.get_object(Bucket=BUCKET, Key=KEY)["Body"].read()


def nothing_is_left(s3: "S3Client") -> bool:
    objects = s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return not objects and not s3.list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])


def calls_of(s3: "S3Client") -> list[str]:
    names: list[str] = []
    s3.meta.events.register("before-call.s3", lambda model, **_: names.append(model.name))
    return names


def failing(s3: "S3Client", operation: str, after: int = 0) -> None:
    """From its call number `after` on, the operation loses its connection before S3 hears of it."""
    seen = 0

    def fail(**_: object) -> None:
        nonlocal seen
        seen += 1
        if seen > after:
            raise ConnectionClosedError(endpoint_url="s3")

    s3.meta.events.register(f"before-call.s3.{operation}", fail)


@pytest.mark.parametrize("total", [0, 1, FIRST_PART - 1])
def test_a_small_file_is_one_put(s3: "S3Client", total: int) -> None:
    calls, chunks = calls_of(s3), pieces(total)
    assert upload(s3, BUCKET, KEY, chunks, XLSX) == total
    assert calls == ["PutObject"]
    assert stored(s3) == b"".join(chunks)


@pytest.mark.parametrize("total", [FIRST_PART, 4 * FIRST_PART, 3 * FIRST_PART + 1])
def test_a_large_file_goes_in_parts_and_is_the_same_bytes(s3: "S3Client", total: int) -> None:
    calls, chunks = calls_of(s3), pieces(total)
    assert upload(s3, BUCKET, KEY, iter(chunks), XLSX) == total
    assert calls.count("UploadPart") == -(-total // FIRST_PART)
    assert stored(s3) == b"".join(chunks)


def test_one_chunk_larger_than_several_parts_is_the_same_bytes(s3: "S3Client") -> None:
    chunks = pieces(3 * FIRST_PART + 5, size=4 * FIRST_PART)
    upload(s3, BUCKET, KEY, chunks, XLSX)
    assert stored(s3) == chunks[0]


@pytest.mark.parametrize("total", [10, FIRST_PART + 10])
def test_the_object_says_what_it_contains(s3: "S3Client", total: int) -> None:
    upload(s3, BUCKET, KEY, pieces(total), XLSX)
    assert s3.head_object(Bucket=BUCKET, Key=KEY)["ContentType"] == XLSX


def test_parts_are_sent_while_chunks_are_made_and_none_is_kept(s3: "S3Client") -> None:
    made = sent = 0
    ahead: list[int] = []

    def chunks() -> Iterator[bytes]:
        nonlocal made
        for _ in range(36):
            made += MIB
            yield bytes(MIB)

    def note(params: dict[str, Any], **_: object) -> None:
        nonlocal sent
        ahead.append(made - sent)
        sent += len(params["Body"])

    s3.meta.events.register("provide-client-params.s3.UploadPart", note)
    upload(s3, BUCKET, KEY, chunks(), XLSX)
    assert len(ahead) == 5
    assert max(ahead) <= FIRST_PART + MIB


def test_ten_thousand_parts_hold_the_largest_object_of_s3() -> None:
    sizes = [part_size(number) for number in range(1, 10_001)]
    assert sum(sizes) >= 5 << 40
    assert min(sizes) >= 5 * MIB
    assert max(sizes) <= 5 << 30
    assert set(sizes[:1000]) == {FIRST_PART}


@pytest.mark.parametrize("fault", [ValueError("a cell"), KeyboardInterrupt(), GeneratorExit()])
@pytest.mark.parametrize("good", [0, FIRST_PART - 1, 2 * FIRST_PART + 1])
def test_a_fault_while_chunks_are_made_leaves_nothing(s3: "S3Client", fault: BaseException, good: int) -> None:
    def chunks() -> Iterator[bytes]:
        yield from pieces(good)
        raise fault

    with pytest.raises(type(fault)):
        upload(s3, BUCKET, KEY, chunks(), XLSX)
    assert nothing_is_left(s3)


@pytest.mark.parametrize(
    ("operation", "after"),
    [
        ("PutObject", 0),
        ("CreateMultipartUpload", 0),
        ("UploadPart", 0),
        ("UploadPart", 2),
        ("CompleteMultipartUpload", 0),
    ],
)
def test_a_fault_of_s3_leaves_nothing(s3: "S3Client", operation: str, after: int) -> None:
    failing(s3, operation, after)
    with pytest.raises(ConnectionClosedError):
        upload(s3, BUCKET, KEY, pieces(10 if operation == "PutObject" else 3 * FIRST_PART + 1), XLSX)
    assert nothing_is_left(s3)


def test_a_failed_upload_leaves_the_file_that_was_there(s3: "S3Client") -> None:
    upload(s3, BUCKET, KEY, [b"before"], XLSX)
    failing(s3, "UploadPart", after=1)
    with pytest.raises(ConnectionClosedError):
        upload(s3, BUCKET, KEY, pieces(2 * FIRST_PART), XLSX)
    assert stored(s3) == b"before"


def test_when_the_parts_cannot_be_thrown_away_the_first_fault_is_told(s3: "S3Client") -> None:
    failing(s3, "AbortMultipartUpload")

    def chunks() -> Iterator[bytes]:
        yield from pieces(FIRST_PART)
        raise LookupError("the first fault")

    with pytest.raises(LookupError, match="the first fault") as raised:
        upload(s3, BUCKET, KEY, chunks(), XLSX)
    assert "lifecycle rule" in raised.value.__notes__[0]
    with pytest.raises(ClientError):
        stored(s3)


def test_s3_is_told_the_checksum_of_every_part(s3: "S3Client") -> None:
    completed: list[dict[str, Any]] = []
    s3.meta.events.register(
        "provide-client-params.s3.CompleteMultipartUpload",
        lambda params, **_: completed.extend(params["MultipartUpload"]["Parts"]),
    )
    upload(s3, BUCKET, KEY, pieces(FIRST_PART + 1), XLSX)
    assert [part["PartNumber"] for part in completed] == [1, 2]
    assert all(part["ChecksumCRC32"] for part in completed)
