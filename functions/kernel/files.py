"""Files in the bucket: how they come in, are looked at, kept, handed out and thrown away.

What a browser sends lies below `waiting/` until it has been looked at. Only we write elsewhere: a form that is used
again later changes nothing that was looked at, and what nobody looks at is taken away by the bucket's lifecycle rule.
"""

import base64
import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from botocore.exceptions import ClientError

from kernel import aws, config

FORM_LASTS = 900
"""Seconds for which an upload form is good."""
LINK_LASTS = 300
"""Seconds for which a download link is good. Storage knows no shares: a link outlives the sight of who was given it,
so it is made anew each time that somebody asks, and does not last."""
WAITS = 86_400
"""Seconds that an upload may take from its form to its completion; the bucket's lifecycle rule takes a day or two."""
_CHUNK = 1 << 20
_ABSENT = frozenset({"404", "NoSuchKey"})
_NOT_IN_NAMES = frozenset('/\\:*?"<>|')
_LONGEST_STEM, _LONGEST_ENDING = 150, 10


@dataclass(frozen=True)
class Form:
    """A form that a browser sends with one file: `fields` first, the file last, as multipart/form-data."""

    url: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Arrived:
    """An object as it came: what storage says of it, and its bytes."""

    content_type: str
    content: bytes
    sha256: str


def form(key: str, content_type: str, size: int) -> Form:
    """A form for exactly this key, type and size: storage itself refuses any other."""
    made = aws.s3().generate_presigned_post(
        config.bucket_name(),
        key,
        Fields={"Content-Type": content_type},
        Conditions=[{"Content-Type": content_type}, ["content-length-range", size, size]],
        ExpiresIn=FORM_LASTS,
    )
    return Form(made["url"], made["fields"])


def arrived(key: str, limit: int) -> Arrived | None:
    """An object of at most `limit` bytes; None when there is none. A larger one ends where the limit is passed."""
    total, content = hashlib.sha256(), bytearray()
    try:
        found = aws.s3().get_object(Bucket=config.bucket_name(), Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in _ABSENT:
            return None
        raise
    for chunk in found["Body"].iter_chunks(_CHUNK):
        total.update(chunk)
        content += chunk
        if len(content) > limit:
            break
    return Arrived(found["ContentType"], bytes(content), total.hexdigest())


def digest(key: str) -> str | None:
    """The SHA-256 of an object's bytes as they lie there now; None when there is none."""
    total = hashlib.sha256()
    for chunk in _chunks(key):
        if chunk is None:
            return None
        total.update(chunk)
    return total.hexdigest()


def _chunks(key: str) -> Iterator[bytes | None]:
    try:
        found = aws.s3().get_object(Bucket=config.bucket_name(), Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] in _ABSENT:
            yield None
            return
        raise
    yield from found["Body"].iter_chunks(_CHUNK)


def keep(key: str, content: bytes, content_type: str) -> None:
    """Store bytes; storage refuses them if they are not the same when they come."""
    checksum = base64.b64encode(hashlib.sha256(content).digest()).decode()
    aws.s3().put_object(
        Bucket=config.bucket_name(), Key=key, Body=content, ContentType=content_type, ChecksumSHA256=checksum
    )


def remove(*keys: str) -> None:
    """Throw objects away; one that is not there is no fault."""
    for key in keys:
        aws.s3().delete_object(Bucket=config.bucket_name(), Key=key)


def remove_below(prefix: str) -> None:
    """Throw away all that lies below a prefix; meant for few."""
    found = aws.s3().list_objects_v2(Bucket=config.bucket_name(), Prefix=prefix)
    remove(*(one["Key"] for one in found.get("Contents", [])))


def link(key: str, name: str) -> str:
    """A link that downloads an object under a name and is good for a while."""
    parameters = {"Bucket": config.bucket_name(), "Key": key, "ResponseContentDisposition": attachment(name)}
    return aws.s3().generate_presigned_url("get_object", Params=parameters, ExpiresIn=LINK_LASTS)


def attachment(name: str) -> str:
    """Content-Disposition (RFC 6266): the name in ASCII for old browsers, and as it is (RFC 8187) for all others."""
    safe = safe_name(name)
    bare = unicodedata.normalize("NFD", safe.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(c for c in bare if c.isascii() and c != "%").strip(" ")
    if not plain.partition(".")[0]:
        plain = f"file{plain}"  # nothing of the name is ASCII
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"


def safe_name(name: str) -> str:
    """A name that is a file's name in every system: no paths, no invisible or direction-changing characters."""
    seen = "".join("_" if c in _NOT_IN_NAMES else c for c in name if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, ending = seen.rpartition(".")
    if not stem or len(ending) > _LONGEST_ENDING:
        stem, dot, ending = seen, "", ""
    return f"{stem[:_LONGEST_STEM]}{dot}{ending}" or "file"
