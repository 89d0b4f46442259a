"""How each provider proves that a body is its own. Pure: keys and time come from outside.

Each returns when the body was signed, and what makes it the same body again; Rejected otherwise.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from channels import zalo_events
from mailing.rejected import Rejected

_SECONDS = re.compile(r"\d{9,11}", re.ASCII)
_OURS = re.compile(r"v1=([0-9a-f]{64})", re.ASCII)
_P256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
"""What stands before the point in a key of this curve (RFC 5480, 2): no other key has just these bytes."""
_POINT, _WHOLE = 65, 0x04  # an octet that says that both coordinates follow, and these
AHEAD = timedelta(minutes=5)
"""So far clocks may differ."""
GENERIC_OLDEST = timedelta(minutes=5)
SENDGRID_OLDEST = timedelta(hours=25)
"""SendGrid posts again for 24 hours. Its signature is over the body too: an old one says what it said."""
MAILGUN_OLDEST = timedelta(hours=9)
"""Mailgun posts again for 8 hours."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was posted: headers by their names in small letters, and the bytes."""

    headers: Mapping[str, str]
    content: bytes

    def header(self, name: str) -> str:
        """A header that has to be there."""
        value = self.headers.get(name)
        if not value:
            raise Rejected("malformed", f"{name} is missing")
        return value


@dataclass(frozen=True, slots=True)
class Signed:
    """A body that is believed: when it was signed, and what it is called."""

    at: datetime
    identity: bytes


type Keys = Sequence[str]
type Verify = Callable[[Request, Keys, datetime], Signed]


def generic(request: Request, keys: Keys, now: datetime) -> Signed:
    """HMAC-SHA256 over time stamp, a full stop and the raw body; in hexadecimal, after `v1=`."""
    seconds = request.header("x-leadstream-timestamp")
    at = _at(seconds, now, GENERIC_OLDEST)
    given = _OURS.findall(request.header("x-leadstream-signature").lower())[:4]
    signed = seconds.encode() + b"." + request.content
    made = [hmac.new(key.encode(), signed, hashlib.sha256).hexdigest() for key in keys]
    _require(any(hmac.compare_digest(one, other) for one in made for other in given))
    return Signed(at, signed)


def sendgrid(request: Request, keys: Keys, now: datetime) -> Signed:
    """ECDSA on P-256 with SHA-256 over time stamp and raw body.

    https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
    """
    seconds = request.header("x-twilio-email-event-webhook-timestamp")
    at = _at(seconds, now, SENDGRID_OLDEST)
    signature = _base64(request.header("x-twilio-email-event-webhook-signature"))
    signed = seconds.encode() + request.content
    _require(any(_is_p256(key, signature, signed) for key in keys))
    return Signed(at, signed)


def mailgun(request: Request, keys: Keys, now: datetime) -> Signed:
    """HMAC-SHA256 over time stamp and token, which stand in the body: so a token is good for one body only.

    https://documentation.mailgun.com/docs/mailgun/user-manual/events/webhooks#securing-webhooks
    """
    try:
        root = json.loads(request.content)
        seconds, token, given = (root["signature"][name] for name in ("timestamp", "token", "signature"))
    except (ValueError, RecursionError, LookupError, TypeError) as error:
        raise Rejected("malformed", "no signature in the body") from error
    seconds = str(seconds)
    if not isinstance(token, str) or not isinstance(given, str) or not token.isascii() or not given.isascii():
        raise Rejected("malformed", "no signature in the body")
    at = _at(seconds, now, MAILGUN_OLDEST)
    made = [hmac.new(key.encode(), (seconds + token).encode(), hashlib.sha256).hexdigest() for key in keys]
    _require(any(hmac.compare_digest(one, given) for one in made))
    return Signed(at, token.encode())


def postmark(request: Request, keys: Keys, now: datetime) -> Signed:
    """A secret in the address (basic authentication) or in a header that Postmark is told to send: it signs nothing."""
    given = request.headers.get("x-leadstream-token") or _password(request.header("authorization"))
    _require(any(hmac.compare_digest(key.encode(), given.encode()) for key in keys))
    return Signed(now, request.content)


def zalo(request: Request, keys: Keys, now: datetime) -> Signed:
    """SHA-256 over the app's id, the raw body, its time stamp and the secret key of the Official Account."""
    stamp = request.headers.get("x-zevent-timestamp", "")
    at = zalo_events.signed_at(request.content.decode(), request.header("x-zevent-signature"), keys, now, stamp)
    if at is None:
        raise Rejected("signature", "does not match")
    return Signed(at, request.content)


VERIFY: Mapping[str, Verify] = {
    "generic": generic, "sendgrid": sendgrid, "mailgun": mailgun, "postmark": postmark, "zalo": zalo,
}  # fmt: skip


def p256(key: str) -> bytes:
    """The point of a public key as SendGrid shows it (DER in Base64); ValueError for what is none."""
    der = base64.b64decode("".join(key.split()), validate=True)
    point = der.removeprefix(_P256)
    if len(der) != len(_P256) + _POINT or len(point) != _POINT or point[0] != _WHOLE:
        raise ValueError("not a public key on P-256")
    return point


def _is_p256(key: str, signature: bytes, signed: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - few requests need it
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415

    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), p256(key))
        public.verify(signature, signed, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _at(seconds: str, now: datetime, oldest: timedelta) -> datetime:
    if not _SECONDS.fullmatch(seconds):
        raise Rejected("malformed", "time stamp is not in seconds")
    at = datetime.fromtimestamp(int(seconds), UTC)
    if at < now - oldest:
        raise Rejected("stale", seconds)
    if at > now + AHEAD:
        raise Rejected("early", seconds)
    return at


def _require(matches: bool) -> None:  # noqa: FBT001 - it reads as what it requires
    if not matches:
        raise Rejected("signature", "does not match")


def _password(authorization: str) -> str:
    kind, _, credentials = authorization.partition(" ")
    try:
        return _base64(credentials).decode().partition(":")[2] if kind.lower() == "basic" else ""
    except UnicodeDecodeError:
        return ""


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Rejected("malformed", "not Base64") from error
