"""The form of an answer that a caller wants most (RFC 9110, 12.5.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.accepting import best
from kernel.problems import Problem

JSON, SVG = "application/json", "image/svg+xml"
BOTH = (JSON, SVG)


@pytest.mark.parametrize(("header", "form"), [
    (None, JSON), ("", JSON), ("*/*", JSON), (JSON, JSON), (SVG, SVG), ("image/*", SVG), ("IMAGE/SVG+XML ", SVG),
    ("application/json;q=0.5, image/svg+xml;q=0.8", SVG), ("image/svg+xml;q=0.8, application/json", JSON),
    ("image/svg+xml, application/json", JSON), ("image/svg+xml;charset=utf-8;q=1, */*;q=0.1", SVG),
    ("application/json;q=0, */*", SVG), ("*/*;q=0.5, image/svg+xml;q=0", JSON), ("*/*;q=0.9, image/*;q=0.1", JSON),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", JSON),
    ("image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", SVG),
    ("nonsense", JSON), ("image/svg+xml;q=very", JSON), ("*/json, image/svg+xml;q=0.001", SVG),
])  # fmt: skip
def test_the_form_with_the_highest_weight_is_given_and_json_where_nothing_is_said(header: str | None, form: str):
    assert best(header, BOTH) == form


@pytest.mark.parametrize("header", ["text/html", "image/png", "application/json;q=0", "*/*;q=0", "audio/*;q=1.000"])
def test_what_there_is_not_is_told_with_what_there_is(header: str):
    with pytest.raises(Problem) as refused:
        best(header, BOTH)
    body = refused.value.body("en", "r")
    assert (body["status"], body["code"]) == (406, "not_acceptable")
    assert f"{JSON}, {SVG}" in body["detail"]


@given(st.text(max_size=60) | st.text(alphabet="*/;,=q0.1 ajpson", max_size=60))
def test_any_header_is_answered_or_refused(header: str):
    try:
        found = best(header, BOTH)
    except Problem as refused:
        found = refused.code
    assert found in {*BOTH, "not_acceptable"}
