"""/v1/web/…: what companies' web sites send, with a key of their own and no login (J5)."""

import base64
import binascii
import json
from typing import Any

from kernel import telemetry
from kernel.problems import Problem, busy, language_of

COLLECT = "/v1/web/mp/collect"
FORMS = "/v1/web/forms/"
LONGEST = 131_072
"""Bytes of a body that are looked at; each kind has a limit of its own below that."""
_HEADERS = "content-type, accept-language, idempotency-key"

type Answer = dict[str, Any]


def handler(event: dict[str, Any], _context: object) -> Answer:
    """Take it in and answer; whatever happens, the sender is told what and how to go on."""
    request_id = str(event.get("requestContext", {}).get("requestId", ""))
    cors: dict[str, str] = {}
    try:
        return _answer(event, cors)
    except Problem as refused:
        problem = refused
    except Exception as error:  # noqa: BLE001 - the edge: nothing may leave without an answer
        telemetry.failed("request of a site failed", error, request_id=request_id)
        problem = _fault(error, request_id)
    telemetry.count("SitesRefused", reason=problem.code)
    document = json.dumps(problem.body(language_of(_header(event, "accept-language")), request_id), ensure_ascii=False)
    headers = {"Content-Type": "application/problem+json", "Cache-Control": "no-store", **cors, **problem.headers}
    return {"statusCode": problem.status, "headers": headers, "body": document}


def _fault(error: Exception, request_id: str) -> Problem:
    from kernel import table  # noqa: PLC0415 - it takes the table's client along

    return busy() if table.is_transient(error) else Problem("internal", request_id=request_id)


def _answer(event: dict[str, Any], cors: dict[str, str]) -> Answer:
    method, path = str(event["requestContext"]["http"]["method"]), str(event.get("rawPath", ""))
    if path.startswith(FORMS) and method in {"POST", "OPTIONS"}:
        return _form(event, method, path.removeprefix(FORMS), cors)
    if path == COLLECT and method == "POST":
        from sites import collecting  # noqa: PLC0415 - a form needs no storage, and this no validators of leads

        collecting.collect(event.get("queryStringParameters") or {}, _body(event))
        return {"statusCode": 204, "headers": {"Cache-Control": "no-store"}, "body": ""}
    raise Problem("no_such_route", method=method, path=path)


def _form(event: dict[str, Any], method: str, key: str, cors: dict[str, str]) -> Answer:
    from sites import submission, submitting  # noqa: PLC0415 - visits need no validators of leads

    origin = _header(event, "origin")
    tenant, form = submitting.opened(key, origin)
    if origin is not None:
        cors |= {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
    if method == "OPTIONS":
        allowed = {"Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": _HEADERS}
        return {"statusCode": 204, "headers": {**cors, **allowed, "Access-Control-Max-Age": "3600"}, "body": ""}
    told = submission.read(form, _header(event, "content-type"), _body(event))
    visitor = submitting.Visitor(origin, _header(event, "referer"), _ip(event))
    onward = submitting.submit(tenant, form, told, visitor, _once(event))
    if onward is not None:
        return {"statusCode": 303, "headers": {**cors, "Location": onward, "Cache-Control": "no-store"}, "body": ""}
    headers = {**cors, "Content-Type": "application/json", "Cache-Control": "no-store"}
    return {"statusCode": 200, "headers": headers, "body": '{"outcome": "received"}'}


def _once(event: dict[str, Any]) -> str | None:
    key = _header(event, "idempotency-key")
    if key is not None and not (0 < len(key) <= 200 and key.isprintable()):  # noqa: PLR2004 - as of any request
        raise Problem("idempotency_key_invalid")
    return key


def _ip(event: dict[str, Any]) -> str | None:
    found = event["requestContext"].get("http", {}).get("sourceIp")
    return str(found) if found else None


def _header(event: dict[str, Any], name: str) -> str | None:
    headers: dict[str, str] = event.get("headers") or {}
    found = headers.get(name)
    return found if found is not None else next((v for k, v in headers.items() if k.lower() == name), None)


def _body(event: dict[str, Any]) -> bytes:
    text: str = event.get("body") or ""
    try:
        raw = base64.b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
    except (binascii.Error, UnicodeEncodeError):
        raise Problem("invalid_json") from None
    if len(raw) > LONGEST:
        raise Problem("body_too_large", limit=LONGEST)
    return raw
