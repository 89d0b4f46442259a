"""`python -m local.collection`: the API as a collection for Postman (format 2.1), which Bruno and Insomnia import.

Format: https://schema.getpostman.com/json/collection/v2.1.0/docs/index.html
"""

import json
import re
from pathlib import Path
from typing import Any

from local.openapi import DOCUMENT, document

COLLECTION = DOCUMENT.with_name("leadstream.postman_collection.json")
_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"

_NAMED = re.compile(r"/\{(\w+)\}([^/]*)")

type Json = dict[str, Any]


def collection(api: Json) -> Json:
    """A folder for each tag; `baseUrl` and `token` are the collection's variables."""
    folders: dict[str, list[Json]] = {tag["name"]: [] for tag in api["tags"]}
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            folders[operation["tags"][0]].append(_item(method.upper(), path, operation))
    return {
        "info": {"name": api["info"]["title"], "schema": _SCHEMA},
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}]},
        "variable": [
            {"key": "baseUrl", "value": "http://127.0.0.1:4566", "type": "string"},
            {"key": "token", "value": "", "type": "string"},
        ],
        "item": [{"name": name, "item": items} for name, items in folders.items() if items],
    }


def _item(method: str, path: str, operation: Json) -> Json:
    parameters = operation.get("parameters", [])
    request: Json = {
        "method": method,
        "description": operation["summary"],
        "header": [{"key": "Accept-Language", "value": "vi"}],
        "url": _url(path, parameters),
    }
    if operation.get("security") == []:
        request["auth"] = {"type": "noauth"}
    content = operation.get("requestBody", {}).get("content", {})
    if content:
        kind, body = next(iter(content.items()))
        request["header"].append({"key": "Content-Type", "value": kind})
        request["body"] = _body(kind, body.get("example"))
    return {"name": operation["operationId"].replace("_", " "), "request": request, "response": []}


def _url(path: str, parameters: list[Json]) -> Json:
    named = _NAMED.sub(_variable, path)
    queries = [one for one in parameters if one["in"] == "query"]
    return {
        "raw": "{{baseUrl}}" + named,
        "host": ["{{baseUrl}}"],
        "path": named.strip("/").split("/"),
        "variable": [
            {"key": one["name"], "value": str(one.get("example", ""))}
            for one in parameters
            if one["in"] == "path" and f"/:{one['name']}" in named
        ],
        "query": [
            {"key": one["name"], "value": str(one.get("example", "")), "disabled": "example" not in one}
            for one in queries
        ],
    }


def _variable(found: re.Match[str]) -> str:
    """A whole part of a path is a variable of the request; what is less is one of the collection."""
    return f"/:{found[1]}" if not found[2] else f"/{{{{{found[1]}}}}}{found[2]}"


def _body(kind: str, example: object) -> Json:
    if kind == "application/x-www-form-urlencoded" and isinstance(example, dict):
        return {"mode": "urlencoded", "urlencoded": [{"key": one, "value": example[one]} for one in example]}
    if isinstance(example, str):
        return {"mode": "raw", "raw": example}
    text = "" if example is None else json.dumps(example, indent=2, ensure_ascii=False)
    return {"mode": "raw", "raw": text, "options": {"raw": {"language": "json"}}}


def text() -> str:
    """As it stands in docs/."""
    return json.dumps(collection(document()), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    COLLECTION.write_text(text(), encoding="utf-8")
    print(f"wrote {COLLECTION.relative_to(Path.cwd())}")
