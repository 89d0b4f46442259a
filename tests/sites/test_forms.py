"""A form of a company's site makes a lead: whole, once, by the rules of any lead (J5)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from customers.rules import MOST_WEB_CLIENTS
from kernel import clock, table
from sites import limits
from tests.world import Answer, Person, World

FIELDS = [
    {"site": "ho_ten", "lead": "name", "required": True}, {"site": "dien_thoai", "lead": "phone"},
    {"site": "email", "lead": "email"}, {"site": "loi_nhan", "lead": "description"},
    {"site": "utm_campaign", "lead": "campaign"}, {"site": "cid", "lead": "client_id"},
]  # fmt: skip
CONSENT = {"field": "dong_y", "version": "2026-01", "text": "Tôi đồng ý để công ty liên hệ."}
ORIGIN = "https://www.congty.vn"


class Desk:
    """A company with a form on its site."""

    def __init__(self, world: World, admin: Person, **form: Any) -> None:
        self.world, self.admin = world, admin
        body = {
            "code": "lien-he", "name": "Liên hệ", "fields": FIELDS, "honeypot": "website2", "origins": [ORIGIN],
            "defaults": {"owner": admin.id, "source": "website", "labels": []}, "redirect_hosts": ["www.congty.vn"],
        }  # fmt: skip
        made = self.ask("POST", "/v1/sites/forms", {**body, **form})
        assert made.status == 201, made.raw
        self.key = made["secret"]["key"]

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        return self.world.call(method, path, body, by=self.admin, **more)

    def send(self, *, key: str | None = None, headers: dict[str, str] | None = None, **fields: Any) -> Answer:
        told = {"origin": ORIGIN, "content-type": "application/x-www-form-urlencoded", **(headers or {})}
        path = f"/v1/web/forms/{self.key if key is None else key}"
        return self.world.call("POST", path, raw=urlencode(fields), headers=told)

    def json(self, body: Any, raw: str | None = None) -> Answer:
        return self.world.call("POST", f"/v1/web/forms/{self.key}", body, raw=raw, headers={"origin": ORIGIN})

    def leads(self) -> list[Any]:
        self.world.pump()
        return [self.ask("GET", f"/v1/leads/{one['id']}").body for one in self.ask("GET", "/v1/leads")["items"]]

    def counts(self) -> tuple[int, int, int]:
        shown = self.ask("GET", "/v1/sites/forms/lien-he")
        return shown["taken"], shown["noted"], shown["trapped"]

    def sent(self, lead: str) -> list[Any]:
        found: list[Any] = self.ask("GET", "/v1/sites/submissions", customer=lead)["items"]
        return found


@pytest.fixture
def desk(world: World, admin: Person) -> Desk:
    return Desk(world, admin)


def errors(answer: Answer) -> list[tuple[str, str]]:
    assert answer.status == 422, answer.raw
    return [(one["path"], one["code"]) for one in answer["errors"]]


def test_a_form_makes_a_lead_with_its_defaults_and_the_visitors_words(desk: Desk, admin: Person):
    answer = desk.send(ho_ten=" Nguyễn Hoà ", dien_thoai="0912 345 678", email="HOA@x.vn", loi_nhan="Xin\r\nbáo giá")
    assert (answer.status, answer.body) == (200, {"outcome": "received"})
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    (lead,) = desk.leads()
    assert (lead["name"], lead["phones"], lead["emails"]) == ("Nguyễn Hoà", ["0912 345 678"], ["hoa@x.vn"])
    assert (lead["description"], lead["source"], lead["owner"]) == ("Xin\nbáo giá", "website", admin.id)
    assert (lead["kind"], lead["stage"]) == ("person", "new")
    assert desk.counts() == (1, 0, 0)


def test_a_lead_by_a_form_is_introduced_as_any_other_is_and_once(desk: Desk, world: World):
    for _ in range(2):
        assert desk.send(ho_ten="Lan", email="lan@x.vn").status == 200
    kinds = [one["value"]["M"]["kind"]["S"] for one in world.items() if "#MESSAGE#" in one["pk"]["S"]]
    assert kinds == ["introduction"]


def test_json_is_taken_as_a_form_is(desk: Desk):
    assert desk.json({"ho_ten": "Lan", "dien_thoai": "0912345678", "x": None, "y": True, "z": 5}).status == 200
    assert [one["name"] for one in desk.leads()] == ["Lan"]


def test_the_same_sent_again_is_one_lead(desk: Desk):
    for _ in range(3):
        assert desk.send(ho_ten="Lan", dien_thoai="0912345678").status == 200
    assert len(desk.leads()) == 1
    assert desk.counts() == (1, 0, 0)


def test_what_has_a_key_of_its_own_is_one_submission_whatever_it_says(desk: Desk):
    once = {"idempotency-key": "a-1"}
    for name in ("Lan", "Lan Anh"):
        assert desk.send(headers=once, ho_ten=name).status == 200
    assert desk.send(headers={"idempotency-key": "a-2"}, ho_ten="Lan").status == 200
    assert sorted(one["name"] for one in desk.leads()) == ["Lan", "Lan"]


def test_a_retry_after_a_fault_completes_and_no_half_lead_is_left(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
):
    before, real = len(world.items()), table.write

    def broken(*writes: table.Write) -> None:
        if len(writes) > 1:
            raise RuntimeError("down")
        real(*writes)

    with monkeypatch.context() as patch:
        patch.setattr(table, "write", broken)
        answer = desk.send(ho_ten="Lan", dien_thoai="0912345678")
        assert (answer.status, answer["code"]) == (500, "internal")
    assert [one for one in world.items()[before:] if "#C#" in one["pk"]["S"]] == []
    assert desk.leads() == []
    assert desk.send(ho_ten="Lan", dien_thoai="0912345678").status == 200
    assert len(desk.leads()) == 1


def test_who_fills_what_nobody_sees_is_answered_the_same_and_nothing_is_kept(desk: Desk):
    good, bad = desk.send(ho_ten="Lan"), desk.send(ho_ten="Máy", website2="http://spam")
    assert (good.status, good.raw, good.headers) == (bad.status, bad.raw, bad.headers)
    assert [one["name"] for one in desk.leads()] == ["Lan"]
    assert desk.counts() == (1, 0, 1)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, [("/ho_ten", "missing")]),
        ({"ho_ten": "  "}, [("/ho_ten", "missing")]),
        ({"ho_ten": "Lan\r\nBcc: x@x.vn"}, [("/ho_ten", "control_characters")]),
        ({"ho_ten": "L" * 201}, [("/ho_ten", "too_long")]),
        ({"ho_ten": "Lan", "email": "lan@"}, [("/email", "email")]),
        ({"ho_ten": "Lan", "email": "lan@x.vn\nBcc: y@x.vn"}, [("/email", "email")]),
        ({"ho_ten": "Lan", "dien_thoai": "call me"}, [("/dien_thoai", "phone")]),
        ({"ho_ten": "Lan", "loi_nhan": "x" * 4001}, [("/loi_nhan", "too_long")]),
        ({"ho_ten": "Lan\x00"}, [("/ho_ten", "control_characters")]),
    ],
)
def test_what_is_wrong_is_told_by_the_forms_own_names_in_both_languages(
    desk: Desk, fields: dict[str, str], wrong: list[tuple[str, str]]
):
    answers = [desk.send(headers={"accept-language": language}, **fields) for language in ("vi", "en")]
    assert [errors(one) for one in answers] == [wrong, wrong]
    assert answers[0]["errors"][0]["message"] != answers[1]["errors"][0]["message"]
    assert answers[0].headers["Access-Control-Allow-Origin"] == ORIGIN
    assert desk.leads() == []


def test_what_names_no_entry_of_a_catalogue_falls_back_to_the_default(desk: Desk):
    desk.send(ho_ten="A", utm_campaign="không có")
    desk.send(ho_ten="B", utm_campaign="xyz")
    assert desk.ask("PATCH", "/v1/catalogs/sources/website", {"active": False}).status == 200
    desk.send(ho_ten="C")
    found = {one["name"]: (one["campaign"], one["source"]) for one in desk.leads()}
    assert found == {"A": (None, "website"), "B": (None, "website"), "C": (None, None)}


@pytest.mark.parametrize(
    ("raw", "kind", "status", "code"),
    [
        ("{", "application/json", 400, "invalid_json"),
        ("[]", "application/json", 400, "invalid_json"),
        ('{"ho_ten": {"$ne": 1}}', "application/json", 422, "invalid_request"),
        ("ho_ten=%ff", "application/x-www-form-urlencoded", 400, "invalid_json"),
        ("&".join(f"a{n}=1" for n in range(101)), "application/x-www-form-urlencoded", 400, "invalid_json"),
        ("ho_ten=" + "x" * 33_000, "application/x-www-form-urlencoded", 413, "body_too_large"),
        ("x" * 140_000, "application/json", 413, "body_too_large"),
        ("ho_ten=Lan", "text/plain", 415, "unsupported_media"),
        ("ho_ten=Lan", "multipart/form-data", 400, "invalid_json"),
        ("ho_ten=Lan", "multipart/form-data; boundary=x", 400, "invalid_json"),
        (
            '--x\r\nContent-Disposition: form-data; name="ho_ten"\r\n\r\nLan',
            "multipart/form-data; boundary=x",
            400,
            "invalid_json",
        ),
    ],
)
def test_what_no_form_sends_is_refused(desk: Desk, raw: str, kind: str, status: int, code: str):
    headers = {"content-type": kind}
    answer = desk.world.call("POST", f"/v1/web/forms/{desk.key}", raw=raw, headers=headers)
    assert (answer.status, answer["code"]) == (status, code), answer.raw
    assert desk.leads() == []


def test_consent_is_kept_in_the_very_words_with_when_and_whence(world: World, admin: Person):
    desk = Desk(world, admin, consent=CONSENT)
    assert errors(desk.send(ho_ten="Lan")) == [("/dong_y", "consent_needed")]
    assert errors(desk.send(ho_ten="Lan", dong_y="no")) == [("/dong_y", "consent_needed")]
    assert desk.send(ho_ten="Lan", dong_y="on", headers={"referer": f"{ORIGIN}/lien-he?sdt=0912345678"}).status == 200
    assert desk.ask("PATCH", "/v1/sites/forms/lien-he", {"consent": {**CONSENT, "text": "Khác"}}).status == 200
    (lead,) = desk.leads()
    (sent,) = desk.sent(lead["id"])
    given = sent["consent"]
    assert (given["version"], given["text"], given["origin"]) == ("2026-01", CONSENT["text"], ORIGIN)
    assert (given["page"], given["ip"]) == ("/lien-he", "127.0.0.1")
    assert given["at"] == sent["at"]


def test_a_form_takes_no_browser_from_who_has_as_many_as_may_be(desk: Desk, world: World):
    """So the entrance needs no right to delete what a record is found by."""
    browsers = [f"{number}.1" for number in range(MOST_WEB_CLIENTS)]
    desk.ask("POST", "/v1/leads", {"name": "Hoà", "phones": ["+84 912 345 678"], "web_clients": browsers})
    world.pump()
    assert desk.send(ho_ten="Hoà", dien_thoai="0912345678", cid="GA1.1.123.456").status == 200
    assert [lead["web_clients"] for lead in desk.leads()] == [browsers]


def test_who_is_known_by_phone_or_email_gets_no_twin(desk: Desk, world: World, admin: Person):
    known = desk.ask("POST", "/v1/leads", {"name": "Hoà", "phones": ["+84 912 345 678"]})["id"]
    world.pump()
    assert desk.send(ho_ten="N. Hòa", dien_thoai="0912345678", loi_nhan="Lần hai", cid="GA1.1.123.456").status == 200
    (lead,) = desk.leads()
    assert (lead["id"], lead["name"], lead["web_clients"]) == (known, "Hoà", ["123.456"])
    assert [one["given"]["loi_nhan"] for one in desk.sent(known)] == ["Lần hai"]
    assert desk.counts() == (0, 1, 0)
    assert desk.send(ho_ten="Khác", email="khac@x.vn").status == 200
    assert len(desk.leads()) == 2
    assert admin.id


def test_a_lost_lead_that_asks_again_is_taken_up_again(desk: Desk, world: World):
    known = desk.ask("POST", "/v1/leads", {"name": "Hoà", "emails": ["hoa@x.vn"]})["id"]
    assert desk.ask("POST", f"/v1/leads/{known}/lost", {"reason": "price"}).status == 200
    world.pump()
    assert desk.send(ho_ten="Hoà", email="hoa@x.vn").status == 200
    (lead,) = desk.leads()
    assert (lead["id"], lead["lost_at"], lead["lost_reason"]) == (known, None, None)


def test_a_deleted_record_is_nobody_and_its_person_becomes_a_new_lead(desk: Desk, world: World):
    known = desk.ask("POST", "/v1/leads", {"name": "Hoà", "emails": ["hoa@x.vn"]})["id"]
    world.pump()
    assert desk.ask("DELETE", f"/v1/leads/{known}", headers={"if-match": '"1"'}).status == 200
    assert desk.send(ho_ten="Hoà", email="hoa@x.vn").status == 200
    assert [one["id"] != known for one in desk.leads()] == [True]


def test_too_often_is_told_with_when_to_come_again(desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "BY_ONE", 2)
    statuses = [desk.send(ho_ten=name).status for name in ("A", "B")]
    third = desk.send(ho_ten="C")
    assert (statuses, third.status, third["code"]) == ([200, 200], 429, "too_often")
    assert 0 < int(third.headers["Retry-After"]) <= limits.WINDOW
    later = clock.now() + timedelta(seconds=limits.WINDOW)
    assert all("expires_at" in one for one in world.items() if "#HITS#" in one["pk"]["S"])
    assert not [one for one in world.items() if "127.0.0.1" in str(one) and "#HITS#" in one["pk"]["S"]]
    monkeypatch.setattr(clock, "now", lambda: later)
    assert desk.send(ho_ten="C").status == 200
    assert len(desk.leads()) == 3


def test_a_form_takes_only_so_many_from_all(world: World, admin: Person):
    desk = Desk(world, admin, per_minute=1)
    assert [desk.send(ho_ten=name).status for name in ("A", "B")] == [200, 429]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("https://www.congty.vn/cam-on?x=1", 303),
        ("https://www.congty.vn:443/", 303),
        ("https://evil.vn/", 200),
        ("https://www.congty.vn.evil.vn/", 200),
        ("https://www.congty.vn@evil.vn/", 200),
        ("https://evil.vn\\@www.congty.vn/", 200),
        ("//www.congty.vn/", 200),
        ("http://www.congty.vn/", 200),
        ("javascript:alert(1)", 200),
        ("https://www.congty.vn/\r\nSet-Cookie: a=b", 200),
        ("https://www.congty.vn:8443/", 200),
        ("https://www.congty.vn/" + "x" * 2000, 200),
    ],
)
def test_a_visitor_is_sent_on_only_to_where_the_company_said(desk: Desk, address: str, status: int):
    answer = desk.send(ho_ten="Lan", _redirect=address)
    assert answer.status == status
    assert answer.headers.get("Location") == (address if status == 303 else None)
    assert len(desk.leads()) == 1


def test_a_site_that_may_not_send_it_sends_nothing(desk: Desk):
    answer = desk.send(headers={"origin": "https://evil.vn"}, ho_ten="Lan")
    assert (answer.status, answer["code"]) == (403, "origin_refused")
    assert "Access-Control-Allow-Origin" not in answer.headers
    preflight = desk.world.call("OPTIONS", f"/v1/web/forms/{desk.key}", headers={"origin": ORIGIN})
    assert (preflight.status, preflight.headers["Access-Control-Allow-Origin"]) == (204, ORIGIN)
    assert desk.leads() == []


def test_a_form_is_opened_by_its_live_keys_and_by_nothing_else(desk: Desk, world: World):
    rival = Desk(world, world.company("rival"))
    other = "." + rival.key.rpartition(".")[2]
    for key in ("x", "acme.lien-he.", "acme.lien-he.x", "acme.khac" + other, "acme.lien-he" + other, desk.key + "x"):
        answer = desk.send(key=key, ho_ten="Lan")
        assert (answer.status, answer["code"]) == (404, "no_such_form"), key
    assert (desk.leads(), rival.leads()) == ([], [])
    made = desk.ask("POST", "/v1/sites/forms/lien-he/keys", {})
    assert made.status == 201, made.raw
    third = desk.ask("POST", "/v1/sites/forms/lien-he/keys", {})
    assert (third.status, third["code"]) == (409, "keys_live")
    assert [desk.send(key=key, ho_ten=key[-5:]).status for key in (desk.key, made["secret"]["key"])] == [200, 200]
    first = next(one["id"] for one in made["keys"] if one["id"] != made["secret"]["id"])
    assert desk.ask("DELETE", f"/v1/sites/forms/lien-he/keys/{first}").status == 204
    assert [desk.send(key=key, ho_ten="Z").status for key in (desk.key, made["secret"]["key"])] == [404, 200]
    assert desk.ask("PATCH", "/v1/sites/forms/lien-he", {"active": False}).status == 200
    assert desk.send(key=made["secret"]["key"], ho_ten="Y").status == 404


def test_a_key_is_shown_once_and_kept_nowhere(desk: Desk, world: World):
    secret = desk.key.rpartition(".")[2]
    once = {"idempotency-key": "k"}
    made, again = (desk.ask("POST", "/v1/sites/forms/lien-he/keys", {}, headers=once) for _ in range(2))
    assert (made["secret"]["id"], again["secret"]) == (again["secret"]["id"], {**made["secret"], "key": None})
    assert made["secret"]["key"].rpartition(".")[2] not in str(world.items())
    world.pump()
    assert secret not in str(world.items())
    assert secret not in desk.ask("GET", "/v1/sites/forms/lien-he").raw + desk.ask("GET", "/v1/sites/forms").raw
    assert "digest" not in desk.ask("GET", "/v1/sites/forms/lien-he").raw
    assert all("digest" not in str(one) for one in world.items() if "~HISTORY#WEBFORM" in one["sk"]["S"])


def test_who_has_left_is_replaced_so_that_no_visitor_is_lost(desk: Desk, world: World, admin: Person):
    seller = world.employee(admin.department, "S7")
    assert desk.ask("PATCH", "/v1/sites/forms/lien-he", {"defaults": {"owner": seller.id}}).status == 200
    assert desk.send(ho_ten="A").status == 200
    assert desk.ask("PATCH", f"/v1/employees/{seller.id}", {"active": False}).status == 200
    assert desk.send(ho_ten="B").status == 200
    assert {one["name"]: one["owner"] for one in desk.leads()} == {"A": seller.id, "B": admin.id}


FORM: dict[str, Any] = {"code": "f", "name": "F", "fields": FIELDS}


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"fields": [{"site": "a", "lead": "phone"}]}, "/fields", "needs_a_name"),
        ({"fields": [*FIELDS, {"site": "x", "lead": "name"}]}, "/fields/0/lead", "duplicate"),
        ({"fields": [*FIELDS, {"site": "ho_ten", "lead": "phone"}]}, "/fields/0/site", "duplicate"),
        ({"fields": [{"site": "a", "lead": "owner"}]}, "/fields/0/lead", "choice"),
        ({"honeypot": "ho_ten"}, "/honeypot", "duplicate"),
        ({"consent": {**CONSENT, "field": "email"}}, "/consent/field", "duplicate"),
        ({"origins": ["https://x.vn/path"]}, "/origins/0", "origin"),
        ({"origins": ["https://*.x.vn"]}, "/origins/0", "origin"),
        ({"origins": ["http://x.vn"]}, "/origins/0", "origin"),
        ({"redirect_hosts": ["https://x.vn"]}, "/redirect_hosts/0", "host"),
        ({"defaults": {"owner": "01JZX5T0Q8V3M4N5P6R7S8T9A1"}}, "/defaults/owner", "no_such_employee"),
        ({"per_minute": 0}, "/per_minute", "too_small"),
    ],
)
def test_a_form_that_cannot_work_is_not_saved(
    world: World, admin: Person, change: dict[str, Any], path: str, code: str
):
    body = {**FORM, "defaults": {"owner": admin.id}, **change}
    assert (path, code) in errors(world.call("POST", "/v1/sites/forms", body, by=admin))
    body = {**FORM, "defaults": {"owner": admin.id, "source": "nirgends"}}
    assert errors(world.call("POST", "/v1/sites/forms", body, by=admin)) == [("/defaults/source", "not_in_catalog")]


def test_only_administrators_keep_forms_and_who_sees_a_record_sees_what_it_sent(
    desk: Desk, world: World, admin: Person
):
    staff = world.employee(admin.department, "S1")
    refused: Callable[[str, str], Answer] = lambda method, path: world.call(method, path, {}, by=staff)  # noqa: E731
    for method, path in (("GET", "/v1/sites/forms"), ("GET", "/v1/sites/streams"), ("GET", "/v1/sites/strangers")):
        assert refused(method, path)["code"] == "admin_only"
    desk.send(ho_ten="Lan")
    (lead,) = desk.leads()
    assert len(desk.sent(lead["id"])) == 1
    assert world.call("GET", "/v1/sites/submissions", by=staff, customer=lead["id"]).status == 404
