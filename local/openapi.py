"""`python -m local.openapi`: writes docs/openapi.json from the routes that the functions register."""

import json
import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from kernel.ids import ULID_PATTERN
from kernel.web import App, Route, Text

DOCUMENT = Path(__file__).parents[1] / "docs" / "openapi.json"
EXAMPLES = DOCUMENT.with_name("examples.json")
"""A call of each operation and what it was answered, as it really was (`make examples`)."""
FEATURES = (
    "identity",
    "catalogs",
    "vouchers",
    "products",
    "leads",
    "customers",
    "conversion",
    "merging",
    "attached",
    "opportunities",
    "activities",
    "sales",
    "debts",
    "documents",
    "dossiers",
    "letters",
    "overview",
    "printing",
    "scoring",
    "rulebooks",
    "tiers",
    "search",
    "sites",
    "export",
    "imports",
    "bulk",
    "messages",
    "intake",
    "campaigns",
    "reports",
)
TAGS = {
    "me": "People",
    "employees": "People",
    "departments": "People",
    "catalogs": "Catalogues",
    "forms": "Forms",
    "settings": "Settings",
    "voucher-books": "Voucher books",
    "products": "Products",
    "leads": "Leads",
    "email": "Email",
    "messages": "Messages",
    "search": "Search",
    "duplicates": "Search",
    "customers": "Customers",
    "partners": "Customers",
    "trash": "Trash",
    "opportunities": "Opportunities",
    "activities": "Activities",
    "quotes": "Quotes",
    "orders": "Orders",
    "contracts": "Contracts",
    "receipts": "Receipts",
    "payment-slips": "Payment slips",
    "debts": "Debts",
    "adjustments": "Debts",
    "contacts": "Contacts",
    "cards": "Membership cards",
    "warranties": "Warranties",
    "links": "Links",
    "documents": "Documents",
    "dossiers": "Signing dossiers",
    "print-templates": "Print templates",
    "scores": "Scores",
    "scoring": "Scores",
    "tiers": "Tiers",
    "sites": "Web sites",
    "exports": "Exports",
    "imports": "Imports",
    "bulk": "Jobs",
    "jobs": "Jobs",
    "mailing": "Email campaigns",
    "webhooks": "Webhooks",
    "reports": "Reports",
}
_REF = "#/components/schemas/{model}"
_ALSO: Mapping[str, str] = {
    "/v1/leads": "/v1/.*{customer_id}", "/v1/partners": "/v1/.*{customer_id}", "/v1/bulk": "/v1/jobs/{job_id}",
    "/v1/opportunities/quick": "/v1/.*{opportunity_id}", "/v1/messages/sendings": "/v1/jobs/{job_id}",
}  # fmt: skip
"""Where the id that a POST answers leads as well, besides what lies below its own path."""

type Json = dict[str, Any]
type Models = Mapping[Any, Json]


def document() -> Json:
    """The whole API as OpenAPI 3.1."""
    routes = [route for feature in FEATURES for route in _app(feature).routes]
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = []
    for route in routes:
        wanted += [(m, "validation") for m in (route.binding.body, route.binding.query) if m is not None]
        wanted += [(answer, "serialization") for answer in _answers(route) if answer is not Text]
    shown: Json = json.loads(EXAMPLES.read_text(encoding="utf-8")) if EXAMPLES.exists() else {}
    models, definitions = models_json_schema(list(dict.fromkeys(wanted)), ref_template=_REF)
    paths: dict[str, Json] = {}
    for route in routes:
        path = route.path.replace("<", "{").replace(">", "}")
        operation = _operation(route, models, definitions["$defs"])
        paths.setdefault(path, {})[route.method.lower()] = _shown(operation, shown.get(operation["operationId"]))
    _link(paths, definitions["$defs"])
    paths["/v1/webhooks/ses"] = {"post": _WEBHOOK}
    paths["/v1/webhooks/in/{tenant}/{source}"] = {"post": _PROVIDER}
    paths["/v1/web/mp/collect"] = {"post": _COLLECT}
    paths["/v1/web/forms/{key}"] = {"post": _FORM}
    paths["/v1/unsubscribe/{token}"] = {"get": _ASK, "post": _UNSUBSCRIBE}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Leadstream", "version": "1", "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "security": [{"idToken": []}],
        "tags": [{"name": name} for name in dict.fromkeys(TAGS.values())],
        "paths": paths,
        "components": {
            "schemas": {**definitions["$defs"], "Problem": _PROBLEM},
            "securitySchemes": {"idToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _app(feature: str) -> App:
    app: App = import_module(f"{feature}.api").app
    return app


def _answers(route: Route) -> list[type[BaseModel]]:
    """What it may answer, in each of its forms."""
    told = get_type_hints(route.function)["return"]
    return [one for one in (get_args(told) or (told,)) if issubclass(one, BaseModel)]


def _operation(route: Route, models: Models, schemas: Json) -> Json:
    success: Json = {"description": "Done"}
    content = dict(
        ("image/svg+xml", {"schema": {"type": "string"}}) if answer is Text
        else ("application/json", {"schema": models[answer, "serialization"]})
        for answer in _answers(route)
    )  # fmt: skip
    if content:
        success["content"] = content
    operation: Json = {
        "operationId": route.function.__name__,
        "tags": [TAGS[route.path.split("/")[2]]],
        "summary": (route.function.__doc__ or "").strip().splitlines()[0],
        "parameters": _parameters(route, schemas, models),
        "responses": {str(route.status): success, "4XX": _REFUSED, "5XX": _REFUSED},
    }
    if route.binding.body:
        body = {"schema": models[route.binding.body, "validation"]}
        content = {"application/json": body}
        operation["requestBody"] = {"required": not route.may_say_nothing, "content": content}
    return operation


def _link(paths: dict[str, Json], schemas: Json) -> None:
    """Tell of each POST that makes something what can be done with it next: links (OpenAPI 3.1, Link Object)."""
    for path, operations in paths.items():
        for told in operations.get("post", {"responses": {}})["responses"].values():
            schema = told.get("content", {}).get("application/json", {}).get("schema", {})
            made = schemas.get(str(schema.get("$ref", "")).rpartition("/")[2], {})
            if "id" in made.get("properties", {}):
                leads = re.compile(f"{path}/{{\\w+_id}}|{_ALSO.get(path, path + '/{id}')}")
                found = {
                    operation["operationId"]: {
                        "operationId": operation["operationId"], "parameters": {name: "$response.body#/id"},
                    }
                    for below, methods in paths.items() if leads.match(below)
                    for names in [re.findall(r"{(\w+)}", below)] if len(names) == 1
                    for name in names
                    for operation in methods.values()
                }  # fmt: skip
                told.update({"links": found} if found else {})


def _shown(operation: Json, example: Json | None) -> Json:
    """With the example, if there is one."""
    if example is None:
        return operation
    named = {("path", name): value for name, value in example.get("path", {}).items()}
    named |= {("query", name): value for name, value in example.get("query", {}).items()}
    for parameter in operation["parameters"]:
        where = parameter["in"], parameter["name"]
        if where in named:
            parameter["example"] = named[where]
    if "body" in example:
        operation["requestBody"]["content"]["application/json"]["example"] = example["body"]
    success = operation["responses"][str(example["status"])]
    if "answer" in example:
        success["content"]["application/json"]["example"] = example["answer"]
    return operation


def _parameters(route: Route, schemas: Json, models: Models) -> list[Json]:
    found = [
        {
            "name": name, "in": "path", "required": True,
            "schema": {"type": "string"} | ({"pattern": ULID_PATTERN} if name.endswith("_id") else {}),
        }
        for name in route.binding.path
    ]  # fmt: skip
    if route.binding.query:
        model = schemas[models[route.binding.query, "validation"]["$ref"].rpartition("/")[2]]
        required = model.get("required", [])
        found += [
            {"name": name, "in": "query", "required": name in required, "schema": schema}
            for name, schema in model["properties"].items()
        ]
    headers = [("Accept-Language", "vi or en: the language of messages and names")]
    if "if_match" in route.binding.wants:
        headers.append(("If-Match", "the ETag of the version to change; 412 when it is no longer that"))
    if route.method == "POST":
        headers.append(("Idempotency-Key", "the same key and body within 24 hours get the same answer"))
    for name, text in headers:
        found.append(
            {"name": name, "in": "header", "required": False, "description": text, "schema": {"type": "string"}}
        )
    return found


_PROBLEM: Json = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        **{name: {"type": "string"} for name in ("type", "title", "detail", "code", "request_id")},
        "status": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "code", "message"],
                "properties": {name: {"type": "string"} for name in ("path", "code", "message")},
            },
        },
    },
}
_REFUSED: Json = {
    "description": "What is wrong and how to mend it (RFC 9457)",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_WAY_IN: list[Json] = [
    {"name": "tenant", "in": "path", "required": True, "schema": {"type": "string"}},
    {"name": "source", "in": "path", "required": True,
     "schema": {"enum": ["generic", "sendgrid", "mailgun", "postmark", "zalo"]}},
]  # fmt: skip


def _text(name: str, where: str, *, required: bool = True) -> Json:
    return {"name": name, "in": where, "required": required, "schema": {"type": "string"}}


_VISIT: Json = {
    "client_id": "1367912034.1763800000",
    "events": [{
        "name": "page_view",
        "params": {
            "page_location": "https://saoviet.example/bao-gia", "engagement_time_msec": "95000",
            "session_id": "1763800000",
        },
    }],
}  # fmt: skip
_COLLECT: Json = {
    "operationId": "collect_visits",
    "tags": ["Web sites"],
    "summary": "Take in a body of the GA4 Measurement Protocol, with a stream's key (docs/web.md).",
    "security": [],
    "parameters": [_text("measurement_id", "query"), _text("api_secret", "query")],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}, "example": _VISIT}},
    },
    "responses": {"204": {"description": "Safely kept"}, "4XX": _REFUSED, "5XX": _REFUSED},
}
_FORM: Json = {
    "operationId": "submit_web_form",
    "tags": ["Web sites"],
    "summary": "Take in what a visitor filled in, with a form's key (docs/web.md).",
    "security": [],
    "parameters": [_text("key", "path"), _text("Idempotency-Key", "header", required=False)],
    "requestBody": {
        "required": True,
        "content": {
            kind: {
                "schema": {"type": "object", "additionalProperties": {"type": "string"}},
                "example": {"ho_ten": "Nguyễn Thị Hoà", "email": "hoa@khach.example", "consent": "yes"},
            }
            for kind in ("application/x-www-form-urlencoded", "application/json")
        },
    },
    "responses": {
        "200": {"description": "Received"}, "303": {"description": "Received; on to `_redirect`"},
        "4XX": _REFUSED, "5XX": _REFUSED,
    },
}  # fmt: skip
_PAGE: Json = {"description": "A page", "content": {"text/html": {"schema": {"type": "string"}}}}
_ASK: Json = {
    "operationId": "ask_before_unsubscribing",
    "tags": ["Email campaigns"],
    "summary": "Show who follows the link in a mail a page with a button; nothing changes (docs/campaigns.md).",
    "security": [],
    "parameters": [_text("token", "path") | {"example": "sao-viet.01M80FPM80E417ZRW3ZRP287PJ.kJx3…"}],
    "responses": {"200": _PAGE, "404": _PAGE, "503": _PAGE},
}
_UNSUBSCRIBE: Json = _ASK | {
    "operationId": "unsubscribe",
    "summary": "Unsubscribe with one click (RFC 8058), or come back; the signed link is the only credential.",
    "requestBody": {
        "required": True,
        "content": {
            kind: {
                "schema": {
                    "type": "object",
                    "properties": {"List-Unsubscribe": {"const": "One-Click"}, "subscribe": {"const": "again"}},
                },
                "example": {"List-Unsubscribe": "One-Click"},
            }
            for kind in ("application/x-www-form-urlencoded", "multipart/form-data")
        },
    },
}
_WEBHOOK: Json = {
    "operationId": "receive_ses_event",
    "tags": ["Webhooks"],
    "summary": "Take in an Amazon SES event that Amazon SNS delivers; its signature is the only credential.",
    "security": [],
    "requestBody": {
        "required": True,
        "content": {
            "text/plain": {
                "schema": {"type": "string", "description": "An SNS message, as SNS posts it"},
                "example": '{"Type": "Notification", "SignatureVersion": "2", "Message": "…", …}',
            }
        },
    },
    "responses": {
        "202": {
            "description": "Safely kept",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["outcome"],
                        "properties": {
                            "outcome": {
                                "enum": ["accepted", "repeated", "confirmed", "noted"],
                            }
                        },
                    }
                }
            },
        },
        "4XX": _REFUSED,
        "5XX": _REFUSED,
    },
}
_PROVIDER: Json = _WEBHOOK | {
    "operationId": "receive_provider_events",
    "parameters": _WAY_IN,
    "summary": "Take in what a company's own email provider reports; its signature is the only credential.",
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"description": "As the provider posts it; see docs/webhooks.md"},
                "example": {
                    "events": [
                        {"id": "e-1", "type": "open", "at": "2026-11-22T08:30:00Z", "email": "hoa@khach.example"}
                    ]
                },
            }
        },
    },
}


def text() -> str:
    """As it stands in docs/openapi.json."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(text(), encoding="utf-8")
    print(f"wrote {DOCUMENT.relative_to(Path.cwd())}")
