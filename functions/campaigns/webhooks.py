"""/v1/unsubscribe/<token>: without a login; the token is the only credential (RFC 8058).

A GET shows a page and changes nothing, for scanners and previews follow links. Only a POST that says so unsubscribes,
as a mail program's button sends it, or the page's. Nobody is ever sent elsewhere.
"""

import base64
import re
from typing import Any

from campaigns import pages, unsubscribing
from campaigns.pages import HEADERS, Page
from kernel import telemetry
from kernel.problems import language_of
from suppression import links
from suppression.links import Meant

_LONGEST = 4_096
_LATER = "60"
"""Seconds, told to mail programs; people are told "a few minutes"."""
_ONE_CLICK, _AGAIN = "List-Unsubscribe=One-Click", "subscribe=again"
_PART = re.compile(r'name="([A-Za-z-]{1,40})"\r?\n\r?\n([A-Za-z-]{1,40})\r?\n--')
_STATUS: dict[Page, int] = {"ask": 200, "gone": 200, "back": 200, "unknown": 404, "again": 503}


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """One page for every request; a 503 where it may be tried again."""
    headers: dict[str, str] = event.get("headers") or {}
    found = links.read(str(event.get("rawPath", "")).rpartition("/")[2])
    try:
        page = _page(event, headers, found)
    except Exception as error:  # noqa: BLE001 - the edge: nothing may leave without an answer
        telemetry.failed("unsubscribing failed", error, request_id=event.get("requestContext", {}).get("requestId", ""))
        page = "again"
    telemetry.count("Unsubscribing", page=page)
    body = pages.page(page, language_of(headers.get("accept-language")))
    later = {"Retry-After": _LATER} if page == "again" else {}
    return {"statusCode": _STATUS[page], "headers": {**HEADERS, **later}, "body": body}


def _page(event: dict[str, Any], headers: dict[str, str], meant: Meant | None) -> Page:
    if meant is None:
        return "unknown"
    method = event.get("requestContext", {}).get("http", {}).get("method")
    said = _said(event, headers.get("content-type", "")) if method == "POST" else ""
    if said == _ONE_CLICK:
        return "gone" if unsubscribing.leave(meant) else "unknown"
    if said == _AGAIN:
        return "back" if unsubscribing.come_back(meant) else "unknown"
    return "ask"


def _said(event: dict[str, Any], kind: str) -> str:
    """The one field of a form, however a browser or a mail program writes it down; "" for anything else."""
    body = str(event.get("body") or "")
    if event.get("isBase64Encoded"):
        try:
            body = base64.b64decode(body, validate=True).decode("ascii")
        except ValueError:
            return ""
    if len(body) > _LONGEST:
        return ""
    if kind.startswith("multipart/form-data"):
        part = _PART.search(body)
        return f"{part[1]}={part[2]}" if part else ""
    return body.strip()
