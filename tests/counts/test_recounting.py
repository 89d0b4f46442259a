"""Counters are counted anew, and right, whatever is written meanwhile."""

from collections.abc import Iterator
from typing import Any

import pytest

import scoring.schedule
from attached import recounting
from counts.tally import Tally
from kernel import keys
from tests.conftest import opened
from tests.opportunities.deals import Deals, dealing
from tests.scoring.test_nightly import Clock
from tests.world import deliver


@pytest.fixture
def firm() -> Iterator[Deals]:
    with pytest.MonkeyPatch.context() as monkeypatch, opened(monkeypatch) as world:
        made = dealing(world)
        for number in range(3):
            made.lead = str(made.call("POST", "/v1/leads", {"name": "A", "expected_revenue": number})["id"])
            made.deal(expected_value="7.5")
        world.pump()
        yield made


def counters(firm: Deals) -> dict[tuple[str, str, str], str]:
    """What each column has, but for those that have nothing."""
    return {
        (item["pk"]["S"], item["sk"]["S"], name): value["N"]
        for item in counting(firm) for name, value in item.items()
        if "N" in value and value["N"] != "0" and name != "touched"
    }  # fmt: skip


def counting(firm: Deals) -> list[dict[str, Any]]:
    """The counters of columns, and those of days."""
    return sorted((i for i in firm.world.items() if i["pk"]["S"].split("#")[1] in {"COUNTS", "DAYS"}), key=str)


def spoil(firm: Deals) -> None:
    """Some have too much, one nothing, and there is one that should not be."""
    found = [item for item in counting(firm) if "number" in item]
    for item in found[::2]:
        firm.world.put(item | {"number": {"N": "41"}, "value": {"N": "-0.5"}})
    for item in counting(firm)[len(found) :: 2]:
        firm.world.put(item | {"n01": {"N": "41"}, "v31": {"N": "-0.5"}})
    firm.world.put(found[1] | {"number": {"N": "0"}, "value": {"N": "0"}})
    firm.world.put(found[0] | {"sk": {"S": "nowhere"}, "number": {"N": "5"}})


def recounted(firm: Deals) -> tuple[int, int]:
    answers = [
        scoring.schedule.handler({"tenant": firm.admin.tenant, "counters": which}, Clock(0))
        for which in ("boards", "days")
    ]
    return sum(one["mended"] for one in answers), sum(one["left"] for one in answers)


def test_what_is_wrong_is_mended_and_what_is_right_stays(firm: Deals):
    before = counters(firm)
    assert len(before) > 5
    assert recounted(firm) == (0, 0)
    spoil(firm)
    mended, left = recounted(firm)
    assert (mended > 4, left, counters(firm)) == (True, 0, before)
    assert recounted(firm) == (0, 0)


@pytest.mark.parametrize("told", [True, False])
def test_what_is_written_meanwhile_is_counted_once(firm: Deals, told: bool, monkeypatch: pytest.MonkeyPatch):
    spoil(firm)
    read = recounting._held

    def and_meanwhile(tenant: str) -> Iterator[Tally]:
        """Records are read already, and opportunities not yet."""
        firm.call("POST", f"/v1/leads/{firm.lead}/stage", {"stage": "won"})
        firm.deal(expected_value="1")
        if told:
            firm.world.pump()
        yield from read(tenant)

    with monkeypatch.context() as patch:
        patch.setattr(recounting, "_held", and_meanwhile)
        mended, left = recounted(firm)
    assert mended > 0
    assert (left > 0) is told
    firm.world.pump()
    assert recounted(firm)[1] == 0
    assert recounted(firm) == (0, 0)
    require_exact(firm)


def test_what_the_stream_has_not_told_yet_is_still_counted_as_it_was(firm: Deals):
    firm.call("POST", f"/v1/leads/{firm.lead}/convert")
    records = firm.world.records()
    spoil(firm)
    recounted(firm)
    deliver(records)
    firm.world.pump()
    assert recounted(firm) == (0, 0)
    require_exact(firm)


def require_exact(firm: Deals) -> None:
    """Of everything: as many as there are leads, customers, deals."""
    everything: dict[tuple[str, str], int] = {}
    for (pk, sk, name), number in counters(firm).items():
        _, what, shelf, book = pk.split("#")
        if book == keys.EVERYBODY and (name == "number" or (name[0] == "n" and not sk.endswith("#customer"))):
            everything[what, shelf] = everything.get((what, shelf), 0) + int(number)
    made = everything.get(("DAYS", "leads"), 0)
    assert made == everything.get(("COUNTS", "lead"), 0) + everything.get(("COUNTS", "customer"), 0)
    assert everything["DAYS", "opportunities"] == everything["COUNTS", "opportunities"]
    for kind, shelf in (("leads", "lead"), ("customers", "customer"), ("opportunities", "opportunities")):
        assert len(firm.call("GET", f"/v1/{kind}", by=firm.admin)["items"]) == everything.get(("COUNTS", shelf), 0)
