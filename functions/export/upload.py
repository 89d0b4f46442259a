from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

MIB = 1 << 20
PART, LEAST = 8 * MIB, 5 * MIB
"""Bytes that are worth a part, and that a part has to have, but for the last. 10,000 parts hold any archive."""
_GONE = frozenset({"403", "404", "AccessDenied", "InvalidPart", "NoSuchKey", "NoSuchUpload"})
"""Who may not list a bucket is refused what is not there."""


class LostError(Exception):
    """Storage no longer has what was sent to it: the file has to be begun again."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What storage has of a file that is not whole yet: parts, and bytes that are too few for one."""

    upload: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    """ETag and checksum of each: if somebody else sent other bytes as the same part, the file is refused as a whole."""
    size: int = 0
    rest: str = ""
    """Where those bytes lie, under a name that is used once."""


class Upload:
    """A file on its way into storage, perhaps from several processes: it appears whole or not at all."""

    def __init__(self, client: "S3Client", bucket: str, key: str, content_type: str, sent: Sent | None = None) -> None:
        self._client, self._bucket, self._key, self._content_type = client, bucket, key, content_type
        self.sent = sent or Sent()

    def rest(self) -> bytes:
        """The bytes that were laid aside."""
        if not self.sent.rest:
            return b""
        try:
            return self._client.get_object(Bucket=self._bucket, Key=self.sent.rest)["Body"].read()
        except ClientError as error:
            raise _lost(error) from error

    def lay_aside(self, body: bytes, name: str) -> None:
        """Keep bytes that are too few for a part."""
        self._client.put_object(Bucket=self._bucket, Key=name, Body=body)
        self.sent = Sent(self.sent.upload, self.sent.parts, self.sent.size, name)

    def add(self, body: bytes) -> None:
        """Send a part; what was laid aside is in it, or in an earlier one."""
        upload = self.sent.upload or self._begin()
        number = len(self.sent.parts) + 1
        try:
            answer = self._client.upload_part(
                Bucket=self._bucket, Key=self._key, UploadId=upload, PartNumber=number, Body=body
            )
        except ClientError as error:
            raise _lost(error) from error
        part = (answer["ETag"], answer.get("ChecksumCRC32", ""))
        self.sent = Sent(upload, (*self.sent.parts, part), self.sent.size + len(body))

    def _begin(self) -> str:
        upload = self._client.create_multipart_upload(
            Bucket=self._bucket, Key=self._key, ContentType=self._content_type
        )["UploadId"]
        self.sent = Sent(upload, rest=self.sent.rest)
        return upload

    def put(self, body: bytes) -> int:
        """The whole file at once; returns its size."""
        self._client.put_object(Bucket=self._bucket, Key=self._key, Body=body, ContentType=self._content_type)
        return len(body)

    def complete(self) -> int:
        """Make one file of the parts; returns its size. Asked again after it succeeded, it has succeeded."""
        parts = [_part(number, *one) for number, one in enumerate(self.sent.parts, 1)]
        try:
            self._client.complete_multipart_upload(
                Bucket=self._bucket, Key=self._key, UploadId=self.sent.upload, MultipartUpload={"Parts": parts}
            )
        except ClientError as error:
            lost = _lost(error)
            if not isinstance(lost, LostError) or not self._is_whole():
                raise lost from error
        return self.sent.size

    def _is_whole(self) -> bool:
        """Whether the file is there."""
        try:
            return self._client.head_object(Bucket=self._bucket, Key=self._key)["ContentLength"] == self.sent.size
        except ClientError as error:
            if error.response["Error"]["Code"] in _GONE:
                return False
            raise

    def forget(self, *names: str) -> None:
        """Take away what was laid aside; if even that fails, the bucket's lifecycle rule does it."""
        for name in filter(None, names):
            try:
                self._client.delete_object(Bucket=self._bucket, Key=name)
            except (BotoCoreError, ClientError):
                continue

    def abort(self, *, rest: bool = True) -> None:
        """Throw all of it away; what storage does not hear of now, its lifecycle rule does within two days."""
        if rest:
            self.forget(self.sent.rest)
        if not self.sent.upload:
            return
        try:
            self._client.abort_multipart_upload(Bucket=self._bucket, Key=self._key, UploadId=self.sent.upload)
        except (BotoCoreError, ClientError):
            return


def _part(number: int, tag: str, checksum: str) -> "CompletedPartTypeDef":
    part: dict[str, Any] = {"PartNumber": number, "ETag": tag}
    if checksum:
        part["ChecksumCRC32"] = checksum
    return part  # type: ignore[return-value]


def _lost(error: ClientError) -> Exception:
    """What an error of storage means for the file."""
    return LostError(str(error)) if error.response["Error"]["Code"] in _GONE else error
