"""What Zalo tells a webhook: whether it is Zalo, and what became of one of our notices. Pure.

The header X-ZEvent-Signature is `mac=` and, in hexadecimal, sha256(app id + raw body + timestamp + the secret key of
the Official Account) (https://developers.zalo.me/docs/official-account/webhook/tong-quan). The timestamp is that of the
body; some are signed with the header X-ZEvent-Timestamp instead. Zalo delivers a body again for some two hours.
"""

import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from outbox.rules import Fate

OLDEST = timedelta(days=1)
AHEAD = timedelta(minutes=5)
LONGEST = 65_536
_MAC = re.compile(r"(?:mac=)?([0-9a-f]{64})", re.IGNORECASE)
_MESSAGE = re.compile(r"[A-Za-z0-9_-]{1,48}")
_MILLISECONDS = re.compile(r"\d{12,14}", re.ASCII)
_RECEIVED = "user_received_message"


@dataclass(frozen=True, slots=True)
class ZaloEvent:
    """That a notice reached its phone: `message` is the id that we gave it, `provider_id` the one that Zalo did."""

    message: str
    provider_id: str
    fate: Fate
    at: datetime


def signed_at(body: str, signature: str, secrets: Sequence[str], now: datetime, timestamp: str = "") -> datetime | None:
    """When Zalo signed a body with one of the secrets; None if it did not, or too long ago."""
    mac, told = _MAC.fullmatch(signature.strip()), _document(body)
    if mac is None:
        return None
    stamps = {one for one in (str(told.get("timestamp")), timestamp) if _MILLISECONDS.fullmatch(one)}
    for one in sorted(stamps):
        signed = f"{told.get('app_id')}{body}{one}"
        if _is_fresh(one, now) and any(secret and _matches(mac[1], signed + secret) for secret in secrets):
            return _moment(one)
    return None


def read(body: str) -> ZaloEvent | None:
    """What became of a notice of ours; None for whatever else Zalo tells, and for what is not of its shape."""
    told = _document(body)
    about = told.get("message")
    if told.get("event_name") != _RECEIVED or not isinstance(about, dict):
        return None
    message, at = str(about.get("tracking_id", "")), str(about.get("delivery_time") or told.get("timestamp", ""))
    if not _MESSAGE.fullmatch(message) or not _MILLISECONDS.fullmatch(at):
        return None
    return ZaloEvent(message, str(about.get("msg_id", ""))[:100], "delivered", _moment(at))


def _matches(mac: str, signed: str) -> bool:
    return hmac.compare_digest(mac.lower(), sha256(signed.encode("utf-8", "surrogatepass")).hexdigest())


def _is_fresh(timestamp: str, now: datetime) -> bool:
    return now - OLDEST < _moment(timestamp) < now + AHEAD


def _moment(milliseconds: str) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


def _document(body: str) -> Mapping[str, Any]:
    try:
        found = json.loads(body) if len(body) <= LONGEST else None
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
