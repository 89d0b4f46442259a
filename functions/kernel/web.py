"""From an API Gateway event to one service call and back: a route is a typed function and no longer."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from pydantic import BaseModel

from kernel import idempotency, table, telemetry
from kernel.access import Viewer
from kernel.binding import Binding, bind
from kernel.commit import AlreadyAnswered
from kernel.problems import Language, Problem, busy, in_flight, language_of
from kernel.resolver import APIGatewayHttpResolver, Response

BODY_LIMIT = 1_048_576
"""Bytes a request body may have."""

type Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
type Identify = Callable[[Mapping[str, str]], Viewer]
type Sees = Callable[[Viewer, str, str], bool]
"""(viewer, record, category) -> whether that is theirs to see now."""
type Outgoing = Callable[[Viewer, str], str]
"""(viewer, body) -> the body as it goes out."""


@dataclass(frozen=True)
class Route:
    """One operation: what the OpenAPI document and the dispatcher both need to know."""

    method: Method
    path: str
    status: int
    function: Callable[..., BaseModel | None]
    binding: Binding

    @property
    def may_say_nothing(self) -> bool:
        """Whether no body says as much as {}: an order of which nothing has to be told. What is replaced is told."""
        body = self.binding.body
        fields = body.model_fields.values() if body else ()
        return self.method == "POST" and body is not None and not any(field.is_required() for field in fields)


@dataclass(frozen=True)
class Request:
    """What a route may need of the event, decoded when asked for."""

    event: Mapping[str, Any]

    @property
    def id(self) -> str:
        """API Gateway's id of this request."""
        return str(self.event.get("requestContext", {}).get("requestId", ""))

    @property
    def claims(self) -> dict[str, str]:
        """Claims that the authorizer verified."""
        claims = self.event.get("requestContext", {}).get("authorizer", {}).get("jwt", {}).get("claims", {})
        return cast("dict[str, str]", claims)

    def header(self, name: str) -> str | None:
        """A header, by its lower-case name."""
        headers: dict[str, str] = self.event.get("headers") or {}
        found = headers.get(name)
        return found if found is not None else next((v for k, v in headers.items() if k.lower() == name), None)

    @property
    def query(self) -> dict[str, str]:
        """Query parameters; a repeated one arrives joined by commas."""
        return cast("dict[str, str]", self.event.get("queryStringParameters") or {})

    @property
    def language(self) -> Language:
        """The language to answer in."""
        return language_of(self.header("accept-language"))

    def body(self) -> bytes:
        """The raw body; 413 when it is over the limit."""
        text: str = self.event.get("body") or ""
        try:
            raw = base64.b64decode(text, validate=True) if self.event.get("isBase64Encoded") else text.encode()
        except (binascii.Error, UnicodeEncodeError):
            raise Problem("invalid_json") from None
        if len(raw) > BODY_LIMIT:
            raise Problem("body_too_large", limit=BODY_LIMIT)
        return raw


def nobody(_viewer: Viewer, _record: str, _category: str) -> bool:
    """Who does not know how to ask lets nobody see."""
    return False


class Text(BaseModel):
    """An answer that is no JSON: what kind of text it is, and the text."""

    kind: str
    text: str


class App:
    """The routes of one function."""

    def __init__(self, identify: Identify, sees: Sees = nobody, outgoing: Outgoing | None = None) -> None:
        """`sees` is asked before a remembered answer about records is given again; without it none is.

        `outgoing` opens what an answer holds sealed: remembered it stays so.
        """
        self.routes: list[Route] = []
        self._identify, self._sees, self._outgoing = identify, sees, outgoing
        self._resolver = APIGatewayHttpResolver()
        self._resolver.not_found(self._no_such_route)

    def route(
        self, method: Method, path: str, status: int = 200
    ) -> Callable[[Callable[..., BaseModel | None]], Callable[..., BaseModel | None]]:
        """Register a function for a path like /v1/leads/<lead_id>; kernel.binding says what its parameters may be."""

        def register(function: Callable[..., BaseModel | None]) -> Callable[..., BaseModel | None]:
            route = Route(method, path, status, function, bind(function, path))
            self.routes.append(route)

            def call(**path_values: str) -> Response[str]:
                request = Request(cast("Mapping[str, Any]", self._resolver.current_event.raw_event))
                return _answer(request, lambda: self._run(route, request, path_values))

            self._resolver.route(path, method)(call)
            return function

        return register

    def __call__(self, event: dict[str, Any], context: object) -> dict[str, Any]:
        """The Lambda entry point."""
        return self._resolver.resolve(event, cast("Any", context))

    def _run(self, route: Route, request: Request, path_values: Mapping[str, str]) -> Response[str]:
        raw = request.body() or (b"{}" if route.may_say_nothing else b"")
        viewer = self._identify(request.claims)
        answer = self._answer(route, request, raw, viewer, path_values)
        if self._outgoing is not None and answer.body:
            answer.body = self._outgoing(viewer, answer.body)
        return answer

    def _answer(
        self, route: Route, request: Request, raw: bytes, viewer: Viewer, path_values: Mapping[str, str]
    ) -> Response[str]:
        key = request.header("idempotency-key") if route.method == "POST" else None
        if key is None:
            return _view(route, route.binding.call(route.function, viewer, request, raw, path_values))
        claim = idempotency.claim(
            tenant=viewer.tenant, user=viewer.employee, route=f"POST {request.event.get('rawPath', route.path)}",
            key=key, body=raw, status=route.status,
        )  # fmt: skip
        return self._replay(claim, viewer) or self._once(claim, viewer, route, lambda: route.binding.call(
            route.function, viewer, request, raw, path_values))  # fmt: skip

    def _replay(self, claim: idempotency.Claim, viewer: Viewer) -> Response[str] | None:
        """The answer that the key got; 404 when it is about what this viewer has lost sight of since."""
        stored = claim.stored()
        if stored is None:
            return None
        if not all(self._sees(viewer, record, category) for record, category in stored.needs()):
            raise Problem("not_found")
        return _json(stored.status, stored.body, {"Idempotency-Replayed": "true"} | _etag(json.loads(stored.body)))

    def _once(
        self, claim: idempotency.Claim, viewer: Viewer, route: Route, call: Callable[[], BaseModel | None]
    ) -> Response[str]:
        token = idempotency.current.set(claim)
        try:
            return _view(route, call())
        except AlreadyAnswered:
            answer = self._replay(claim, viewer)
            if answer is None:
                raise in_flight() from None
            return answer
        finally:
            idempotency.current.reset(token)

    def _no_such_route(self, _error: Exception) -> Response[str]:
        request = Request(cast("Mapping[str, Any]", self._resolver.current_event.raw_event))
        http = request.event.get("requestContext", {}).get("http", {})
        problem = Problem("no_such_route", method=http.get("method"), path=http.get("path"))
        return problem_response(problem, request)


def _view(route: Route, view: BaseModel | None) -> Response[str]:
    if view is None:
        return Response(204, body="", headers={"Cache-Control": "no-store"})  # not None: the local AWS takes text only
    if isinstance(view, Text):
        return _json(route.status, view.text, _vary(route), view.kind)
    headers = _vary(route) | _etag({"version": getattr(view, "version", None)})
    return _json(route.status, view.model_dump_json(), headers)


def _vary(route: Route) -> dict[str, str]:
    """What a cache must know of an answer that comes in several forms."""
    return {"Vary": "Accept"} if "accept" in route.binding.wants else {}


def _etag(body: Mapping[str, Any]) -> dict[str, str]:
    version = body.get("version")
    return {"ETag": f'"{version}"'} if version is not None else {}


def _json(status: int, body: str, headers: dict[str, str], kind: str = "application/json") -> Response[str]:
    return Response(status, kind, body, headers={"Cache-Control": "no-store"} | headers)


def problem_response(problem: Problem, request: Request) -> Response[str]:
    """The RFC 9457 document in the caller's language."""
    document = json.dumps(problem.body(request.language, request.id), ensure_ascii=False)
    return _json(problem.status, document, problem.headers, "application/problem+json")


def _answer(request: Request, run: Callable[[], Response[str]]) -> Response[str]:
    """Whatever happens, the caller gets a document that says what and how to go on."""
    try:
        return run()
    except Problem as problem:
        return problem_response(problem, request)
    except Exception as error:  # noqa: BLE001 - the edge: nothing may leave without an answer
        telemetry.failed("request failed", error, request_id=request.id)
        return problem_response(_fault(error, request.id), request)


def _fault(error: Exception, request_id: str) -> Problem:
    """What to say of a fault that is not the caller's."""
    if table.is_transient(error):
        return busy()
    return Problem("internal", request_id=request_id)
