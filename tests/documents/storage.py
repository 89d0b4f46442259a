"""What stands for a browser and for S3's check of its form: moto takes any form."""

import base64
import io
import json
import struct
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import boto3

from tests.world import ENVIRONMENT, Answer, Person, World

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
BUCKET = ENVIRONMENT["BUCKET_NAME"]


class Refused(Exception):  # noqa: N818 - the outcome under test
    """S3 answers 403 or 400 to such a form."""


def send(form: dict[str, Any], content: bytes, **changed: str) -> None:
    """Send a form with a file, as S3 would take it: every field is in the policy and as the policy says."""
    fields = form["fields"] | changed
    policy = json.loads(base64.b64decode(form["fields"]["policy"]))
    if datetime.fromisoformat(policy["expiration"]) <= datetime.now(UTC):
        raise Refused("expired")
    exact = {"bucket": BUCKET}
    for condition in policy["conditions"]:
        if isinstance(condition, dict):
            exact |= condition
        else:
            name, least, most = condition
            assert name == "content-length-range"
            if not least <= len(content) <= most:
                raise Refused("EntityTooLarge or EntityTooSmall")
    given = {name: value for name, value in fields.items() if name not in {"policy", "x-amz-signature"}}
    if given | {"bucket": BUCKET} != exact:
        raise Refused("AccessDenied")
    boto3.client("s3").put_object(Bucket=BUCKET, Key=fields["key"], Body=content, ContentType=fields["Content-Type"])


def objects() -> dict[str, bytes]:
    """All that lies in the bucket."""
    s3 = boto3.client("s3")
    keys = [one["Key"] for one in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
    return {key: s3.get_object(Bucket=BUCKET, Key=key)["Body"].read() for key in keys}


def announce(world: World, by: Person, customer: str, content: bytes = PDF, **fields: Any) -> Answer:
    """A file announced."""
    body = {"customer": customer, "name": "a.pdf", "type": "application/pdf", "size": len(content)} | fields
    return world.call("POST", "/v1/documents", body, by=by)


def upload(world: World, by: Person, customer: str, content: bytes = PDF, **fields: Any) -> Answer:
    """A file announced, sent and completed."""
    made = announce(world, by, customer, content, **fields)
    assert made.status == 201, made.raw
    send(made["upload"], content)
    return world.call("POST", f"/v1/documents/{made['id']}/complete", by=by)


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip of these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def executable() -> bytes:
    """The beginning of a Windows program."""
    return b"MZ" + bytes(58) + struct.pack("<L", 64) + b"PE\0\0" + bytes(400)
