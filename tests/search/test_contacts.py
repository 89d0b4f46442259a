"""A record is found by its contacts' names, phones and addresses, by who sees it and as long as they are there (C8)."""

from typing import Any

import pytest

from search import proving
from tests.search.test_search import lead as lead_fixture
from tests.search.test_search import people as people_fixture
from tests.search.test_search import search
from tests.world import Person, World, deliver

people, lead = people_fixture, lead_fixture
CONTACT: dict[str, Any] = {"name": "Trần Văn Dũng", "phones": ["0987 654 321"], "emails": ["dung@x.vn"]}
QUERIES = ("tran dung", "dũng", "van tran", "0987654321", "+84 987 654", "dung@x.vn")


@pytest.fixture
def contact(world: World, people: dict[str, Person], lead: str) -> str:
    made = world.call("POST", "/v1/contacts", CONTACT | {"customer": lead}, by=people["owner"])
    assert made.status == 201, made.raw
    world.pump()
    return str(made["id"])


def found(world: World, who: Person) -> list[list[tuple[str, str]]]:
    return [search(world, query, who) for query in QUERIES]


@pytest.mark.usefixtures("contact")
def test_who_sees_a_record_finds_it_by_its_contacts_and_nobody_else(world: World, people: dict[str, Person], lead: str):
    for name in ("admin", "owner", "manager"):
        assert found(world, people[name]) == [[(lead, "contact")]] * len(QUERIES), name
    for name in ("colleague", "friend", "boss"):
        assert found(world, people[name]) == [[]] * len(QUERIES), name
    share = {"employees": [people["friend"].id], "categories": ["profile"]}
    world.call("POST", f"/v1/customers/{lead}/share", share, by=people["owner"])
    world.pump()
    assert found(world, people["friend"]) == found(world, people["boss"]) == [[(lead, "contact")]] * len(QUERIES)


def test_a_contact_that_changed_or_is_gone_finds_nothing_by_what_it_was(
    world: World, people: dict[str, Person], lead: str, contact: str
):
    owner = people["owner"]
    other = world.call("POST", "/v1/contacts", {"customer": lead, "name": "Lê Dũng"}, by=owner)["id"]
    world.call("PATCH", f"/v1/contacts/{contact}", {"name": "Phan Long", "phones": []}, by=owner)
    world.pump()
    assert search(world, "tran", owner) == search(world, "0987654321", owner) == []
    assert search(world, "phan long", owner) == search(world, "dung@x.vn", owner) == [(lead, "contact")]
    assert search(world, "dung", owner) == [(lead, "contact")]
    for gone in (contact, other):
        world.call("DELETE", f"/v1/contacts/{gone}", by=owner)
    world.pump()
    assert search(world, "phan", owner) == search(world, "dung", owner) == []
    assert search(world, "nguyen hoa", owner) == [(lead, "name")]


def entries(world: World) -> list[Any]:
    rows = [item for item in world.items() if "#FIND#" in item["pk"]["S"]]
    return sorted(rows, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


@pytest.mark.usefixtures("contact")
def test_contacts_follow_their_record_to_another_owner_the_trash_another_record_and_back(
    world: World, people: dict[str, Person], lead: str
):
    owner, friend = people["owner"], people["friend"]
    before = entries(world)

    def does(method: str, path: str, body: Any = None, **headers: str) -> None:
        assert world.call(method, path, body, by=people["admin"], headers=headers).status < 300
        world.pump()

    does("POST", f"/v1/customers/{lead}/transfer", {"employees": [friend.id]})
    assert (search(world, "tran dung", owner), search(world, "tran dung", friend)) == ([], [(lead, "contact")])
    does("POST", f"/v1/customers/{lead}/transfer", {"employees": [owner.id]})
    assert entries(world) == before
    version = str(world.call("GET", f"/v1/leads/{lead}", by=owner)["version"])
    does("DELETE", f"/v1/leads/{lead}", **{"if-match": version})
    assert entries(world) == []
    does("POST", f"/v1/leads/{lead}/recover")
    assert entries(world) == before
    other = world.call("POST", "/v1/leads", {"name": "Zo", "owner": owner.id}, by=people["admin"])["id"]
    does("POST", f"/v1/leads/{other}/merge", {"absorbed": lead})
    assert search(world, "tran dung", owner) == [(other, "contact")]
    does("POST", f"/v1/leads/{other}/merges/{lead}/undo")
    assert [row for row in entries(world) if other not in row["sk"]["S"]] == before
    assert proving.prove("acme", lead)
    assert [row for row in entries(world) if other not in row["sk"]["S"]] == before


@pytest.mark.usefixtures("contact")
def test_the_whole_stream_again_leaves_the_entries_as_they_are(world: World, people: dict[str, Person], lead: str):
    world.call("PATCH", f"/v1/leads/{lead}", {"name": "Hoà"}, by=people["owner"])
    world.pump()
    before = entries(world)
    deliver(world.history)
    assert entries(world) == before


def test_a_hundred_words_and_numbers_of_a_contact_are_a_few_entries(world: World, people: dict[str, Person], lead: str):
    before = len(entries(world))
    many = {
        "name": " ".join(f"w{n}" for n in range(30)), "phones": [f"09876543{n}0" for n in range(10)],
        "emails": [f"a{n}@x.vn" for n in range(10)],
    }  # fmt: skip
    world.call("POST", "/v1/contacts", many | {"customer": lead}, by=people["owner"])
    world.pump()
    assert len(entries(world)) - before <= 3 * 16
