"""Lists of records by whether something is still to be done for them (C7), as far as who asks sees that (A5, A6)."""

from collections import Counter
from typing import Any

import pytest

from attached import proving
from kernel import keys, table
from kernel.values import decode_item
from tests.activities.tasks import Tasks
from tests.world import Person, deliver


def listed(firm: Tasks, by: Person | None = None, kind: str = "leads", **query: Any) -> list[bool]:
    """Whether the lead is listed as one with something open, and as one with nothing."""
    firm.world.pump()
    return [firm.lead in firm.walked(kind, by, has_open_activity=wanted, **query) for wanted in ("true", "false")]


LATER = "9999"
YES, NO, ABSENT = [True, False], [False, True], [False, False]


def require_exact(firm: Tasks) -> None:
    """Beside each record stands what the notes of its activities say, and no more."""
    items = [decode_item(raw) for raw in firm.world.items()]
    wanted = Counter(
        (item["pk"], book)
        for item in items if item["sk"].startswith(keys.tracked(keys.ACTIVITY))
        for book, row in item["note"]["rows"].items() if row["orders"]["by_close"].startswith(keys.open_by(""))
    )  # fmt: skip
    told = Counter({
        (item["pk"], name): number
        for item in items if item["sk"] == keys.BUSY
        for name, number in item.items() if name not in {"pk", "sk", "turns"} and number
    })  # fmt: skip
    assert told == wanted


def test_a_record_is_listed_by_whether_something_is_still_to_be_done(firm: Tasks):
    assert listed(firm) == NO
    first, second = firm.task(), firm.task(status="in_progress")
    assert listed(firm) == listed(firm, firm.admin) == YES
    firm.call("POST", f"/v1/activities/{first}/complete", {"result": "Xong"})
    assert listed(firm) == YES
    firm.call("POST", f"/v1/activities/{second}/cancel", {})
    assert listed(firm) == listed(firm, firm.admin) == NO
    firm.alter(first, status="in_progress")
    assert listed(firm) == YES
    assert firm.call("DELETE", f"/v1/activities/{first}").status == 204
    assert listed(firm) == NO
    require_exact(firm)


@pytest.mark.parametrize(
    "sort", ["newest", "score", "name", "code", "updated", "last_activity", "expected_close", "expected_value"]
)
def test_it_combines_with_every_order_scope_and_filter(firm: Tasks, sort: str):
    firm.task()
    for by, query in (
        (firm.owner, {"scope": "mine", "stage": "new", "stars": "1"}), (firm.admin, {"owner": firm.owner.id}),
        (firm.admin, {"department": firm.owner.department, "lost": "false"}),
        (firm.admin, {"created_from": "2020-01-01"}),
    ):  # fmt: skip
        assert listed(firm, by, sort=sort, **query) == YES
        assert listed(firm, by, sort=sort, **{**query, "source": "none"}) == ABSENT


def test_who_does_not_see_the_activities_learns_nothing_of_them(firm: Tasks):
    firm.task()
    firm.share("profile", "documents", employee=firm.stranger)
    assert listed(firm, firm.stranger) == listed(firm, firm.boss) == NO
    assert listed(firm, firm.neighbour) == ABSENT
    firm.share("profile", "activities", employee=firm.stranger)
    assert listed(firm, firm.stranger) == listed(firm, firm.boss) == YES
    firm.share("profile", department=firm.stranger.department)
    assert listed(firm, firm.stranger) == listed(firm, firm.boss) == NO
    require_exact(firm)


def test_what_one_has_to_do_oneself_is_no_secret(firm: Tasks):
    task = firm.task(assignee=firm.stranger.id)
    firm.share("profile", employee=firm.stranger)
    assert listed(firm, firm.stranger) == listed(firm, firm.boss) == YES
    firm.alter(task, assignee=firm.owner.id)
    assert listed(firm, firm.stranger) == listed(firm, firm.boss) == NO


@pytest.mark.parametrize(("carried", "wanted"), [((), NO), (("open_activities",), YES), (("activities",), YES)])
def test_a_new_owner_learns_of_what_was_open_before_them_if_it_was_carried_over(
    firm: Tasks, carried: tuple[str, ...], wanted: list[bool]
):
    firm.task(assignee=firm.admin.id)
    body = {"employees": [firm.stranger.id], "carry_over": carried}
    assert firm.call("POST", f"/v1/customers/{firm.lead}/transfer", body).status == 200
    assert listed(firm, firm.stranger) == wanted
    assert (listed(firm), listed(firm, firm.admin)) == (ABSENT, YES)
    require_exact(firm)


def test_it_follows_a_record_to_the_trash_and_back_and_into_a_merge_and_back(firm: Tasks):
    firm.task()
    other = str(firm.call("POST", "/v1/leads", {"name": "B"})["id"])
    absorbed, firm.lead = firm.lead, other
    assert listed(firm) == NO
    merged = firm.call("POST", f"/v1/customers/{other}/merge", {"absorbed": absorbed})
    assert merged.status in {200, 201, 202}, merged.raw
    assert listed(firm) == YES
    assert firm.call("POST", f"/v1/customers/{other}/merges/{absorbed}/undo", {}).status in {200, 202}
    assert listed(firm) == NO
    firm.lead = absorbed
    assert listed(firm) == YES
    firm.call("DELETE", f"/v1/customers/{absorbed}", headers={"if-match": f'"{_version(firm)}"'})
    assert listed(firm) == ABSENT
    assert listed(firm, kind="trash") == NO
    firm.call("POST", f"/v1/customers/{absorbed}/recover")
    assert listed(firm) == YES
    require_exact(firm)


def _version(firm: Tasks) -> int:
    return int(firm.call("GET", f"/v1/customers/{firm.lead}")["version"])


def test_whatever_the_stream_repeats_or_reorders_it_is_counted_once(firm: Tasks):
    firm.world.pump()
    before = len(firm.world.history)
    tasks = [firm.task() for _ in range(3)]
    firm.share("profile", "activities", employee=firm.stranger)
    firm.call("POST", f"/v1/activities/{tasks[0]}/complete", {})
    firm.world.pump()
    told = firm.world.history[before:]
    deliver(told[::-1])
    deliver(told)
    require_exact(firm)
    assert listed(firm, firm.stranger) == YES


def test_a_call_that_fails_leaves_it_as_the_notes_say(firm: Tasks, monkeypatch: pytest.MonkeyPatch):
    firm.task()
    records = firm.world.records()
    write = table.write

    def broken(*writes: table.Write) -> None:
        write(*writes)
        raise ConnectionError("the answer was lost")

    monkeypatch.setattr(table, "write", broken)
    with pytest.raises(ConnectionError):
        deliver(records)
    monkeypatch.setattr(table, "write", write)
    require_exact(firm)
    deliver(records)
    require_exact(firm)
    assert listed(firm) == YES


def test_the_night_finds_what_was_lost_and_what_is_too_much(firm: Tasks):
    firm.task()
    firm.world.pump()
    home = keys.customer(firm.admin.tenant, firm.lead)
    assert proving.prove(home, LATER)
    was = firm.world.item(home, keys.BUSY)
    for wrong in ({**was, "A": {"N": "7"}, keys.own("01J"): {"N": "1"}}, {n: was[n] for n in ("pk", "sk", "turns")}):
        firm.world.put(wrong)
        assert not proving.prove(home, LATER)
        assert proving.prove(home, LATER)
        require_exact(firm)
    firm.task()
    firm.world.records()  # the stream lost it
    assert proving.prove(home, "2020")  # or is still about to bring it by
    assert not proving.prove(home, LATER)
    require_exact(firm)
