"""An entry in use is not deleted from under its records (B3, B4)."""

from typing import Any
from unittest.mock import patch

import pytest

import jobs.rules
from bulk import retiring, rules
from tests.bulk.test_walks import change, later, order
from tests.world import Answer, Person, World


def lead(world: World, by: Person, **fields: Any) -> str:
    return str(world.call("POST", "/v1/leads", {"name": "A"} | fields, by=by)["id"])


def read(world: World, by: Person, record: str) -> Answer:
    return world.call("GET", f"/v1/leads/{record}", by=by)


def remove(world: World, by: Person, entry: str, **query: Any) -> Answer:
    return world.call("DELETE", f"/v1/catalogs/{entry}", by=by, **query)


def listed(world: World, by: Person, entry: str) -> bool:
    kind, code = entry.split("/")
    items = world.call("GET", f"/v1/catalogs/{kind}", by=by, limit=100)["items"]
    return code in {one["code"] for one in items}


def job(world: World, by: Person, answer: Answer) -> Answer:
    """The job that an answer names, when it has ended."""
    assert answer.status == 200, answer.raw
    world.pump()
    return world.call("GET", f"/v1/jobs/{answer['job']}", by=by)


def errors(answer: Answer) -> list[tuple[str, str]]:
    assert (answer.status, answer["code"]) == (422, "invalid_request"), answer.raw
    return [(error["path"], error["code"]) for error in answer["errors"]]


def test_an_entry_that_nobody_uses_goes_too_once_nobody_can_be_about_to_use_it(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(retiring, "LATE", 120)
    answer = remove(world, admin, "sources/phone")
    assert (answer["uses"], job(world, admin, answer)["state"]) == (0, "running")
    refused = world.call("POST", "/v1/leads", {"name": "B", "source": "phone"}, by=admin)
    assert errors(refused) == [("/source", "not_in_catalog")]
    assert listed(world, admin, "sources/phone")
    order(admin, answer["job"], 1)  # too early
    assert listed(world, admin, "sources/phone")
    later(monkeypatch, 121)
    order(admin, answer["job"], 1)
    assert job(world, admin, answer)["state"] == "done"
    assert not listed(world, admin, "sources/phone")
    assert remove(world, admin, "sources/phone").status == 404


@pytest.mark.parametrize(
    ("query", "after", "stays"), [({}, "phone", True), ({"replace_with": "email"}, "email", False)]
)
def test_who_had_looked_at_an_entry_just_before_it_was_closed_is_seen_to(
    query: dict[str, str], after: str, stays: bool, world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    record = lead(world, admin)
    monkeypatch.setattr(retiring, "LATE", 120)
    answer = remove(world, admin, "sources/phone", **query)
    world.pump()
    change(record, source="phone")  # it had been looked up before
    world.pump()
    later(monkeypatch, 121)
    order(admin, answer["job"], 1)
    assert job(world, admin, answer)["state"] == "done"
    assert read(world, admin, record)["source"] == after
    assert listed(world, admin, "sources/phone") is stays


def test_a_merged_record_uses_what_it_names_and_finds_it_when_it_is_back(world: World, admin: Person):
    into, record = lead(world, admin, source="website"), lead(world, admin, source="phone")
    world.call("POST", f"/v1/leads/{into}/merge", {"absorbed": record}, by=admin)
    world.pump()
    assert remove(world, admin, "sources/phone")["code"] == "in_use"
    done = job(world, admin, remove(world, admin, "sources/phone", replace_with="email"))
    assert (done["state"], done["done"], done["skipped"]) == ("done", 2, 0)
    world.call("POST", f"/v1/leads/{into}/merges/{record}/undo", by=admin)
    world.pump()
    assert (read(world, admin, record)["source"], read(world, admin, into)["source"]) == ("email", "website")


def test_of_an_entry_in_use_it_is_told_by_how_many(world: World, admin: Person, staff: Person):
    for by in (admin, staff):
        lead(world, by, source="phone")
    world.pump()
    refused = remove(world, admin, "sources/phone")
    assert (refused.status, refused["code"]) == (409, "in_use")
    assert refused["detail"].startswith("Records that use this entry: 2.")
    assert "replace_with" in refused["detail"]
    assert listed(world, admin, "sources/phone")


@pytest.mark.parametrize(
    ("entry", "field", "before", "instead", "after"),
    [
        ("sources/phone", "source", "phone", "email", "email"),
        ("stages/contacted", "stage", "contacted", "new", "new"),
        ("groups/vip", "groups", ["vip", "north"], "regular", ["regular", "north"]),
        ("labels/hot", "labels", ["hot", "follow"], "follow", ["follow"]),
        ("types/dealer", "types", ["dealer"], "project", ["project"]),
    ],
)
def test_records_get_another_entry_and_then_it_goes(
    entry: str, field: str, before: Any, instead: str, after: Any, world: World, admin: Person, staff: Person
):
    record, other = lead(world, staff, **{field: before}), lead(world, staff)
    world.pump()
    answer = remove(world, admin, entry, replace_with=instead)
    assert answer["uses"] == 1
    done = job(world, admin, answer)
    assert (done["state"], done["done"], done["skipped"]) == ("done", 2, 0)
    assert read(world, staff, record)[field] == after
    assert read(world, staff, other)["version"] == 1
    assert not listed(world, admin, entry)


def test_many_records_are_seen_to_page_by_page(world: World, admin: Person):
    made = [lead(world, admin, source="phone") for _ in range(5)]
    world.pump()
    with patch.object(jobs.rules, "SIZE", 2), patch.object(retiring, "SIZE", 2):
        done = job(world, admin, remove(world, admin, "sources/phone", replace_with="email"))
    assert (done["state"], done["done"]) == ("done", 6)
    assert {read(world, admin, one)["source"] for one in made} == {"email"}
    assert not listed(world, admin, "sources/phone")


def test_nobody_takes_an_entry_that_is_going(world: World, admin: Person):
    lead(world, admin, source="phone")
    world.pump()
    remove(world, admin, "sources/phone", replace_with="email")
    refused = world.call("POST", "/v1/leads", {"name": "B", "source": "phone"}, by=admin)
    assert errors(refused) == [("/source", "not_in_catalog")]


def test_records_in_the_trash_are_moved_too(world: World, admin: Person):
    record = lead(world, admin, source="phone")
    world.call("DELETE", f"/v1/leads/{record}", by=admin, headers={"if-match": '"1"'})
    world.pump()
    assert job(world, admin, remove(world, admin, "sources/phone", replace_with="email"))["done"] == 2
    world.call("POST", f"/v1/leads/{record}/recover", by=admin)
    assert read(world, admin, record)["source"] == "email"


def test_an_entry_that_is_taken_up_again_stays(world: World, admin: Person):
    lead(world, admin, source="phone")
    world.pump()
    answer = remove(world, admin, "sources/phone", replace_with="email")
    world.call("PATCH", "/v1/catalogs/sources/phone", {"active": True}, by=admin)
    assert job(world, admin, answer)["skipped"] == 1
    assert listed(world, admin, "sources/phone")


def test_an_entry_that_a_record_still_names_stays_and_the_job_says_so(
    world: World, admin: Person, monkeypatch: pytest.MonkeyPatch
):
    lead(world, admin, source="phone")
    world.pump()
    answer = remove(world, admin, "sources/phone", replace_with="email")
    monkeypatch.setattr(rules, "without", lambda customer, *_: customer)
    assert job(world, admin, answer)["skipped"] == 3
    results = world.call("GET", f"/v1/jobs/{answer['job']}/results", by=admin)["items"]
    assert {one["record"]: one["code"] for one in results}["sources#phone"] == "in_use"
    assert listed(world, admin, "sources/phone")


def test_only_the_customer_type_goes_or_its_customers_too(world: World, admin: Person, staff: Person):
    kept, gone = lead(world, staff, types=["dealer", "project"]), lead(world, staff, types=["government"])
    world.pump()
    assert remove(world, admin, "types/dealer")["code"] == "in_use"
    assert job(world, admin, remove(world, admin, "types/dealer", customers="keep"))["state"] == "done"
    assert read(world, staff, kept)["types"] == ["project"]
    done = job(world, admin, remove(world, admin, "types/government", customers="delete"))
    assert (done["state"], done["skipped"]) == ("done", 0)
    assert read(world, staff, gone).status == 404
    assert [one["id"] for one in world.call("GET", "/v1/trash", by=admin)["items"]] == [gone]
    recovered = world.call("POST", f"/v1/leads/{gone}/recover", by=staff)
    assert (recovered.status, recovered["types"]) == (200, [])
    assert not listed(world, admin, "types/dealer")
    assert not listed(world, admin, "types/government")


def test_a_request_of_another_type_keeps_the_answers_that_it_is_asked_for(world: World, admin: Person):
    answers = {"parameters": "pH", "stacks": 3}
    record = lead(world, admin, requirement={"type": "emission", "answers": answers})
    world.pump()
    job(world, admin, remove(world, admin, "request-types/emission", replace_with="water"))
    assert read(world, admin, record)["requirement"] == {"type": "water", "answers": {"parameters": "pH"}}


def test_a_dimension_goes_when_its_groups_have_another(world: World, admin: Person):
    refused = remove(world, admin, "dimensions/region")
    assert refused["code"] == "in_use"
    assert refused["detail"].startswith("Records that use this entry: 3.")
    assert remove(world, admin, "dimensions/region", replace_with="line").body == {"uses": 3, "job": None}
    groups = world.call("GET", "/v1/catalogs/groups", by=admin)["items"]
    assert {one["dimension"] for one in groups if one["code"] in {"north", "central", "south"}} == {"line"}
    assert not listed(world, admin, "dimensions/region")


@pytest.mark.parametrize(
    ("entry", "query", "expected"),
    [
        ("sources/phone", {"replace_with": "none"}, ("/replace_with", "not_in_catalog")),
        ("sources/phone", {"replace_with": "phone"}, ("/replace_with", "not_in_catalog")),
        ("sources/phone", {"replace_with": "a b"}, ("/replace_with", "format")),
        ("sources/phone", {"customers": "delete"}, ("/customers", "unknown_field")),
        ("types/dealer", {"customers": "all"}, ("/customers", "choice")),
        ("types/dealer", {"customers": "keep", "replace_with": "project"}, ("/customers", "not_with")),
        ("types/dealer", {"force": "true"}, ("/force", "unknown_field")),
    ],
)
def test_what_cannot_become_of_records_is_refused(
    entry: str, query: dict[str, str], expected: tuple[str, str], world: World, admin: Person
):
    assert errors(remove(world, admin, entry, **query)) == [expected]
    assert listed(world, admin, entry)


ATTACHED: dict[str, tuple[str, str, dict[str, Any], dict[str, Any], str, str]] = {
    "contact-statuses": ("contacts", "status", {"name": "Lan"}, {}, "in-touch", "never"),
    "card-kinds": ("cards", "kind", {"number": "1"}, {"number": "2"}, "gift", "vip"),
    "warranty-kinds": ("warranties", "kind", {"product": "Bơm"}, {}, "own", "extended"),
}


@pytest.mark.parametrize("kind", ATTACHED)
def test_what_is_attached_to_records_gets_another_entry_too(kind: str, world: World, admin: Person, staff: Person):
    things, field, fields, apart, code, instead = ATTACHED[kind]
    customer = lead(world, staff, **({"contact_status": code} if kind == "contact-statuses" else {}))
    bodies = [{"customer": customer, field: code, **fields, **more} for more in ({}, apart)]
    made, gone = (world.call("POST", f"/v1/{things}", body, by=staff) for body in bodies)
    world.call("DELETE", f"/v1/{things}/{gone['id']}", by=staff)
    world.pump()
    uses = 2 if kind == "contact-statuses" else 1
    asked = remove(world, admin, f"{kind}/{code}")
    assert (asked.status, asked["code"]) == (409, "in_use")
    assert str(uses) in asked["detail"]
    done = job(world, admin, remove(world, admin, f"{kind}/{code}", replace_with=instead))
    assert (done["state"], done["done"], done["skipped"]) == ("done", uses + 1, 0)
    place = f"/v1/{things}/{made['id']}"
    assert world.call("GET", place, by=staff)[field] == instead
    told = world.call("GET", f"{place}/history", by=staff)["items"][0]
    assert (told["by"], told["changes"]) == (admin.id, {field: {"from": code, "to": instead}})
    assert not listed(world, admin, f"{kind}/{code}")


def test_a_card_whose_number_another_kind_has_keeps_its_kind_and_the_entry_stays(
    world: World, admin: Person, staff: Person
):
    customer = lead(world, staff)
    for card in ("gift", "vip"):
        body = {"customer": customer, "kind": card, "number": "7"}
        assert world.call("POST", "/v1/cards", body, by=staff).status == 201
    world.pump()
    done = job(world, admin, remove(world, admin, "card-kinds/gift", replace_with="vip"))
    results = world.call("GET", f"/v1/jobs/{done['id']}/results", by=admin)["items"]
    assert (done["done"], {one["code"] for one in results}) == (0, {"number_taken", "in_use"})
    assert listed(world, admin, "card-kinds/gift")


def test_only_administrators_delete_and_only_what_they_have_seen(world: World, admin: Person, staff: Person):
    assert remove(world, staff, "sources/phone")["code"] == "admin_only"
    stale = world.call("DELETE", "/v1/catalogs/sources/phone", by=admin, headers={"if-match": '"2"'})
    assert (stale.status, stale["code"]) == (412, "stale")
    for entry in ("sources/none", "colours/red"):
        assert remove(world, admin, entry).status == 404


def test_an_entry_that_is_made_again_goes_on_with_its_history(world: World, admin: Person):
    job(world, admin, remove(world, admin, "sources/phone"))
    history = "/v1/catalogs/sources/phone/history"
    gone, closed = world.call("GET", history, by=admin)["items"]
    assert (gone["action"], gone["version"], gone["changes"]["order"]["to"]) == ("deleted", 3, None)
    assert closed["changes"] == {"active": {"from": True, "to": False}}
    again = {"code": "phone", "name": {"vi": "Gọi", "en": "Call"}}
    assert world.call("POST", "/v1/catalogs/sources", again, by=admin)["version"] == 4
    assert [one["action"] for one in world.call("GET", history, by=admin)["items"]] == ["created", "deleted", "changed"]


def test_deleting_one_companys_entry_leaves_anothers(world: World, admin: Person):
    rival = world.company("rival")
    lead(world, rival, source="phone")
    world.pump()
    assert remove(world, admin, "sources/phone").status == 200
    assert listed(world, rival, "sources/phone")
