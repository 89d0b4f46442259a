"""The OpenAPI document as it is of one company: what it calls an id or a code is one that there is."""

import copy
import json
from collections.abc import Mapping
from typing import Any

from kernel.fields import CODE_PATTERN
from kernel.ids import ULID_PATTERN
from local.openapi import DOCUMENT

CODES: Mapping[str, tuple[str, ...]] = {
    "stage": ("new", "won", "negotiating"), "source": ("website", "referral"), "sector": ("water",),
    "size": ("small",), "groups": ("vip", "north"), "labels": ("hot",), "types": ("enterprise",),
    "reason": ("price",), "lost_reason": ("price",), "type": ("call", "meeting"), "kind": ("member",),
    "contact_status": ("contacted",), "book": ("HD",), "template": ("introduction",), "tier": ("<tier>",),
}  # fmt: skip
"""Codes that every company begins with, by the fields that name them."""
PEOPLE = {"owner", "assignee", "manager", "employees", "employee", "sender"}
NAMED = {"company_of": "customer_id", "existing": "customer_id", "records": "lead_id", "absorbed": "absorbed_id",
    "departments": "department_id", "link_to": "opportunity_id", "template": "template_id", "dossiers": "dossier_id",
}  # fmt: skip
OPEN = {"source", "number", "record_code", "rule", "run", "report", "mail_template", "message", "book", "kind", "code"}
"""What a path names by another word than an id."""

type Json = dict[str, Any]


def described(known: Mapping[str, str], begins: str = "/v1/") -> Json:
    """The document, its ids and codes replaced by names that tests/contract/gateway.py knows; or a part of it."""
    document: Json = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    del document["security"]  # who is not signed in: tests/isolation
    document["paths"] = {path: every for path, every in document["paths"].items() if path.startswith(begins)}
    there = {operation["operationId"] for path in document["paths"].values() for operation in path.values()}
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                parameter.pop("example", None)
                parameter["schema"] = _at(parameter, known)
            for answer in operation["responses"].values():
                links = answer.get("links", {})
                answer["links"] = {name: link for name, link in links.items() if link["operationId"] in there}
            for content in operation.get("requestBody", {}).get("content", {}).values():
                content.pop("example", None)
                taken = _parts(content["schema"], document["components"]["schemas"])
                for name in taken:
                    schemas = document["components"]["schemas"]
                    schemas[f"{name}-asked"] = _asked(copy.deepcopy(schemas[name]), "", known)
                content["schema"] = _asked(content["schema"], "", known)
    return document


def _at(parameter: Json, known: Mapping[str, str]) -> Json:
    name, schema = parameter["name"], parameter["schema"]
    if name == "If-Match":
        return {"enum": ["*", *(f'"{version}"' for version in range(1, 5))]}
    if parameter["in"] == "path" and name in known:
        return {"enum": [f"<{name}>"]} if schema.get("pattern") or name in OPEN else schema
    return _asked(schema, name, known) if parameter["in"] == "query" else schema  # type: ignore[no-any-return]


def _parts(schema: Any, schemas: Json) -> set[str]:
    """Every schema that a body is made of."""
    found: set[str] = set()
    wanted = [schema]
    while wanted:
        node = wanted.pop()
        if isinstance(node, dict):
            name = str(node.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found.add(name)
                wanted.append(schemas[name])
            wanted += node.values()
        elif isinstance(node, list):
            wanted += node
    return found


def _asked(node: Any, name: str, known: Mapping[str, str]) -> Any:
    if isinstance(node, list):
        return [_asked(one, name, known) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("pattern") == ULID_PATTERN:
        said = NAMED.get(name, "employee_id" if name in PEOPLE else f"{name}_id")
        return {"enum": [f"<{said}>"]} if said in known else node
    if node.get("pattern") == CODE_PATTERN and name in CODES:
        return {"enum": list(CODES[name])}
    if "$ref" in node:
        return {**node, "$ref": f"{node['$ref']}-asked"}
    changed = {
        key: {one: _asked(schema, one, known) for one, schema in value.items()} if key == "properties" else value
        for key, value in node.items()
    }
    for key in ("items", "anyOf", "oneOf", "allOf", "additionalProperties"):
        if key in changed:
            changed[key] = _asked(changed[key], name, known)
    if "discriminator" in changed:
        mapping = changed["discriminator"].get("mapping", {})
        changed["discriminator"] = {
            **changed["discriminator"], "mapping": {kind: f"{ref}-asked" for kind, ref in mapping.items()},
        }  # fmt: skip
    return changed
