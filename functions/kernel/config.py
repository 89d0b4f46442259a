"""Settings that the template hands to a function, read once."""

import os
from functools import cache
from typing import Literal


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f"the environment variable {name} is not set")
    return value


@cache
def table_name() -> str:
    """The one table."""
    return _required("TABLE_NAME")


@cache
def bucket_name() -> str:
    """The private bucket for exports and set-aside stream batches."""
    return _required("BUCKET_NAME")


@cache
def queue_url(kind: str) -> str:
    """The URL of a work queue: `EXPORT`, `IMPORT`, `TIER`, `BULK`, `PURGE`, `MERGE`, `MAIL` or `INTAKE`."""
    return _required(f"{kind}_QUEUE_URL")


@cache
def user_pool_id() -> str:
    """The Cognito pool that employees sign in to."""
    return _required("USER_POOL_ID")


@cache
def cursor_key() -> bytes:
    """The secret that signs list cursors."""
    return _required("CURSOR_KEY").encode()


@cache
def sealing_key() -> bytes:
    """The secret that seals what others gave us to keep."""
    return _required("SEALING_KEY").encode()


@cache
def ses_topics() -> frozenset[str]:
    """The SNS topics whose messages we believe."""
    return frozenset(filter(None, (part.strip() for part in _required("SES_TOPIC_ARNS").split(","))))


@cache
def mail_from() -> str:
    """Whom our mail comes from: an address of the domain that SES has verified."""
    return _required("MAIL_FROM")


@cache
def mail_settings() -> str:
    """The SES configuration set: with it events of what we send are told."""
    return _required("MAIL_SETTINGS")


def channel_secrets() -> str:
    """What the names of the secrets begin with that channels are written over with."""
    return _required("CHANNEL_SECRETS")


def zalo(host: Literal["oauth", "openapi", "business.openapi"]) -> str:
    """Where an API of Zalo is; the local stack has one server for all of them."""
    domain = "zaloapp.com" if host == "oauth" else "zalo.me"
    return os.environ.get("ZALO_ENDPOINT") or f"https://{host}.{domain}"


@cache
def certificate_mirror() -> str | None:
    """Where the local stack keeps its test certificate; nothing on AWS."""
    return os.environ.get("SNS_CERTIFICATE_MIRROR") or None


@cache
def rescoring_rate() -> int:
    """Writes a second that the rescoring of a company may make."""
    return int(os.environ.get("RESCORING_RATE", "500"))


@cache
def campaign_rate() -> int:
    """Mails a second that a campaign hands to the outbox."""
    return int(os.environ.get("CAMPAIGN_RATE", "10"))


@cache
def mail_concurrency() -> int:
    """How many mails are sent at the same time."""
    return int(os.environ.get("MAIL_CONCURRENCY", "2"))


@cache
def unsubscribe_key() -> bytes:
    """The secret that signs the links by which somebody unsubscribes."""
    return _required("UNSUBSCRIBE_KEY").encode()


@cache
def public_url() -> str:
    """Where our API is reached by anybody, without a slash at its end."""
    return _required("PUBLIC_URL")
