"""Signing dossiers: sealed when sent, signed in order, and true to their documents ever after (D6)."""

import hashlib
from typing import Any

import boto3
import pytest

from dossiers import service
from dossiers.rules import MOST
from kernel import clock, ids, keys
from tests.documents.storage import BUCKET, PDF, announce, upload
from tests.world import Answer, Person, World

GUEST = {"name": "Chị Lan", "email": "lan@khach.example"}


@pytest.fixture(scope="module")
def boss(shared: World) -> Person:
    return shared.company()


@pytest.fixture(scope="module")
def customer(shared: World, boss: Person) -> str:
    return str(shared.call("POST", "/v1/leads", {"name": "A"}, by=boss)["id"])


@pytest.fixture
def document(shared: World, boss: Person, customer: str) -> str:
    return str(upload(shared, boss, customer)["id"])


def draft(world: World, by: Person, customer: str, *documents: str, **fields: Any) -> Answer:
    body = {"customer": customer, "title": "Hợp đồng", "documents": list(documents), "signers": [GUEST]} | fields
    return world.call("POST", "/v1/dossiers", body, by=by)


def step(world: World, by: Person, dossier: str, name: str, body: Any = None, **headers: str) -> Answer:
    return world.call("POST", f"/v1/dossiers/{dossier}/{name}", body, by=by, headers=headers)


def sent(world: World, by: Person, customer: str, *documents: str, **fields: Any) -> str:
    dossier = str(draft(world, by, customer, *documents, **fields)["id"])
    answer = step(world, by, dossier, "send")
    assert answer.status == 200, answer.raw
    return dossier


def codes(answer: Answer) -> list[tuple[str, str]]:
    assert answer.status == 422, answer.raw
    return [(error["path"], error["code"]) for error in answer["errors"]]


def test_a_dossier_is_drafted_sent_signed_in_order_and_closed(
    shared: World, boss: Person, customer: str, document: str
):
    made = draft(shared, boss, customer, document, signers=[{"employee": boss.id}, GUEST])
    assert (made.status, made["state"], made["next_signer"]) == (201, "draft", None)
    assert [one["sha256"] for one in made["documents"]] == [None]
    out = step(shared, boss, made["id"], "send")
    assert (out["state"], out["next_signer"], out["version"], out["sent_by"]) == ("sent", 1, 2, boss.id)
    assert [one["sha256"] for one in out["documents"]] == [hashlib.sha256(PDF).hexdigest()]
    first = step(shared, boss, made["id"], "sign", {"note": "đồng ý"})
    assert (first["state"], first["next_signer"]) == ("sent", 2)
    assert {"answer": "signed", "by": boss.id, "note": "đồng ý"}.items() <= first["signers"][0].items()
    last = step(shared, boss, made["id"], "sign", {"signer": 2, "signed_on": "2026-03-01"})
    assert (last["state"], last["next_signer"], last["closed_at"]) == ("signed", None, last["signers"][1]["at"])
    assert last["signers"][1]["signed_on"] == "2026-03-01"
    assert shared.call("GET", f"/v1/dossiers/{made['id']}", by=boss).raw == last.raw


@pytest.mark.parametrize(
    ("before", "name", "body"),
    [
        ([], "sign", {}),
        ([], "reject", {"note": "n"}),
        (["send"], "send", None),
        (["send", "sign"], "sign", {}),
        (["send", "sign"], "send", None),
        (["send", "reject"], "sign", {}),
        (["send", "reject"], "reject", {"note": "n"}),
    ],
)
def test_a_step_out_of_its_state_is_refused(
    before: list[str], name: str, body: Any, shared: World, boss: Person, customer: str, document: str
):
    dossier = draft(shared, boss, customer, document)["id"]
    for earlier in before:
        assert step(shared, boss, dossier, earlier, {"note": "n"} if earlier != "send" else None).status == 200
    answer = step(shared, boss, dossier, name, body)
    assert (answer.status, answer["code"]) == (409, "wrong_state")


def test_nobody_signs_before_their_turn_nor_for_a_colleague(shared: World, boss: Person, customer: str, document: str):
    chief = shared.employee(boss.department, ids.new(clock.now())[-6:], "admin")
    dossier = sent(shared, boss, customer, document, signers=[{"employee": chief.id}, GUEST])
    early = step(shared, boss, dossier, "sign", {"signer": 2})
    assert (early.status, early["code"]) == (409, "not_your_turn")
    for name, body in (("sign", {}), ("reject", {"note": "no"})):
        answer = step(shared, boss, dossier, name, body)
        assert (answer.status, answer["code"]) == (403, "not_the_signer")
    assert step(shared, chief, dossier, "sign", {})["next_signer"] == 2


def test_a_rejection_says_why_closes_the_dossier_and_frees_its_documents(
    shared: World, boss: Person, customer: str, document: str
):
    dossier = sent(shared, boss, customer, document, signers=[GUEST, GUEST | {"email": "b@khach.example"}])
    assert codes(step(shared, boss, dossier, "reject", {})) == [("/note", "missing")]
    held = shared.call("DELETE", f"/v1/documents/{document}", by=boss)
    assert (held.status, held["code"]) == (409, "document_in_dossier")
    done = step(shared, boss, dossier, "reject", {"note": "sai giá"})
    assert (done["state"], done["next_signer"]) == ("rejected", None)
    assert [one["answer"] for one in done["signers"]] == ["rejected", None]
    assert shared.call("DELETE", f"/v1/documents/{document}", by=boss).status == 204
    assert shared.call("DELETE", f"/v1/dossiers/{dossier}", by=boss).status == 204
    assert shared.call("GET", f"/v1/dossiers/{dossier}", by=boss).status == 404


def test_a_signed_dossier_and_its_documents_stay(shared: World, boss: Person, customer: str, document: str):
    dossier = sent(shared, boss, customer, document)
    assert step(shared, boss, dossier, "sign", {})["state"] == "signed"
    assert shared.call("DELETE", f"/v1/dossiers/{dossier}", by=boss)["code"] == "wrong_state"
    assert shared.call("DELETE", f"/v1/documents/{document}", by=boss)["code"] == "document_in_dossier"
    renamed = shared.call("PATCH", f"/v1/documents/{document}", {"name": "b.pdf"}, by=boss)
    assert renamed["dossiers"] == [dossier]


def damage(document: str, content: bytes | None) -> None:
    s3 = boto3.client("s3")
    (key,) = [o["Key"] for o in s3.list_objects_v2(Bucket=BUCKET)["Contents"] if f"files/acme/{document}" in o["Key"]]
    if content is None:
        s3.delete_object(Bucket=BUCKET, Key=key)
    else:
        s3.put_object(Bucket=BUCKET, Key=key, Body=content)


@pytest.mark.parametrize("content", [PDF + b"%", None])
def test_a_document_changed_behind_our_back_is_found_out(
    content: bytes | None, shared: World, boss: Person, customer: str, document: str
):
    dossier = sent(shared, boss, customer, document)
    good = shared.call("GET", f"/v1/dossiers/{dossier}/verify", by=boss)
    assert (good["fits"], [one["fits"] for one in good["documents"]]) == (True, [True])
    damage(document, content)
    bad = shared.call("GET", f"/v1/dossiers/{dossier}/verify", by=boss)
    assert (bad["fits"], [one["fits"] for one in bad["documents"]]) == (False, [False])
    assert bad["documents"][0]["found"] == (hashlib.sha256(content).hexdigest() if content else None)
    assert step(shared, boss, dossier, "sign", {})["code"] == "document_damaged"
    assert step(shared, boss, dossier, "reject", {"note": "hỏng"}).status == 200


def test_a_document_changed_before_sending_is_found_out_too(shared: World, boss: Person, customer: str, document: str):
    dossier = draft(shared, boss, customer, document)["id"]
    damage(document, PDF + b"%")
    assert step(shared, boss, dossier, "send")["code"] == "document_damaged"


def test_a_draft_changes_and_what_was_sent_does_not(shared: World, boss: Person, customer: str, document: str):
    other = upload(shared, boss, customer)["id"]
    dossier = draft(shared, boss, customer, document)["id"]
    path = f"/v1/dossiers/{dossier}"
    body = {"title": "Khác", "documents": [other, document], "signers": [{"employee": boss.id}], "note": "n"}
    done = shared.call("PATCH", path, body, by=boss, headers={"if-match": '"1"'})
    assert ([one["document"] for one in done["documents"]], done["version"]) == ([other, document], 2)
    assert shared.call("PATCH", path, body, by=boss, headers={"if-match": '"1"'})["code"] == "stale"
    assert codes(shared.call("PATCH", path, {"title": None}, by=boss)) == [("/title", "missing")]
    assert shared.call("PATCH", path, {"note": None}, by=boss)["note"] is None
    step(shared, boss, dossier, "send")
    assert shared.call("PATCH", path, {"title": "x"}, by=boss)["code"] == "wrong_state"


def test_only_uploaded_documents_of_the_same_customer_are_enclosed(
    shared: World, boss: Person, customer: str, document: str
):
    other = shared.call("POST", "/v1/leads", {"name": "B"}, by=boss)["id"]
    foreign = upload(shared, boss, other)["id"]
    waiting = announce(shared, boss, customer)["id"]
    link = {"customer": customer, "name": "L", "url": "https://drive.example/1"}
    linked = shared.call("POST", "/v1/documents", link, by=boss)["id"]
    answer = draft(shared, boss, customer, document, foreign, waiting, linked)
    assert codes(answer) == [
        ("/documents/1", "no_such_document"), ("/documents/2", "not_uploaded"), ("/documents/3", "not_uploaded"),
    ]  # fmt: skip
    assert codes(draft(shared, boss, customer)) == [("/documents", "too_few")]
    assert codes(draft(shared, boss, customer, document, document)) == [("/documents", "duplicate")]


def test_a_document_deleted_after_drafting_is_missed_at_sending(
    shared: World, boss: Person, customer: str, document: str
):
    dossier = draft(shared, boss, customer, document)["id"]
    assert shared.call("DELETE", f"/v1/documents/{document}", by=boss).status == 204
    assert codes(step(shared, boss, dossier, "send")) == [("/documents/0", "no_such_document")]


def test_a_document_deleted_while_it_is_sent_is_either_gone_or_sent(
    shared: World, boss: Person, customer: str, document: str, monkeypatch: pytest.MonkeyPatch
):
    dossier = draft(shared, boss, customer, document)["id"]
    sealed = service.enclosures.sealed  # type: ignore[attr-defined]

    def overtaken(*arguments: Any) -> Any:
        made = sealed(*arguments)
        assert shared.call("DELETE", f"/v1/documents/{document}", by=boss).status == 204
        return made

    monkeypatch.setattr("dossiers.enclosures.sealed", overtaken)
    assert step(shared, boss, dossier, "send")["code"] == "in_flight"
    assert shared.call("GET", f"/v1/dossiers/{dossier}", by=boss)["state"] == "draft"


@pytest.mark.parametrize(
    ("signers", "wrong"),
    [
        ([], ("/signers", "too_few")),
        ([GUEST] * 2, ("/signers", "duplicate")),
        ([{"name": "A"}], ("/signers/0/email", "missing")),
        ([{}], ("/signers/0/name", "missing")),
        ([{"employee": "01JZX5T0Q8V3M4N5P6R7S8T9W0"}], ("/signers/0/employee", "no_such_employee")),
        ([GUEST, GUEST | {"email": "x"}], ("/signers/1/email", "email")),
        ([{"name": str(n), "email": "a@b.vn"} for n in range(MOST + 1)], ("/signers", "too_many")),
    ],
)
def test_who_cannot_sign_is_told(
    signers: Any, wrong: tuple[str, str], shared: World, boss: Person, customer: str, document: str
):
    assert codes(draft(shared, boss, customer, document, signers=signers)) == [wrong]


def test_an_employee_who_sees_none_of_it_cannot_be_asked_to_sign(
    shared: World, boss: Person, customer: str, document: str
):
    blind = shared.employee(boss.department, "B1")
    dossier = draft(shared, boss, customer, document, signers=[GUEST, {"employee": blind.id}])["id"]
    assert codes(step(shared, boss, dossier, "send")) == [("/signers/1/employee", "signer_sees_nothing")]


def test_documents_that_are_too_large_together_are_refused(
    shared: World, boss: Person, customer: str, document: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("dossiers.enclosures.LARGEST", len(PDF))
    other = upload(shared, boss, customer)["id"]
    assert codes(draft(shared, boss, customer, document, other)) == [("/documents", "too_large_together")]


def test_dossiers_are_listed_newest_first_page_by_page(shared: World, boss: Person):
    customer = shared.call("POST", "/v1/leads", {"name": "C"}, by=boss)["id"]
    document = upload(shared, boss, customer)["id"]
    made = [draft(shared, boss, customer, document)["id"] for _ in range(3)]
    page = shared.call("GET", "/v1/dossiers", by=boss, customer=customer, limit=2)
    rest = shared.call("GET", "/v1/dossiers", by=boss, customer=customer, limit=2, cursor=page["next_cursor"])
    assert [row["id"] for row in page["items"] + rest["items"]] == made[::-1]


def test_who_sees_no_documents_of_the_record_sees_no_dossier(shared: World, boss: Person, customer: str, document: str):
    stranger = shared.employee(boss.department, "S9")
    dossier = sent(shared, boss, customer, document)
    for name, body in (("send", None), ("sign", {}), ("reject", {"note": "n"})):
        assert step(shared, stranger, dossier, name, body).status == 404
    assert shared.call("GET", f"/v1/dossiers/{dossier}/verify", by=stranger).status == 404
    assert codes(draft(shared, stranger, customer, document)) == [("/customer", "no_such_customer")]
    assert shared.item(keys.customer("acme", customer), keys.document(keys.DOSSIER, dossier))


def test_a_new_owner_puts_nothing_in_a_dossier_that_was_kept_from_them(shared: World, boss: Person):
    new, signer = (shared.employee(boss.department, code) for code in ("N1", "N2"))
    customer = shared.call("POST", "/v1/leads", {"name": "C"}, by=boss)["id"]
    hidden = upload(shared, boss, customer)["id"]
    early = draft(shared, boss, customer, hidden, signers=[{"employee": signer.id}])["id"]
    for who in (new, signer):
        shared.call("POST", f"/v1/customers/{customer}/transfer", {"employees": [who.id]}, by=boss)
    assert codes(step(shared, boss, early, "send")) == [("/signers/0/employee", "signer_sees_nothing")]
    assert codes(draft(shared, signer, customer, hidden)) == [("/documents/0", "no_such_document")]
    seen = upload(shared, signer, customer)["id"]
    mine = draft(shared, signer, customer, seen)
    assert mine.status == 201
    changed = shared.call("PATCH", f"/v1/dossiers/{mine['id']}", {"documents": [seen, hidden]}, by=signer)
    assert codes(changed) == [("/documents/1", "no_such_document")]


def test_what_became_of_a_dossier_is_told_step_by_step(shared: World, boss: Person, customer: str, document: str):
    dossier = str(draft(shared, boss, customer, document)["id"])
    shared.call("PATCH", f"/v1/dossiers/{dossier}", {"title": "Phụ lục"}, by=boss)
    step(shared, boss, dossier, "send")
    step(shared, boss, dossier, "sign", {"note": "Ký tươi"})
    told = shared.call("GET", f"/v1/dossiers/{dossier}/history", by=boss)["items"]
    assert [(one["version"], one["action"]) for one in told] == [
        (4, "changed"), (3, "changed"), (2, "changed"), (1, "created"),
    ]  # fmt: skip
    signed, out, renamed, _ = (one["changes"] for one in told)
    assert (signed["state"], out["state"]["to"]) == ({"from": "sent", "to": "signed"}, "sent")
    assert signed["signers"]["to"][0]["note"] == "Ký tươi"
    assert renamed == {"title": {"from": "Hợp đồng", "to": "Phụ lục"}}
    stranger = shared.employee(boss.department, "H1")
    assert shared.call("GET", f"/v1/dossiers/{dossier}/history", by=stranger).status == 404


def test_a_dossier_that_is_gone_is_still_told_of(shared: World, boss: Person, customer: str, document: str):
    dossier = str(draft(shared, boss, customer, document)["id"])
    assert shared.call("DELETE", f"/v1/dossiers/{dossier}", by=boss).status == 204
    told = [item["action"]["S"] for item in shared.items() if f"#dossiers#{dossier}#" in item["sk"]["S"]]
    assert sorted(told) == ["created", "deleted"]
