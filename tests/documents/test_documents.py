"""Documents: announced, sent to storage, looked at, kept, shown, renamed and thrown away (D4)."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from documents import model, rules
from kernel import clock, files, table
from kernel.values import encode
from tests.documents.storage import PDF, Refused, announce, executable, objects, send, upload
from tests.world import Answer, Person, World


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    return shared.company()


@pytest.fixture
def customer(shared: World, boss: Person) -> str:
    return str(shared.call("POST", "/v1/leads", {"name": "A"}, by=boss)["id"])


def read(world: World, by: Person, document: str) -> Answer:
    return world.call("GET", f"/v1/documents/{document}", by=by)


def complete(world: World, by: Person, document: str) -> Answer:
    return world.call("POST", f"/v1/documents/{document}/complete", by=by)


def codes(answer: Answer) -> list[tuple[str, str]]:
    assert answer.status == 422, answer.raw
    return [(error["path"], error["code"]) for error in answer["errors"]]


def test_a_file_is_announced_sent_completed_and_downloaded(shared: World, boss: Person, customer: str):
    made = announce(shared, boss, customer, name="Hợp đồng số 1.pdf", note="bản ký")
    assert (made.status, made["state"], made["version"], made["sha256"]) == (201, "waiting", 1, None)
    send(made["upload"], PDF)
    done = complete(shared, boss, made["id"])
    assert (done.status, done["state"], done["version"], done["upload"]) == (200, "ready", 2, None)
    assert done["sha256"] == hashlib.sha256(PDF).hexdigest()
    found = read(shared, boss, made["id"])
    where = urlsplit(found["url"])
    assert objects()[where.path.partition("/leadstream-files/")[2]] == PDF
    query = parse_qs(where.query)
    assert query["X-Amz-Expires"] == ["300"]
    (disposition,) = query["response-content-disposition"]
    plain, _, whole = disposition.partition("; filename*=UTF-8''")
    assert plain == 'attachment; filename="Hop dong so 1.pdf"'
    assert whole == "H%E1%BB%A3p%20%C4%91%E1%BB%93ng%20s%E1%BB%91%201.pdf"


def test_storage_takes_the_announced_size_type_and_place_and_no_other(shared: World, boss: Person, customer: str):
    form = announce(shared, boss, customer)["upload"]
    for content in (PDF + b"x", PDF[:-1], b""):
        with pytest.raises(Refused):
            send(form, content)
    for changed in ({"Content-Type": "text/html"}, {"key": "files/acme/other"}, {"acl": "public-read"}):
        with pytest.raises(Refused):
            send(form, PDF, **changed)
    send(form, PDF)


def test_a_form_used_again_changes_nothing_that_was_looked_at(shared: World, boss: Person, customer: str):
    made = announce(shared, boss, customer)
    send(made["upload"], PDF)
    done = complete(shared, boss, made["id"])
    other = PDF.replace(b"1.7", b"1.4")
    send(made["upload"], other)
    again = complete(shared, boss, made["id"])
    assert (again["version"], again["sha256"]) == (done["version"], done["sha256"])
    kept = [content for key, content in objects().items() if key.startswith(f"files/acme/{made['id']}/")]
    assert kept == [PDF]


def test_what_is_not_uploaded_cannot_be_completed_and_has_no_link(shared: World, boss: Person, customer: str):
    made = announce(shared, boss, customer)
    assert complete(shared, boss, made["id"])["code"] == "nothing_uploaded"
    assert read(shared, boss, made["id"])["url"] is None


def test_a_program_named_pdf_is_deleted_and_told(shared: World, boss: Person, customer: str):
    program = executable()
    made = announce(shared, boss, customer, program)
    send(made["upload"], program)
    assert codes(complete(shared, boss, made["id"])) == [("/type", "content_differs")]
    assert not [key for key in objects() if made["id"] in key]
    assert complete(shared, boss, made["id"])["code"] == "nothing_uploaded"


def test_the_right_file_may_follow_a_wrong_one(shared: World, boss: Person, customer: str):
    made = announce(shared, boss, customer, size=len(PDF))
    send(made["upload"], b"x" * len(PDF))
    assert complete(shared, boss, made["id"]).status == 422
    send(read(shared, boss, made["id"])["upload"], PDF)
    assert complete(shared, boss, made["id"])["state"] == "ready"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"size": 0}, ("/size", "too_small")),
        ({"size": rules.LARGEST + 1}, ("/size", "too_large")),
        ({"type": "application/x-msdownload"}, ("/type", "choice")),
        ({"type": "text/html", "name": "a.html"}, ("/type", "choice")),
        ({"name": "a.exe"}, ("/name", "ending")),
        ({"name": "a.pdf.exe"}, ("/name", "ending")),
        ({"name": "a"}, ("/name", "ending")),
        ({"type": None}, ("/type", "missing")),
        ({"size": None}, ("/size", "missing")),
        ({"url": "https://drive.example/a"}, ("/type", "not_together")),
        ({"state": "ready"}, ("/state", "unknown_field")),
    ],
)
def test_what_cannot_be_a_file_is_refused_with_a_reason(
    fields: dict[str, Any], wrong: tuple[str, str], shared: World, boss: Person, customer: str
):
    assert codes(announce(shared, boss, customer, **fields)) == [wrong]


def link(world: World, by: Person, customer: str, url: str) -> Answer:
    body = {"customer": customer, "name": "Bản vẽ", "url": url}
    return world.call("POST", "/v1/documents", body, by=by)


def test_a_link_to_an_outside_drive_is_ready_at_once(shared: World, boss: Person, customer: str):
    url = "https://drive.example.com/tài liệu?id=1#a".replace(" ", "%20")
    made = link(shared, boss, customer, url)
    assert (made.status, made["state"], made["link"], made["upload"]) == (201, "ready", url, None)
    assert read(shared, boss, made["id"])["url"] == url
    assert complete(shared, boss, made["id"])["version"] == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://drive.example.com/a", "javascript:alert(1)", "https://user:secret@drive.example.com/",
        "data:text/html,x", "https://user@drive.example.com/", "https://localhost/", "https://", "drive.example.com", "file:///etc/passwd",
        "https://drive.example.com\\@evil.example/", "https://a b.example/", "https://[::1/", "//drive.example.com/a",
        "https://drive.example.com:x/",
    ],
)  # fmt: skip
def test_a_link_that_is_none_is_refused(url: str, shared: World, boss: Person, customer: str):
    assert codes(link(shared, boss, customer, url)) == [("/url", "outside_link")]


def test_documents_are_listed_newest_first_page_by_page(shared: World, boss: Person, customer: str):
    made = [link(shared, boss, customer, f"https://drive.example/{n}")["id"] for n in range(5)]
    seen: list[str] = []
    cursor = None
    while True:
        page = shared.call("GET", "/v1/documents", by=boss, customer=customer, limit=2, cursor=cursor)
        seen += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == made[::-1]


def test_documents_of_all_records_are_one_list_too(shared: World, boss: Person, customer: str):
    made = link(shared, boss, customer, "https://drive.example/all")["id"]
    shared.pump()
    assert shared.call("GET", "/v1/documents", by=boss, limit=1)["items"][0]["id"] == made


def test_name_and_note_change_and_nothing_else(shared: World, boss: Person, customer: str):
    made = upload(shared, boss, customer)
    path = f"/v1/documents/{made['id']}"
    done = shared.call("PATCH", path, {"name": "b.PDF", "note": "mới"}, by=boss, headers={"if-match": '"2"'})
    assert (done["name"], done["note"], done["version"], done["sha256"]) == ("b.PDF", "mới", 3, made["sha256"])
    assert shared.call("PATCH", path, {"note": None}, by=boss)["note"] is None
    assert shared.call("PATCH", path, {"name": "c.pdf"}, by=boss, headers={"if-match": '"2"'})["code"] == "stale"
    for body, wrong in (
        ({"name": "c.exe"}, ("/name", "ending")),
        ({"name": None}, ("/name", "missing")),
        ({"size": 4}, ("/size", "unknown_field")),
        ({}, ("", "nothing_to_change")),
    ):
        assert codes(shared.call("PATCH", path, body, by=boss)) == [wrong]


def test_a_deleted_document_is_gone_at_once_and_its_file_soon_after(shared: World, boss: Person, customer: str):
    made = upload(shared, boss, customer)
    path = f"/v1/documents/{made['id']}"
    assert shared.call("DELETE", path, by=boss, headers={"if-match": '"1"'})["code"] == "stale"
    assert shared.call("DELETE", path, by=boss, headers={"if-match": '"2"'}).status == 204
    assert read(shared, boss, made["id"]).status == 404
    assert [key for key in objects() if made["id"] in key]
    shared.pump()
    assert not [key for key in objects() if made["id"] in key]
    assert shared.call("GET", "/v1/documents", by=boss, customer=customer)["items"] == []
    assert shared.call("DELETE", path, by=boss).status == 404


def test_a_document_that_moves_to_another_record_keeps_its_file(shared: World, boss: Person, customer: str):
    made = upload(shared, boss, customer)
    other = shared.call("POST", "/v1/leads", {"name": "B"}, by=boss)["id"]
    shared.pump()
    sk = f"FILE#{made['id']}"
    item = shared.item(f"acme#C#{customer}", sk)
    shared.put({**item, "pk": {"S": f"acme#C#{other}"}})
    shared.put(shared.item(f"acme#DOCUMENT#{made['id']}", "POINTER") | {"customer": {"S": other}})
    client = table._client()
    client.delete_item(TableName="leadstream", Key={"pk": item["pk"], "sk": item["sk"]})
    shared.pump()
    assert [key for key in objects() if key.startswith(f"files/acme/{made['id']}/")]


def test_an_upload_that_was_given_up_is_absent_before_the_table_forgets_it(
    shared: World, boss: Person, customer: str, monkeypatch: pytest.MonkeyPatch
):
    made = announce(shared, boss, customer)
    kept = upload(shared, boss, customer)
    expires = int(shared.item(f"acme#C#{customer}", f"FILE#{made['id']}")["expires_at"]["N"])
    assert expires == int(shared.item(f"acme#DOCUMENT#{made['id']}", "POINTER")["expires_at"]["N"])
    for pk, sk in ((f"acme#C#{customer}", f"FILE#{kept['id']}"), (f"acme#DOCUMENT#{kept['id']}", "POINTER")):
        assert "expires_at" not in shared.item(pk, sk)
    later = datetime.now(UTC) + timedelta(seconds=files.WAITS + 1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert read(shared, boss, made["id"]).status == 404
    assert complete(shared, boss, made["id"]).status == 404
    page = shared.call("GET", "/v1/documents", by=boss, customer=customer)
    assert [row["id"] for row in page["items"]] == [kept["id"]]


def test_a_record_has_so_many_documents_and_no_more(
    shared: World, boss: Person, customer: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rules, "MOST", 2)
    assert [announce(shared, boss, customer).status for _ in range(3)] == [201, 201, 409]
    later = datetime.now(UTC) + timedelta(seconds=files.WAITS + 1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert announce(shared, boss, customer).status == 201


def test_two_who_add_the_last_document_at_once_are_one(
    shared: World, boss: Person, customer: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rules, "MOST", 1)
    turn, statuses = model.turn, list[int]()

    def overtaken(*arguments: Any) -> Any:
        counted = turn(*arguments)
        if not statuses:
            statuses.append(0)
            statuses[0] = announce(shared, boss, customer).status
        return counted

    monkeypatch.setattr(model, "turn", overtaken)
    late = announce(shared, boss, customer)
    assert (statuses, late.status, late["code"]) == ([201], 409, "in_flight")
    assert announce(shared, boss, customer)["code"] == "too_many_documents"


def test_of_two_who_complete_different_files_at_once_one_file_is_kept(
    shared: World, boss: Person, customer: str, monkeypatch: pytest.MonkeyPatch
):
    made = announce(shared, boss, customer)
    other = PDF.replace(b"1.7", b"1.4")
    send(made["upload"], PDF)
    arrived, done = files.arrived, list[Answer]()

    def overtaken(*arguments: Any) -> Any:
        came = arrived(*arguments)
        if not done:
            send(made["upload"], other)
            monkeypatch.setattr(files, "arrived", arrived)
            done.append(complete(shared, boss, made["id"]))
        return came

    monkeypatch.setattr(files, "arrived", overtaken)
    assert complete(shared, boss, made["id"])["code"] == "in_flight"
    assert done[0]["sha256"] == hashlib.sha256(other).hexdigest()
    kept = {key: content for key, content in objects().items() if key.startswith(f"files/acme/{made['id']}/")}
    assert kept == {f"files/acme/{made['id']}/{done[0]['sha256']}": other}


def test_a_file_completed_while_its_document_is_deleted_is_not_left_lying(
    shared: World, boss: Person, customer: str, monkeypatch: pytest.MonkeyPatch
):
    made = announce(shared, boss, customer)
    send(made["upload"], PDF)
    keep = files.keep

    def overtaken(*arguments: Any) -> None:
        assert shared.call("DELETE", f"/v1/documents/{made['id']}", by=boss).status == 204
        shared.pump()
        keep(*arguments)

    monkeypatch.setattr(files, "keep", overtaken)
    assert complete(shared, boss, made["id"]).status == 409
    assert not [key for key in objects() if made["id"] in key]


def test_who_does_not_see_the_record_sees_no_document_and_adds_none(shared: World, boss: Person, customer: str):
    stranger = shared.employee(boss.department, "S7")
    made = upload(shared, boss, customer)
    assert read(shared, stranger, made["id"]).status == 404
    assert complete(shared, stranger, made["id"]).status == 404
    assert shared.call("GET", "/v1/documents", by=stranger, customer=customer).status == 404
    assert codes(announce(shared, stranger, customer)) == [("/customer", "no_such_customer")]


def test_only_who_announced_a_file_gets_its_form(shared: World, boss: Person):
    seller = shared.employee(boss.department, "S8")
    customer = shared.call("POST", "/v1/leads", {"name": "A"}, by=seller)["id"]
    made = announce(shared, seller, customer)
    assert read(shared, boss, made["id"])["upload"] is None
    assert read(shared, seller, made["id"])["upload"]["fields"]["key"] == f"waiting/acme/{made['id']}"


def test_the_same_announcement_again_is_the_same_document(shared: World, boss: Person, customer: str):
    body = {"customer": customer, "name": "a.pdf", "type": "application/pdf", "size": 9}
    answers = [shared.call("POST", "/v1/documents", body, by=boss, headers={"idempotency-key": "k"}) for _ in range(2)]
    assert answers[0].raw == answers[1].raw
    assert len(shared.call("GET", "/v1/documents", by=boss, customer=customer)["items"]) == 1


def of_lead(world: World, lead: str, change: dict[str, Any]) -> None:
    """Change a profile's facts behind the product's back."""
    item = world.item(f"acme#C#{lead}", "PROFILE")
    world.put(item | {"value": {"M": item["value"]["M"] | table_map(change)}})


def table_map(values: dict[str, Any]) -> dict[str, Any]:
    return {name: encode(value) for name, value in values.items()}


def test_documents_are_seen_by_whom_they_were_shared_with_and_no_other_category_opens_them(
    shared: World, boss: Person, customer: str
):
    made = upload(shared, boss, customer)
    for place, (categories, status) in enumerate([(["profile", "receipts"], 404), (["documents"], 200)]):
        friend = shared.employee(boss.department, f"F{place}")
        share = {"employee": friend.id, "department": friend.department, "categories": categories}
        of_lead(shared, customer, {"shares": [share]})
        assert read(shared, friend, made["id"]).status == status
        assert shared.call("GET", "/v1/documents", by=friend, customer=customer).status == status
        assert announce(shared, friend, customer).status == (201 if status == 200 else 422)


def test_a_new_owner_without_what_came_before_sees_documents_from_then_on(
    shared: World, boss: Person, monkeypatch: pytest.MonkeyPatch
):
    heir = shared.employee(boss.department, "H1")
    lead = shared.call("POST", "/v1/leads", {"name": "A"}, by=boss)["id"]
    old = upload(shared, boss, lead)
    now = clock.now()
    of_lead(shared, lead, {"owner": heir.id, "since": {"documents": now + timedelta(seconds=1)}})
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=2))
    new = upload(shared, heir, lead)
    assert read(shared, heir, old["id"]).status == 404
    assert read(shared, heir, new["id"]).status == 200
    page = shared.call("GET", "/v1/documents", by=heir, customer=lead)
    assert [row["id"] for row in page["items"]] == [new["id"]]


def test_the_history_of_a_document_says_what_became_of_it_since_it_was_there(
    shared: World, boss: Person, customer: str
):
    document = str(upload(shared, boss, customer)["id"])
    place = f"/v1/documents/{document}"
    assert shared.call("PATCH", place, {"note": "bản cuối"}, by=boss).status == 200
    changed, created = shared.call("GET", f"{place}/history", by=boss)["items"]
    assert (changed["action"], changed["by"]) == ("changed", boss.id)
    assert changed["changes"] == {"note": {"from": None, "to": "bản cuối"}}
    assert (created["action"], created["title"]["vi"]) == ("created", "Tạo mới")
    assert created["changes"]["sha256"]["to"] == hashlib.sha256(PDF).hexdigest()
    waiting = announce(shared, boss, customer)["id"]
    assert shared.call("GET", f"/v1/documents/{waiting}/history", by=boss)["items"] == []
    stranger = shared.employee(boss.department, "S77")
    assert shared.call("GET", f"{place}/history", by=stranger).status == 404
