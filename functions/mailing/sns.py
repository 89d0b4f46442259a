import base64
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError
from botocore.httpsession import URLLib3Session
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from urllib3.exceptions import HTTPError

from mailing import certificate
from mailing.rejected import Rejected, Unavailable
from mailing.rules import moment

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

# Timestamp is when the message was published, and SNS tries an HTTP/S endpoint again for at most 3,600 s, a hard limit.
# Five minutes more are for the last attempt itself and for the clocks.
# https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
OLDEST = timedelta(minutes=65)
AHEAD = timedelta(minutes=5)
LONGEST_BODY = 1_048_576  # characters: 256 KB of message, escaped, and the envelope
LARGEST_CERTIFICATE = 16_384  # bytes; a real one has about 2,000
TIMEOUT = 3  # seconds to connect, and again to read
CERTIFICATES_KEPT = 8  # per warm process: a region signs with one at a time

# https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html
_CONFIRMATION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": _CONFIRMATION,
    "UnsubscribeConfirmation": _CONFIRMATION,
}
_SIGNATURE = ("Signature", "SignatureVersion", "SigningCertURL")
_FIELDS = frozenset((*_CONFIRMATION, "Subject", *_SIGNATURE))
_HASHES = {"1": SHA1, "2": SHA256}
_TOPIC = re.compile(r"arn:(aws|aws-cn|aws-us-gov):sns:([a-z0-9-]{3,32}):\d{12}:[A-Za-z0-9_-]{1,256}", re.ASCII)
_CERTIFICATE = re.compile(r"SimpleNotificationService-[0-9a-f]{32,64}\.pem")
_CONTROL = re.compile("[\x00-\x1f\x7f]")

_certificates: dict[str, certificate.Certificate] = {}


def read(body: str) -> dict[str, str]:
    """The documented fields of an HTTP body, the others dropped: they are not signed. Raises Rejected."""
    if len(body) > LONGEST_BODY:
        raise Rejected("malformed", "body is too long")
    try:
        message = json.loads(body, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError) as error:
        raise Rejected("malformed", "body is not JSON, or names a field twice") from error
    if not isinstance(message, dict):
        raise Rejected("malformed", "body is not an object")
    no_subject = {"Subject"} if message.get("Subject", "") is None else set[str]()
    return _texts({name: value for name, value in message.items() if name in _FIELDS - no_subject})


def verify(message: Mapping[str, str], fetch: Callable[[str], bytes], topics: frozenset[str], now: datetime) -> None:
    """Raise Rejected unless SNS signed it for one of `topics` just now. What `fetch` raises passes through."""
    signed = _string_to_sign(_texts(message))
    url = _certificate_url(message["SigningCertURL"], _known(message["TopicArn"], topics))
    _require_fresh(message["Timestamp"], now)
    hashed = _HASHES.get(message["SignatureVersion"])
    if hashed is None:
        raise Rejected("version", f"signature version {message['SignatureVersion']!r:.20}")
    signature = _decoded(message["Signature"])
    signer = _certificate(url, fetch)
    if not signer.begins <= now <= signer.ends:
        raise Rejected("certificate", f"valid from {signer.begins} to {signer.ends}")
    try:
        signer.key.verify(signature, signed, PKCS1v15(), hashed())
    except InvalidSignature:
        raise Rejected("signature", "does not match") from None


def download(url: str, mirror: str | None = None) -> bytes:
    """The file at `url`, or the one of its name in `mirror`. Raises Unavailable. No redirect is followed."""
    address = f"{mirror.rstrip('/')}/{url.rpartition('/')[2]}" if mirror else url
    session = URLLib3Session(timeout=TIMEOUT)
    try:
        response = session.send(AWSRequest("GET", address, stream_output=True).prepare())
        content = response.raw.read(LARGEST_CERTIFICATE + 1)
    except (BotoCoreError, HTTPError) as error:
        raise Unavailable(f"{address}: {error}") from error
    finally:
        session.close()
    if response.status_code != 200 or len(content) > LARGEST_CERTIFICATE:  # noqa: PLR2004 - HTTP's OK
        raise Unavailable(f"{address}: status {response.status_code}, {len(content)} bytes")
    return bytes(content)


def confirm(message: Mapping[str, str], client: "Callable[[str], SNSClient]") -> None:
    """Answer a verified SubscriptionConfirmation by API, never by visiting its URL; `client` gets the region.

    From then on only AWS credentials can unsubscribe: every notification carries an UnsubscribeURL.
    """
    if message["Type"] != "SubscriptionConfirmation":
        raise Rejected("type", "asks for no confirmation")
    region = message["TopicArn"].split(":")[3]
    client(region).confirm_subscription(
        TopicArn=message["TopicArn"], Token=message["Token"], AuthenticateOnUnsubscribe="true"
    )


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field is named twice")
    return found


def _texts(message: Mapping[str, object]) -> dict[str, str]:
    texts = {name: value for name, value in message.items() if isinstance(value, str)}
    if len(texts) != len(message):
        raise Rejected("malformed", f"{(message.keys() - texts.keys()).pop()} is not text")
    return texts


def _string_to_sign(message: Mapping[str, str]) -> bytes:
    kind = message.get("Type", "")
    if kind not in _SIGNED:
        raise Rejected("type", f"{kind!r:.40}")
    for name in (*_SIGNED[kind], *_SIGNATURE):
        if name not in message and name != "Subject":
            raise Rejected("malformed", f"{name} is missing")
    present = [name for name in _SIGNED[kind] if name in message]
    # Lines are all that parts the fields: one with a line break could pass for two.
    if any(_CONTROL.search(message[name]) for name in present if name != "Message"):
        raise Rejected("malformed", "a field but Message has a control character")
    try:
        return "".join(f"{name}\n{message[name]}\n" for name in present).encode()
    except UnicodeEncodeError:
        raise Rejected("malformed", "not Unicode text") from None


def _known(topic: str, topics: frozenset[str]) -> re.Match[str]:
    parts = _TOPIC.fullmatch(topic)
    if parts is None or topic not in topics:
        raise Rejected("topic", f"{topic!r:.300}")
    return parts


def _certificate_url(url: str, topic: re.Match[str]) -> str:
    """Built, not taken apart: no parser of addresses can then be of another opinion than the one that fetches."""
    partition, region = topic.groups()
    host = f"https://sns.{region}.amazonaws.com{'.cn' if partition == 'aws-cn' else ''}/"
    if not (url.startswith(host) and _CERTIFICATE.fullmatch(url, len(host))):
        raise Rejected("url", f"{url!r:.300}")
    return url


def _require_fresh(timestamp: str, now: datetime) -> None:
    try:
        at = moment(timestamp)
    except ValueError as error:
        raise Rejected("malformed", "Timestamp is not a UTC timestamp") from error
    if at < now - OLDEST:
        raise Rejected("stale", timestamp)
    if at > now + AHEAD:
        raise Rejected("early", timestamp)


def _decoded(signature: str) -> bytes:
    try:
        return base64.b64decode(signature, validate=True)
    except ValueError as error:
        raise Rejected("malformed", "Signature is not Base64") from error


def _certificate(url: str, fetch: Callable[[str], bytes]) -> certificate.Certificate:
    """A certificate's name is made of its content: one that was read is good until it expires."""
    if url not in _certificates:
        pem = fetch(url)
        try:
            found = certificate.read(pem)
        except ValueError as error:
            raise Rejected("certificate", str(error)) from error
        while len(_certificates) >= CERTIFICATES_KEPT:
            del _certificates[next(iter(_certificates))]
        _certificates[url] = found
    return _certificates[url]
