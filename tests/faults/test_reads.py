"""Every operation that only asks: each call to AWS goes wrong once, and nobody is told half of what there is.

The routes are those of the OpenAPI document, and the calls those of a clean run: what is new is covered by itself.
A process that ends while it reads has told nothing and done nothing, so that is left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import pytest

from suppression import links
from suppression.links import Meant
from tests.conftest import opened
from tests.faults.routes import HARMLESS
from tests.faults.scene import _plain
from tests.faults.wire import PARTLY, Fault, Kind, Wire
from tests.isolation.routes import ROUTES, Records, Route, furnish, request
from tests.sampling import THOROUGH
from tests.world import Answer, World

_HARMLESS = {(method, path) for method, path in (one.split() for one in HARMLESS)}
UNSUBSCRIBING = ("GET", "/v1/unsubscribe/<token>")
"""Without a login: its token is the credential, and it answers with a page."""
READING = [*(route for route in ROUTES if route[0] == "GET" or route in _HARMLESS), UNSUBSCRIBING]
WRONG: tuple[Kind, ...] = ("it is throttled", "it times out after it was done")
BY_PARTS = frozenset({"Query", "BatchGetItem"})


@dataclass(frozen=True)
class Desk:
    """A company with two of nearly everything."""

    world: World
    wire: Wire
    records: Records
    others: dict[str, dict[str, str]]
    """Ids that the routes of a feature need others of, by how their paths begin."""

    def ask(self, route: Route, **more: Any) -> Answer:
        known = {**self.records.ids, **self.others.get(route[1].partition("_id>")[0], {})}
        return request(self.world, *route, known, self.records.admin, fresh="2", **more)

    def told(self, route: Route, answer: Answer) -> list[Any]:
        """All that it says, page after page."""
        if not isinstance(answer.body, dict) or "next_cursor" not in answer.body:
            return [answer.status, _plain(answer.raw)]
        rows = _rows(answer)
        while answer["next_cursor"] is not None:
            answer = self.ask(route, cursor=answer["next_cursor"])
            assert answer.status == 200, answer.raw
            rows += _rows(answer)
        return [answer.status, rows]


def _rows(answer: Answer) -> list[str]:
    return [_plain(str(row)) for value in answer.body.values() if isinstance(value, list) for row in value]


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with pytest.MonkeyPatch.context() as patch, opened(patch) as world:
        wire = Wire(patch)
        records = furnish(world, "acme")
        for method, path in ROUTES:
            if method == "POST" and "<" not in path:
                assert request(world, method, path, records.ids, records.admin, fresh="1").status < 300, path
        world.pump()
        meant = Meant("acme", records.ids["campaign_id"], records.ids["lead_id"])
        known = Records(records.admin, records.ids | {"token": links.token(meant)})
        yield Desk(world, wire, known, _begun(world, known))


def _begun(world: World, records: Records) -> dict[str, dict[str, str]]:
    """Have a dossier sent, an import tested, and changes of rules and tiers tried: there is something to ask about."""
    jobs = {
        "/v1/tiers/previews/<job": ("POST", "/v1/tiers/preview"),
        "/v1/scoring/previews/<job": ("POST", "/v1/scoring/drafts/<draft_id>/preview"),
        "/v1/scoring/back-tests/<job": ("POST", "/v1/scoring/drafts/<draft_id>/back-test"),
    }
    for path in ("/v1/dossiers/<dossier_id>/send", "/v1/imports/<import_id>/test"):
        assert request(world, "POST", path, records.ids, records.admin).status < 300, path
    begun = {path: request(world, *route, records.ids, records.admin) for path, route in jobs.items()}
    world.pump()
    return {path: {"job_id": str(answer.body.get("job") or answer["id"])} for path, answer in begun.items()}


def faults(calls: list[str]) -> list[Fault]:
    """Where there is little time, one of each operation."""
    found = [Fault(place, kind) for place, _ in enumerate(calls) for kind in WRONG]
    return found + [Fault(place, PARTLY) for place, call in enumerate(calls) if call in BY_PARTS]


def tried(route: Route, found: list[Fault]) -> list[Fault]:
    return found if THOROUGH or not found else [found[crc32(str(route).encode()) % len(found)]]


@pytest.mark.parametrize("route", READING, ids=" ".join)
def test_nobody_is_told_half_of_what_there_is(desk: Desk, route: Route, record_property: Callable[[str, object], None]):
    with desk.wire.carrying():
        clean = desk.ask(route)
    calls = desk.wire.calls
    assert clean.status == 200, clean.raw
    assert calls or route == UNSUBSCRIBING, "makes no call at all"
    wanted, before = desk.told(route, clean), len(desk.world.table.stream_shard.items)
    wrong = tried(route, faults(calls))
    record_property("faults", len(wrong))
    for fault in wrong:
        with desk.wire.carrying(fault):
            answer = desk.ask(route)
        assert desk.wire.struck
        seen = f"{calls[fault.place]} {fault!r}: {answer.raw}"
        if answer.status in {429, 503}:
            assert "Retry-After" in answer.headers, seen
            assert answer.headers["Content-Type"].startswith("application/problem+json") or route == UNSUBSCRIBING, seen
        else:
            assert desk.told(route, answer) == wanted, seen
        assert desk.told(route, desk.ask(route)) == wanted, seen
    assert len(desk.world.table.stream_shard.items) == before, "something was written"
