"""The way from botocore to moto's DynamoDB and back, without what is thrown away at its end: half of it."""

import json
import re
from collections.abc import Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

from botocore.awsrequest import AWSPreparedRequest
from botocore.signers import RequestSigner
from botocore.useragent import UserAgentString
from moto.core import responses
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.responses import DynamoHandler

_process: Any = BotocoreStubber.process_request
_sign: Any = RequestSigner.handler
_serialized: Any = DynamoHandler.serialized
_TARGET = "DynamoDB_20120810."
_JSON = "application/x-amz-json-1.0"
_ABOUT_ITEMS = frozenset({
    "Attributes", "ConsumedCapacity", "Count", "Item", "Items", "LastEvaluatedKey", "Responses", "ScannedCount",
    "UnprocessedItems", "UnprocessedKeys",
})  # fmt: skip
_BINARY = re.compile(rb'"BS?"\s*:')


def _process_at_once(self: BotocoreStubber, request: AWSPreparedRequest) -> Any:
    """moto would ask two hundred services whether it is theirs, and make two more requests of it."""
    target = _text(request.headers.get("X-Amz-Target", ""))
    if not target.startswith(_TARGET):
        return _process(self, request)
    handler: Any = DynamoHandler()
    handler.headers, handler.response_headers = {"Content-Type": _JSON}, {"server": "amazon.com"}
    handler.querystring, handler.uri_match = {"Action": [target.removeprefix(_TARGET)]}, {}
    handler.region, handler.current_account = request.url.split(".")[1], DEFAULT_ACCOUNT_ID
    body: Any = request.body
    if _BINARY.search(body):
        whole = SimpleNamespace(content_type=_JSON, method="POST", values={}, headers={}, data=body, path="/")
        handler.parse_parameters(whole)
    else:
        handler.params = json.loads(body)
    return handler.call_action()


def _serialized_at_once(self: DynamoHandler, answer: responses.ActionResult) -> Any:
    """moto would walk through it along the description of the service; what tells of items is JSON as it is."""
    found = answer.result
    if not isinstance(found, Mapping) or not found.keys() <= _ABOUT_ITEMS:
        return _serialized(self, answer)
    try:
        body = json.dumps({name: value for name, value in found.items() if value is not None})
    except TypeError:  # binary
        return _serialized(self, answer)
    return 200, {"Content-Type": _JSON, **self.response_headers}, body


def _enriched(headers: dict[str, Any], body: Any) -> tuple[dict[str, Any], Any]:
    """moto looks for a place in the body where another service would name the request."""
    if "status" in headers:
        headers["status"] = str(headers["status"])
    headers["x-amzn-requestid"] = "of-a-test"
    return headers, body


def _sign_unless_ours(self: RequestSigner, operation_name: str, request: Any, **more: Any) -> Any:
    """Nobody looks at the signature of a request that goes to moto's DynamoDB."""
    if request.url.startswith("https://dynamodb.") and request.url.endswith(".amazonaws.com/"):
        return None
    return _sign(self, operation_name, request, **more)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def hasten() -> None:
    faster: tuple[tuple[Any, str, Any], ...] = (
        (BotocoreStubber, "process_request", _process_at_once),
        (DynamoHandler, "serialized", _serialized_at_once),
        (DynamoHandler, "_enrich_response", staticmethod(_enriched)),
        (responses, "camelcase_to_underscores", cache(vars(responses)["camelcase_to_underscores"])),
        (RequestSigner, "handler", _sign_unless_ours),
        (UserAgentString, "to_string", lambda _: "tests"),
        (responses, "method_names_from_class", cache(vars(responses)["method_names_from_class"])),
    )
    for where, name, function in faster:
        setattr(where, name, function)
