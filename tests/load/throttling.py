"""AWS says that it is asked too often, at one call of a request, after its client has asked as often as it does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from kernel import table

type Way = Callable[..., Any]
"""(client, operation, arguments) -> an answer; or it raises one."""

_WORDS = {
    "sqs": ("RequestThrottled", 403), "s3": ("SlowDown", 503), "cognito-idp": ("TooManyRequestsException", 400),
    "sesv2": ("TooManyRequestsException", 429), "sns": ("Throttled", 429),
    "dynamodb": ("ProvisionedThroughputExceededException", 400),
}  # fmt: skip
"""What each service says, and with which status."""
_OTHERS = ("ThrottlingException", 400)


class Throttling:
    """Use `at` around a request: the call of that number (from 0) is refused."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.struck: str | None = None
        """The call that was refused."""
        self._left = -1
        self._more = 0
        self._call = BaseClient._make_api_call  # type: ignore[attr-defined]
        patch.setattr(BaseClient, "_make_api_call", self._as_method(self._pass))
        patch.setattr("time.sleep", lambda _: None)

    @staticmethod
    def _as_method(function: Way) -> Way:
        """A function that a class hands its instance to; a bound method would not get it."""

        def method(client: Any, *asked: Any) -> Any:
            return function(client, *asked)

        return method

    @contextmanager
    def at(self, place: int) -> Iterator[None]:
        self.struck, self._left = None, place
        try:
            yield
        finally:
            self._left, self._more = -1, 0

    def _pass(self, client: Any, operation: str, arguments: Any) -> Any:
        if self._left == 0:
            self.struck, self._left, self._more = operation, -1, table._CONFLICT_TRIES
        if self._more and operation == self.struck:
            self._more -= operation.startswith("Batch") or self._more  # a batch is asked for again by the product
            return refuse(client.meta.service_model.service_name, operation, arguments)
        self._left -= self._left > 0
        return self._call(client, operation, arguments)


def refuse(service: str, operation: str, arguments: Any) -> Any:
    """A transaction names the throttled item, a batch gives it back: neither says so with an error's own name."""
    if operation == "TransactWriteItems":
        reasons = [{"Code": "None"} for _ in arguments["TransactItems"]]
        reasons[-1] = {"Code": "ThrottlingError"}
        raise _error("TransactionCanceledException", 400, operation, CancellationReasons=reasons)
    if operation == "BatchGetItem":
        return {"Responses": {}, "UnprocessedKeys": arguments["RequestItems"]}
    if operation == "BatchWriteItem":
        return {"UnprocessedItems": arguments["RequestItems"]}
    raise _error(*_WORDS.get(service, _OTHERS), operation)


def _error(code: str, status: int, operation: str, **more: Any) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": status}, **more}
    return ClientError(answer, operation)
