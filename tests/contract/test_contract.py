"""What the OpenAPI document promises of each operation, whatever is asked: no fault of ours, and no answer it lacks.

Most of what a schema allows is refused for what it says; so what is asked is often a body that is known to be taken,
with one or two of its fields as the schema allows them.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from local.openapi import DOCUMENT
from tests.contract.before import SIGNED
from tests.contract.company import Company, founded
from tests.contract.described import described
from tests.contract.gateway import API
from tests.isolation.routes import Names, Route, body_of, query_of
from tests.sampling import THOROUGH, sampled

CHECKS: list[CheckFunction] = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, negative_data_rejection,
]  # fmt: skip
TAKEN = [check for check in CHECKS if check is not negative_data_rejection]
REFUSES = {"checks": {"negative_data_rejection": {"expected-statuses": ["4XX"]}}}
OPERATIONS = [
    (method.upper(), path)
    for path, methods in json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"].items()
    for method in methods
]


def _named(operation: tuple[str, str]) -> str:
    return " ".join(operation)


def _route(method: str, path: str) -> Route:
    """As the walk of isolation calls it."""
    return method, path.replace("{", "<").replace("}", ">")


def _names_a_version(case: Case[Any]) -> bool:
    """Whether it names a version without quotes: what is made up calls that wrong, and we take it."""
    given: dict[str, Any] = dict(case.headers or {})
    return str(given.get("If-Match", "")).strip().isdigit()


def _is_text_in_a_query(case: Case[Any]) -> bool:
    """Whether it lists what is no text: in a query it becomes one, as `null` may be the code of something."""
    lists = [value for value in dict(case.query or {}).values() if isinstance(value, list)]
    return any(not isinstance(one, str) for value in lists for one in value)


ASKED: list[tuple[str, str]] = sampled(OPERATIONS, 16, _named)


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    with pytest.MonkeyPatch.context() as patch:
        yield from founded(patch)


@cache
def schema(names: frozenset[str]) -> Any:
    config = schemathesis.Config.from_dict(REFUSES)
    return schemathesis.openapi.from_dict(described(dict.fromkeys(names, "")), config=config)


@pytest.mark.parametrize(("method", "path"), ASKED)
def test_what_an_operation_is_known_to_take_is_done_and_answered_as_the_document_says(
    company: Company, method: str, path: str
):
    operation, route = schema(frozenset(company.records.ids))[path][method], _route(method, path)
    ready, names = company.ready(route), Names()
    body = body_of(*route, names, "1")
    takes = "requestBody" in operation.definition.raw and (body is not None or ready.body)
    said = {"body": {**(body or {}), **ready.body}, "media_type": "application/json"} if takes else {}
    case = operation.Case(
        path_parameters={name: f"<{name}>" for name in re.findall(r"{(\w+)}", path)},
        query={**query_of(*route, names), **ready.query}, headers=dict(ready.headers), **said,
    )  # fmt: skip
    answer = case.call(base_url=API, session=company.session)
    case.validate_response(answer, checks=TAKEN)
    assert (answer.status_code < 300) is (route not in SIGNED), (answer.status_code, answer.text)
    company.lives_on()


@pytest.mark.parametrize(("method", "path"), ASKED)
def test_whatever_is_asked_is_answered_as_the_document_says(company: Company, method: str, path: str):
    operation = schema(frozenset(company.records.ids))[path][method]
    modes = [operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)]
    route = _route(method, path)
    ready = company.ready(route)
    good = body_of(*route, Names(), "")
    good = {**good, **ready.body} if isinstance(good, dict) else good

    @settings(max_examples=60 if THOROUGH else 6, database=None, suppress_health_check=list(HealthCheck))
    @given(modes[0] | st.one_of(modes), st.sets(st.integers(0, 40), max_size=2))
    def asks(case: Case[Any], odd: set[int]) -> None:
        checks = CHECKS
        if _names_a_version(case) or _is_text_in_a_query(case):
            checks = TAKEN
        if (
            isinstance(good, dict)
            and isinstance(case.body, dict)
            and case.meta
            and case.meta.generation.mode.is_positive
        ):
            given = sorted(case.body)
            taken = {given[one % len(given)] for one in odd if given}
            case.body = {**good, **{name: case.body[name] for name in taken}}
            checks = TAKEN
        company.again()
        answer = case.call(base_url=API, session=company.session)
        note(f"{answer.status_code} {answer.text}")
        case.validate_response(answer, checks=checks)
        if answer.status_code == 422:
            assert answer.json()["code"] != "invalid_request" or answer.json()["errors"], "which field?"
        if THOROUGH and answer.status_code < 300:
            company.lives_on()

    asks()


@pytest.mark.parametrize("path", sampled(sorted({path for _, path in OPERATIONS}), 16))
def test_a_method_that_a_path_has_not_is_refused_and_said_so(company: Company, path: str):
    there = {method for method, one in OPERATIONS if one == path}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - there:
        answer = company.world.call(method, path.replace("{", "").replace("}", ""), {}, by=company.records.admin)
        assert answer.status in {403, 404, 405}, (method, answer.raw)
        assert answer.headers["Content-Type"] in {"application/problem+json", "text/html; charset=utf-8"}, (
            method,
            path,
        )
