"""The collection for Postman and Bruno has what the API's document has."""

import json

from local.collection import COLLECTION, collection, text
from local.openapi import document


def test_the_collection_is_what_the_code_says():
    assert COLLECTION.read_text(encoding="utf-8") == text(), "run `make openapi`"


def test_every_operation_is_in_it_once_with_what_it_needs():
    api = document()
    found = collection(api)
    requests = [item["request"] for folder in found["item"] for item in folder["item"]]
    operations = [operation for methods in api["paths"].values() for operation in methods.values()]
    assert len(requests) == len(operations)
    for request in requests:
        names = {one["key"] for one in request["url"]["variable"]}
        assert names == {part[1:] for part in request["url"]["path"] if part.startswith(":")}
    posts = [one for one in requests if one.get("body", {}).get("options")]
    assert len(posts) > 50
    assert all(isinstance(json.loads(one["body"]["raw"]), dict) for one in posts if one["body"]["raw"])
    assert any(one["body"]["raw"] for one in posts)
