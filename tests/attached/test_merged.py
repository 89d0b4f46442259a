"""What is attached to a record that is merged into another, and out of it again (C10)."""

from typing import Any

import pytest

from tests.attached.people import OURS, Around
from tests.attached.test_kinds import CHANGES


def primaries(firm: Around, lead: str) -> list[str]:
    rows = firm.call("GET", "/v1/contacts", customer=lead)["items"]
    return [row["id"] for row in rows if row["primary"]]


def done(firm: Around, path: str, body: Any = None) -> None:
    answer = firm.call("POST", path, body)
    assert answer.status < 300, answer.raw
    firm.world.pump()


def test_everything_comes_along_is_listed_across_records_and_goes_back(firm: Around):
    other = firm.call("POST", "/v1/leads", {"name": "B"})["id"]
    mine = {kind: firm.attach(kind) for kind in OURS}
    theirs = {kind: firm.attach(kind, customer=other) for kind in OURS}
    firm.world.pump()
    done(firm, f"/v1/leads/{firm.lead}/merge", {"absorbed": other})
    for kind in OURS:
        both = sorted([mine[kind], theirs[kind]], reverse=True)
        assert firm.seen(kind, firm.owner) == firm.seen(kind, firm.owner, customer=firm.lead) == both
        assert firm.call("GET", f"/v1/{kind}/{theirs[kind]}")["customer"] == firm.lead
    taken = firm.call("PATCH", f"/v1/cards/{mine['cards']}", {"number": firm.call(
        "GET", f"/v1/cards/{theirs['cards']}")["number"]})  # fmt: skip
    assert taken["code"] == "number_taken"
    assert firm.call("PATCH", f"/v1/warranties/{theirs['warranties']}", {"serial": "S"}).status == 200
    done(firm, f"/v1/leads/{firm.lead}/merges/{other}/undo")
    for kind in OURS:
        assert firm.seen(kind, firm.owner) == [mine[kind]]
        back = firm.call("GET", f"/v1/{kind}/{theirs[kind]}")
        assert back["customer"] == other
        assert [row["id"] for row in firm.call("GET", f"/v1/{kind}", customer=other)["items"]] == [theirs[kind]]
    assert firm.call("GET", f"/v1/warranties/{theirs['warranties']}")["serial"] == "S"


@pytest.mark.parametrize("kind", OURS)
def test_all_that_became_of_it_is_told_wherever_it_is(firm: Around, kind: str):
    """Each change is told in the collection of the record that it was made at."""
    other = firm.call("POST", "/v1/leads", {"name": "B"})["id"]
    path = f"/v1/{kind}/{firm.attach(kind, customer=other)}"
    name, value = CHANGES[kind]

    def told(**query: Any) -> list[int]:
        return [entry["version"] for entry in firm.call("GET", f"{path}/history", **query)["items"]]

    def change(to: Any) -> Any:
        assert firm.call("PATCH", path, {name: to}).status == 200

    before = firm.call("GET", path)[name]
    change(value)
    done(firm, f"/v1/leads/{firm.lead}/merge", {"absorbed": other})
    assert told() == [2, 1]
    change(before)
    assert told() == [3, 2, 1]
    page = firm.call("GET", f"{path}/history", limit=2)
    assert told(limit=2, cursor=page["next_cursor"]) == [1]
    assert firm.world.call("GET", f"{path}/history", by=firm.stranger).status == 404
    done(firm, f"/v1/leads/{firm.lead}/merges/{other}/undo")
    assert told() == [3, 2, 1]


def test_a_record_still_has_one_primary_contact_and_each_has_its_own_again(firm: Around):
    other = firm.call("POST", "/v1/leads", {"name": "B"})["id"]
    mine = firm.attach("contacts", primary=True)
    theirs = firm.attach("contacts", customer=other, primary=True)
    changed = firm.attach("contacts", customer=other)
    firm.world.pump()
    done(firm, f"/v1/leads/{firm.lead}/merge", {"absorbed": other})
    assert primaries(firm, firm.lead) == [mine]
    assert firm.call("PATCH", f"/v1/contacts/{changed}", {"name": "C"}).status == 200
    done(firm, f"/v1/leads/{firm.lead}/merges/{other}/undo")
    assert (primaries(firm, firm.lead), primaries(firm, other)) == ([mine], [theirs])
