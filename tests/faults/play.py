"""One operation, prepared once and done as often as wanted: in fair weather, with a fault, twice, by two at once."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property

import pytest

from kernel import clock
from tests.faults import handlers, readers
from tests.faults.attempts import Attempt, Operation
from tests.faults.moments import Moment
from tests.faults.scene import Scene, Theatre, _plain
from tests.faults.wire import HALVED, MEANWHILE, REFUSED, TWICE, Crash, Fault
from tests.world import Answer

ANSWERS = "#IDEMPOTENCY#"
"""Answers that are remembered tell what was seen then: who came first was warned of no duplicate."""
TOO_LATE = frozenset({403, 404, 409, 412, 422})
"""What an answer says of who came too late; one that asks to come again says when."""
AGAIN_AFTER = timedelta(minutes=16)
"""The queues' own delay: by then a worker that says nothing any more counts as ended."""


@dataclass
class End:
    """How it ended: what had changed at once, and what is left when all that follows has happened."""

    told: list[str]
    at: Moment
    left: Callable[[], Counter[str]]
    calls: list[str] = field(default_factory=list)
    conditional: dict[int, str] = field(default_factory=dict)

    def differs(self, wanted: "End", but: str = "nothing") -> str:
        """How it is not as wanted; "" where it is. What is named so does not matter."""
        if self.told == wanted.told:
            return ""
        got, expected = (Counter({one: n for one, n in end.left().items() if but not in one}) for end in (self, wanted))
        return "" if got == expected else f"missing {expected - got}, too much {got - expected}"


class Play:
    """An operation where everything is ready for it."""

    def __init__(self, theatre: Theatre, operation: Operation) -> None:
        self._theatre, self._name = theatre, operation.__name__
        self.scene: Scene = theatre.scene()
        self._attempt: Attempt = operation(self.scene)
        self._ready = Moment(theatre.world)
        self._ids = readers.ids(self.scene)

    @cached_property
    def clean(self) -> End:
        """Nothing goes wrong; its calls are those that may."""
        self._ready.again()
        with self.scene.wire.carrying():
            self._answered = self._attempt()
            assert is_well(self._answered), "fails without a fault"
            wire = self.scene.wire
            calls, conditional = list(wire.calls), dict(wire.conditional)
        return replace(self._end(), calls=calls, conditional=conditional)

    @cached_property
    def _by_two(self) -> End:
        """Somebody else does it after the caller has."""
        self._ready.again()
        assert is_well(self._attempt())
        self._do_another()
        return self._end()

    def differs(self, fault: Fault) -> str:
        """What is not as it should be after all where this goes wrong; "" where nothing is."""
        if fault.kind == MEANWHILE:
            return self._overtaken(fault)
        return self._twice() if fault.kind == TWICE else self._interrupted(fault)

    def _twice(self) -> str:
        self._ready.again()
        assert is_well(self._attempt())
        wrong = self._answers_otherwise(self._try_again("fails when it comes again"))
        return wrong or self._end().differs(self.clean)

    def _interrupted(self, fault: Fault) -> str:
        """With this fault, and then again; meanwhile everybody sees what was before, or what is then."""
        self._ready.again()
        wrong = ""
        if not self._struck(fault):
            wrong = self._half()
            self.scene.in_halves = fault.kind == HALVED
            wrong = wrong or self._answers_otherwise(self._try_again(f"{fault!r}: fails ever after"))
            self.scene.in_halves = False
        return wrong or self._end().differs(self.clean)

    def _answers_otherwise(self, answer: Answer | None) -> str:
        """What a caller is told who tries again, if it is not what one is whom nothing went wrong for."""
        clean = self._answered
        if clean is None or answer is None or answer.status >= 300:  # gone, or stale: it is done already
            return ""
        first, again = (_plain(f"{one.status} {json.dumps(one.body)}") for one in (clean, answer))
        return "" if first == again else f"answered at first {first}, and again {again}"

    def _half(self) -> str:
        """What somebody sees now that was neither before nor will be."""
        if self._name in readers.BY_STEPS or self._theatre.told(self._ready) in ([], self.clean.told):
            return ""
        seen, (before, after) = self._seen(), self._views
        by_rows = self._name in handlers.BY_ITSELF | readers.ROW_BY_ROW
        paths = seen.keys() | before.keys() | after.keys()
        halves = {path: readers.half(seen[path], before[path], after[path], by_rows=by_rows) for path in paths}
        return next((f"seen meanwhile: {path}: {half}" for path, half in halves.items() if half), "")

    def _seen(self) -> dict[str, Counter[str]]:
        """By who looks and path; what is made meanwhile has another id each time."""
        found = defaultdict[str, Counter[str]](Counter)
        for path in readers.around(self.scene):
            for who, by in (("administrator", self.scene.admin), ("colleague", self._theatre.stranger)):
                found[f"{who}: {self._made_meanwhile(path)}"] += readers.look(self.scene, path, by)
        return found

    def _made_meanwhile(self, path: str) -> str:
        return "/".join(one if one in self._ids else _plain(one) for one in path.split("/"))

    @cached_property
    def _views(self) -> tuple[dict[str, Counter[str]], dict[str, Counter[str]]]:
        """What everybody sees before, and after."""
        now, found = Moment(self._theatre.world), []
        for moment in (self._ready, self.clean.at):
            moment.again()
            found.append(self._seen())
        now.again()
        return found[0], found[1]

    def _overtaken(self, fault: Fault) -> str:
        """Just before one of its calls somebody else gets through with the same: it is as if they came first.

        Who is refused for it has done nothing; a worker finds that everything is done.
        """
        self._ready.again()
        with self.scene.wire.carrying(fault, self._do_another):
            answer, fell = self._done()
        assert self._has_struck(fault)
        if fell or (answer is not None and "Retry-After" in answer.headers):
            with _later():
                answer = self._attempt()
        assert answer is None or answer.status < 300 or answer.status in TOO_LATE, answer.raw
        comes_second = answer is not None and answer.status < 300
        return self._end().differs(self._by_two if comes_second else self.clean, but=ANSWERS)

    def _struck(self, fault: Fault) -> bool:
        """Whether it succeeded all the same."""
        with self.scene.wire.carrying(fault):
            answer, fell = self._done()
        assert self._has_struck(fault)
        if fault.kind == REFUSED and answer is not None and answer.status in TOO_LATE:
            return False
        return fell is None and is_well(answer)

    def _has_struck(self, fault: Fault) -> bool:
        """Whether it was the call that is meant, and not another that came there this time."""
        return self.scene.wire.struck and self.scene.wire.calls[fault.place] == self.clean.calls[fault.place]

    def _done(self) -> tuple[Answer | None, BaseException | None]:
        try:
            return self._attempt(), None
        except (Crash, Exception) as fault:  # noqa: BLE001 - whatever it was, the caller or the queue comes again
            return None, fault

    def _try_again(self, why: str = "fails when it comes again") -> Answer | None:
        with _later():
            answer = self._attempt()
        assert is_well(answer), why
        return answer

    def _do_another(self) -> None:
        self.scene.is_another = True
        with suppress(Exception):  # what another may not do does not happen
            self._attempt()
        self.scene.is_another = False

    def _end(self) -> End:
        told, moment = self._theatre.told(self._ready), Moment(self._theatre.world)

        @cache
        def left() -> Counter[str]:
            moment.again()
            return self._theatre.left()

        return End(told, moment, left)


@contextmanager
def _later() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: datetime.now(UTC) + AGAIN_AFTER)
        yield


def is_well(answer: Answer | None) -> bool:
    """Whether there is no reason to try again; who is asked to is told when."""
    if answer is None:
        return True
    if answer.status in {409, 429, 503} and "Retry-After" in answer.headers:
        assert answer.headers["Content-Type"] == "application/problem+json"
        return False
    assert answer.status < 300 or answer["code"] == "stale", answer.raw  # stale: what was sent is there already
    return True
