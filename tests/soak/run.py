"""The same events twice, once in peace and once in every kind of weather; and worked out a third time by hand."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from kernel import keys
from scoring import daily
from tests.soak.compared import differences
from tests.soak.lives import Customer, Event, customer, rulebook
from tests.soak.weather import DAYS, Weather

REPEATED = 0.3
"""Of all events, so many come again."""
STEP, PEACE = 50, 1000
"""Events between which workers do something, and in peace do everything."""


@dataclass
class Outcome:
    """What was counted, and what differs: nothing, if all is well."""

    told: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)


def soak(tenant: str, seed: int, customers: int, events: int, publications: int = 6) -> Outcome:
    """One company with so many customers and events."""
    random = Random(seed)
    own = round(events * (1 - REPEATED) / customers)
    lives = [customer(random, tenant, number, own) for number in range(customers)]
    books = [rulebook(random) for _ in range(publications)]
    calm = Weather(tenant, lives, None)
    with calm.around_the_product():
        live(calm, books, Random(seed + 1), events)
    storm = Weather(tenant, lives, Random(seed + 2))
    with storm.around_the_product():
        live(storm, books, Random(seed + 3), events)
        return Outcome(storm.told, [line for one in lives for line in differences(calm, storm, one.id)])


def live(weather: Weather, books: Sequence[dict[str, Any]], order: Random, events: int) -> None:
    """All events arrive, in an order of their own, and rules are published in between; until nothing more happens."""
    arrivals = [*_shuffled([*weather.lives.values()], order, events)]
    weather.left, each = [*books], len(arrivals) // (len(books) + 1) or 1
    for start in range(0, len(arrivals), STEP):
        if weather.left and start // each > len(books) - len(weather.left):
            weather.publish()
        for event in arrivals[start : start + STEP]:
            weather.arrive(event)
        weather.now += DAYS * 86400 * STEP / len(arrivals)
        if weather.storm or start % PEACE == 0:
            _happen(weather)
    while weather.left:
        weather.publish()
    _settle(weather)


def _happen(weather: Weather) -> None:
    """Workers do some of what there is to do; all of it, in peace."""
    storm = weather.storm
    if storm is None:
        _drain(weather)
        weather.day()
        return
    for _ in range(storm.randrange(5)):
        unread = weather.unread()
        if unread:
            weather.deliver(storm.choice(unread))
    for chance, act in (
        (0.3, weather.walk), (0.1, weather.day), (0.1, weather.again), (0.1, weather.step_back), (0.2, weather.rebuild),
        (0.002, weather.lose_the_stream),
    ):  # fmt: skip
        if storm.random() < chance:
            act()


def _drain(weather: Weather) -> None:
    while (unread := weather.unread()) or weather.walks:
        for shard in unread:
            weather.deliver(shard)
        weather.walk_on(1)


def _settle(weather: Weather) -> None:
    """The storm is over; what a lost stream took along is found by the night's proof."""
    _drain(weather)
    weather.storm = None
    weather.now = max(weather.now, (DAYS + 2) * 86400)
    _drain(weather)
    weather.now += 7200  # for two hours nobody is at work
    for one in weather.lives if weather.lost else ():
        weather.prove(keys.customer(weather.tenant, one))
    _drain(weather)
    daily.change(weather.tenant)
    daily.change(weather.tenant)


def _shuffled(lives: list[Customer], order: Random, events: int) -> Iterator[Event]:
    """Every item's own states in order, all else mixed: by customer in bursts, as people are. Some signals again."""
    queues = [[list(reversed(some)) for some in one.events] for one in lives]
    seen: list[Event] = []
    total = sum(len(some) for one in queues for some in one)
    again = max(0, events - total)
    while queues:
        one = order.choice(queues)
        for _ in range(order.randrange(1, 12)):
            if not one:
                break
            some = one[0] if len(one[0]) and one[0][-1].sk == keys.PROFILE and one[0][-1].absent else order.choice(one)
            event = some.pop()
            yield event
            if event.sk.startswith(keys.SIGNAL) and event.absent:
                seen.append(event)
            if not some:
                one.remove(some)
            total -= 1
            while seen and again and order.random() < again / (again + total):
                again -= 1
                yield order.choice(seen[-5000:])
        if not one:
            queues.remove(one)
