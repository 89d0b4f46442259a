"""The API as a page: what a browser is given."""

import base64
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from layers.build import write_reference
from reference import api

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    write_reference(ROOT / "docs" / "openapi.json", tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    api._packed.cache_clear()
    yield
    api._packed.cache_clear()


def get(path: str, **headers: str) -> dict[str, Any]:
    return api.handler({"rawPath": f"/v1/{path}", "headers": headers}, None)


def text(answer: dict[str, Any]) -> str:
    content = base64.b64decode(answer["body"])
    return (gzip.decompress(content) if answer["headers"].get("Content-Encoding") == "gzip" else content).decode()


def test_all_that_the_page_names_is_there():
    page = text(get("reference"))
    named = re.findall(r'(?:src|href)="(reference/[^"]+)"', page) + re.findall(
        r'fetch\("(reference/[^"]+)"', text(get("reference/page.js"))
    )
    assert len(named) == 5
    assert {get(name)["statusCode"] for name in named} == {200}


def test_the_document_is_the_one_of_the_repository():
    assert json.loads(text(get("reference/openapi.json"))) == json.loads((ROOT / "docs" / "openapi.json").read_text())


def test_with_a_slash_at_its_end_it_is_the_same_page():
    assert text(get("reference/")) == text(get("reference"))
    assert get("reference/reference/page.js")["statusCode"] == 200


def test_it_comes_packed_to_who_can_unpack_it():
    packed, plain = get("reference/swagger.js", **{"Accept-Encoding": "br, gzip"}), get("reference/swagger.js")
    assert text(packed) == text(plain)
    assert len(packed["body"]) * 2 < len(plain["body"])
    assert "Content-Encoding" not in plain["headers"]


def test_who_has_it_already_gets_nothing():
    tag = get("reference/swagger.js")["headers"]["ETag"]
    assert get("reference/swagger.js", **{"if-none-match": f'W/{tag}, "x"'})["statusCode"] == 304
    assert get("reference/swagger.css", **{"if-none-match": tag})["statusCode"] == 200


def test_nothing_but_its_own_scripts_runs_in_it():
    answer = get("reference")
    assert "script-src 'self';" in answer["headers"]["Content-Security-Policy"]
    assert not re.search(r"<script(?! src=)|\son\w+=|javascript:", text(answer))


@pytest.mark.parametrize(
    "path", ["reference/other", "reference/../../etc/passwd", "reference/page.html", "", "reference/api.py"]
)
def test_there_is_nothing_else(path: str):
    assert get(path)["statusCode"] == 404


def test_a_password_is_asked_for_on_the_local_stack_only(monkeypatch: pytest.MonkeyPatch):
    assert 'data-client=""' in text(get("reference"))
    monkeypatch.setenv("SIGN_IN_CLIENT", "abc")
    api._packed.cache_clear()
    assert 'data-client="abc"' in text(get("reference"))
