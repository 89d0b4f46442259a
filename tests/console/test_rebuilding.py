"""What is derived may be lost or wrong: a command derives it anew, and it is as it was; also while people work."""

from collections.abc import Iterator
from typing import Any, cast

import pytest

from console import rebuilding
from console.places import Place
from console.rebuilding import PARTS, Told
from console.saying import Stopped
from customers import walking
from kernel import keys, table
from local.failure import Failure
from scoring.folding import FOLD as SCORE
from tests.conftest import opened
from tests.console.deployed import HANDLERS, Deployed
from tests.opportunities.deals import Deals, dealing
from tests.sampling import sampled
from tiers.folding import FOLD as TIER

type Items = list[dict[str, Any]]


@pytest.fixture
def firm() -> Iterator[Deals]:
    with pytest.MonkeyPatch.context() as monkeypatch, opened(monkeypatch) as world:
        made = dealing(world)
        made.lead = str(made.call("POST", "/v1/leads", {"name": "Thép Hoà Phát", "groups": ["vip"]})["id"])
        made.deal(expected_value="7.5")
        assert made.call("POST", f"/v1/leads/{made.lead}/convert").status == 200
        body = {"customer": made.lead, "date": "2026-03-01", "amount": "2000000000"}
        signed = made.call("POST", "/v1/contracts", body)
        assert made.call("POST", f"/v1/contracts/{signed['id']}/confirm").status == 200, signed.raw
        world.pump()
        yield made


def derived(firm: Deals) -> dict[str, Any]:
    """All that follows from the records: by part, in what it says; how often it was written aside."""
    pk = keys.customer("acme", firm.lead)
    states = {one.name: state for one in (SCORE, TIER) if (state := one.latest(pk))}
    said = {name: (one.state.facts, {**one.result, "at": None, "since": None}) for name, one in states.items()}
    row = firm.call("GET", "/v1/customers", by=firm.admin)["items"][0]
    debt = firm.call("GET", f"/v1/debts/{firm.lead}", by=firm.admin)
    return {
        "folds": said,
        "row": {name: row.get(name) for name in ("score", "stars", "tier")},
        "debts": (debt["balance"], debt["ageing"]),
        "words": of_kind(firm, "FIND"),
        "boards": of_kind(firm, "COUNTS"),
        "days": of_kind(firm, "DAYS"),
    }


def of_kind(firm: Deals, kind: str) -> Items:
    """What says something: not counters that are at nothing, nor how often one was written."""
    items = [item for item in firm.world.items() if item["pk"]["S"].split("#")[1:2] == [kind]]
    bare = [{name: one for name, one in item.items() if one != {"N": "0"} and name != "touched"} for item in items]
    return sorted((item for item in bare if item.keys() != {"pk", "sk"}), key=str)


def spoil(firm: Deals, part: str) -> None:
    """Something of it is lost, and something is wrong."""
    pk = keys.customer("acme", firm.lead)
    if part in {"scores", "tiers"}:
        fold = SCORE if part == "scores" else TIER
        now = fold.latest(pk)
        assert now is not None
        raw = firm.world.item(pk, keys.snapshot(fold.name, now.number))
        sk = {"S": keys.snapshot(fold.name, now.number + 1)}
        firm.world.put(raw | {"sk": sk, "facts": {"M": {}}, "number": {"N": str(now.number + 1)}})
    if part == "words":
        for item in of_kind(firm, "FIND"):
            table.write(table.delete((item["pk"]["S"], item["sk"]["S"])))
    if part == "ledgers":
        head = firm.world.item(pk, keys.LEDGER)
        firm.world.put(head | {"balance": {"N": "3"}})
    if part in {"boards", "days"}:
        some = of_kind(firm, "COUNTS" if part == "boards" else "DAYS")
        for item in some[::2]:
            numbers = {name: {"N": "41"} for name, value in item.items() if "N" in value}
            firm.world.put(firm.world.item(item["pk"]["S"], item["sk"]["S"]) | numbers)
        tally = firm.world.item(pk, keys.COUNTED)
        counters = {
            name: one for name, one in tally["tally"]["M"].items() if name.startswith("days#") == (part == "days")
        }
        firm.world.put(tally | {"tally": {"M": dict(list(counters.items())[1:])}})
    firm.world.records()  # nobody hears of it


def run(firm: Deals, part: str, after: str | None = None) -> Told:
    return rebuilding.rebuild(Deployed(firm.world), "acme", part, after, lambda *_: None)


def is_right(firm: Deals, right: dict[str, Any], *told: Told) -> None:
    assert all((one.failed, one.left) == (0, 0) for one in told)
    assert all(one.repaired for one in told)
    firm.world.pump()
    assert derived(firm) == right
    assert run(firm, told[0].part).repaired == 0


@pytest.mark.parametrize("part", sampled(PARTS, 6))
def test_a_part_that_was_lost_or_wrong_is_as_it_was_after_its_rebuild(firm: Deals, part: str):
    right = derived(firm)
    assert all(right.values())
    spoil(firm, part)
    assert derived(firm) != right
    is_right(firm, right, run(firm, part))


def test_all_that_was_lost_or_wrong_is_as_it_was_also_while_others_work(firm: Deals, monkeypatch: pytest.MonkeyPatch):
    """Between any two calls somebody changes a record: the stream tells of it some time."""
    monkeypatch.setattr(walking, "ANSWERED_WITHIN", 0.0)
    for part in PARTS:
        spoil(firm, part)
    monkeypatch.setattr(rebuilding, "_PAUSE", 0.0)
    called, names = HANDLERS["ScoringNightly"], iter(range(1000))

    def busy(event: Any, context: Any) -> Any:
        number = next(names)
        if number < 6:
            firm.call(
                "PATCH", f"/v1/customers/{firm.lead}", {"name": f"Thép {number}", "groups": ["vip"][: number % 2]}
            )
        if number == 3:
            firm.call("POST", "/v1/leads", {"name": "Đồng Nai"})
            firm.world.pump()
        return called(event, context)

    monkeypatch.setitem(HANDLERS, "ScoringNightly", busy)
    told = [run(firm, part) for part in PARTS]
    assert not any(one.failed for one in told)
    firm.world.pump()
    meanwhile = derived(firm)
    assert [run(firm, part).repaired for part in PARTS] == [0] * len(PARTS)
    assert derived(firm) == meanwhile
    assert [row["name"] for row in firm.call("GET", "/v1/search", q="thep", by=firm.admin)["items"]] == ["Thép 5"]


class Answers:
    """Takes the place of the functions' caller: answers, or raises, one after the other."""

    def __init__(self, *answers: dict[str, Any] | BaseException) -> None:
        self._answers, self.orders = iter(answers), list[dict[str, Any]]()

    def __call__(self, _where: object, _function: str, order: dict[str, Any]) -> dict[str, Any]:
        self.orders.append(order)
        answer = next(self._answers)
        if isinstance(answer, BaseException):
            raise answer
        return answer


def scripted(monkeypatch: pytest.MonkeyPatch, *answers: dict[str, Any] | BaseException) -> Answers:
    found = Answers(*answers)
    monkeypatch.setattr(rebuilding, "call", found)
    monkeypatch.setattr(rebuilding, "_PAUSE", 0.0)
    return found


WALK = {
    "tenant": "acme",
    "what": "scores",
    "after": None,
    "of": 9,
    "checked": 4,
    "repaired": 1,
    "failed": 0,
    "done": True,
}
HALF = WALK | {"after": "customer#01", "done": False}


def rebuilt(part: str, after: str | None = None) -> Told:
    return rebuilding.rebuild(cast("Place", None), "acme", part, after, lambda *_: None)


def test_who_stops_it_is_told_how_to_go_on_and_does(monkeypatch: pytest.MonkeyPatch):
    scripted(monkeypatch, HALF, KeyboardInterrupt())
    with pytest.raises(Stopped) as told:
        rebuilt("scores")
    assert str(told.value) == "stopped; go on with: ./leadstream rebuild scores acme --after 'customer#01'"
    going_on = scripted(monkeypatch, WALK)
    assert rebuilt("scores", "customer#01").repaired == 1
    assert going_on.orders == [{"tenant": "acme", "what": "scores", "after": "customer#01"}]


def test_a_fault_that_passes_is_waited_for_and_one_that_does_not_says_how_to_go_on(monkeypatch: pytest.MonkeyPatch):
    scripted(monkeypatch, Failure("throttled"), HALF, Failure("throttled"), WALK)
    assert rebuilt("scores").checked == 4
    scripted(monkeypatch, *[Failure("throttled")] * 4)
    with pytest.raises(Failure, match=r"throttled\ngo on with: ./leadstream rebuild words acme$"):
        rebuilt("words")


def test_counters_that_others_keep_writing_are_left_to_another_time(monkeypatch: pytest.MonkeyPatch):
    unsteady = scripted(monkeypatch, WALK | {"repaired": 0}, *[{"mended": 1, "left": 2}] * 10)
    told = rebuilt("days")
    assert (told.repaired, told.left) == (10, 2)
    assert unsteady.orders[1:] == [{"tenant": "acme", "counters": "days"}] * 10
