"""POST /v1/webhooks/…: what email providers report. Verified, kept as it came, answered; read by a worker (J4)."""

import base64
import json
from functools import partial
from typing import Any

from intake import raw
from intake.raw import Place
from kernel import aws, clock, config, telemetry
from kernel.problems import Problem, language_of
from mailing import sns
from mailing.rejected import Rejected, Unavailable
from mailing.rules import moment

SES = "ses"
LONGEST = 1_048_576
"""Bytes that a body may have."""
_PROVIDERS = "/v1/webhooks/in/"


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Verify, keep, answer; a 5xx makes the sender deliver again, and nothing counts twice."""
    request_id = str(event.get("requestContext", {}).get("requestId", ""))
    try:
        return _answer(202, {"outcome": _receive(event)})
    except Rejected as error:
        telemetry.info("notification rejected", reason=error.reason, request_id=request_id)
        telemetry.count("NotificationsRejected", reason=error.reason)
        problem = Problem("notification_rejected", reason=error.reason)
    except Problem as refused:
        problem = refused
    except Exception as error:  # noqa: BLE001 - the edge: the sender needs an answer to try again by
        telemetry.failed("notification failed", error, request_id=request_id)
        problem = _fault(error, request_id)
    headers: dict[str, str] = event.get("headers") or {}
    document = problem.body(language_of(headers.get("accept-language", "en")), request_id)
    return _answer(problem.status, document, {"Content-Type": "application/problem+json", **problem.headers})


def _receive(event: dict[str, Any]) -> str:
    content = _body(event)
    path = str(event.get("rawPath", ""))
    if path.startswith(_PROVIDERS):
        from intake import doors  # noqa: PLC0415 - SES needs neither the table nor its client

        place = doors.let_in(path.removeprefix(_PROVIDERS), event.get("headers") or {}, content, clock.now())
        return _kept(place, content)
    return _from_sns(content)


def _from_sns(content: bytes) -> str:
    message = sns.read(content.decode())
    fetch = partial(sns.download, mirror=config.certificate_mirror())
    sns.verify(message, fetch, config.ses_topics(), clock.now())
    match message["Type"]:
        case "Notification":
            return _kept(Place(None, SES, moment(message["Timestamp"]), message["MessageId"].encode()), content)
        case "SubscriptionConfirmation":
            sns.confirm(message, aws.sns)
            return "confirmed"
        case _:
            telemetry.info("unsubscribed", topic=message["TopicArn"])
            return "noted"


def _kept(place: Place, content: bytes) -> str:
    return "accepted" if raw.keep(place, content) else "repeated"


def _body(event: dict[str, Any]) -> bytes:
    body: str = event.get("body") or ""
    encoded = bool(event.get("isBase64Encoded"))
    if len(body) > ((LONGEST + 2) // 3 * 4 if encoded else LONGEST):
        raise Problem("body_too_large", limit=LONGEST)
    try:
        content = base64.b64decode(body, validate=True) if encoded else body.encode()
        content.decode()
    except ValueError:
        raise Problem("invalid_json") from None
    if len(content) > LONGEST:
        raise Problem("body_too_large", limit=LONGEST)
    return content


def _fault(error: Exception, request_id: str) -> Problem:
    from kernel import table  # noqa: PLC0415 - it takes the table's client along, and no request should need it

    if isinstance(error, Unavailable) or table.is_transient(error):
        return Problem("busy", headers={"Retry-After": "5"})
    return Problem("internal", request_id=request_id)


def _answer(status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json", "Cache-Control": "no-store"} | (headers or {}),
        "body": json.dumps(body, ensure_ascii=False),
    }
