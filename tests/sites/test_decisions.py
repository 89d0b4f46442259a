"""What a company lets its web sites send: pure decisions."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from sites import rules
from sites.rules import FormFields, Host, Key, Origin, SiteField
from tests.deciding import AT, LATER, A, B, C, refusal

NAME = {"site": "ten", "lead": "name"}


def form(*fields: dict[str, Any], **more: Any) -> FormFields:
    return FormFields.model_validate({"name": "Liên hệ", "fields": fields or (NAME,), "defaults": {"owner": A}} | more)


def consent(field: str = "dong_y") -> dict[str, Any]:
    return {"field": field, "version": "1", "text": "Tôi đồng ý"}


def key(name: str, **fields: Any) -> Key:
    return Key(id=name, digest="0" * 64, created_at=AT, created_by=A, **fields)


def wrong(of: Any, text: str) -> tuple[str, str]:
    with pytest.raises(ValidationError) as told:
        TypeAdapter(of).validate_python(text)
    (error,) = told.value.errors()
    return error["type"], error["msg"]


@pytest.mark.parametrize("text", ["https://a.vn", "https://A.vn:8443", "http://localhost", "http://localhost:3000"])
def test_an_origin_is_a_sites_scheme_and_host(text: str):
    assert TypeAdapter(Origin).validate_python(text) == text.lower()


@pytest.mark.parametrize(
    "text",
    ["http://a.vn", "https://a.vn/", "https://a.vn?x", "https://u@a.vn", "https://*.vn", "https://", "a.vn", "ftp://a.vn",
     "https://a.vn:x", "https://[", "https://:80", "ftp://localhost", "://", "https://a.vn:65536"],
)  # fmt: skip
def test_what_is_no_origin_of_a_site_is_refused(text: str):
    assert wrong(Origin, text) == ("origin", "is no origin of a site")


def test_a_host_is_a_name_with_a_dot_in_it():
    assert TypeAdapter(Host).validate_python("Www.A.vn") == "www.a.vn"
    assert TypeAdapter(Host).validate_python("X.X") == "x.x"
    for text in ("a", "a.", ".a.vn", "a.vn:80", "a.vn/x", "u@a.vn", "*.vn", "a.vn?x", "a.vn#x", "a .vn", "a\\b.vn"):
        assert wrong(Host, text) == ("host", "is no name of a host")


def test_a_field_of_a_site_has_a_name_without_what_paths_are_made_of():
    for text in ("họ tên", "X"):
        assert TypeAdapter(SiteField).validate_python(text) == text
    assert {wrong(SiteField, text) for text in ("a#b", "a/b", "a~b")} == {("format", "is no name of a field")}


def test_a_form_has_something_to_call_a_lead_by():
    assert rules.misfits(form()) == rules.misfits(form({"site": "a", "lead": "company"})) == []
    (error,) = rules.misfits(form({"site": "a", "lead": "email"}))
    assert (error.path, error.code, error.values) == ("/fields", "needs_a_name", ())


def test_two_fields_have_two_names_and_are_about_two_things_unless_there_may_be_several():
    found = rules.misfits(form(NAME, {"site": "a", "lead": "phone"}, {"site": "b", "lead": "phone"},
        {"site": "a", "lead": "name"}))  # fmt: skip
    assert [(one.path, one.code, one.values) for one in found] == [
        ("/fields/1/site", "duplicate", (("value", "a"),)), ("/fields/3/site", "duplicate", (("value", "a"),)),
        ("/fields/0/lead", "duplicate", (("value", "name"),)), ("/fields/3/lead", "duplicate", (("value", "name"),)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "path", "value"),
    [({"honeypot": "ten"}, "/honeypot", "ten"), ({"consent": consent("ten")}, "/consent/field", "ten"),
     ({"honeypot": "x", "consent": consent("x")}, "/consent/field", "x")],
)  # fmt: skip
def test_what_is_no_field_of_a_lead_has_a_name_of_its_own(more: dict[str, Any], path: str, value: str):
    (error,) = rules.misfits(form(**more))
    assert (error.path, error.code, error.values) == (path, "duplicate", (("value", value),))
    assert rules.misfits(form(honeypot="x", consent=consent())) == []


def test_two_keys_are_good_at_once_and_old_ones_are_forgotten():
    old, one, two = key(A, retired_at=AT), key(B), key(C)
    assert rules.live([old, one]) == [one]
    assert rules.added([old, one], two) == (old, one, two)
    assert refusal(lambda: rules.added([one, two], key(A))) == ("keys_live", {"limit": 2})
    many = [key(A, retired_at=AT) for _ in range(rules.MOST_KEPT)]
    assert len(rules.added([one, *many], two)) == rules.MOST_KEPT
    assert rules.added([one, *many], two)[-1] == two


def test_a_key_is_retired_once():
    after = rules.retired([key(A), key(B)], A, LATER)
    assert after == (key(A, retired_at=LATER), key(B))
    assert rules.retired(after, A, AT) == after
    assert refusal(lambda: rules.retired(after, C, AT)) == ("not_found", {})


HOSTS = {"redirect_hosts": ("a.vn",)}


@pytest.mark.parametrize(
    "address",
    ["https://a.vn", "https://a.vn:443/x?y=%20#z", "https://A.VN/", "https://a.vn/" + "x" * 1987, "https://a.vn/!~X"],
)
def test_a_visitor_is_sent_on_to_hosts_that_the_form_names(address: str):
    assert rules.may_redirect(form(**HOSTS), address) == address


@pytest.mark.parametrize(
    "address",
    [None, "", "http://a.vn", "https://b.vn", "https://a.vn:8443", "https://u@a.vn", "https://u:p@a.vn", "https://:p@a.vn",
     "https://a.vn/ x", "https://a.vn/\x7f", "https://a.vn/é", "https://a.vn\\x", "https://a.vn/\\x", "https://a.vn:x",
     "//a.vn", "https://[", "https://a.vn/" + "x" * 1988],
)  # fmt: skip
def test_a_visitor_is_sent_nowhere_else(address: str | None):
    assert rules.may_redirect(form(**HOSTS), address) is None


def test_a_visitor_has_agreed_who_ticked_that_they_do():
    asked = form(consent=consent("ok"))
    for said in ("on", "TRUE", "1", " yes ", "y", "co", "Có", "đồng ý"):
        assert rules.agreed(asked, {"ok": said})
    for given in ({}, {"ok": ""}, {"ok": "no"}, {"other": "on"}):
        assert not rules.agreed(asked, given)
    assert not rules.agreed(form(), {"ok": "on"})
