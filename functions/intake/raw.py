"""Bodies as providers posted them, in the bucket: kept before anything is read, so that a mended reader can read again.

The key of a body is its meaning, and it is put if absent: one that comes again is not there twice. That a body is
there tells the queue of it (the bucket does so): between keeping and queueing there is nothing that could be lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from botocore.exceptions import ClientError

from kernel import aws, clock, config, keys
from kernel.problems import busy

_RECEIVED = "received-at"
_THERE, _AT_THIS_MOMENT = "PreconditionFailed", "ConditionalRequestConflict"


@dataclass(frozen=True, slots=True)
class Place:
    """Whose body it is, in which form, signed when; `identity` makes it the same body again."""

    tenant: str | None
    source: str
    at: datetime
    identity: bytes

    @property
    def key(self) -> str:
        """The object's key."""
        digest = sha256(self.identity).hexdigest()
        return keys.raw_body(self.tenant, self.source, f"{self.at:%Y-%m-%d}", digest)


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it came."""

    key: str
    tenant: str | None
    source: str
    received: datetime
    text: str


def keep(place: Place, content: bytes) -> bool:
    """Keep a body unless it is there; whether it was new. Raises what may pass, and then nothing is certain."""
    try:
        aws.s3().put_object(
            Bucket=config.bucket_name(), Key=place.key, Body=content, IfNoneMatch="*",
            Metadata={_RECEIVED: clock.stamp(clock.now())},
        )  # fmt: skip
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == _THERE:
            return False
        if code == _AT_THIS_MOMENT:
            raise busy() from error
        raise
    return True


def read(key: str) -> Body | None:
    """A body; None where it is gone by now."""
    try:
        found = aws.s3().get_object(Bucket=config.bucket_name(), Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchKey":
            return None
        raise
    tenant, source, _day, _digest = key.removeprefix(keys.RAW).split("/")
    received = datetime.fromisoformat(found["Metadata"][_RECEIVED])
    text = found["Body"].read().decode()
    return Body(key, None if tenant == keys.NOBODY else tenant, source, received, text)


def below(prefix: str, after: str | None, most: int) -> Iterator[str]:
    """The keys of bodies below a prefix in their order, from after one on."""
    more = {"StartAfter": after} if after else {}
    found = aws.s3().list_objects_v2(Bucket=config.bucket_name(), Prefix=prefix, MaxKeys=most, **more)  # type: ignore[arg-type]
    for one in found.get("Contents", []):
        yield one["Key"]
