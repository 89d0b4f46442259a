import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid4, uuid5

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

type Key = rsa.RSAPrivateKey

VALID_FOR = timedelta(days=365)
MARGIN = timedelta(days=1)  # clocks differ; a kept certificate is renewed a day early
_IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
)
_CONFIRMATION_TEXTS = {
    "SubscriptionConfirmation": "You have chosen to subscribe to the topic {topic}.\n"
    "To confirm the subscription, visit the SubscribeURL included in this message.",
    "UnsubscribeConfirmation": "You have chosen to deactivate subscription {topic}.\n"
    "To cancel this operation and restore the subscription, visit the SubscribeURL included in this message.",
}


@dataclass(frozen=True, slots=True)
class Sender:
    """A stand-in for Amazon SNS that signs what it sends, with a key that only we trust."""

    topic_arn: str
    region: str
    key: Key
    cert: x509.Certificate

    @property
    def pem(self) -> bytes:
        """The certificate as the file that SigningCertURL names."""
        return self.cert.public_bytes(serialization.Encoding.PEM)

    @property
    def certificate_name(self) -> str:
        """The file's name, made of its content as SNS's are: a new certificate never meets an old one's cache."""
        return f"SimpleNotificationService-{self.cert.fingerprint(hashes.SHA256()).hex()[:32]}.pem"

    @property
    def host(self) -> str:
        """Where SNS of this region lives."""
        return f"https://sns.{self.region}.amazonaws.com{'.cn' if ':aws-cn:' in self.topic_arn else ''}"

    def notification(
        self, body: str, version: str = "2", subject: str | None = None, at: datetime | None = None
    ) -> dict[str, str]:
        """A signed Notification of `body`, published at `at` (now)."""
        message = {"Type": "Notification", "MessageId": str(uuid4()), "TopicArn": self.topic_arn}
        if subject is not None:
            message["Subject"] = subject
        message |= {"Message": body, "Timestamp": stamp(at)}
        unsubscribe = f"{self.host}/?Action=Unsubscribe&SubscriptionArn={self.topic_arn}:{uuid4()}"
        return self.signed(message, version) | {"UnsubscribeURL": unsubscribe}

    def subscription_confirmation(self, version: str = "2", at: datetime | None = None) -> dict[str, str]:
        """What SNS asks an endpoint before its first notification."""
        return self._confirmation("SubscriptionConfirmation", version, at)

    def unsubscribe_confirmation(self, version: str = "2", at: datetime | None = None) -> dict[str, str]:
        """What SNS tells an endpoint after its last notification."""
        return self._confirmation("UnsubscribeConfirmation", version, at)

    def signed(self, message: dict[str, str], version: str = "2") -> dict[str, str]:
        """`message` with its signature over the documented fields, in their documented order."""
        algorithm = hashes.SHA1() if version == "1" else hashes.SHA256()  # noqa: S303 - version 1 is SHA-1
        signature = self.key.sign(string_to_sign(message).encode(), padding.PKCS1v15(), algorithm)
        return message | {
            "SignatureVersion": version,
            "Signature": base64.b64encode(signature).decode(),
            "SigningCertURL": f"{self.host}/{self.certificate_name}",
        }

    def headers(self, message: dict[str, str]) -> dict[str, str]:
        """The HTTP headers that SNS sends with `message`; its JSON comes as plain text indeed."""
        headers = {
            "x-amz-sns-message-type": message["Type"],
            "x-amz-sns-message-id": message["MessageId"],
            "x-amz-sns-topic-arn": message["TopicArn"],
            "Content-Type": "text/plain; charset=UTF-8",
            "User-Agent": "Amazon Simple Notification Service Agent",
        }
        if "UnsubscribeURL" in message:
            headers["x-amz-sns-subscription-arn"] = message["UnsubscribeURL"].rpartition("=")[2]
        return headers

    def _confirmation(self, kind: str, version: str, at: datetime | None) -> dict[str, str]:
        token = uuid4().hex * 8
        return self.signed(
            {
                "Type": kind,
                "MessageId": str(uuid4()),
                "Token": token,
                "TopicArn": self.topic_arn,
                "Message": _CONFIRMATION_TEXTS[kind].format(topic=self.topic_arn),
                "SubscribeURL": f"{self.host}/?Action=ConfirmSubscription&TopicArn={self.topic_arn}&Token={token}",
                "Timestamp": stamp(at),
            },
            version,
        )


def new(topic_arn: str) -> Sender:
    """A sender with a key and certificate made now and kept nowhere."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return Sender(topic_arn, topic_arn.split(":")[3], key, certify(key))


def kept(topic_arn: str, folder: Path) -> Sender:
    """The sender whose key and certificate lie in `folder`; they are made there if absent or about to expire."""
    secret, public = folder / "sns.key", folder / "sns.pem"
    if secret.exists() and public.exists():
        cert = x509.load_pem_x509_certificate(public.read_bytes())
        key = serialization.load_pem_private_key(secret.read_bytes(), password=None)
        fresh = cert.not_valid_after_utc > datetime.now(UTC) + MARGIN and cert.public_key() == key.public_key()
        if isinstance(key, rsa.RSAPrivateKey) and fresh:
            return Sender(topic_arn, topic_arn.split(":")[3], key, cert)
    sender = new(topic_arn)
    folder.mkdir(parents=True, exist_ok=True)
    secret.touch(mode=0o600)
    secret.write_bytes(
        sender.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    public.write_bytes(sender.pem)
    return sender


def certify(key: Key, begins: datetime | None = None, ends: datetime | None = None) -> x509.Certificate:
    """A self-signed certificate for `key`, by default good from a day ago for a year."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    begins = begins or datetime.now(UTC) - MARGIN
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    return builder.not_valid_before(begins).not_valid_after(ends or begins + VALID_FOR).sign(key, hashes.SHA256())


def string_to_sign(message: dict[str, str]) -> str:
    """Name and value of each signed field on lines of their own. Not shared with who verifies: two must agree."""
    names = ["Message", "MessageId"]
    if message["Type"] == "Notification":
        names += ["Subject"] if "Subject" in message else []
        names += ["Timestamp", "TopicArn", "Type"]
    else:
        names += ["SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
    return "".join(f"{name}\n{message[name]}\n" for name in names)


def encode(message: dict[str, str]) -> str:
    """The HTTP body, spaced as SNS spaces it."""
    return json.dumps(message, ensure_ascii=False, indent=2, separators=(",", " : "))


def stamp(at: datetime | None = None) -> str:
    """A moment (now) as AWS writes it: 2017-08-09T22:00:19.652Z."""
    return (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def open_event(
    *,
    tenant: str | None,
    customer: str | None,
    message: str,
    to: str,
    at: datetime,
    ip: str = "192.0.2.1",
    user_agent: str = _IPHONE,
) -> str:
    """The body of an SES Open event of the email `message`."""
    opened = {"ipAddress": ip, "timestamp": stamp(at), "userAgent": user_agent}
    mail = _mail(tenant, customer, message, to, at)
    return json.dumps({"eventType": "Open", "mail": mail, "open": opened}, ensure_ascii=False)


def click_event(
    *,
    tenant: str | None,
    customer: str | None,
    message: str,
    to: str,
    at: datetime,
    link: str,
    ip: str = "192.0.2.1",
    user_agent: str = _IPHONE,
) -> str:
    """The body of an SES Click event on `link` in the email `message`."""
    clicked = {"ipAddress": ip, "link": link, "linkTags": None, "timestamp": stamp(at), "userAgent": user_agent}
    mail = _mail(tenant, customer, message, to, at)
    return json.dumps({"eventType": "Click", "click": clicked, "mail": mail}, ensure_ascii=False)


def _mail(tenant: str | None, customer: str | None, message: str, to: str, at: datetime) -> dict[str, object]:
    message_id = f"0108{'0' * 12}-{uuid5(NAMESPACE_URL, message)}-000000"
    own = {"tenant": tenant, "customer": customer, "message": message}
    common = {"from": ["sender@example.com"], "messageId": message_id, "subject": "Leadstream", "to": [to]}
    headers = {"X-SES-CONFIGURATION-SET": "leadstream", "From": "sender@example.com", "To": to, "Subject": "Leadstream"}
    return {
        "commonHeaders": common,
        "destination": [to],
        "headers": [{"name": name, "value": value} for name, value in headers.items()],
        "headersTruncated": False,
        "messageId": message_id,
        "sendingAccountId": "123456789012",
        "source": "sender@example.com",
        "tags": {name: [value] for name, value in own.items() if value is not None}
        | {
            "ses:caller-identity": ["leadstream"],
            "ses:configuration-set": ["leadstream"],
            "ses:from-domain": ["example.com"],
            "ses:source-ip": ["192.0.2.0"],
        },
        "timestamp": stamp(at - timedelta(minutes=5)),
    }
