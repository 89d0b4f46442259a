"""Idempotency-Key: the same request sent again is answered, not done, again (N4)."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kernel import clock, table, web
from tests.world import APIS, Answer, Person, World

BODY = {"name": "Nguyễn Hoà", "emails": ["hoa@example.com"]}


def keyed(key: str) -> dict[str, str]:
    return {"idempotency-key": key}


def capture(world: World, by: Person, key: str = "k-1", body: Any = None) -> Answer:
    return world.call("POST", "/v1/leads", BODY if body is None else body, by=by, headers=keyed(key))


def leads(world: World) -> int:
    return sum(item["sk"]["S"] == "PROFILE" for item in world.items())


def test_the_same_request_again_gets_the_very_same_answer_and_does_nothing(world: World, staff: Person):
    first = capture(world, staff)
    before = world.items()
    again = capture(world, staff)
    assert (again.status, again.raw) == (201, first.raw)
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert world.items() == before


def test_the_answer_stays_the_same_when_the_record_has_changed(world: World, staff: Person):
    first = capture(world, staff)
    world.call("PATCH", f"/v1/leads/{first['id']}", {"name": "Other"}, by=staff)
    assert capture(world, staff).raw == first.raw


def test_the_same_key_with_another_body_is_a_mistake(world: World, staff: Person):
    capture(world, staff)
    other = capture(world, staff, body=BODY | {"priority": 1})
    assert (other.status, other["code"]) == (422, "idempotency_mismatch")
    assert leads(world) == 1


def test_keys_of_others_are_not_met(world: World, admin: Person, staff: Person):
    rival = world.company("rival")
    made = [capture(world, person)["id"] for person in (admin, staff, rival)]
    assert len(set(made)) == 3


def test_keys_of_other_routes_and_records_are_not_met(world: World, staff: Person):
    one, two = (capture(world, staff, f"c-{n}")["id"] for n in (1, 2))
    for lead in (one, two):
        converted = world.call("POST", f"/v1/leads/{lead}/convert", by=staff, headers=keyed("k"))
        assert (converted.status, converted["id"]) == (200, lead)
    contract = {"customer": one, "date": "2026-03-01", "amount": 5}
    assert world.call("POST", "/v1/contracts", contract, by=staff, headers=keyed("k")).status == 201
    assert world.call("POST", "/v1/receipts", contract, by=staff, headers=keyed("k")).status == 201


def test_a_key_is_forgotten_after_a_day(world: World, staff: Person, monkeypatch: pytest.MonkeyPatch):
    first, start = capture(world, staff), clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=23, minutes=59))
    assert capture(world, staff)["id"] == first["id"]
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=24, seconds=2))
    later = capture(world, staff, body=BODY | {"priority": 2})
    assert (later.status, later["priority"]) == (201, 2)
    assert later["id"] != first["id"]
    assert capture(world, staff, body=BODY | {"priority": 2}).raw == later.raw


def test_a_refused_request_is_not_remembered(world: World, staff: Person):
    assert capture(world, staff, body={}).status == 422
    assert capture(world, staff, body={"name": "a", "source": "unknown"}).status == 422
    assert capture(world, staff).status == 201


def test_a_request_that_lost_a_race_for_its_code_is_not_remembered(world: World, staff: Person):
    taken = world.call("POST", "/v1/leads", {"name": "a", "code": "C1"}, by=staff)
    assert capture(world, staff, body={"name": "b", "code": "C1"}).status == 409
    assert taken.status == 201
    assert capture(world, staff, body={"name": "b", "code": "C2"}).status == 201


@pytest.mark.parametrize("fault", [ConnectionError(), table.Transient("TransactionConflict")])
def test_a_fault_before_the_write_leaves_the_key_free(
    fault: Exception, world: World, staff: Person, monkeypatch: pytest.MonkeyPatch
):
    """And says so: in_flight is for what is changed by others at the moment, not for who has a key of their own."""

    def down(*_: object) -> None:
        raise fault

    with monkeypatch.context() as broken:
        broken.setattr(table, "_write_once", down)
        answer = capture(world, staff)
    assert (answer.status, answer["code"], answer.headers["Retry-After"]) == (503, "busy", "2")
    assert capture(world, staff).status == 201
    assert leads(world) == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "khoá", "a\tb", "\x00", "a\x7f", "a\n"])
def test_a_key_that_is_none_is_refused(key: str, world: World, staff: Person):
    answer = capture(world, staff, key)
    assert (answer.status, answer["code"]) == (400, "idempotency_key_invalid")
    assert leads(world) == 0


@pytest.mark.parametrize("key", ["x" * 255, " ", "#", "a#b", "\\u0000", "'"])
def test_every_printable_key_is_a_key_of_its_own(key: str, world: World, staff: Person):
    first = capture(world, staff, key)
    assert first.status == 201
    assert capture(world, staff, key).raw == first.raw
    assert capture(world, staff, key + "2" if len(key) < 255 else key[1:]).raw != first.raw


def test_a_key_on_a_request_that_is_no_post_means_nothing(world: World, staff: Person):
    lead = capture(world, staff)["id"]
    for name in ("One", "Two"):
        answer = world.call("PATCH", f"/v1/leads/{lead}", {"name": name}, by=staff, headers=keyed("p"))
        assert answer["name"] == name


def test_who_has_left_gets_no_remembered_answer(world: World, admin: Person, staff: Person):
    capture(world, staff)
    world.call("PATCH", f"/v1/employees/{staff.id}", {"active": False}, by=admin)
    assert capture(world, staff)["code"] == "employee_inactive"


def test_every_post_remembers_its_answer(world: World, admin: Person):
    lead = world.call("POST", "/v1/leads", {"name": "a"}, by=admin)["id"]
    world.pump()
    money = {"customer": lead, "date": "2026-03-01", "amount": 5}
    contract = world.call("POST", "/v1/contracts", money, by=admin)["id"]
    twin = world.call("POST", "/v1/leads", {"name": "b"}, by=admin)["id"]
    world.pump()
    posts: list[tuple[str, Any]] = [
        ("/v1/employees", {"code": "E", "name": "E", "email": "e@acme.example", "department": admin.department}),
        ("/v1/departments", {"code": "D", "name": "D"}),
        ("/v1/catalogs/sources", {"code": "fair", "name": {"vi": "Hội", "en": "Fair"}}),
        (f"/v1/leads/{lead}/convert", None),
        (f"/v1/contracts/{contract}/confirm", None),
        (f"/v1/contracts/{contract}/cancel", None),
        ("/v1/receipts", money),
        (f"/v1/scores/{lead}/rebuild", None),
        ("/v1/exports", {"kind": "leads"}),
        (f"/v1/customers/{lead}/merge", {"absorbed": twin}),
    ]
    for path, body in posts:
        first = world.call("POST", path, body, by=admin, headers=keyed("one"))
        assert first.status < 300, first.raw
        again = world.call("POST", path, body, by=admin, headers=keyed("one"))
        assert (again.status, again.raw) == (first.status, first.raw), path
        assert again.headers.get("Idempotency-Replayed") == "true", path


def test_a_key_that_got_an_export_under_way_keeps_that_one(world: World, staff: Person):
    first = world.call("POST", "/v1/exports", {"kind": "leads"}, by=staff)
    same = world.call("POST", "/v1/exports", {"kind": "leads"}, by=staff, headers=keyed("e"))
    assert same["id"] == first["id"]
    world.pump()
    again = world.call("POST", "/v1/exports", {"kind": "leads"}, by=staff, headers=keyed("e"))
    assert again.raw == same.raw


def together(*calls: Callable[[], Answer]) -> list[Answer]:
    """Run calls in threads, each past its look for an earlier answer before any of them writes.

    They enter one after the other, since a function serves one event at a time; DynamoDB orders the transactions.
    """
    gate, order, arrived = threading.Event(), threading.Lock(), threading.Semaphore(0)
    answers: list[Answer] = []
    write = table.write

    def waiting(*writes: table.Write) -> None:
        arrived.release()
        assert gate.wait(20)
        with order:
            write(*writes)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(table, "write", waiting)
        threads = [threading.Thread(target=lambda call=call: answers.append(call())) for call in calls]
        for thread in threads:
            thread.start()
            assert arrived.acquire(timeout=20)
        gate.set()
        for thread in threads:
            thread.join()
    return answers


def test_two_requests_at_the_same_moment_make_one_record(world: World, staff: Person):
    answers = together(lambda: capture(world, staff), lambda: capture(world, staff))
    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].raw == answers[1].raw
    assert leads(world) == 1


def test_two_requests_with_a_code_of_their_own_at_the_same_moment_make_one_record(world: World, staff: Person):
    body = {"name": "a", "code": "C1"}
    answers = together(*[lambda: capture(world, staff, body=body)] * 3)
    assert [answer.status for answer in answers] == [201] * 3
    assert len({answer.raw for answer in answers}) == 1
    assert leads(world) == 1


def test_two_bodies_with_one_key_at_the_same_moment_make_one_record(world: World, staff: Person):
    answers = together(lambda: capture(world, staff), lambda: capture(world, staff, body={"name": "b"}))
    assert sorted(answer.status for answer in answers) == [201, 422]
    assert leads(world) == 1


def test_without_a_key_two_requests_are_two(world: World, staff: Person):
    def call() -> Answer:
        return world.call("POST", "/v1/leads", {"name": "a"}, by=staff)

    assert len({answer["id"] for answer in together(call, call)}) == 2


def test_an_answer_about_a_record_is_not_given_again_to_who_has_lost_sight_of_it(
    world: World, admin: Person, staff: Person
):
    lead = capture(world, staff)["id"]
    world.pump()
    shared = {"employees": [staff.id], "categories": ["contracts"]}
    posts: list[tuple[str, Any]] = [
        ("/v1/leads", BODY),
        (f"/v1/leads/{lead}/stage", {}),
        ("/v1/contacts", {"customer": lead, "name": "Hoà"}),
        ("/v1/contracts", {"customer": lead, "date": "2026-03-01", "amount": 5}),
        ("/v1/receipts", {"customer": lead, "date": "2026-03-01", "amount": 5}),
        (f"/v1/scores/{lead}/rebuild", None),
        (f"/v1/customers/{lead}/share", shared | {"employees": [admin.id]}),
        (f"/v1/customers/{lead}/transfer", {"employees": [admin.id]}),
    ]

    def ask(path: str, body: Any) -> Answer:
        return world.call("POST", path, body, by=staff, headers=keyed("k-1"))

    first = [ask(path, body) for path, body in posts]
    assert all(answer.status < 300 for answer in first)
    for (path, body), answer in zip(posts, first, strict=True):
        again = ask(path, body)
        assert (again.status, again["code"]) == (404, "not_found"), path
        assert answer.body.get("code", lead) not in again.raw
    assert world.call("POST", f"/v1/customers/{lead}/share", shared, by=admin).status == 200
    replayed = [ask(path, body) for path, body in posts]
    found = [path for (path, _), answer in zip(posts, replayed, strict=True) if answer.status < 300]
    assert found == ["/v1/contracts"]
    assert replayed[3].raw == first[3].raw


@pytest.mark.parametrize(
    ("path", "body"),
    [("/v1/activities", {"type": "call", "subject": "Gọi"}), ("/v1/quotes", {"date": "2026-03-01", "amount": 5})],
)
def test_what_is_made_for_an_opportunity_that_one_holds_is_answered_again(
    path: str, body: dict[str, Any], world: World, admin: Person
):
    lead = world.call("POST", "/v1/leads", {"name": "A"}, by=admin)["id"]
    deal = {"name": "D", "customer": lead, "expected_close": "2099-01-01"}
    asked = {**body, "customer": lead, "opportunity": world.call("POST", "/v1/opportunities", deal, by=admin)["id"]}
    first, again = (world.call("POST", path, asked, by=admin, headers=keyed("k-1")) for _ in range(2))
    assert (again.status, again.raw) == (first.status, first.raw) == (201, first.raw)


def test_every_function_that_answers_about_records_knows_how_to_ask_whose_they_are():
    """Else it would give no such answer a second time."""
    blind = {api.__name__.partition(".")[0] for api in APIS if api.app._sees is web.nobody}
    assert blind == {
        "bulk", "campaigns", "catalogs", "export", "identity", "imports", "intake", "overview", "products", "reports",
        "search", "tiers", "vouchers",
    }  # fmt: skip
