"""A company words its mails itself: what it saves can be used, is told of, looked at first, and given back (J1)."""

from typing import Any

import pytest

from letters.purposes import PURPOSES
from outbox.settings import SWITCHED
from tests.mailing.sent import sent
from tests.world import Answer, Person, World

HELLO = {"subject": "Chào {{ name }}", "text": "Chào {{ name }}, {{ owner }} đây."}
LINK = "<a href='{{ unsubscribe }}'>x</a>"
ONE = "/v1/email/templates/introduction"


@pytest.fixture
def ask(world: World, admin: Person) -> Any:
    def call(method: str, path: str, body: Any = None, by: Person = admin, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return world.call(method, path, body, by=by, headers=named)

    return call


def test_each_mail_that_is_sent_by_itself_has_words_in_both_languages_from_the_beginning(ask: Any):
    page = ask("GET", "/v1/email/templates")
    assert [row["code"] for row in page["items"]] == list(SWITCHED)
    assert all(row["own"] and row["languages"] == ["vi", "en"] and row["version"] == 0 for row in page["items"])
    for row in page["items"]:
        view = ask("GET", f"/v1/email/templates/{row['code']}")
        assert set(view["variables"]) == PURPOSES[row["purpose"]].variables
        same = {name: view[name] for name in ("name", "vi", "en")}
        assert ask("PUT", f"/v1/email/templates/{row['code']}", same).status == 200, "what is ours passes our own check"


def test_a_company_s_own_words_are_what_is_sent_until_it_takes_them_back(world: World, ask: Any):
    saved = ask("PUT", ONE, {"vi": HELLO}, if_match='"0"')
    assert (saved.status, saved["own"], saved["version"], saved.headers["ETag"]) == (200, False, 1, '"1"')
    assert ask("PUT", ONE, {"vi": HELLO}, if_match='"0"').status == 412
    ask("POST", "/v1/leads", {"name": "Lan", "emails": ["lan@x.vn"]})
    world.pump()
    assert ask("DELETE", ONE, if_match='"1"').status == 204
    assert ask("GET", ONE)["own"]
    assert ask("PUT", ONE, {"vi": HELLO})["version"] == 3
    ask("DELETE", ONE)
    ask("POST", "/v1/leads", {"name": "Mai", "emails": ["mai@x.vn"]})
    world.pump()
    assert [mail.subject for mail in sent()] == ["Chào Lan", "Acme kính chào Mai"]
    told = ask("GET", f"{ONE}/history")["items"]
    assert [(entry["version"], entry["action"]) for entry in told] == [
        (4, "deleted"), (3, "changed"), (2, "deleted"), (1, "changed"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wording", "path", "code"),
    [
        ({"subject": "{{ nam }}", "text": "a"}, "/vi/subject", "wording_unknown"),
        ({"subject": "a", "text": "a\n{{ ''.__class__ }}"}, "/vi/text", "wording_code"),
        ({"subject": "a", "text": "a\n{% if name %}"}, "/vi/text", "wording_syntax"),
        ({"subject": "a", "text": "a", "html": "<script>{{ name }}</script>"}, "/vi/html", "wording_markup"),
        ({"subject": "a\r\nBcc: b@x.vn", "text": "a"}, "/vi/subject", "control_characters"),
        ({"subject": "a", "text": "x" * 8001}, "/vi/text", "too_long"),
        ({"subject": "a"}, "/vi/text", "missing"),
    ],
)
def test_what_cannot_be_used_is_not_kept(ask: Any, wording: dict[str, str], path: str, code: str):
    answer = ask("PUT", ONE, {"vi": wording})
    assert answer.status == 422
    (error,) = answer["errors"]
    assert (error["path"], error["code"]) == (path, code)
    assert ask("GET", ONE)["own"]


def test_a_mistake_is_told_in_the_callers_language_with_its_line_and_what_there_is(ask: Any):
    body = {"vi": {"subject": "a", "text": "a\nb\n{{ nam }}"}}
    (error,) = ask("PUT", ONE, body, accept_language="vi")["errors"]
    assert error["message"].startswith("Dòng 3: không có biến nam. Có thể dùng: address, code,")
    (error,) = ask("PUT", ONE, body, accept_language="en")["errors"]
    assert error["message"].startswith("Line 3: there is no variable nam. There are: address, code,")


def test_templates_for_campaigns_and_messages_are_as_many_as_wanted(ask: Any):
    new = {"code": "tet", "purpose": "campaign", "name": "Tết", "en": HELLO | {"html": LINK}}
    assert ask("POST", "/v1/email/templates", new).status == 201
    assert ask("POST", "/v1/email/templates", new)["code"] == "code_taken"
    assert ask("POST", "/v1/email/templates", {**new, "code": "notice"})["code"] == "code_taken"
    page = ask("GET", "/v1/email/templates")
    assert page["items"][-1] == {
        "code": "tet", "purpose": "campaign", "name": "Tết", "languages": ["en"], "own": False, "version": 1,
    }  # fmt: skip
    assert ask("DELETE", "/v1/email/templates/tet", if_match='"1"').status == 204
    assert ask("GET", "/v1/email/templates/tet").status == 404
    assert ask("POST", "/v1/email/templates", new)["version"] == 3
    assert len(ask("GET", "/v1/email/templates/tet/history")["items"]) == 3


def test_a_preview_shows_words_that_are_not_saved_with_a_records_data_or_made_up(ask: Any):
    made_up = ask("POST", f"{ONE}/preview", {})
    assert (made_up.status, made_up["subject"]) == (200, "Acme kính chào Nguyễn Hoà")
    lead = ask("POST", "/v1/leads", {"name": "<i>Lan</i>"})["id"]
    order = {"language": "en", "customer": lead, "wording": {**HELLO, "html": "<p>{{ name }}{{ phone }}</p>"}}
    shown = ask("POST", f"{ONE}/preview", order)
    assert (shown["language"], shown["subject"]) == ("en", "Chào <i>Lan</i>")
    assert shown["html"] == "<p>&lt;i&gt;Lan&lt;/i&gt;</p>"
    wrong = ask("POST", f"{ONE}/preview", {"wording": {**HELLO, "text": "{{ x }}"}})
    assert wrong["errors"][0]["path"] == "/wording/text"
    assert ask("POST", f"{ONE}/preview", {"customer": "0" * 26})["errors"][0]["path"] == "/customer"


def test_a_test_goes_to_oneself_once(world: World, ask: Any, admin: Person):
    lead = ask("POST", "/v1/leads", {"name": "Lan"})["id"]
    body = {"customer": lead, "language": "en"}
    first, again = (ask("POST", f"{ONE}/test", body, idempotency_key="k") for _ in range(2))
    assert (first.status, again.raw) == (202, first.raw)
    assert (first["state"], first["by"]) == ("waiting", admin.id)
    world.pump()
    (mail,) = sent()
    assert (mail.to, mail.subject) == (["an@acme.example"], "[Test] Acme welcomes Lan")
    assert ask("GET", f"/v1/email/messages/{first['id']}")["state"] == "sent"


def test_who_is_no_administrator_reads_templates_and_nothing_else(world: World, ask: Any, admin: Person):
    staff = world.employee(admin.department, "S1")
    assert ask("GET", ONE, by=staff).status == 200
    for method, path in (("PUT", ONE), ("POST", f"{ONE}/test"), ("GET", "/v1/email/messages")):
        assert ask(method, path, {} if method != "GET" else None, staff)["code"] == "admin_only"
