"""What sites send besides what the form asks: it is not looked at; however they send it, it is the same (J5)."""

import json
from typing import Any

import pytest

from tests.sites.test_forms import CONSENT, ORIGIN, Desk, errors
from tests.world import Answer, Person, World

MULTIPART = "multipart/form-data; boundary=----WebKitFormBoundary7MA4"
LINE = "------WebKitFormBoundary7MA4"


@pytest.fixture
def desk(world: World, admin: Person) -> Desk:
    return Desk(world, admin)


def post(desk: Desk, content: bytes, kind: str) -> Answer:
    path = f"/v1/web/forms/{desk.key}"
    return desk.world.call("POST", path, binary=content, headers={"content-type": kind, "origin": ORIGIN})


def parts(*fields: tuple[str, str], head: str = "") -> bytes:
    some = [
        f'{LINE}\r\nContent-Disposition: form-data; name="{name}"{head}\r\n\r\n{value}\r\n' for name, value in fields
    ]
    return ("".join(some) + f"{LINE}--\r\n").encode()


def test_what_the_form_does_not_ask_is_not_looked_at(desk: Desk):
    more = {"g-recaptcha-response": "x" * 5000, "meta": {"a": [1]}, "": None, "submit": "Gửi", "n": 1e400}
    body = json.dumps({"ho_ten": "Lan", **more}).replace("Infinity", "1e400")
    assert desk.json(None, raw=body).status == 200
    token: dict[str, Any] = {"g-recaptcha-response": "x" * 5000}
    assert desk.send(ho_ten="Mai", **token).status == 200
    assert sorted(one["name"] for one in desk.leads()) == ["Lan", "Mai"]


def test_several_of_one_name_are_one_after_commas_in_json_too(desk: Desk):
    assert desk.json({"ho_ten": "Lan", "loi_nhan": ["nước", None, "khí thải", 3]}).status == 200
    assert [one["description"] for one in desk.leads()] == ["nước, khí thải, 3"]


@pytest.mark.parametrize("value", [{"$ne": 1}, [["a"]], [{"a": 1}]])
def test_what_is_no_text_in_a_field_of_the_form_is_told_by_its_name(desk: Desk, value: object):
    assert errors(desk.json({"ho_ten": value})) == [("/ho_ten", "text")]


def test_a_form_in_parts_is_taken_as_scripts_send_it(world: World, admin: Person):
    desk = Desk(world, admin, consent=CONSENT)
    content = parts(("ho_ten", "Nguyễn Hoà"), ("loi_nhan", "Dòng 1\r\nDòng 2"), ("dong_y", "on"), ("khác", "x"))
    assert post(desk, content, MULTIPART).status == 200
    (lead,) = desk.leads()
    assert (lead["name"], lead["description"]) == ("Nguyễn Hoà", "Dòng 1\nDòng 2")
    assert desk.sent(lead["id"])[0]["consent"]["version"] == CONSENT["version"]


def test_a_file_in_a_part_is_left_out(desk: Desk):
    file = parts(("dien_thoai", "MZ"), head='; filename="a.exe"\r\nContent-Type: application/x-msdownload')
    name = parts(("ho_ten", "Lan")).removesuffix(f"{LINE}--\r\n".encode())
    assert post(desk, name + file, MULTIPART).status == 200
    assert [one["phones"] for one in desk.leads()] == [[]]


@pytest.mark.parametrize(
    "content", [b"", b"x", b"------WebKitFormBoundary7MA4", b"\xff" * 40, parts(*[("a", "b")] * 102)]
)
def test_parts_that_are_not_whole_are_refused(desk: Desk, content: bytes):
    answer = post(desk, content, MULTIPART)
    assert (answer.status, answer["code"]) == (400, "invalid_json")


@pytest.mark.parametrize("cookie", ["123.456", "GA1.1.123.456", "GA1.2-2.123.456", " GA1.3.123.456 "])
def test_the_cookie_of_the_analytics_is_the_browser(desk: Desk, cookie: str):
    assert desk.send(ho_ten="Lan", cid=cookie).status == 200
    assert [one["web_clients"] for one in desk.leads()] == [["123.456"]]


def test_json_that_begins_with_a_byte_order_mark_is_read(desk: Desk):
    assert post(desk, b'\xef\xbb\xbf{"ho_ten": "Lan"}', "application/json; charset=utf-8").status == 200
