"""The wire between the product and AWS: it remembers every call, and one call on it may go wrong."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from typing import Any, Literal, get_args

import pytest
from botocore.client import BaseClient
from botocore.endpoint import Endpoint
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

type Kind = Literal[
    "the process ends before it", "the process ends after it", "it is throttled", "it times out after it was done",
    "its answer is lost and the client asks again", "it meets another transaction",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind.__value__)
type More = Literal[
    "it does a part", "another does the same meanwhile", "it comes twice",
    "the process ends after it, and its batch comes again in halves",
]  # fmt: skip
PARTLY: More = "it does a part"
"""BatchWriteItem and BatchGetItem leave some undone, a Query's page ends after its first item."""
MEANWHILE: More = "another does the same meanwhile"
"""Not the call goes wrong: just before it somebody else gets through with what the caller is about."""
TWICE: More = "it comes twice"
"""Nothing goes wrong, and a queue or schedule delivers once more all the same."""
HALVED: More = "the process ends after it, and its batch comes again in halves"
"""As Lambda does with a stream's batch that failed."""

_THROTTLED = {
    "sqs": ("RequestThrottled", 403), "s3": ("SlowDown", 503), "cognito-idp": ("TooManyRequestsException", 400),
    "sesv2": ("TooManyRequestsException", 429), "sns": ("Throttled", 429),
}  # fmt: skip
"""What each service says when it is asked too often, and with which status."""
_DYNAMODB_THROTTLED = ("ThrottlingException", 400)
_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem"})


class Crash(BaseException):
    """The process ends here: nothing in the product may catch it."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong, at which call (from 0) of an operation."""

    place: int
    kind: Kind | More

    def __repr__(self) -> str:
        """As a sentence, for failing examples."""
        return f"at call {self.place} {self.kind}"


class Wire:
    """Use `carrying` around what the product does; outside of it calls pass unseen."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.calls: list[str] = []
        self.struck = False
        self._fault: Fault | None = None
        self._other: Callable[[], object] | None = None
        self.watching = False
        self._call = BaseClient._make_api_call  # type: ignore[attr-defined]
        self._respond = Endpoint._get_response  # type: ignore[attr-defined]
        self._lose = False
        self._kept: Any = None
        patch.setattr(BaseClient, "_make_api_call", self._as_method(self._pass))
        patch.setattr(Endpoint, "_get_response", self._as_method(self._answer))
        patch.setattr("time.sleep", lambda _: None)

    @contextmanager
    def carrying(self, fault: Fault | None = None, other: Callable[[], object] | None = None) -> Iterator[None]:
        """Watch the calls made meanwhile, and let one of them go wrong; `other` is what somebody else does."""
        self.calls, self.struck, self._fault, self.watching = [], False, fault, True
        self._other = other
        try:
            yield
        finally:
            self._fault, self.watching, self._lose, self._kept = None, False, False, None

    @staticmethod
    def _as_method(function: Callable[..., Any]) -> Callable[..., Any]:
        """A function that a class hands its instance to; a bound method would not get it."""

        def method(*arguments: Any) -> Any:
            return function(*arguments)

        return method

    def _pass(self, client: Any, operation: str, arguments: Any) -> Any:
        if not self.watching:
            return self._call(client, operation, arguments)
        fault = self._fault if self._fault and self._fault.place == len(self.calls) else None
        self.calls.append(operation)
        if fault is None:
            return self._call(client, operation, arguments)
        self.struck = True
        if fault.kind == MEANWHILE:
            self._let_the_other()
            return self._call(client, operation, arguments)
        if fault.kind == PARTLY:
            return self._do_a_part(client, operation, arguments)
        return self._strike(fault.kind, client, operation, arguments)

    def _let_the_other(self) -> None:
        """Another process does it: nothing of what this one has in hand is known there."""
        assert self._other is not None
        self.watching = False
        Context().run(self._other)
        self.watching = True

    def _do_a_part(self, client: Any, operation: str, arguments: Any) -> Any:
        """A batch does its first half, of one nothing at all; a page has one item."""
        if operation == "Query":
            assert "FilterExpression" not in arguments, "a page may then be empty and not the last: try that too"
            return self._call(client, operation, {**arguments, "Limit": 1})
        ((table, asked),) = arguments["RequestItems"].items()
        keys = asked if operation == "BatchWriteItem" else asked["Keys"]
        done, left = keys[: len(keys) // 2], keys[len(keys) // 2 :]
        answer: Any = {"Responses": {table: []}}
        if done:
            part = done if operation == "BatchWriteItem" else {**asked, "Keys": done}
            answer = self._call(client, operation, {**arguments, "RequestItems": {table: part}})
        if operation == "BatchWriteItem":
            return {**answer, "UnprocessedItems": {table: left}}
        return {**answer, "UnprocessedKeys": {table: {**asked, "Keys": left}}}

    def _strike(self, kind: str, client: Any, operation: str, arguments: Any) -> Any:
        match kind:
            case "the process ends before it":
                raise Crash
            case "it is throttled":
                raise _refusal(*_THROTTLED.get(client.meta.service_model.service_name, _DYNAMODB_THROTTLED), operation)
            case "it meets another transaction" if operation == "TransactWriteItems":
                reasons = [{"Code": "None"} for _ in arguments["TransactItems"]]
                reasons[-1] = {"Code": "TransactionConflict"}
                raise _refusal("TransactionCanceledException", 400, operation, CancellationReasons=reasons)
            case "it meets another transaction" if operation in _WRITES:
                raise _refusal("TransactionConflictException", 400, operation)
        self._lose = kind.startswith("its answer is lost")
        answer = self._call(client, operation, arguments)
        if kind.startswith("the process ends after it"):
            raise Crash
        if kind.startswith("it times out"):
            raise ReadTimeoutError(endpoint_url=client.meta.endpoint_url)
        return answer

    def _answer(self, endpoint: Any, request: Any, model: Any, context: Any) -> Any:
        """A transaction that is sent again carries its token: DynamoDB answers as at first, moto would not."""
        if self._kept is not None and model.name == "TransactWriteItems":
            answer, self._kept = self._kept, None
            return answer
        answer = self._respond(endpoint, request, model, context)
        if not self._lose:
            return answer
        self._lose, self._kept = False, answer if model.name == "TransactWriteItems" else None
        return None, ConnectionClosedError(endpoint_url=request.url)


def _refusal(code: str, status: int, operation: str, **more: Any) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": status}, **more}
    return ClientError(answer, operation)
