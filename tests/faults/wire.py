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

from tests.faults import conditions
from tests.world import backend

type Kind = Literal[
    "the process ends before it", "the process ends after it", "it is throttled", "it times out after it was done",
    "its answer is lost and the client asks again", "it meets another transaction",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind.__value__)
type More = Literal[
    "it does a part", "another does the same meanwhile", "it comes twice",
    "the process ends after it, and its batch comes again in halves", "it meets others until it gives up",
    "its condition fails",
]  # fmt: skip
PARTLY: More = "it does a part"
"""BatchWriteItem and BatchGetItem leave some undone, a Query's page ends after its first item."""
MEANWHILE: More = "another does the same meanwhile"
"""Not the call goes wrong: just before it somebody else gets through with what the caller is about."""
TWICE: More = "it comes twice"
"""Nothing goes wrong, and a queue or schedule delivers once more all the same; or a caller has lost the answer."""
HALVED: More = "the process ends after it, and its batch comes again in halves"
"""As Lambda does with a stream's batch that failed."""
LASTING: More = "it meets others until it gives up"
"""Not one call goes wrong but each that writes the same items: as often as the product repeats it, it is in vain."""
REFUSED: More = "its condition fails"
"""Somebody stood in its way who is gone before anybody looks: nothing is done, and all is as it was read."""

_THROTTLED = {
    "sqs": ("RequestThrottled", 403), "s3": ("SlowDown", 503), "cognito-idp": ("TooManyRequestsException", 400),
    "sesv2": ("TooManyRequestsException", 429), "sns": ("Throttled", 429),
}  # fmt: skip
"""What each service says when it is asked too often, and with which status."""
_DYNAMODB_THROTTLED = ("ThrottlingException", 400)
_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem"})
_CONFLICTING = _WRITES | {"TransactWriteItems"}


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


class _Hurrying:
    """A clock for who waits for their turn: nobody does, and yet a second has gone by."""

    def __init__(self) -> None:
        self._now = 0.0

    def monotonic(self) -> float:
        return self._now

    def sleep(self, _: float) -> None:
        self._now += 1


class Wire:
    """Use `carrying` around what the product does; outside of it calls pass unseen."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.calls: list[str] = []
        self.conditional: dict[int, str] = {}
        """Which of the calls may be refused, and for what lies where."""
        self.struck = False
        self._held: Any = None
        """What it writes that goes wrong each time."""
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
        patch.setattr("kernel.contest.time", _Hurrying())

    @contextmanager
    def carrying(self, fault: Fault | None = None, other: Callable[[], object] | None = None) -> Iterator[None]:
        """Watch the calls made meanwhile, and let one of them go wrong; `other` is what somebody else does."""
        self.calls, self.conditional, self.struck, self._fault, self.watching = [], {}, False, fault, True
        self._other, self._held = other, None
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
        fault = self._fault if self._strikes(operation, arguments) else None
        if (part := _refusable(arguments)) is not None:
            self.conditional[len(self.calls)] = _named(part)
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

    def _strikes(self, operation: str, arguments: Any) -> bool:
        """Whether this is the call that goes wrong; or the same again where it does so until the product gives up."""
        if self._fault is None:
            return False
        if self._fault.place == len(self.calls):
            self._held = _written(operation, arguments)
            return True
        return self._fault.kind == LASTING and self._held == _written(operation, arguments)

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
            case "it meets another transaction" | "it meets others until it gives up" if operation in _CONFLICTING:
                raise _conflict(operation, arguments)
            case "its condition fails":
                raise _failed_condition(operation, arguments)
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


def _conflict(operation: str, arguments: Any) -> ClientError:
    if operation in _WRITES:
        return _refusal("TransactionConflictException", 400, operation)
    reasons = [{"Code": "None"} for _ in arguments["TransactItems"]]
    reasons[-1] = {"Code": "TransactionConflict"}
    return _refusal("TransactionCanceledException", 400, operation, CancellationReasons=reasons)


def _failed_condition(operation: str, arguments: Any) -> ClientError:
    """It comes with what lies there, if anything does and it was asked for."""
    part, found = _refusable(arguments), {}
    if part.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD":
        there = backend("dynamodb").get_item(part["TableName"], _place(part))
        found = {"Item": there.to_json()["Attributes"]} if there else {}
    if operation in _WRITES:
        return _refusal("ConditionalCheckFailedException", 400, operation, **found)
    failed = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed", **found}
    reasons = [failed if one is part else {"Code": "None"} for one in _parts(arguments)]
    return _refusal("TransactionCanceledException", 400, operation, CancellationReasons=reasons)


def _refusable(arguments: Any) -> Any:
    """The first part that has a condition; None where there is none."""
    conditional = (part for part in _parts(arguments) if "ConditionExpression" in part)
    return next((part for part in conditional if not conditions.says_that_it_is_done(_named(part))), None)


def _named(part: Any) -> str:
    """Where it writes."""
    place = _place(part)
    return f"{place['pk']['S']} {place['sk']['S']}"


def _parts(arguments: Any) -> list[Any]:
    """The writes of a transaction; of any other call the call itself."""
    if "TransactItems" not in arguments:
        return [arguments]
    return [part for one in arguments["TransactItems"] for part in one.values()]


def _written(operation: str, arguments: Any) -> Any:
    """Which items it writes, and in which way."""
    return (operation, [_place(part) for part in _parts(arguments)]) if operation in _CONFLICTING else None


def _place(part: Any) -> Any:
    place = part.get("Key", part.get("Item"))
    return {name: place[name] for name in ("pk", "sk")}


def _refusal(code: str, status: int, operation: str, **more: Any) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": status}, **more}
    return ClientError(answer, operation)
