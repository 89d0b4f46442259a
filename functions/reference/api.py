"""GET /v1/reference: the API as a page to read and to try, from its own OpenAPI document (N1).

The document and Swagger UI come out of layers; nothing here is secret, and nobody has to sign in to read it.
"""

import base64
import gzip
import hashlib
import os
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any

_SWAGGER = "aws_lambda_powertools.event_handler.openapi.swagger_ui"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def _page() -> bytes:
    """Who may sign in with a password alone, which is on the local stack only, may do so on the page."""
    page = (files(__package__) / "page.html").read_text(encoding="utf-8")
    return page.replace("{client}", os.environ.get("SIGN_IN_CLIENT", "")).encode()


def _file(package: str, name: str) -> bytes:
    return (files(package) / name).read_bytes()


def _document() -> bytes:
    return gzip.decompress((files("leadstream_reference") / "openapi.json.gz").read_bytes())


_PARTS: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "reference": ("text/html; charset=utf-8", _page),
    "page.js": ("text/javascript; charset=utf-8", partial(_file, __package__, "page.js")),
    "page.css": ("text/css; charset=utf-8", partial(_file, __package__, "page.css")),
    "swagger.js": ("text/javascript; charset=utf-8", partial(_file, _SWAGGER, "swagger-ui-bundle.min.js")),
    "swagger.css": ("text/css; charset=utf-8", partial(_file, _SWAGGER, "swagger-ui.min.css")),
    "openapi.json": ("application/json", _document),
}


@cache
def _packed(name: str) -> tuple[bytes, str]:
    """(content, gzipped; its ETag), made once in a process."""
    content = gzip.compress(_PARTS[name][1](), 6, mtime=0)
    return content, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """A part of the page by the last word of the path; 404 for any other."""
    name = str(event.get("rawPath", "")).rstrip("/").rpartition("/")[2]
    if name not in _PARTS:
        return {"statusCode": 404, "headers": {"Cache-Control": "no-store"}, "body": ""}
    asked = {key.lower(): str(value) for key, value in (event.get("headers") or {}).items()}
    content, tag = _packed(name)
    headers = {
        "Content-Type": _PARTS[name][0], "Cache-Control": "no-cache", "ETag": tag, "Vary": "Accept-Encoding",
        "Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
    }  # fmt: skip
    if tag in asked.get("if-none-match", ""):
        return {"statusCode": 304, "headers": headers, "body": ""}
    if "gzip" in asked.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        content = gzip.decompress(content)
    body = base64.b64encode(content).decode()
    return {"statusCode": 200, "headers": headers, "body": body, "isBase64Encoded": True}
