"""Everything that may go wrong while a company's events become scores, and how often: all of it, or nothing."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import partial
from random import Random
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import scoring.stream
from kernel import clock, keys, table
from scoring import daily, folding, model, rescoring
from scoring.folding import FOLD, is_shown
from scoring.rules import Rulebook
from tests.soak.lives import BEGIN, Customer, Event, raw
from tests.soak.shelf import LAG, SHARDS, Record, Shelf

DAYS = 12
SETTLED = 15
BATCH = 100
STRIKES = 0.01
"""Of all calls to the table, so many are the last of their worker, fail, or take long."""


class Killed(BaseException):
    """A worker ends here: nothing in the product may catch it."""


class Weather:
    """One company while its events arrive. `storm`: how things go wrong; None: they do not."""

    def __init__(self, tenant: str, lives: list[Customer], storm: Random | None) -> None:
        self.tenant, self.lives, self.storm = tenant, {one.id: one for one in lives}, storm
        self.now = 0.0
        self.shelf = Shelf(lambda: self.now, (lambda: storm.random() * LAG) if storm else lambda: 0.0)
        self.position = [0] * SHARDS
        self.walks: list[list[Any]] = []
        self.left: list[dict[str, Any]] = []
        """Rules that are still to be published."""
        self.version = 0
        self.books: dict[int, Any] = {}
        self.lost = False
        self.told: Counter[str] = Counter()
        self._stale: list[Record] = []
        self._chance = storm or Random(0)

    @contextmanager
    def around_the_product(self) -> Iterator[None]:
        """The product works on this table, by this clock."""
        timer = SimpleNamespace(monotonic=lambda: self.now)
        with ExitStack() as all_of:
            for name in ("write", "read", "page"):
                all_of.enter_context(patch.object(table, name, getattr(self.shelf, name)))
            for module in ("kernel.snapshots", "scoring.folding"):
                all_of.enter_context(patch(f"{module}.time", timer))
            all_of.enter_context(patch.object(clock, "now", self.moment))
            all_of.enter_context(patch.object(rescoring, "STEP", 25))
            yield

    def moment(self) -> datetime:
        """What a worker's clock says: not quite the time."""
        skew = self.storm.uniform(-1, 1) if self.storm else 0
        return BEGIN + timedelta(seconds=self.now + skew)

    # --- what people and machines do ------------------------------------------------------------------
    def arrive(self, event: Event) -> None:
        """An item is put, if it is not there yet, or changed."""
        self.told["events"] += 1
        before = self.shelf.parts[event.pk].get(event.sk)
        if event.absent and before is not None:
            self.told["repeated"] += 1
            return
        after = raw(event.pk, event.sk, event.item) if event.item is not None else None
        self.shelf.change(event.pk, event.sk, after)
        if event.sk == keys.PROFILE and event.item is not None:
            self._place(event.item["value"], before["value"]["M"]["relationship"]["S"] if before else None)

    def _place(self, value: dict[str, Any], was: str | None) -> None:
        """The card and its copies, as the profile's transaction writes them."""
        id_, shelf = value["id"], value["relationship"]
        if shelf == was:
            return
        owners = [keys.own(value["owner"]), *(keys.own(one["employee"]) for one in value["shares"])]
        for place, book in enumerate(owners):
            pk, old = keys.book(self.tenant, shelf, book), keys.book(self.tenant, was or "", book)
            shown = self.shelf.parts[old].get(id_) or {
                "rank": {"S": keys.rank(1, 0, id_)}, "score": {"N": "0"}, "stars": {"N": "1"},
                "score_number": {"N": "0"}, "tier_number": {"N": "0"},
            }  # fmt: skip
            feed = {} if place else {"feed": {"S": keys.feed(self.tenant, shelf)}}
            if was:
                self.shelf.change(old, id_, None)
            self.shelf.change(pk, id_, dict(shown) | feed | {"pk": {"S": pk}, "sk": {"S": id_}})

    def publish(self) -> None:
        """Rules are in force; the walk that brings them to everybody begins when nobody decides by older ones."""
        book = self.left.pop(0)
        self.version += 1
        self.told["publications"] += 1
        rulebook = Rulebook.model_validate(book)
        self.books[self.version] = book
        new = model.Publication(rulebook, self.version, clock.HOME, "me", "job", clock.now())
        table.write(*model.publishing(self.tenant, new))
        self.walks.append([self.version, self.now + SETTLED, None])

    def walk(self) -> None:
        """One step of a walk whose time has come."""
        ready = [one for one in self.walks if one[1] <= self.now]
        if ready:
            self._step(self.storm.choice(ready) if self.storm else ready[0])

    def _step(self, one: list[Any]) -> None:
        job: Any = SimpleNamespace(cursor=one[2])
        swept = self.during(lambda: rescoring.step(self.tenant, {"version": one[0]}, job))
        if swept is None or one not in self.walks:
            return
        one[2] = swept.after
        if swept.after is None:
            self.walks.remove(one)

    def deliver(self, shard: int) -> None:
        """The next batch of a shard; its position moves when the worker has taken it."""
        records, start = self.shelf.shards[shard], self.position[shard]
        size = self.storm.randrange(1, BATCH + 1) if self.storm else BATCH
        batch, label = records[start : start + size], self.shelf.label
        if not batch:
            return
        self.told["delivered"] += len(batch)
        if self.during(partial(self.read, batch)) and label == self.shelf.label:
            self.position[shard] = start + len(batch)

    def read(self, batch: list[Record]) -> bool:
        """A worker folds a batch."""
        scoring.stream.handler({"Records": batch}, None)
        return True

    def unread(self) -> list[int]:
        return [n for n, records in enumerate(self.shelf.shards) if self.position[n] < len(records)]

    def day(self) -> None:
        self.during(lambda: daily.change(self.tenant))

    # --- how it goes wrong ----------------------------------------------------------------------------
    def during(self, act: Callable[[], Any]) -> Any:
        """What an act gives; None if its worker was killed, or a call of it failed."""
        storm, before = self.storm, self.shelf.around
        if storm is None:
            return act()

        def around(_when: str) -> None:
            self.now += 0.004
            if storm.random() < STRIKES:
                self._strike(storm)

        self.shelf.around = around
        try:
            return act()
        except (Killed, table.Transient):
            return None
        finally:
            self.shelf.around = before

    def _strike(self, storm: Random) -> None:
        roll = storm.random()
        if roll < 0.4:
            self.told["kills"] += 1
            raise Killed
        if roll < 0.6:
            self.told["faults"] += 1
            raise table.Transient("throttled")
        self.told["pauses"] += 1
        around, self.shelf.around = self.shelf.around, lambda _: None
        noted, folding._noted = folding._noted, None
        self.elsewhere(storm)
        self.shelf.around, folding._noted = around, noted

    def elsewhere(self, storm: Random) -> None:
        """While one worker pauses, others go on."""
        self.now += storm.choice([0, 1, 4, 6, 20, 40])
        pk = keys.customer(self.tenant, storm.choice([*self.lives]))
        acts: list[Callable[[], Any]] = [
            *[self.publish_and_walk] * (4 if self.left else 0),
            self.again, self.again, lambda: FOLD.rebuild(pk), lambda: self.walk_on(40),
            lambda: FOLD.redecide(pk, lambda _: False), lambda: daily.change(self.tenant), lambda: self.prove(pk),
        ]  # fmt: skip
        storm.choice(acts)()

    def walk_on(self, steps: int) -> None:
        while self.walks and steps:
            self.now = max(self.now, min(one[1] for one in self.walks))
            self.walk()
            steps -= 1

    def publish_and_walk(self) -> None:
        self.publish()
        self.walk_on(40)

    def again(self) -> None:
        """A batch comes that came before, also one of a stream that is no more; nothing follows from it."""
        storm = self._chance
        shard = storm.randrange(SHARDS)
        begin = storm.randrange(self.position[shard] + 1)
        old = self._stale if storm.random() < 0.2 else self.shelf.shards[shard][: self.position[shard]]
        batch = old[max(0, begin - storm.randrange(BATCH)) : begin]
        if batch:
            self.told["redelivered"] += len(batch)
            self.read(batch)

    def step_back(self) -> None:
        """The reader of a shard begins again from some place before."""
        storm = self._chance
        shard = storm.randrange(SHARDS)
        back = min(self.position[shard], storm.randrange(2 * BATCH))
        self.told["redelivered"] += back
        self.position[shard] -= back

    def rebuild(self) -> None:
        """Somebody asks for it, or the night does."""
        self.told["rebuilds"] += 1
        storm = self._chance
        pk = keys.customer(self.tenant, storm.choice([*self.lives]))
        self.during(storm.choice([lambda: FOLD.rebuild(pk), lambda: self.prove(pk)]))

    def lose_the_stream(self) -> None:
        """Another stream takes the place of this one; what was not read is gone."""
        self.told["streams lost"] += 1
        self._stale = self.shelf.shards[0][-5 * BATCH :]
        self.shelf.label += 1
        self.shelf.shards = [[] for _ in range(SHARDS)]
        self.position = [0] * SHARDS
        self.lost = True

    def prove(self, pk: str) -> bool:
        """What the night does with a record."""
        card = self.card(pk)
        return FOLD.prove(pk, partial(is_shown, card)) if card else True

    def card(self, pk: str) -> Any:
        profile = self.shelf.parts[pk].get(keys.PROFILE)
        if profile is None:
            return None
        value = profile["value"]["M"]
        book = keys.book(self.tenant, value["relationship"]["S"], keys.own(value["owner"]["S"]))
        return self.shelf.parts[book][value["id"]["S"]]
