"""Text as people paste and write it: what is unseen goes, brackets and emoji stay, a website is no script."""

import pytest

from tests.world import Person, World


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    return shared.company()


UNSEEN = ["\u200b", "\ufeff", "\u202a", "\u202c", "\u202e", "\u2066", "\u00ad", "\u200e"]


@pytest.mark.parametrize("mark", UNSEEN)
def test_what_comes_along_unseen_when_text_is_pasted_is_left_out(mark: str, shared: World, boss: Person):
    pasted = {
        "name": f"{mark}Hoà{mark} Bình", "phones": [f"{mark}0912 345 678{mark}"], "emails": [f"a@b.vn{mark}"],
        "description": f"{mark}một{mark}\nhai",
    }  # fmt: skip
    kept = shared.call("POST", "/v1/leads", pasted, by=boss)
    assert kept.status == 201, kept.raw
    assert (kept["name"], kept["phones"], kept["emails"], kept["description"]) == (
        "Hoà Bình", ["0912 345 678"], ["a@b.vn"], "một\nhai",
    )  # fmt: skip
    nameless = shared.call("POST", "/v1/leads", {"name": f" {mark} {mark}"}, by=boss)
    assert (nameless.status, nameless["errors"][0]["path"]) == (422, "/name")


@pytest.mark.parametrize("name", ["👨‍👩‍👧 Gia đình", "می\u200cخواهم"])
def test_the_joiners_that_scripts_and_emoji_need_stay(name: str, shared: World, boss: Person):
    assert shared.call("POST", "/v1/leads", {"name": name}, by=boss)["name"] == name


@pytest.mark.parametrize("phone", ["(024) 3826 1234", "(+84) 24 3826 1234", "+84 (24) 3826-1234", "(0912)345678"])
def test_an_area_code_may_stand_in_brackets(phone: str, shared: World, boss: Person):
    assert shared.call("POST", "/v1/leads", {"name": "a", "phones": [phone]}, by=boss)["phones"] == [phone]


@pytest.mark.parametrize(("website", "status"), [
    ("congty.vn", 201), ("https://công-ty.vn/a?b=c", 201), ("HTTP://x.vn:8080", 201), ("x.vn:8080", 201),
    ("javascript:alert(1)", 422), ("JavaScript:1/alert(1)", 422), ("data:text/html,x", 422),
    ("file:///etc/passwd", 422), ("a b.vn", 422), ("\u200bjavascript:alert(1)", 422),
])  # fmt: skip
def test_a_website_is_never_a_script(website: str, status: int, shared: World, boss: Person):
    answer = shared.call("POST", "/v1/leads", {"name": "a", "website": website}, by=boss)
    assert answer.status == status, answer.raw
