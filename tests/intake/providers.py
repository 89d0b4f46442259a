"""What providers post, signed as they sign it."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.world import Answer, Person, World

SENDGRID_KEY = ec.generate_private_key(ec.SECP256R1())
MAILGUN_KEY = "key-0123456789abcdef"


def public(key: ec.EllipticCurvePrivateKey = SENDGRID_KEY) -> str:
    """A key as SendGrid shows it."""
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


def seconds(at: datetime | None = None) -> str:
    return str(int((at or datetime.now(UTC)).timestamp()))


@dataclass(frozen=True)
class Letter:
    """A body and its headers."""

    source: str
    content: bytes
    headers: Mapping[str, str]

    def post(self, world: World, tenant: str = "acme") -> Answer:
        path = f"/v1/webhooks/in/{tenant}/{self.source}"
        return world.call("POST", path, raw=self.content.decode(), headers=self.headers)


def generic(secret: str, events: Any, at: datetime | None = None, content: bytes | None = None) -> Letter:
    body = content if content is not None else json.dumps({"events": events}).encode()
    stamp = seconds(at)
    mac = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return Letter("generic", body, {"X-Leadstream-Timestamp": stamp, "X-Leadstream-Signature": f"v1={mac}"})


def sendgrid(events: Any, at: datetime | None = None, key: ec.EllipticCurvePrivateKey = SENDGRID_KEY) -> Letter:
    body, stamp = json.dumps(events, separators=(",", ":")).encode() + b"\r\n", seconds(at)
    made = base64.b64encode(key.sign(stamp.encode() + body, ec.ECDSA(SHA256()))).decode()
    name = "X-Twilio-Email-Event-Webhook"
    return Letter("sendgrid", body, {f"{name}-Signature": made, f"{name}-Timestamp": stamp})


def mailgun(event: Any, token: str = "a" * 50, at: datetime | None = None, key: str = MAILGUN_KEY) -> Letter:
    stamp = seconds(at)
    made = hmac.new(key.encode(), (stamp + token).encode(), hashlib.sha256).hexdigest()
    signature = {"timestamp": stamp, "token": token, "signature": made}
    return Letter("mailgun", json.dumps({"signature": signature, "event-data": event}).encode(), {})


def postmark(record: Any, secret: str) -> Letter:
    credentials = base64.b64encode(f"postmark:{secret}".encode()).decode()
    return Letter("postmark", json.dumps(record).encode(), {"Authorization": f"Basic {credentials}"})


def key_of(world: World, admin: Person, source: str) -> str:
    """Let a key hold for a source; the secret where it is made here."""
    given = {"sendgrid": public(), "mailgun": MAILGUN_KEY}.get(source)
    made = world.call("POST", f"/v1/webhooks/sources/{source}/keys", {"key": given} if given else {}, by=admin)
    assert made.status == 201, made.raw
    return str(made["secret"] or given)
