import json

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from local.openapi import DOCUMENT, EXAMPLES, FEATURES, _app, document, text


def test_the_openapi_document_is_what_the_code_says():
    assert DOCUMENT.read_text(encoding="utf-8") == text(), "run `make openapi`"


def test_every_operation_has_an_id_of_its_own_and_a_summary():
    operations = [operation for path in document()["paths"].values() for operation in path.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))
    assert all(operation["summary"] for operation in operations)


def test_every_change_may_name_the_version_it_is_meant_for_and_every_post_has_a_key():
    headers = {
        (method, path): {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"}
        for path, operations in document()["paths"].items()
        for method, operation in operations.items()
        if not path.startswith(("/v1/webhooks/", "/v1/web/mp/", "/v1/unsubscribe/"))
    }
    wanted = {"post": "Idempotency-Key", "put": "If-Match", "patch": "If-Match", "delete": "If-Match"}
    assert [where for where, there in headers.items() if where[0] in wanted and wanted[where[0]] not in there] == []


SHOWN = json.loads(EXAMPLES.read_text(encoding="utf-8"))
ROUTES = {route.function.__name__: route for feature in FEATURES for route in _app(feature).routes}


def test_every_operation_has_an_example():
    assert [name for name in ROUTES if name not in SHOWN] == [], "tell it in tests/examples, and run `make examples`"
    assert [name for name in SHOWN if name not in ROUTES] == []
    for path in document()["paths"].values():
        for operation in path.values():
            content = operation.get("requestBody", {}).get("content", {})
            if operation.get("requestBody", {}).get("required"):
                assert all("example" in one for one in content.values()), operation["operationId"]


def test_every_example_is_what_the_operation_takes_and_answers():
    for name, example in SHOWN.items():
        route = ROUTES[name]
        if "body" in example:
            assert route.binding.body is not None
            route.binding.body.model_validate_json(json.dumps(example["body"]), strict=True)
        if route.binding.query:
            route.binding.query.model_validate(example.get("query", {}))
        assert example["status"] == route.status


def test_every_answer_in_the_document_is_what_its_schema_says():
    whole = document()
    root = Resource.from_contents({"components": whole["components"]}, default_specification=DRAFT202012)
    registry = Registry().with_resource("api:", root)
    for path in whole["paths"].values():
        for operation in path.values():
            for answer in operation["responses"].values():
                content = answer.get("content", {}).get("application/json", {})
                if "example" in content and "$ref" in content["schema"]:
                    schema = {"$ref": f"api:{content['schema']['$ref']}"}
                    Draft202012Validator(schema, registry=registry).validate(content["example"])


def test_no_example_holds_a_signature_or_a_real_address():
    written = EXAMPLES.read_text(encoding="utf-8")
    assert "X-Amz-Signature=…" in written
    assert "AKIA" not in written


def test_what_was_made_is_linked_to_all_that_can_be_done_with_it():
    whole = document()
    operations = {
        operation["operationId"]: (path, operation)
        for path, every in whole["paths"].items()
        for operation in every.values()
    }
    links = {
        (source, name): link
        for source, (_, operation) in operations.items()
        for answer in operation["responses"].values()
        for name, link in answer.get("links", {}).items()
    }
    assert len(links) > 200
    for link in links.values():
        path, _ = operations[link["operationId"]]
        assert [f"{{{name}}}" in path for name in link["parameters"]] == [True]
    assert {("capture_lead", "convert_lead"), ("ask_export", "read_export"), ("ask_bulk", "read_job")} <= set(links)
