from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

MIB = 1 << 20
FIRST_PART = 8 * MIB
_PARTS_PER_SIZE = 1_000


def part_size(number: int) -> int:
    """Bytes of part `number`, from 1: doubled every 1,000 parts, so that 10,000 parts hold 8 TiB.

    Up to 8 GB of data a part is 8 MiB, and the memory an upload takes is about twice that.
    """
    return FIRST_PART << (number - 1) // _PARTS_PER_SIZE


def upload(client: "S3Client", bucket: str, key: str, chunks: Iterable[bytes], content_type: str) -> int:
    """Store the chunks as one object and return its size; it appears whole or not at all.

    On any failure, of S3 or of whoever makes the chunks, the parts are thrown away and the failure goes on.
    What a killed process leaves is invisible too, until the bucket's lifecycle rule takes it away.
    """
    parts = _parts(chunks)
    first = next(parts, b"")
    if len(first) < FIRST_PART:
        client.put_object(Bucket=bucket, Key=key, Body=first, ContentType=content_type)
        return len(first)
    begun = client.create_multipart_upload(Bucket=bucket, Key=key, ContentType=content_type)
    sent = _Multipart(client, bucket, key, begun["UploadId"])
    try:
        sent.add(first)
        del first
        for part in parts:
            sent.add(part)
        sent.complete()
    except BaseException as fault:
        sent.abort(fault)
        raise
    return sent.size


def _parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of the size their number asks for; only the last is smaller, none empty."""
    held, number = bytearray(), 1
    for chunk in chunks:
        held += chunk
        while len(held) >= (size := part_size(number)):
            yield bytes(memoryview(held)[:size])
            del held[:size]
            number += 1
    if held:
        yield bytes(held)


class _Multipart:
    """A multipart upload under way; S3 checks each part against the checksum that the client sent with it."""

    def __init__(self, client: "S3Client", bucket: str, key: str, upload_id: str) -> None:
        self._client, self._bucket, self._key, self._id = client, bucket, key, upload_id
        self._parts: list[CompletedPartTypeDef] = []
        self.size = 0

    def add(self, body: bytes) -> None:
        number = len(self._parts) + 1
        answer = self._client.upload_part(
            Bucket=self._bucket, Key=self._key, UploadId=self._id, PartNumber=number, Body=body
        )
        part: CompletedPartTypeDef = {"PartNumber": number, "ETag": answer["ETag"]}
        if "ChecksumCRC32" in answer:
            part["ChecksumCRC32"] = answer["ChecksumCRC32"]
        self._parts.append(part)
        self.size += len(body)

    def complete(self) -> None:
        self._client.complete_multipart_upload(
            Bucket=self._bucket, Key=self._key, UploadId=self._id, MultipartUpload={"Parts": self._parts}
        )

    def abort(self, fault: BaseException) -> None:
        """Throw the parts away; if even that fails, the first fault is still the one to report."""
        try:
            self._client.abort_multipart_upload(Bucket=self._bucket, Key=self._key, UploadId=self._id)
        except (BotoCoreError, ClientError) as second:
            fault.add_note(f"the upload's parts are left to the lifecycle rule: {second}")
