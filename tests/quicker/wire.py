"""The way from botocore to moto's DynamoDB and back, without what is thrown away at its end: half of it."""

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
_TARGET = "DynamoDB_20120810."
_JSON = "application/x-amz-json-1.0"


def _process_at_once(self: BotocoreStubber, request: AWSPreparedRequest) -> Any:
    """moto would ask two hundred services whether it is theirs, and make two more requests of it."""
    target = _text(request.headers.get("X-Amz-Target", ""))
    if not target.startswith(_TARGET):
        return _process(self, request)
    handler: Any = DynamoHandler()
    handler.headers, handler.response_headers = {"Content-Type": _JSON}, {"server": "amazon.com"}
    handler.querystring, handler.uri_match = {"Action": [target.removeprefix(_TARGET)]}, {}
    handler.region, handler.current_account = request.url.split(".")[1], DEFAULT_ACCOUNT_ID
    handler.parse_parameters(
        SimpleNamespace(content_type=_JSON, method="POST", values={}, headers={}, data=request.body, path="/")
    )
    return handler.call_action()


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
        (RequestSigner, "handler", _sign_unless_ours),
        (UserAgentString, "to_string", lambda _: "tests"),
        (responses, "method_names_from_class", cache(vars(responses)["method_names_from_class"])),
    )
    for where, name, function in faster:
        setattr(where, name, function)
