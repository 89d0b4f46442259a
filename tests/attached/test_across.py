"""Lists across records: everything of a kind that the viewer sees, and nothing else, whatever the rows say (A5)."""

from typing import Any

import pytest

from kernel import clock, table
from kernel.access import Category
from tests.attached.people import KINDS, Around
from tests.world import Person, deliver

CATEGORY: dict[str, Category] = {
    **dict.fromkeys(KINDS, "profile"), "contracts": "contracts", "receipts": "receipts",
}  # fmt: skip


def seers(firm: Around, kind: str) -> set[str]:
    """Who finds the lead's things of a kind in their list."""
    firm.world.pump()
    people = {name: getattr(firm, name) for name in ("admin", "owner", "neighbour", "stranger", "boss")}
    return {name for name, who in people.items() if firm.seen(kind, who)}


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_listed_for_who_sees_its_records_category(firm: Around, kind: str):
    firm.attach(kind)
    assert seers(firm, kind) == {"admin", "owner"}
    firm.share(CATEGORY[kind], employee=firm.stranger)
    assert seers(firm, kind) == {"admin", "owner", "stranger", "boss"}
    firm.share(CATEGORY[kind], department=firm.neighbour.department)
    assert seers(firm, kind) == {"admin", "owner", "neighbour"}
    firm.share("documents", employee=firm.stranger)
    assert seers(firm, kind) == {"admin", "owner"}


@pytest.mark.parametrize("kind", KINDS)
def test_it_goes_with_its_record_to_a_new_owner_and_away_with_a_deleted_one(firm: Around, kind: str):
    firm.attach(kind)
    firm.change(owner=firm.stranger.id, department=firm.stranger.department)
    assert seers(firm, kind) == {"admin", "stranger", "boss"}
    firm.change(deleted_at=clock.now(), deleted_by=firm.admin.id)
    assert seers(firm, kind) == set()
    firm.change(deleted_at=None, deleted_by=None)
    assert seers(firm, kind) == {"admin", "stranger", "boss"}


@pytest.mark.parametrize("kind", ["contracts", "receipts"])
def test_a_new_owner_finds_what_came_after_the_transfer(firm: Around, kind: str):
    old = firm.attach(kind)
    moved = clock.now()
    firm.change(
        owner=firm.stranger.id, department=firm.stranger.department, since={CATEGORY[kind]: moved},
    )  # fmt: skip
    new = firm.attach(kind, firm.stranger)
    firm.world.pump()
    for who in (firm.stranger, firm.boss):
        assert firm.seen(kind, who) == [new]
        assert firm.seen(kind, who, customer=firm.lead) == [new]
        assert firm.call("GET", f"/v1/{kind}/{old}", by=who).status == 404
    assert firm.seen(kind, firm.admin) == [new, old]
    firm.share(CATEGORY[kind], employee=firm.stranger)
    assert firm.seen(kind, firm.stranger) == [new, old]


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_that_is_behind_shows_nothing(firm: Around, kind: str):
    made = firm.attach(kind)
    firm.share(CATEGORY[kind], employee=firm.stranger)
    assert firm.seen(kind, firm.stranger) == [made]
    given = [item for item in firm.world.items() if item["pk"]["S"].endswith(f"#ATTACHED#{kind}#E:{firm.stranger.id}")]
    firm.share()
    for row in given:
        firm.world.put(row)
    assert firm.seen(kind, firm.stranger) == []


def test_what_is_gone_leaves_no_rows(firm: Around):
    made = firm.attach("contacts")
    firm.world.pump()
    assert rows(firm, made)
    assert firm.call("DELETE", f"/v1/contacts/{made}").status == 204
    firm.change(owner=firm.stranger.id, department=firm.stranger.department)
    assert rows(firm, made) == []


def test_rows_follow_whatever_comes_together_or_again(firm: Around):
    kept, gone = firm.attach("contacts"), firm.attach("contacts")
    world = firm.world
    first = world.records()
    deliver(first)
    firm_rows = rows(firm, kept)
    assert {row["pk"]["S"].rpartition("#")[2][:2] for row in firm_rows} == {"A", "E:", "T:"}
    changed = firm.call("DELETE", f"/v1/contacts/{gone}")
    assert changed.status == 204
    firm.change(owner=firm.stranger.id, department=firm.stranger.department)
    after = rows(firm, kept)
    assert len(after) == 3
    assert {row["pk"]["S"] for row in after} & {row["pk"]["S"] for row in firm_rows} == {"acme#ATTACHED#contacts#A"}
    for batch in (first, world.history, first[::-1]):
        deliver(list(batch))
        assert (rows(firm, kept), rows(firm, gone)) == (after, [])


def rows(firm: Around, attached: str) -> list[dict[str, Any]]:
    found = [
        one for one in firm.world.items() if "#ATTACHED#" in one["pk"]["S"] and one["sk"]["S"].startswith(attached)
    ]
    return sorted(found, key=lambda one: str(one["pk"]["S"]))


def test_a_list_across_records_is_in_order_whoever_asks_page_by_page(firm: Around):
    theirs = [firm.call("POST", "/v1/leads", {"name": "B"}, who)["id"] for who in (firm.stranger, firm.neighbour)]
    home = {theirs[0]: firm.stranger, theirs[1]: firm.neighbour, firm.lead: firm.owner}
    made = [(firm.attach("warranties", home[lead], customer=lead), lead) for lead in (*theirs, firm.lead) * 3]
    firm.world.pump()
    firm.share("profile", employee=firm.stranger)
    for who, sees in (
        (firm.admin, set(home)), (firm.stranger, {theirs[0], firm.lead}), (firm.boss, {theirs[0], firm.lead}),
        (firm.neighbour, {theirs[1]}),
    ):  # fmt: skip
        for limit in (1, 2, 50):
            expected = [one for one, lead in made[::-1] if lead in sees]
            assert walked(firm, who, limit)[: len(expected)] == expected


def walked(firm: Around, who: Person, limit: int) -> list[str]:
    found: list[str] = []
    cursor = None
    while True:
        page = firm.call("GET", "/v1/warranties", by=who, limit=limit, cursor=cursor)
        assert len(page["items"]) <= limit
        found += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def test_a_cursor_is_good_for_its_viewer_and_kind_alone(firm: Around):
    for _ in range(2):
        firm.attach("contacts")
        firm.attach("links")
    firm.world.pump()
    cursor = firm.call("GET", "/v1/contacts", limit=1)["next_cursor"]
    assert firm.call("GET", "/v1/contacts", cursor=cursor).status == 200
    for kind, who, more in (
        ("links", firm.owner, {}), ("contacts", firm.admin, {}), ("contacts", firm.owner, {"customer": firm.lead}),
    ):  # fmt: skip
        assert firm.call("GET", f"/v1/{kind}", by=who, cursor=cursor, **more).status == 400


def test_a_page_across_records_asks_for_little_and_nothing_grows_with_the_number_of_records(
    firm: Around,
):
    for lead in [firm.call("POST", "/v1/leads", {"name": "B"})["id"] for _ in range(8)]:
        firm.attach("contacts", customer=lead)
    firm.world.pump()
    calls: list[str] = []
    table._client().meta.events.register("provide-client-params.dynamodb", lambda model, **_: calls.append(model.name))
    for who, books in ((firm.admin, 1), (firm.owner, 2), (firm.boss, 3)):
        calls.clear()
        assert firm.call("GET", "/v1/contacts", by=who, limit=5).status == 200
        assert calls.count("Query") == books
        assert len(calls) <= 1 + books + 1, calls
