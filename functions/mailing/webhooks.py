"""POST /v1/webhooks/ses: Amazon SNS notifications of Amazon SES, believed by their signature alone (J4)."""

import base64
import json
from functools import partial
from typing import Any

from kernel import aws, clock, config, table, telemetry
from kernel.problems import Problem, language_of
from mailing import service, sns


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Verify, take in, answer; a 5xx makes SNS deliver again, and nothing counts twice."""
    request_id = str(event.get("requestContext", {}).get("requestId", ""))
    try:
        return _answer(202, {"outcome": _receive(event)})
    except sns.Rejected as error:
        telemetry.info("notification rejected", reason=error.reason, request_id=request_id)
        telemetry.count("NotificationsRejected", reason=error.reason)
        problem = Problem("notification_rejected", reason=error.reason)
    except Problem as refused:
        problem = refused
    except Exception as error:  # noqa: BLE001 - the edge: SNS needs an answer to try again by
        telemetry.failed("notification failed", error, request_id=request_id)
        again = isinstance(error, sns.Unavailable) or table.is_transient(error)
        problem = Problem("busy", headers={"Retry-After": "5"}) if again else Problem("internal", request_id=request_id)
    headers: dict[str, str] = event.get("headers") or {}
    document = problem.body(language_of(headers.get("accept-language", "en")), request_id)
    return _answer(problem.status, document, {"Content-Type": "application/problem+json", **problem.headers})


def _receive(event: dict[str, Any]) -> str:
    message = sns.read(_body(event))
    fetch = partial(sns.download, mirror=config.certificate_mirror())
    sns.verify(message, fetch, config.ses_topics(), clock.now())
    match message["Type"]:
        case "Notification":
            return service.receive(message)
        case "SubscriptionConfirmation":
            sns.confirm(message, aws.sns)
            return "confirmed"
        case _:
            telemetry.info("unsubscribed", topic=message["TopicArn"])
            return "noted"


def _body(event: dict[str, Any]) -> str:
    body: str = event.get("body") or ""
    if len(body) > (sns.LONGEST_BODY + 2) // 3 * 4:
        raise Problem("body_too_large", limit=sns.LONGEST_BODY)
    try:
        text = base64.b64decode(body, validate=True).decode() if event.get("isBase64Encoded") else body
    except ValueError:
        raise Problem("invalid_json") from None
    if len(text.encode(errors="surrogatepass")) > sns.LONGEST_BODY:
        raise Problem("body_too_large", limit=sns.LONGEST_BODY)
    return text


def _answer(status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json", "Cache-Control": "no-store"} | (headers or {}),
        "body": json.dumps(body, ensure_ascii=False),
    }
