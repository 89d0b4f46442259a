from local.openapi import DOCUMENT, document, text


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
        if not path.startswith(("/v1/webhooks/", "/v1/web/mp/"))
    }
    wanted = {"post": "Idempotency-Key", "put": "If-Match", "patch": "If-Match", "delete": "If-Match"}
    assert [where for where, there in headers.items() if where[0] in wanted and wanted[where[0]] not in there] == []
