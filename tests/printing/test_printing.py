"""Print templates: kept by administrators, used by everybody for the records that they see (D7)."""

import subprocess
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from kernel import clock, files
from kernel.refusal import Refused
from printing import child, confined, rules
from tests.documents.storage import objects, send
from tests.printing.papers import altered, announce, letter, read_letter, read_sheet, uploaded, workbook
from tests.world import Answer, Person, World

LETTER = letter("{{ name }}", "{{ stage }}; {{ groups }}; {{ owner }}; {{ tenant }}; {{ stars }}; {{ relationship }}")


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    return shared.company()


@pytest.fixture(scope="module")
def customer(shared: World, boss: Person) -> str:
    body = {"name": "Nước Hoà Bình", "code": "HB", "stage": "new", "groups": ["vip"], "expected_revenue": "5000000"}
    return str(shared.call("POST", "/v1/leads", body, by=boss)["id"])


@pytest.fixture(scope="module")
def template(shared: World, boss: Person) -> str:
    done = uploaded(shared, boss, LETTER)
    assert done.status == 200, done.raw
    return str(done["id"])


def render(world: World, by: Person, template: str, customer: str, **headers: str) -> Answer:
    body = {"customer": customer}
    return world.call("POST", f"/v1/print-templates/{template}/render", body, by=by, headers=headers)


def downloaded(answer: Answer) -> bytes:
    assert answer.status == 200, answer.raw
    return objects()[urlsplit(answer["url"]).path.partition("/leadstream-files/")[2]]


def codes(answer: Answer) -> list[tuple[str, str]]:
    assert answer.status == 422, answer.raw
    return [(error["path"], error["code"]) for error in answer["errors"]]


def test_a_template_is_uploaded_and_says_which_fields_it_names(shared: World, boss: Person, template: str):
    found = shared.call("GET", f"/v1/print-templates/{template}", by=boss)
    assert (found["state"], found["kind"], found["version"], found["upload"]) == ("ready", "docx", 2, None)
    assert found["fields"] == ["groups", "name", "owner", "relationship", "stage", "stars", "tenant"]
    assert objects()[urlsplit(found["url"]).path.partition("/leadstream-files/")[2]] == LETTER


def test_a_record_is_printed_with_names_in_the_readers_language(
    shared: World, boss: Person, customer: str, template: str
):
    answer = render(shared, boss, template, customer)
    assert read_letter(downloaded(answer)) == ["Nước Hoà Bình", "New; VIP; An; Acme; 1; Lead"]
    assert (answer["name"], answer["customer"], answer["template"]) == ("Báo giá HB.docx", customer, template)
    (disposition,) = parse_qs(urlsplit(answer["url"]).query)["response-content-disposition"]
    assert disposition.startswith('attachment; filename="Bao gia HB.docx"')
    other = render(shared, boss, template, customer, **{"accept-language": "vi"})
    assert read_letter(downloaded(other))[1] == "Mới; Khách VIP; An; Acme; 1; Tiềm năng"


def test_a_record_is_printed_into_a_workbook(shared: World, boss: Person, customer: str):
    made = uploaded(shared, boss, workbook({"A1": "{{ name }}", "A2": "{{ expected_revenue }}"}), "xlsx")
    sheet = read_sheet(downloaded(render(shared, boss, made["id"], customer)))
    assert [sheet["A1"].value, sheet["A2"].value] == ["Nước Hoà Bình", 5_000_000]


def test_the_hours_on_paper_are_those_of_the_companys_clocks(shared: World, monkeypatch: pytest.MonkeyPatch):
    boss = shared.company("tokyo")
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 1, 18, 30, tzinfo=UTC))
    made = uploaded(shared, boss, letter("{{ created_at }}; {{ now }}; {{ today }}"))
    record = shared.call("POST", "/v1/leads", {"name": "A"}, by=boss)["id"]
    settings = {"locale": "vi", "time_zone": "Asia/Tokyo", "currency": "VND"}
    seen = [read_letter(downloaded(render(shared, boss, made["id"], record)))]
    assert shared.call("PUT", "/v1/settings", settings, by=boss).status == 200
    seen.append(read_letter(downloaded(render(shared, boss, made["id"], record))))
    assert seen == [
        ["02/03/2026 01:30; 02/03/2026 01:30; 02/03/2026"], ["02/03/2026 03:30; 02/03/2026 03:30; 02/03/2026"],
    ]  # fmt: skip


def test_everybody_prints_what_they_see_and_nothing_else(shared: World, boss: Person, customer: str, template: str):
    seller = shared.employee(boss.department, "S1")
    own = shared.call("POST", "/v1/leads", {"name": "B"}, by=seller)["id"]
    assert read_letter(downloaded(render(shared, seller, template, own)))[0] == "B"
    assert render(shared, seller, template, customer).status == 404


def test_only_administrators_keep_templates(shared: World, boss: Person, template: str):
    seller = shared.employee(boss.department, "S2")
    path = f"/v1/print-templates/{template}"
    answers = [
        announce(shared, seller, LETTER), shared.call("POST", f"{path}/complete", by=seller),
        shared.call("PATCH", path, {"name": "x"}, by=seller), shared.call("DELETE", path, by=seller),
    ]  # fmt: skip
    assert [(answer.status, answer["code"]) for answer in answers] == [(403, "admin_only")] * 4
    assert shared.call("GET", path, by=seller)["name"] == "Báo giá"
    assert template in {row["id"] for row in shared.call("GET", "/v1/print-templates", by=seller)["items"]}


HOSTILE: dict[str, tuple[bytes, str, str]] = {
    "a program": (b"MZ" + bytes(200), "docx", "template_unreadable"),
    "the other kind": (workbook({"A1": "x"}), "docx", "template_unreadable"),
    "macros": (altered(LETTER, {"word/vbaProject.bin": b"x"}), "docx", "template_program"),
    "a bomb": (altered(LETTER, {"word/media/a.png": bytes(30 << 20)}), "docx", "template_too_large"),
    "entities": (altered(LETTER, {"word/new.xml": b"<!DOCTYPE x><x/>"}), "docx", "template_entities"),
    "an escape": (letter("{{ ''.__class__.__mro__ }}"), "docx", "template_code"),
    "unknown fields": (letter("{{ nam }}"), "docx", "unknown_fields"),
    "a formula with a value": (workbook({"A1": '="{{ name }}"'}), "xlsx", "template_formula"),
}


@pytest.mark.parametrize(("content", "kind", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_or_useless_template_is_deleted_and_told(
    content: bytes, kind: str, code: str, shared: World, boss: Person
):
    made = announce(shared, boss, content, kind)
    send(made["upload"], content)
    assert codes(shared.call("POST", f"/v1/print-templates/{made['id']}/complete", by=boss)) == [("/template", code)]
    assert not [key for key in objects() if made["id"] in key]
    assert render(shared, boss, made["id"], boss.id).status == 404
    shared.call("DELETE", f"/v1/print-templates/{made['id']}", by=boss)


def test_a_template_that_is_not_there_yet_prints_nothing(shared: World, boss: Person, customer: str):
    made = announce(shared, boss, LETTER)
    assert render(shared, boss, made["id"], customer)["code"] == "wrong_state"
    complete = shared.call("POST", f"/v1/print-templates/{made['id']}/complete", by=boss)
    assert complete["code"] == "nothing_uploaded"


def test_a_template_changed_behind_our_back_prints_nothing(shared: World, boss: Person, customer: str):
    made = uploaded(shared, boss, LETTER)["id"]
    (key,) = [key for key in objects() if key.startswith(f"templates/acme/{made}/")]
    files.keep(key, letter("other"), "x/y")
    assert render(shared, boss, made, customer)["code"] == "document_damaged"


def test_a_template_is_renamed_and_deleted_with_its_file(shared: World, boss: Person, customer: str):
    made = uploaded(shared, boss, LETTER)["id"]
    path = f"/v1/print-templates/{made}"
    assert shared.call("PATCH", path, {"name": "Thư", "note": "n"}, by=boss)["name"] == "Thư"
    assert codes(shared.call("PATCH", path, {"name": None}, by=boss)) == [("/name", "missing")]
    assert shared.call("DELETE", path, by=boss, headers={"if-match": '"2"'})["code"] == "stale"
    assert shared.call("DELETE", path, by=boss).status == 204
    assert render(shared, boss, made, customer).status == 404
    shared.pump()
    assert not [key for key in objects() if made in key]


def test_a_template_that_is_deleted_while_it_is_tried_leaves_no_file(
    shared: World, boss: Person, monkeypatch: pytest.MonkeyPatch
):
    render_, made = confined.render, announce(shared, boss, LETTER)
    path = f"/v1/print-templates/{made['id']}"
    send(made["upload"], LETTER)

    def meanwhile(*arguments: Any) -> Any:
        assert shared.call("DELETE", path, by=boss).status == 204
        shared.pump()
        return render_(*arguments)

    monkeypatch.setattr(confined, "render", meanwhile)
    assert shared.call("POST", f"{path}/complete", by=boss)["code"] == "in_flight"
    assert not [key for key in objects() if made["id"] in key]


@pytest.mark.usefixtures("boss")
def test_what_became_of_a_template_is_told_from_its_file_on(shared: World, boss: Person):
    made = uploaded(shared, boss, letter("{{ name }}"))
    place = f"/v1/print-templates/{made['id']}"
    shared.call("PATCH", place, {"name": "Thư mới"}, by=boss)
    assert shared.call("DELETE", place, by=boss).status == 204
    told = shared.call("GET", f"{place}/history", by=boss)["items"]
    assert [(one["version"], one["action"], one["by"]) for one in told] == [
        (4, "deleted", boss.id), (3, "changed", boss.id), (2, "created", boss.id),
    ]  # fmt: skip
    assert told[1]["changes"] == {"name": {"from": "Báo giá", "to": "Thư mới"}}
    assert told[2]["changes"]["fields"]["to"] == ["name"]
    waiting = announce(shared, boss, letter("x"))["id"]
    assert shared.call("GET", f"/v1/print-templates/{waiting}/history", by=boss)["items"] == []
    nobody = shared.employee(boss.department, "P1")
    assert shared.call("GET", f"{place}/history", by=nobody)["code"] == "admin_only"


def test_a_company_has_so_many_templates_and_given_up_ones_do_not_count(shared: World, monkeypatch: pytest.MonkeyPatch):
    rival = shared.company("rival")
    monkeypatch.setattr(rules, "MOST", 1)
    assert announce(shared, rival, LETTER).status == 201
    assert announce(shared, rival, LETTER)["code"] == "too_many_templates"
    later = datetime.now(UTC) + timedelta(seconds=files.WAITS + 1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert announce(shared, rival, LETTER).status == 201


def test_a_print_asked_for_twice_with_one_key_is_one(shared: World, boss: Person, customer: str, template: str):
    answers = [render(shared, boss, template, customer, **{"idempotency-key": "p"}) for _ in range(2)]
    assert answers[0].raw == answers[1].raw


def spend(code: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What is told of a child that does this instead of its work."""
    run = subprocess.run

    def instead(command: list[str], **more: Any) -> Any:
        limits = "import printing.child as child; child.work = work; child.main()"
        return run([command[0], "-P", "-c", f"def work(*_):\n {code}\n{limits}"], **more)

    monkeypatch.setattr(subprocess, "run", instead)
    with pytest.raises(Refused) as refused:
        confined.render("docx", LETTER, {})
    return refused.value.code


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(confined, "PATIENCE", 1)
    assert spend("while True: pass", monkeypatch) == "template_too_large"


def test_what_takes_too_much_memory_is_ended():
    order = {"kind": "docx", "values": {}}

    def hungry(*_: Any) -> Any:
        raise MemoryError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("printing.words.render", hungry)
        assert child.work(order, LETTER)[0]["refused"] == "template_too_large"


def test_the_child_has_no_credentials(monkeypatch: pytest.MonkeyPatch):
    seen: dict[str, Any] = {}
    run = subprocess.run

    def watched(*arguments: Any, **more: Any) -> Any:
        seen.update(more["env"])
        return run(*arguments, **more)

    monkeypatch.setattr(subprocess, "run", watched)
    confined.render("docx", LETTER, {})
    assert seen.keys() == {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LANG"}
