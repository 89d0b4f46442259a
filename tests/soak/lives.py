"""What happens to the customers of a company: items that come, change, come again and go; and rules to score them by.

Each item goes through its own states in order; the items of a customer are in any order. So whatever the order, the
same items are there in the end.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from kernel import clock, ids, keys
from kernel.values import encode

BEGIN = datetime(2026, 3, 2, 1, tzinfo=UTC)
NAMES = {"vi": "Quy tắc", "en": "Rule"}
PATHS = ("/", "/bang-gia", "/bang-gia/vi", "/lien-he", "/blog/nuoc-thai")
SIGNALS = ("open", "open", "click", "send", "delivery", "visit", "visit", "unsubscribe")
type Fields = dict[str, Any]


class Event(NamedTuple):
    """An item as it is from then on (None: gone); `absent`: only if there is none yet."""

    pk: str
    sk: str
    item: Fields | None
    absent: bool


class Customer(NamedTuple):
    id: str
    value: Fields
    events: list[list[Event]]
    """Of each item, in order; the first is the profile's creation."""


def customer(random: Random, tenant: str, number: int, events: int) -> Customer:
    """One with so many events of their own, none of them a repetition."""
    id_ = ids.new(BEGIN + timedelta(seconds=number))
    pk, value = keys.customer(tenant, id_), _value(random, id_, number)
    made = [_profile(random, pk, value, id_)]
    left = events - len(made[0])
    while left > 0:
        some = thing(random, pk, left)
        made.append(some)
        left -= len(some)
    return Customer(id_, value, made)


def _value(random: Random, id_: str, number: int) -> Fields:
    stamp = clock.stamp(BEGIN)
    shares = [{"employee": f"colleague{number % 7}", "department": "d2", "categories": ["profile"]}]
    return {
        "id": id_, "owner": f"owner{number % 5}", "department": "d1", "relationship": "lead", "name": f"L{number}",
        "code": f"L{number}", "source": random.choice(["phone", "referral"]), "groups": random.sample(["vip", "a"], 1),
        "priority": random.randrange(4), "updated_at": stamp, "shares": shares if number % 3 == 0 else [],
    }  # fmt: skip


def _profile(random: Random, pk: str, value: Fields, id_: str) -> list[Event]:
    states = [value]
    for _ in range(random.randrange(3)):
        groups = random.sample(["vip", "a", "b"], random.randrange(3))
        states.append(states[-1] | {"groups": groups, "expected_revenue": random.choice([1, 500, 900_000_000])})
    if random.random() < 0.2:
        states.append(states[-1] | {"relationship": "customer"})
    return [Event(pk, keys.PROFILE, {"value": one}, one is value) for one in states if id_]


def thing(random: Random, pk: str, most: int) -> list[Event]:
    """What is attached to a customer, or told of them: as it comes to be, in at most so many steps."""
    name = f"{random.getrandbits(60):015x}"
    at = BEGIN + timedelta(minutes=random.randrange(-60 * 24 * 40, 60 * 24 * 12))
    roll = random.random()
    if roll < 0.85:
        return list(_signal(random, pk, name, clock.stamp(at)))[:most]
    make = random.choice([_activity, _quote, _opportunity, _by_hand])
    sk, states = make(random, name, at)
    found = [Event(pk, sk, {"value": one}, absent=place == 0) for place, one in enumerate(states)]
    if random.random() < 0.1:
        found.append(Event(pk, sk, None, absent=False))
    return found[:most]


def _signal(random: Random, pk: str, name: str, at: str) -> Iterator[Event]:
    kind = random.choice(SIGNALS)
    item: Fields = {"kind": kind, "message": name, "at": at, "received_at": at}
    if kind == "visit":
        item |= {"path": random.choice(PATHS), "seconds": random.choice([5, 60, 61, 400, 1200])}
    elif random.random() < 0.4:
        item["campaign"] = random.choice(["tet", "he"])
    if random.random() < 0.01:
        del item["kind"]  # nobody can read it
    sk = keys.signal(f"{kind}#{name}")
    yield Event(pk, sk, item, absent=True)
    if kind in {"open", "click"} and random.random() < 0.2:
        verdict = random.choice([("bot", "agent:barracuda"), ("proxy", "agent:gmail"), ("human", "agent")])
        yield Event(pk, sk, item | dict(zip(("verdict", "reason"), verdict, strict=True)), absent=False)


def _activity(random: Random, name: str, at: datetime) -> tuple[str, list[Fields]]:
    plan = {"type": random.choice(["call", "meeting"]), "status": "not_started"}
    done = plan | {"status": "completed", "completed_at": clock.stamp(at)}
    return keys.document(keys.ACTIVITY, name), random.choice([[plan], [plan, done], [plan, done, plan], [done]])


def _quote(random: Random, name: str, at: datetime) -> tuple[str, list[Fields]]:
    draft = {"amount": random.choice([9_999_999, 10_000_000, 80_000_001]), "state": "draft", "date": f"{at:%Y-%m-%d}"}
    states = [draft, draft | {"state": "confirmed"}, draft | {"state": "cancelled"}]
    return keys.document(keys.QUOTE, name), states[: random.randrange(1, 4)]


def _opportunity(random: Random, name: str, _at: datetime) -> tuple[str, list[Fields]]:
    stages = [random.choice(["new", "quoted", "won"]) for _ in range(random.randrange(1, 4))]
    return keys.document(keys.OPPORTUNITY, name), [{"stage": stage} for stage in stages]


def _by_hand(random: Random, name: str, at: datetime) -> tuple[str, list[Fields]]:
    given = {"points": random.choice([-30, -1, 5, 40]), "at": clock.stamp(at)}
    return f"{keys.POINTS}{name}", [given, given | {"withdrawn_at": clock.stamp(at)}][: random.randrange(1, 3)]


def raw(pk: str, sk: str, item: Fields) -> Fields:
    """An item as the table has it."""
    return {"pk": encode(pk), "sk": encode(sk)} | {name: encode(one) for name, one in item.items()}


def rulebook(random: Random) -> Fields:
    """Some rules of every kind, as an administrator publishes them."""
    rules = [one | {"id": f"r{place}", "name": NAMES} for place, one in enumerate(_rules(random))]
    kept = random.sample(rules, random.randrange(8, len(rules)))
    low = random.randrange(-20, 20)
    return {"rules": kept, "thresholds": [low, low + 15, low + 40, low + 80, low + 200]}


def _rules(random: Random) -> Iterator[Fields]:
    def points() -> int:
        return random.choice([-7, -3, 1, 2, 5, 30])

    def ageing() -> Fields:
        days = random.choice([{}, {"valid_days": 5}, {"valid_days": 30}, {"half_life_days": 3}, {"half_life_days": 7}])
        both = {"valid_days": 20, "half_life_days": 4}
        return random.choice([{}, days, days, both]) | random.choice([{}, {"cap": 9}, {"cap": 60}])

    for group in ("vip", "a"):
        yield {"kind": "group", "group": group, "points": points()}
    yield {"kind": "field", "field": "source", "values": ["referral"], "points": points()}
    yield {"kind": "field", "field": "groups", "operator": "is_not", "values": ["b"], "points": points()}
    yield {"kind": "field", "field": "priority", "operator": "in", "values": ["2", "3"], "points": points()}
    yield {"kind": "field", "field": "expected_revenue", "operator": "at_least", "values": ["500"], "points": points()}
    for activity in ("call", "meeting"):
        yield {"kind": "activity", "activity": activity, "points": points()} | ageing()
    bands = [{"at_least": 10_000_000, "points": points()}, {"at_least": 80_000_001, "points": points()}]
    yield {"kind": "quote_value", "bands": bands} | ageing()
    yield {"kind": "quote", "points": points()} | ageing()
    for kind in ("email_opened", "email_clicked"):
        yield {"kind": kind, "points": points(), "through_proxies": random.random() < 0.5} | ageing()
    for status in ("opened", "unsubscribed"):
        yield {"kind": "campaign_status", "campaign": "tet", "status": status, "points": points()}
    yield {"kind": "campaign_action", "campaign": "he", "action": "clicked", "points": points()} | ageing()
    yield {"kind": "opportunity_stage", "stage": "won", "points": points(), "cap": 50}
    yield {"kind": "web_visit", "minutes": random.choice([1, 6]), "points": points()} | ageing()
    for path in random.sample(["/bang-gia", "/bang-gia*", "/*", "/lien-he"], random.randrange(3)):
        yield {"kind": "visited_path", "path": path, "points": points()} | ageing()
    yield {"kind": "manual"} | ageing()
