"""What somebody holds is listed and counted exactly, whatever the stream repeats, reorders or leaves out at first."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from attached import notes as noting
from attached import tracking
from attached.kinds import OPPORTUNITIES
from attached.notes import Note
from customers import places
from kernel import clock, keys
from kernel.values import decode_item
from tests.conftest import opened
from tests.opportunities.deals import Deals, dealing
from tests.world import deliver

ZONE = ZoneInfo(clock.HOME)


@pytest.fixture(scope="module")
def house() -> Iterator[Deals]:
    with pytest.MonkeyPatch.context() as monkeypatch, opened(monkeypatch) as world:
        yield dealing(world)


@pytest.fixture
def firm(house: Deals) -> Deals:
    house.lead = str(house.call("POST", "/v1/leads", {"name": "A"})["id"])
    return house


def plain(firm: Deals) -> list[dict[str, Any]]:
    return [decode_item(raw) for raw in firm.world.items()]


def wanted(firm: Deals) -> dict[str, Note]:
    """What every note has to say, by what lies in the table."""
    items = plain(firm)
    records = {item["pk"]: item["value"] for item in items if item["sk"] == keys.PROFILE}
    notes = {
        f"{item['pk']}/{item['sk']}": noting.wanted(OPPORTUNITIES, records[item["pk"]], item["value"], lambda: ZONE)
        for item in items if item["sk"].startswith(keys.OPPORTUNITY)
    }  # fmt: skip
    return {where: note for where, note in notes.items() if note != Note()}


def require_exact(firm: Deals) -> None:
    """Notes say what they should; rows are those that notes name; counters are the sums of notes."""
    items = plain(firm)
    notes = {
        f"{item['pk']}/{item['sk'].removeprefix(keys.tracked(''))}":
        Note(
            item["note"]["rows"], tuple(item["note"]["names"]), tuple(item["note"]["texts"]),
            item["note"].get("days", {}),
        )
        for item in items if item["sk"].startswith(keys.tracked("")) and not item.get("expires_at")
    }  # fmt: skip
    assert notes == wanted(firm)
    rows, counts, values = Counter[str](), Counter[tuple[str, str]](), defaultdict[tuple[str, str], Decimal](Decimal)
    for note in notes.values():
        rows.update(f"FOUND#{book}" for book, _ in note.findings)
        rows.update(f"ATTACHED#{book}" for book in note.rows)
        teams = sorted(book.removeprefix("T:") for book in note.rows if book.startswith("T:"))
        common = {f"S:{'+'.join(teams)}": note.rows[f"T:{teams[0]}"]} if len(teams) > 1 else {}
        for book, row in {**note.rows, **common}.items():
            counts[laid(book, row["column"])] += 1
            values[laid(book, row["column"])] += Decimal(row["value"])
    there = Counter[str]()
    for item in items:
        _, what, *rest = item["pk"].split("#")
        if what in {"ATTACHED", "FOUND"} and rest[0] == OPPORTUNITIES.name:
            there[f"{what}#{rest[1]}"] += 1
        if what == "COUNTS" and rest[0] == OPPORTUNITIES.name:
            assert (counts[rest[1], item["sk"]], values[rest[1], item["sk"]]) == (item["number"], item["value"])
            counts.pop((rest[1], item["sk"]), None)
    assert there == rows
    assert not counts
    assert days_there(items) == days_noted(notes.values())


def laid(book: str, cell: str) -> tuple[str, str]:
    """What several teams see is in one partition, with their departments behind the cell."""
    return ("S", f"{cell}|{book[2:]}") if book.startswith("S:") else (book, cell)


def days_noted(notes: Iterable[Note]) -> dict[tuple[str, str, str], Decimal]:
    """What each attribute of each month's item has to be, by what the notes say."""
    found = defaultdict[tuple[str, str, str], Decimal](Decimal)
    for note in notes:
        for counter, value in note.days.items():
            _, what, whose, day, told = counter.split("#", 4)
            book, cell = laid(whose, told)
            for name, amount in ((f"n{day[8:]}", 1), (f"v{day[8:]}", value)):
                found[f"{what}#{book}", f"{day[:7]}#{cell}", name] += Decimal(amount)
    return {where: amount for where, amount in found.items() if amount}


def days_there(items: list[dict[str, Any]]) -> dict[tuple[str, str, str], Decimal]:
    """The same as it lies in the table."""
    return {
        (item["pk"].partition("#DAYS#")[2], item["sk"], name): Decimal(amount)
        for item in items if f"#DAYS#{OPPORTUNITIES.name}#" in item["pk"]
        for name, amount in item.items() if name[1:].isdigit() and amount
    }  # fmt: skip


def story(firm: Deals) -> None:
    """What may happen to opportunities and their customers."""
    deal = firm.deal(expected_value="10", stage="quoted", lines=[{"name": "Bơm", "price": 2}])["id"]
    gone = firm.deal(source="phone", expected_value="3")["id"]
    firm.patch(deal, owner=firm.stranger.id, expected_value="7.5", source="email")
    firm.stage(deal, stage="negotiating", probability=5)
    assert firm.call("DELETE", f"/v1/opportunities/{gone}").status == 204
    firm.deal(stage="won", expected_value="1")


def test_rows_and_counters_are_what_the_things_ask_for(firm: Deals):
    story(firm)
    firm.world.pump()
    require_exact(firm)
    firm.share("opportunities", "profile", employee=firm.neighbour)
    require_exact(firm)
    body = {"employees": [firm.neighbour.id]}
    assert firm.call("POST", f"/v1/customers/{firm.lead}/transfer", body).status == 200
    firm.world.pump()
    require_exact(firm)
    firm.change(deleted_at=clock.now(), deleted_by=firm.admin.id)
    require_exact(firm)
    firm.change(deleted_at=None, deleted_by=None)
    require_exact(firm)


def test_they_are_the_same_whatever_comes_again_late_or_in_another_order(firm: Deals):
    story(firm)
    first = firm.world.records()
    firm.deal(expected_value="4")
    firm.change(owner=firm.stranger.id, department=firm.stranger.department)
    require_exact(firm)
    before = firm.world.items()
    for batch in (first, first[::-1], firm.world.history):
        deliver(list(batch))
        require_exact(firm)
    assert len(firm.world.items()) == len(before)


def test_a_merge_takes_them_along_and_its_undoing_back(firm: Deals):
    mine, theirs = firm.lead, str(firm.call("POST", "/v1/leads", {"name": "B"})["id"])
    one, two = firm.deal(expected_value="5", source="phone")["id"], firm.deal(customer=theirs, source="phone")["id"]
    firm.world.pump()
    before = uses(firm)
    merged = firm.call("POST", f"/v1/leads/{mine}/merge", {"absorbed": theirs})
    assert merged.status == 202, merged.raw
    firm.world.pump()
    require_exact(firm)
    assert firm.read(two)["customer"] == mine
    assert firm.found(customer=mine) == [two, one]
    assert uses(firm) == before
    undone = firm.call("POST", f"/v1/leads/{mine}/merges/{theirs}/undo")
    assert undone.status == 202, undone.raw
    firm.world.pump()
    require_exact(firm)
    assert (firm.read(two)["customer"], firm.found(customer=theirs)) == (theirs, [two])
    assert uses(firm) == before


def uses(firm: Deals) -> tuple[int, int]:
    """How many name the source `phone`, by its counter and by the list of who does."""
    mine = [item for item in plain(firm) if item["pk"] == keys.uses("acme", "sources", "phone")]
    return next(item["number"] for item in mine if item["sk"] == keys.USED), len(mine) - 1


def test_what_is_in_many_books_changes_in_several_transactions(firm: Deals, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(noting, "_BOOKS", 2)
    monkeypatch.setattr(noting, "_WRITES", 3)
    story(firm)
    firm.world.pump()
    require_exact(firm)
    firm.share("opportunities", employee=firm.neighbour)
    require_exact(firm)


def test_a_note_grows_with_its_books_and_its_lines_and_not_with_their_product(firm: Deals):
    made = [{"name": f"{place:03d} {'x' * 44}", "price": 1} for place in range(60)]
    deal = firm.deal(lines=made)["id"]
    firm.share("opportunities", employee=firm.neighbour)
    require_exact(firm)
    (size,) = [len(repr(item)) for item in firm.world.items() if item["sk"]["S"] == keys.tracked(f"OPPORTUNITY#{deal}")]
    assert size < 10_000
    firm.patch(deal, lines=made[:1])
    firm.world.pump()
    require_exact(firm)


def test_what_cannot_be_followed_stops_nothing_else(firm: Deals):
    bad, good = sorted(firm.deal()["id"] for _ in range(2))
    firm.world.pump()
    key = keys.customer("acme", firm.lead), f"OPPORTUNITY#{bad}"
    whole = firm.world.item(*key)
    firm.world.put({**whole, "value": {"M": {**whole["value"]["M"], "probability": {"M": {}}, "stage": {"N": "1"}}}})
    firm.world.records()
    firm.share("opportunities", employee=firm.stranger)
    assert [deal for deal in (bad, good) if rows_of(firm, deal)] == [good]
    firm.world.put(whole)
    firm.share()
    require_exact(firm)


def rows_of(firm: Deals, deal: str) -> list[str]:
    """The stranger's rows of it."""
    book = keys.attached_book("acme", OPPORTUNITIES.name, keys.own(firm.stranger.id))
    return [item["sk"] for item in plain(firm) if item["pk"] == book and item["sk"].startswith(deal)]


def test_a_record_that_goes_for_good_leaves_nothing_behind(firm: Deals):
    story(firm)
    firm.world.pump()
    tracking.forget(keys.customer("acme", firm.lead))
    left = [item for item in plain(firm) if item["sk"].endswith(f"#{firm.lead}") and "#FIND#" not in item["pk"]]
    assert not left
    deliver(firm.world.history)
    require_exact(firm)


def test_a_note_says_nothing_of_what_nobody_may_see():
    value = {"id": "01JZX5T0Q8V3M4N5P6R7S8T9A1"}
    assert noting.wanted(OPPORTUNITIES, {"relationship": "lead"}, {}, lambda: ZONE) == Note()
    assert places.shelf({"merged_into": "x"}) is None
    deal = value | {
        "name": "A", "stage": "quoted", "probability": 40, "owner": "O", "department": "D", "opened": "2026-01-01",
        "expected_close": "2026-01-02", "updated_at": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    for record in ({}, {"relationship": "lead", "deleted_at": "2026"}, {"merged_into": "x"}):
        assert noting.wanted(OPPORTUNITIES, record, deal, lambda: ZONE) == Note({}, ("opportunity-stages#quoted",))
