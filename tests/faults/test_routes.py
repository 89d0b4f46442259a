"""No route that writes is forgotten: each has an operation in which every call to AWS goes wrong once."""

import json
from types import CodeType
from typing import Any

import pytest

from local.openapi import DOCUMENT
from tests.faults.operations import OPERATIONS
from tests.faults.routes import HARMLESS, SAME, TRIED
from tests.world import APIS


def functions() -> dict[str, Any]:
    """The function of each route."""
    routes = [route for api in APIS for route in api.app.routes]
    return {f"{one.method} {one.path.replace('<', '{').replace('>', '}')}": one.function for one in routes}


def test_every_route_that_writes_is_tried_or_there_is_a_reason():
    paths = json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"]
    writing = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods if method != "get"}
    listed = [*TRIED, *SAME, *HARMLESS]
    assert sorted(listed) == sorted(writing)
    assert OPERATIONS.keys() >= set(TRIED.values())
    assert set(SAME.values()) <= TRIED.keys()


@pytest.mark.parametrize(("route", "other"), SAME.items())
def test_what_is_said_to_be_the_same_calls_the_same(route: str, other: str):
    one, same = functions()[route], functions()[other]
    code: CodeType = one.__code__
    assert (code.co_code, code.co_names) == (same.__code__.co_code, same.__code__.co_names)
    assert one.__globals__[code.co_names[0]] is same.__globals__[code.co_names[0]]
