"""Openings and clicks in any order, however often told, in whatever batches: the same verdicts and score (H4)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import reactions.stream
import scoring.stream
from customers import occurrences
from kernel import keys, table
from kernel.table import Range
from kernel.values import decode_item
from mailing.verdicts import Seen, judged, of_event
from tests.conftest import opened
from tests.faults.quick import Quick
from tests.mailing.mailbox import APPLE, CHROME, GMAIL, HOME, OFFICE, SCANNER, SENT, Mailbox
from tests.properties.effort import examples
from tests.world import REACTIONS, SCORING, Person, World


class Event(NamedTuple):
    kind: str
    link: str
    after: int
    agent: str
    ip: str

    def tell(self, box: Mailbox) -> None:
        after = timedelta(seconds=self.after)
        if self.kind == "open":
            box.opened(after, self.agent, self.ip)
        else:
            box.clicked(self.link, after, self.agent, self.ip)


AFTER = st.sampled_from([1, 60, 61, 65, 70, 3600])
AGENTS, IPS = st.sampled_from([CHROME, CHROME, SCANNER, APPLE, GMAIL]), st.sampled_from([OFFICE, HOME])
EVENTS = st.one_of(
    st.builds(Event, st.just("open"), st.just(""), AFTER, AGENTS, IPS),
    st.builds(Event, st.just("click"), st.sampled_from("abc"), AFTER, AGENTS, IPS),
)
type Delivery = list[tuple[Event, int]]
"""Events in an order, each with how many stream records are worked off after it."""


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Event], Delivery]:
    events = draw(st.lists(EVENTS, min_size=2, max_size=8, unique=True))
    again = draw(st.lists(st.sampled_from(events), max_size=3))
    order = draw(st.permutations(events + again))
    return events, [(event, draw(st.integers(0, 3))) for event in order]


class Stage:
    def __init__(self, world: World, who: Person) -> None:
        self._world, self._who, self._quick = world, who, Quick(world)
        self._quick.keep()

    def begin(self) -> Mailbox:
        self._quick.restore()
        lead = self._world.call("POST", "/v1/leads", {"name": "Hoà"}, by=self._who)["id"]
        self._world.pump()
        return Mailbox(self._world, self._who, str(lead))


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with pytest.MonkeyPatch.context() as patch, opened(patch) as world:
        yield Stage(world, world.company())


def work(box: Mailbox, waiting: list[Any], most: int) -> None:
    """Hand on the next records of the stream, the last of them a second time."""
    batch = waiting[:most]
    del waiting[:most]
    for handler, prefixes in ((reactions.stream.handler, REACTIONS), (scoring.stream.handler, SCORING)):
        mine = [r for r in [*batch, *batch[-1:]] if r["dynamodb"]["Keys"]["sk"]["S"].startswith(prefixes)]
        if mine:
            handler({"Records": mine}, None)
    waiting += box.world.records()


@settings(max_examples=examples(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(deliveries())
def test_any_delivery_of_the_same_events_ends_in_the_same(stage: Stage, told: tuple[list[Event], Delivery]):
    events, delivery = told
    box, waiting = stage.begin(), list[Any]()
    for event, batch in delivery:
        event.tell(box)
        waiting += box.world.records()
        work(box, waiting, batch)
    while waiting:
        work(box, waiting, 2)
    rows = list(table.every(Range(keys.customer("acme", box.lead), prefix=keys.SIGNAL)))
    wanted = outcome(events)
    assert {sk(row): shown(row) for row in rows if occurrences.is_signal(row["sk"]["S"])} == wanted
    assert sorted(time(row) for row in rows) == sorted(evident(event) for event in events)
    points = {name: 2 if name == "open" else 5 for name, (verdict, *_) in wanted.items() if verdict == "unknown"}
    assert box.score() == sum(points.values())


def outcome(events: list[Event]) -> dict[str, tuple[Any, ...]]:
    """What has to be shown of each signal, of all events at once."""
    evidence: dict[str, list[Seen]] = {}
    for event in events:
        at, link = SENT + timedelta(seconds=event.after), event.link or None
        seen = Seen(0, event.kind, link, at, SENT, event.ip, event.agent, *of_event(event.kind, at, SENT, event.agent))
        evidence.setdefault(f"{event.kind}{event.link}", []).append(seen)
    return {
        name: (seen.verdict, seen.reason, seen.at.strftime("%H:%M:%S"), seen.ip, seen.user_agent)
        for name, seen in judged(evidence).items()
    }


def sk(row: Any) -> str:
    link = row.get("link", {}).get("S", "")
    return f"{row['kind']['S']}{link.rpartition('/')[2]}"


def shown(row: Any) -> tuple[Any, ...]:
    plain = decode_item(row)
    return plain["verdict"], plain.get("reason"), plain["at"][11:19], plain["ip"], plain["user_agent"]


def time(row: Any) -> tuple[str, ...]:
    told = decode_item(occurrences.own(row))
    return sk(row), told["at"][11:19], told["ip"], told["user_agent"]


def evident(event: Event) -> tuple[str, ...]:
    at = (SENT + timedelta(seconds=event.after)).strftime("%H:%M:%S")
    return f"{event.kind}{event.link}", at, event.ip, event.agent
