"""The order by last activity follows what is attached: once on a day, wherever a record is listed (C7)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel import clock, table
from tests.attached.people import Around, around
from tests.world import World, deliver

TODAY = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def firm(world: World, monkeypatch: pytest.MonkeyPatch) -> Around:
    """A lead that was captured three days ago, and shared."""
    monkeypatch.setattr(clock, "now", lambda: TODAY - timedelta(days=3))
    made = around(world, "acme")
    made.lead = made.call("POST", "/v1/leads", {"name": "A"})["id"]
    made.share("profile", employee=made.stranger)
    monkeypatch.setattr(clock, "now", lambda: TODAY)
    return made


def days(firm: Around) -> list[str]:
    """What each of the lead's rows shows."""
    rows = [item for item in firm.world.items() if "#BOOK#lead#" in item["pk"]["S"] and item["sk"]["S"] == firm.lead]
    return [row["by_active"]["S"] for row in rows]


def at(moment: datetime) -> str:
    return clock.stamp(moment)


@pytest.mark.parametrize("kind", ["contacts", "cards", "warranties", "links", "contracts", "receipts"])
def test_whatever_is_attached_moves_the_record_to_the_front_for_everybody(firm: Around, kind: str):
    other = firm.call("POST", "/v1/leads", {"name": "B"})["id"]
    first = [row["id"] for row in firm.call("GET", "/v1/leads", sort="last_activity")["items"]]
    assert first == [other, firm.lead]
    assert len(days(firm)) == 5
    later = TODAY + timedelta(hours=1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: later)
        firm.attach(kind)
        firm.world.pump()
    assert days(firm) == [f"{at(later)}#{firm.lead}"] * 5
    for who in (firm.owner, firm.admin, firm.stranger, firm.boss):
        rows = [row["id"] for row in firm.call("GET", "/v1/leads", by=who, sort="last_activity")["items"]]
        assert rows[0] == firm.lead


def test_only_the_first_of_a_day_is_written_and_nothing_goes_back(firm: Around, monkeypatch: pytest.MonkeyPatch):
    firm.attach("contacts")
    firm.world.pump()
    shown, written = days(firm), list[str]()
    assert shown == [f"{at(TODAY)}#{firm.lead}"] * 5
    write = table.write

    def noted(*writes: table.Write) -> None:
        written.extend(one.kind for one in writes)
        write(*writes)

    monkeypatch.setattr(table, "write", noted)
    for moment in (TODAY + timedelta(hours=5), TODAY - timedelta(days=1)):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        firm.attach("contacts")
        written.clear()
        deliver(firm.world.records())
        assert written == []
        assert days(firm) == shown
    monkeypatch.setattr(clock, "now", lambda: TODAY + timedelta(days=1))
    firm.attach("contacts")
    written.clear()
    deliver(firm.world.records())
    assert written == ["Update"] * 5
    assert days(firm) == [f"{at(TODAY + timedelta(days=1))}#{firm.lead}"] * 5


def test_changing_or_taking_away_what_is_attached_is_no_new_day(firm: Around, monkeypatch: pytest.MonkeyPatch):
    made = firm.attach("contacts")
    firm.world.pump()
    shown = days(firm)
    monkeypatch.setattr(clock, "now", lambda: TODAY + timedelta(days=2))
    firm.call("PATCH", f"/v1/contacts/{made}", {"name": "B"})
    firm.call("DELETE", f"/v1/contacts/{made}")
    firm.world.pump()
    assert days(firm) == shown


def test_a_crash_among_the_rows_leaves_none_behind(firm: Around, monkeypatch: pytest.MonkeyPatch):
    firm.attach("contacts")
    records = firm.world.records()
    for place in range(5):
        left = [place]

        def crashing(*writes: Any, left: list[int] = left, write: Any = table.write) -> None:
            if not left[0]:
                raise ConnectionError
            left[0] -= 1
            write(*writes)

        with monkeypatch.context() as patched:
            patched.setattr(table, "write", crashing)
            with pytest.raises(ConnectionError):
                deliver(records)
    deliver(records)
    assert days(firm) == [f"{at(TODAY)}#{firm.lead}"] * 5


def writing(patch: pytest.MonkeyPatch, place: int, meanwhile: Callable[[], Any]) -> None:
    """Just before the nth write from now on something else happens."""
    left, write = [place], table.write

    def then(*writes: table.Write) -> None:
        left[0] -= 1
        if left[0] == -1:
            meanwhile()
        write(*writes)

    patch.setattr(table, "write", then)


def given_away(firm: Around) -> None:
    firm.call("POST", f"/v1/customers/{firm.lead}/transfer", {"employees": [firm.stranger.id]})


def told_to_a_department(firm: Around) -> None:
    firm.call("POST", f"/v1/customers/{firm.lead}/share", {"departments": [firm.admin.department]})


CHANGES = (given_away, told_to_a_department)


@pytest.mark.parametrize("place", [0, 4], ids=["before the first row", "before the card"])
@pytest.mark.parametrize("change", CHANGES)
def test_rows_that_come_meanwhile_show_the_day_too(
    firm: Around, change: Callable[[Around], None], place: int, monkeypatch: pytest.MonkeyPatch
):
    firm.attach("contacts")
    records = firm.world.records()
    with monkeypatch.context() as patched:
        writing(patched, place, lambda: change(firm))
        deliver(records)
    assert set(days(firm)) == {f"{at(TODAY)}#{firm.lead}"}


@pytest.mark.parametrize("change", CHANGES)
def test_who_makes_rows_takes_the_day_from_the_card_as_it_is_then(
    firm: Around, change: Callable[[Around], None], monkeypatch: pytest.MonkeyPatch
):
    firm.attach("contacts")
    records = firm.world.records()
    with monkeypatch.context() as patched:
        writing(patched, 0, lambda: deliver(records))
        change(firm)
    assert set(days(firm)) == {f"{at(TODAY)}#{firm.lead}"}


def test_another_department_of_the_owner_takes_it_too(firm: Around, monkeypatch: pytest.MonkeyPatch):
    firm.attach("contacts")
    records = firm.world.records()
    with monkeypatch.context() as patched:
        writing(patched, 0, lambda: deliver(records))
        firm.change(department=firm.admin.department)
    assert set(days(firm)) == {f"{at(TODAY)}#{firm.lead}"}
