"""Whatever of AWS is asked too often: the caller is told when to come again, in the API's own words, and served then.

Every operation of the OpenAPI document, with each of its calls refused in turn. `make test` tries those that need
nothing but a company.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest
from botocore.retries.standard import ThrottledRetryableChecker

from intake import keyring
from kernel import table
from tests.conftest import opened
from tests.faults.quick import Quick
from tests.isolation.routes import ROUTES, Records, Route, furnish, named, request
from tests.kept import kept
from tests.load.doors import DOORS, doors
from tests.load.throttling import Throttling
from tests.sampling import THOROUGH, sampled
from tests.world import Answer, World

TRIED = sampled([route for route in ROUTES if THOROUGH or not named(route)], 8, str)


@pytest.fixture(scope="module")
def scene() -> Iterator["Scene"]:
    with pytest.MonkeyPatch.context() as patch, opened(patch, founded=not THOROUGH) as world:
        yield Scene(world, furnish(world, "acme") if THOROUGH else bare(), patch)


def bare() -> Records:
    """Nothing but a company."""
    admin = kept(founded=True).admin
    assert admin
    codes = {
        "kind": "sources", "code": "website", "book": "HD", "number": "0", "rule": "vip", "report": "won-lost",
        "mail_template": "introduction", "source": "mailgun",
    }  # fmt: skip
    return Records(admin, defaultdict(lambda: admin.id, codes))


class Scene:
    """A company, as often as wanted as it was."""

    def __init__(self, world: World, acme: Records, patch: pytest.MonkeyPatch) -> None:
        self.world, self.acme = world, acme
        self.doors = doors(world, acme.admin, patch)
        self._quick = Quick(world)
        self._quick.keep()
        self._throttling = Throttling(patch)

    def ask(self, route: Route) -> Answer:
        return request(self.world, *route, self.acme.ids, self.acme.admin, fresh="1")

    def refused(self, ask: Callable[[], Answer]) -> Iterator[tuple[str, Answer]]:
        """(call, what is answered) for each call that was refused and could not be done without."""
        self.begin()
        wanted = ask().status
        self.begin()
        for place in range(1000):
            with self._throttling.at(place):
                answer = ask()
            struck = self._throttling.struck
            if struck is None:
                assert answer.status == wanted, answer.raw  # who came again has what they would have had
                return
            if answer.status == wanted:  # it was done all the same
                self.begin()
            else:
                yield struck, answer

    def begin(self) -> None:
        self._quick.restore()
        keyring.forget()


def says_when(answer: Answer) -> bool:
    """Whether it is an answer that says to come again, and when, in the API's own form."""
    told = answer.status in {429, 503} and int(answer.headers.get("Retry-After", 0)) > 0
    if answer.headers["Content-Type"].startswith("text/html"):  # a page, for people and their mail programs
        return told
    return told and answer.headers["Content-Type"] == "application/problem+json" and answer["status"] == answer.status


@pytest.mark.parametrize("route", TRIED, ids=" ".join)
def test_who_meets_a_throttled_service_is_told_to_come_again_and_then_it_is_done(
    route: Route, scene: Scene, record_property: Callable[[str, object], None]
):
    told = list(scene.refused(lambda: scene.ask(route)))
    record_property("calls refused", len(told))
    wrong = [f"{call}: {answer.status} {answer.headers} {answer.raw}" for call, answer in told if not says_when(answer)]
    assert told
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("door", DOORS)
def test_so_is_who_sends_by_a_door_that_is_open_to_the_world(door: str, scene: Scene):
    told = list(scene.refused(scene.doors[door]))
    wrong = [f"{call}: {answer.status} {answer.headers} {answer.raw}" for call, answer in told if not says_when(answer)]
    assert told
    assert not wrong, "\n".join(wrong)


def test_every_word_for_asking_too_often_that_the_client_knows_is_known():
    known = ThrottledRetryableChecker._THROTTLED_ERROR_CODES  # type: ignore[attr-defined]
    assert not set(known) - table._TRANSIENT
