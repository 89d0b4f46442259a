from local.openapi import DOCUMENT, document, text


def test_the_openapi_document_is_what_the_code_says():
    assert DOCUMENT.read_text(encoding="utf-8") == text(), "run `make openapi`"


def test_every_operation_has_an_id_of_its_own_and_a_summary():
    operations = [operation for path in document()["paths"].values() for operation in path.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))
    assert all(operation["summary"] for operation in operations)
