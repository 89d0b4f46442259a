"""The search as callers have it: everybody finds what they see, and nothing else."""

from typing import Any

import boto3
import pytest

from kernel import keys
from search import proving
from search.entries import FIRST, LATER
from search.words import pair
from tests.world import Person, World


@pytest.fixture
def people(world: World, admin: Person) -> dict[str, Person]:
    """An owner, their colleague and manager, and somebody of another department with theirs."""
    first, second = world.department(code="D2"), world.department(code="D3")
    found = {
        "admin": admin,
        "owner": world.employee(first, "S1"),
        "colleague": world.employee(first, "S2"),
        "manager": world.employee(first, "M1", "manager", manages=(first,)),
        "friend": world.employee(second, "S3"),
        "boss": world.employee(admin.department, "M2", "manager", manages=(second, admin.department)),
    }
    world.pump()
    return found


@pytest.fixture
def lead(world: World, people: dict[str, Person]) -> str:
    body = {
        "name": "Nguyễn Thị Hoà", "company": "Công ty TNHH Đông Á", "code": "KH-0012", "phones": ["0123 234 5678"],
        "emails": ["hoa.nguyen@dong-a.vn"], "tax_code": "0101234567-001", "address": "1 Lê Lợi",
    }  # fmt: skip
    made = world.call("POST", "/v1/leads", body, by=people["owner"])["id"]
    world.pump()
    return str(made)


def search(world: World, q: str, by: Person, **query: Any) -> list[tuple[str, str]]:
    answer = world.call("GET", "/v1/search", by=by, q=q, **query)
    assert answer.status == 200, answer.raw
    return [(item["id"], item["matched"]) for item in answer["items"]]


def finders(world: World, people: dict[str, Person], lead: str, shelf: str = "leads") -> set[str]:
    """Who finds the record, in every way alike; and that is who has it in their lists."""
    found = set()
    for name, who in people.items():
        listed = [row["id"] for row in world.call("GET", f"/v1/{shelf}", by=who)["items"]]
        for q in ("hoa nguyen", "hoà", "0832345678", "kh0012"):
            assert [one for one, _ in search(world, q, who)] == listed, (name, q)
        if lead in listed:
            found.add(name)
    return found


@pytest.mark.parametrize(
    ("q", "matched"),
    [
        ("nguyen hoa", "name"), ("HÒA ngu", "name"), ("đông á", "name"), ("dong thi", "name"), ("cong ty dong", "name"),
        ("KH-0012", "code"), ("kh00", "code"), ("0832 345 678", "phone"), ("+84 832", "phone"),
        ("01232345678", "phone"), ("01232", "phone"), ("hoa.nguyen@dong", "email"), ("0101234567", "tax_code"),
    ],
)  # fmt: skip
def test_a_record_is_found_by_all_that_people_know_of_it(
    q: str, matched: str, world: World, people: dict[str, Person], lead: str
):
    for name in ("admin", "owner", "manager"):
        assert search(world, q, people[name]) == [(lead, matched)]
    for name in ("colleague", "friend", "boss"):
        assert search(world, q, people[name]) == []


def test_a_find_is_shown_as_lists_show_it(world: World, people: dict[str, Person], lead: str):
    for who in (people["admin"], people["owner"], people["manager"]):
        (item,) = world.call("GET", "/v1/search", by=who, q="hoa")["items"]
        (row,) = world.call("GET", "/v1/leads", by=who)["items"]
        assert item == row | {"matched": "name"}
        assert item["id"] == lead


def test_everybody_finds_what_they_see_whatever_becomes_of_it(world: World, people: dict[str, Person], lead: str):
    def do(path: str, body: Any = None, by: str = "owner", method: str = "POST", **headers: str) -> None:
        answer = world.call(method, path, body, by=people[by], headers=headers)
        assert answer.status < 300, answer.raw
        world.pump()

    assert finders(world, people, lead) == {"admin", "owner", "manager"}
    do(f"/v1/customers/{lead}/share", {"employees": [people["friend"].id]})
    assert finders(world, people, lead) == {"admin", "owner", "manager", "friend", "boss"}
    do(f"/v1/customers/{lead}/share", {"departments": [people["owner"].department]})
    assert finders(world, people, lead) == set(people)
    do(f"/v1/customers/{lead}/share", {"employees": [people["friend"].id], "mode": "remove"})
    do(f"/v1/customers/{lead}/transfer", {"employees": [people["colleague"].id]})
    assert finders(world, people, lead) == {"admin", "owner", "colleague", "manager"}
    do(f"/v1/leads/{lead}/convert", by="colleague")
    assert finders(world, people, lead, "customers") == {"admin", "owner", "colleague", "manager"}
    version = world.call("GET", f"/v1/leads/{lead}", by=people["colleague"])["version"]
    do(f"/v1/customers/{lead}", by="colleague", method="DELETE", **{"if-match": f'"{version}"'})
    assert search(world, "nguyen hoa", people["admin"]) == []
    do(f"/v1/customers/{lead}/recover", by="colleague", **{"if-match": f'"{version + 1}"'})
    assert finders(world, people, lead, "customers") == {"admin", "owner", "colleague", "manager"}


def test_an_entry_that_is_late_shows_nothing(world: World, people: dict[str, Person], lead: str):
    share = {"employees": [people["friend"].id]}
    world.call("POST", f"/v1/customers/{lead}/share", share, by=people["owner"])
    world.pump()
    for body in (share | {"mode": "remove"}, None):
        path = f"/v1/customers/{lead}/share" if body else f"/v1/leads/{lead}/convert"
        assert world.call("POST", path, body, by=people["owner"]).status == 200
        for name in ("friend", "boss"):
            assert search(world, "nguyen hoa", people[name]) == []
    world.pump()
    assert finders(world, people, lead, "customers") == {"admin", "owner", "manager"}


def test_a_changed_record_is_found_by_what_it_is_called_now(world: World, people: dict[str, Person], lead: str):
    body = {"name": "Trần Tường", "phones": ["0987654321"], "company": None}
    assert world.call("PATCH", f"/v1/leads/{lead}", body, by=people["owner"]).status == 200
    world.pump()
    owner = people["owner"]
    assert search(world, "tuong tran", owner) == [(lead, "name")]
    assert search(world, "+84 98 765", owner) == [(lead, "phone")]
    assert [search(world, q, owner) for q in ("nguyen", "dong a", "0832345678")] == [[], [], []]


def test_a_lost_index_is_made_again(world: World, people: dict[str, Person], lead: str):
    before = [item for item in world.items() if "#FIND#" in item["pk"]["S"]]
    for item in before:
        key = {"pk": item["pk"], "sk": item["sk"]}
        boto3.client("dynamodb").delete_item(TableName="leadstream", Key=key)
    assert search(world, "nguyen hoa", people["owner"]) == []
    assert not proving.prove("acme", lead)
    assert sorted((i["pk"]["S"], i["sk"]["S"]) for i in world.items() if "#FIND#" in i["pk"]["S"]) == sorted(
        (item["pk"]["S"], item["sk"]["S"]) for item in before
    )
    assert proving.prove("acme", lead)
    assert proving.prove("acme", "01JZX5T0Q8V3M4N5P6R7S8T9W0")


def test_what_was_left_behind_when_the_stream_lost_something_is_taken_out(
    world: World, people: dict[str, Person], lead: str
):
    owner = people["owner"]
    for body in ({"name": "Trần Tường", "company": None}, {"name": "Lý Bạch", "phones": []}, {"note": "Gọi lại"}):
        assert world.call("PATCH", f"/v1/leads/{lead}", body, by=owner).status == 200
        world.records()
    world.call("POST", f"/v1/customers/{lead}/transfer", {"employees": [people["friend"].id]}, by=owner)
    world.records()
    assert not proving.prove("acme", lead)
    left = [(i["pk"]["S"], i["sk"]["S"].split("#")) for i in world.items() if "#FIND#" in i["pk"]["S"]]
    assert {text for _, (text, rank, _) in left if int(rank) in {FIRST, LATER}} == {"bach", "ly", pair("bach", "ly")}
    assert not any(f"E:{owner.id}" in pk for pk, _ in left)
    assert search(world, "ly bach", people["friend"]) == [(lead, "name")]
    assert proving.prove("acme", lead)


# --- pages --------------------------------------------------------------------------------------------
def test_pages_go_on_where_the_last_one_ended(world: World, people: dict[str, Person]):
    owner, made = people["owner"], []
    for number in range(7):
        body = {"name": f"Nguyễn Văn {'ABCDEFG'[number]}n"}
        made.append(world.call("POST", "/v1/leads", body, by=owner)["id"])
    share = {"departments": [owner.department]}
    assert world.call("POST", f"/v1/customers/{made[0]}/share", share, by=owner).status == 200
    world.pump()
    for who in (owner, people["admin"], people["manager"]):
        found, after = [], None
        while True:
            page = world.call("GET", "/v1/search", by=who, q="nguyen van", limit=2, cursor=after)
            assert len(page["items"]) <= 2
            found += [item["id"] for item in page["items"]]
            after = page["next_cursor"]
            if after is None:
                break
        assert sorted(found) == sorted(made)
    assert search(world, "nguyen", people["colleague"]) == [(made[0], "name")]


def test_a_cursor_is_worth_nothing_to_another_query_or_user(world: World, people: dict[str, Person], lead: str):
    owner = people["owner"]
    world.call("POST", "/v1/leads", {"name": "Hoà"}, by=owner)
    world.pump()
    after = world.call("GET", "/v1/search", by=owner, q="hoa", limit=1)["next_cursor"]
    assert after
    for who, q in ((owner, "hoà"), (people["admin"], "hoa")):
        answer = world.call("GET", "/v1/search", by=who, q=q, limit=1, cursor=after)
        assert (answer.status, answer["code"]) == (400, "invalid_cursor")
    assert lead


def test_another_companys_records_are_not_found(world: World, people: dict[str, Person], lead: str):
    rival = world.company("rival")
    world.pump()
    assert people
    assert lead
    for q in ("nguyen hoa", "kh-0012", "0832345678", "hoa.nguyen@dong-a.vn"):
        assert search(world, q, rival) == []


# --- what cannot be searched ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "missing"), ({"q": ""}, "too_short"), ({"q": "   "}, "too_short"), ({"q": "a"}, "nothing_to_find"),
        ({"q": "😀"}, "nothing_to_find"), ({"q": "- . /"}, "nothing_to_find"), ({"q": "x" * 101}, "too_long"),
        ({"q": "a\x00b"}, "control_characters"), ({"q": "ab", "limit": 51}, "too_large"),
        ({"q": "ab", "limit": 0}, "too_small"), ({"q": "ab", "other": 1}, "unknown_field"),
    ],
)  # fmt: skip
def test_a_query_without_anything_to_look_for_is_told_so(query: dict[str, Any], code: str, world: World, admin: Person):
    answer = world.call("GET", "/v1/search", by=admin, **query)
    assert (answer.status, answer["code"]) == (422, "invalid_request"), answer.raw
    assert [error["code"] for error in answer["errors"]] == [code], answer.raw


STRANGE = (
    "ß", "İı", "王", "王小", "\u0301\u0301ab", "a" * 100, "\u0301" * 50 + "ab", "#PROFILE", "~~ab",
    "()+-12345", "'\"$%&=", "00 00 00",
)  # fmt: skip


@pytest.mark.parametrize("q", STRANGE)
def test_no_query_is_too_strange(q: str, world: World, admin: Person):
    assert world.call("GET", "/v1/search", by=admin, q=q).status in {200, 422}


def test_names_of_any_script_are_found(world: World, admin: Person):
    names = ["王小明", "Straße 9", "İSTANBUL ısı", "Пётр Ильич", "👩‍🚀 Mai", "김철수", "مرحبا بك"]
    made = {name: world.call("POST", "/v1/leads", {"name": name}, by=admin)["id"] for name in names}
    world.pump()
    for name, q in zip(names, ["王小", "strasse", "istanbul isi", "петр", "mai", "김철수", "بك مر"], strict=True):
        assert search(world, q, admin) == [(made[name], "name")], name


def test_a_partner_and_a_customer_are_found_by_one_search(world: World, admin: Person):
    made = {
        world.call("POST", "/v1/partners", {"name": "Hoà Phát"}, by=admin)["id"]: "partner",
        world.call("POST", "/v1/leads", {"name": "Hoà Bình"}, by=admin)["id"]: "lead",
    }
    world.pump()
    items = world.call("GET", "/v1/search", by=admin, q="hoa")["items"]
    assert {item["id"]: item["relationship"] for item in items} == made


def test_entries_lie_in_the_books_of_those_who_see_the_record_and_begin_with_the_tenant(
    world: World, people: dict[str, Person], lead: str
):
    entries = [item for item in world.items() if "#FIND#" in item["pk"]["S"]]
    books = {keys.finder(item["pk"]["S"]) for item in entries}
    assert lead
    assert books == {"A", keys.own(people["owner"].id), keys.team(people["owner"].department)}
    assert all(item["pk"]["S"].startswith("acme#FIND#") for item in entries)
